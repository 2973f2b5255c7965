"""What the people of a council are called: services tell identities, screens show names."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from council_gateway.clients import Caller, ServiceRefusal, Services, ServiceUnavailable

_SECONDS: Final = 300.0
"""For which names are used again; a person's own page is always read afresh."""
_MOST_KEPT: Final = 1024


class Names:
    """Asked of governance for a reader and a council, and kept for five minutes: whoever may not read them sees identities."""

    def __init__(self, services: Services, seconds: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._seconds = seconds
        self._kept: OrderedDict[tuple[Caller, str], tuple[float, Mapping[str, str]]] = OrderedDict()

    async def of(self, caller: Caller, council: str) -> Mapping[str, str]:
        """Identity → name of those who hold or held an office in this council; empty where governance says nothing."""
        kept = self._kept.get((caller, council))
        if kept is not None and self._seconds() - kept[0] < _SECONDS:
            return kept[1]
        try:
            names = await self._asked(caller, council)
        except ServiceUnavailable:
            return kept[1] if kept is not None else {}
        except ServiceRefusal:
            names = {}
        self._kept[(caller, council)] = (self._seconds(), names)
        self._kept.move_to_end((caller, council))
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return names

    async def _asked(self, caller: Caller, council: str) -> dict[str, str]:
        query = urlencode({"council": council, "everyone": "true"})
        found = await self._services.get("governance", f"/v1/people?{query}", caller)
        return {str(row["person"]): str(row["name"]) for row in found["items"] if row.get("name")}
