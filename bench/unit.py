"""pytest plugin (`-p bench.unit`): of what is collected the unit tests alone, which ask for no server and draw nothing
at random. What holds of them holds in every run, and takes seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

_SERVERS: Final = {"postgres", "kafka"}
_AT_THE_DOORS: Final = ("test_api.py", "test_*_api.py", "test_projection*.py")
"""Files that hold no unit test, and import FastAPI and the drivers."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if any(collection_path.match(name) for name in _AT_THE_DOORS) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [
        item
        for item in items
        if _SERVERS.isdisjoint(getattr(item, "fixturenames", ())) and not item.get_closest_marker("hypothesis")
    ]
