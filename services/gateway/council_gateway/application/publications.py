"""What is public, as reporting published it: read for nobody in particular, kept a minute, the same for everybody."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from council_events.values import Purpose

from council_gateway.clients import Caller, Services

NOBODY: Final = Caller("public", "hq", Purpose.REPORTING)
"""A visitor who has not signed in. Holds no office, so that nothing but what is public answers."""
_SECONDS: Final = 60.0
_MOST: Final = 64


class Publications:
    """The published years. However many visitors come, reporting is asked once a minute for each of its answers.

    That nothing is published yet is not kept: it ends at any moment, and is asked for by few.
    """

    def __init__(self, services: Services, seconds: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._seconds = seconds
        self._kept: dict[str, tuple[float, Any]] = {}

    async def years(self) -> list[dict[str, Any]]:
        """The published years, the latest first; raises ServiceRefusal or ServiceUnavailable, as the others do."""
        return list(await self._read("/v1/publications", self._services.get))

    async def figures(self, year: int) -> dict[str, Any]:
        """The tables of a year."""
        return dict(await self._read(f"/v1/publications/{year}", self._services.get))

    async def csv(self, year: int) -> bytes:
        """The same, one value a line."""
        return bytes(await self._read(f"/v1/publications/{year}/values.csv", self._services.read))

    async def _read(self, path: str, read: Callable[..., Any]) -> Any:
        kept = self._kept.get(path)
        now = self._seconds()
        if kept is None or now - kept[0] >= _SECONDS:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            kept = (now, await read("reporting", path, NOBODY))
            if kept[1]:
                self._kept[path] = kept
        return kept[1]
