"""In which order test files begin, and which of them one worker of pytest-xdist runs, so that no core is idle at the end."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pytest

_GROUPS: Final = {"faults": "faults", "journeys": "staffed", "browser": "staffed"}
"""Rooms whose tests share a platform, and which of the two."""
_WITHOUT_A_PLATFORM: Final = ("tests/faults/test_streams.py",)
"""Files of those rooms that need none: whichever worker is done first runs them."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares a platform first, then files marked `long`, then those with many tests: no worker ends with a long one alone."""
    count = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, int]:
        if _group(item.nodeid) is not None:
            return (0, 0)  # in the order in which they stand: some go on where others have ended
        return (1 if item.get_closest_marker("long") else 2, -count[item.path])

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files side by side; but the faults in one worker, journeys and browser tests, which share one platform, in another."""
    from xdist.scheduler import LoadFileScheduling

    class ByRoom(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid) or super()._split_scope(nodeid)

    config.option.loadscopereorder = False  # see pytest_collection_modifyitems
    return ByRoom(config, log)


def _group(nodeid: str) -> str | None:
    """The group of files that one worker runs, one after the other; None for a file that any worker may run."""
    if nodeid.startswith(_WITHOUT_A_PLATFORM):
        return None
    return _GROUPS.get(nodeid.removeprefix("tests/").partition("/")[0])
