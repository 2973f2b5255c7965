"""Live activity: a windowed Faust table of events per hour, council and service. May count twice, decides nothing.

Faust keeps the counts in memory, with a changelog topic to restore them from; every second the hours that changed
are copied into `live.hours`, so that any process can answer. A key names its partition, because Faust keeps the
changelog of a key beside the partition whose event changed it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any, Final, NamedTuple

import faust
from council_events import topics
from council_events.topics import PARTITIONS
from council_kit.broker import BrokerAddress
from council_kit.broker_rights import Reading
from council_kit.postgres import AsyncPool, Pool, create_once
from council_kit.windows import STOP_WITHIN, Counting, Running, keep_counting, options
from faust.contrib.asgi import faust_app_running
from pydantic_core import from_json

COUNTED: Final = Reading(("governance", "intake", "support", "subsidy"))
TABLE: Final = "hours"
_HOUR: Final = 3600.0
_KEPT: Final = dt.timedelta(hours=26)
"""A whole day, and a little more: today is told since midnight."""

DDL: Final = """
CREATE SCHEMA IF NOT EXISTS live;
CREATE UNLOGGED TABLE live.hours (
    hour timestamptz NOT NULL, partition int NOT NULL, council text NOT NULL, service text NOT NULL,
    events bigint NOT NULL,
    PRIMARY KEY (hour, partition, council, service)
);
"""
_SAVE: Final = """
INSERT INTO live.hours SELECT * FROM unnest(%s::timestamptz[], %s::int[], %s::text[], %s::text[], %s::bigint[])
ON CONFLICT (hour, partition, council, service) DO UPDATE SET events = excluded.events
"""
_FORGET: Final = "DELETE FROM live.hours WHERE hour < %s"


class Hour(NamedTuple):
    """One window of one key."""

    hour: dt.datetime
    partition: int
    council: str
    service: str


def install(pool: Pool) -> None:
    """Make the table that `GET /v1/live` reads."""
    create_once(pool, "live.hours", DDL)


class Windows:
    """A part of the process: starts Faust on the running loop, and again when it has failed."""

    def __init__(self, bootstrap: str, namespace: str, pool: AsyncPool) -> None:
        self._bootstrap = bootstrap
        self._namespace = namespace
        self._name = topics.windows_app("reporting", namespace)
        self._pool = pool
        self._changed: dict[Hour, int] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Count until `stop` is set; nothing that goes wrong here stops the process."""
        counting = Counting(
            topics=COUNTED.topics(self._namespace),
            changelog=topics.changelog_topic("reporting", TABLE, self._namespace),
            kept=_KEPT,
            start=self._start,
            flush=self._flush,
        )
        await keep_counting(self._bootstrap, counting, stop)

    def _start(self, folder: str) -> Running:
        app = self._app(folder)
        return Running(faust_app_running(app, stop_timeout=STOP_WITHIN), app.wait_until_stopped)

    def _app(self, folder: str) -> faust.App:
        address = BrokerAddress.of(self._bootstrap)
        credentials = address.credentials()
        app = faust.App(
            self._name,
            broker_credentials=credentials and faust.SASLCredentials(**credentials),
            **options(address, folder),
        )
        events = app.topic(
            *COUNTED.topics(self._namespace), key_serializer="raw", value_serializer="raw", value_type=bytes
        )
        table = app.Table(TABLE, default=int, partitions=PARTITIONS).tumbling(_HOUR, expires=_KEPT)

        async def count(stream: Any) -> None:
            async for event in stream.events():
                council, service = source_of(event.value)
                message = event.message
                key = f"{message.partition}/{council}/{service}"
                table[key] += 1
                began = dt.datetime.fromtimestamp(message.timestamp // _HOUR * _HOUR, dt.UTC)
                self._changed[Hour(began, message.partition, council, service)] = table[key].value()

        app.agent(events, name="count")(count)
        return app

    async def _flush(self) -> None:
        """Copy what changed; a lost copy comes with the next event of that hour."""
        changed, self._changed = self._changed, {}
        if not changed:
            return
        columns = [list(column) for column in zip(*changed, strict=True)]
        async with self._pool.connection() as connection:
            await connection.execute(_SAVE, [*columns, list(changed.values())])
            await connection.execute(_FORGET, [max(changed).hour - _KEPT])


def source_of(raw: bytes) -> tuple[str, str]:
    """Council and service that an event comes from: the parts of `/councils/13/intake`."""
    _, _, council, service = str(from_json(raw)["source"]).split("/")
    return council, service
