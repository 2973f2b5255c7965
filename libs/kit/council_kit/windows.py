"""Windows: a stream application beside the service, begun on the running loop, flushed every second, begun again when it failed.

The stream library (Faust) is the service's: it makes the application in a folder of its own, with the options below, and hands
back how it runs. What windows count may be counted twice and decides nothing, so whatever goes wrong here, the rest of the process
goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, NamedTuple

from council_events.topics import PARTITIONS

from council_kit.broker import BrokerAddress
from council_kit.kafka import create_changelog, create_event_topics, wait_for_broker
from council_kit.telemetry import get_logger

_FLUSH_EVERY: Final = 1.0
_PAUSE: Final = 5.0
STOP_WITHIN: Final = 8.0
"""Seconds that an application has to come to its end."""
_OPTIONS: Final[dict[str, Any]] = {
    "topic_partitions": PARTITIONS,
    "store": "memory://",
    "web_enabled": False,
    "topic_disable_leader": True,
    "topic_allow_declare": False,  # its topics are made here, and the others' are not for it to make
    "consumer_auto_offset_reset": "latest",  # a window shows what goes on; the past is in the read tables
    "stream_wait_empty": False,
    "logging_config": None,
    "loghandlers": [],
    "autodiscover": False,
}
_log = get_logger("windows")


def options(address: BrokerAddress, folder: str) -> dict[str, Any]:
    """How every such application is set up, besides its name and how it signs in to the broker."""
    return _OPTIONS | {"broker": [f"kafka://{server}" for server in address.servers.split(",")], "datadir": folder}


class Running(NamedTuple):
    """A stream application: the context in which it runs, and what ends only when it has crashed."""

    context: AbstractAsyncContextManager[Any]
    crashed: Callable[[], Awaitable[Any]]


class Counting(NamedTuple):
    """What is counted: the topics that are read, the changelog topic of the table, and how long its windows are kept.

    `start` makes the application in a folder; `flush` takes over what was counted since the last time.
    """

    topics: Sequence[str]
    changelog: str
    kept: dt.timedelta
    start: Callable[[str], Running]
    flush: Callable[[], Awaitable[None]]


async def keep_counting(bootstrap: str, counting: Counting, stop: asyncio.Event, *, pause: float = _PAUSE) -> None:
    """Count until `stop` is set; nothing that goes wrong here stops the process. `pause`: seconds before it begins again."""
    for library in ("faust", "mode"):  # they tell every step of every start
        logging.getLogger(library).setLevel(logging.WARNING)
    while await wait_for_broker(bootstrap, stop):
        try:
            await create_event_topics(bootstrap, counting.topics)
            # the library would make it too, and then count before it knows how many partitions its own topic has
            await create_changelog(bootstrap, counting.changelog, kept=counting.kept)
            await _count(counting, stop)
        except Exception as error:  # windows decide nothing: whatever it is, the rest of the service goes on
            _log.warning("windows begin again", error=type(error).__qualname__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def _count(counting: Counting, stop: asyncio.Event) -> None:
    with tempfile.TemporaryDirectory(prefix="council-windows-") as folder:
        running = counting.start(folder)
        crashed = asyncio.ensure_future(running.crashed())
        stopped = asyncio.create_task(stop.wait())
        try:
            async with running.context:
                while not await _first_of(stopped, crashed):
                    await counting.flush()
            await counting.flush()
        finally:
            for task in (crashed, stopped):
                task.cancel()


async def _first_of(stopped: asyncio.Future[Any], crashed: asyncio.Future[Any]) -> bool:
    """Wait a moment for the end; raises what the application crashed with."""
    done, _ = await asyncio.wait({stopped, crashed}, timeout=_FLUSH_EVERY, return_when=asyncio.FIRST_COMPLETED)
    return bool(done)
