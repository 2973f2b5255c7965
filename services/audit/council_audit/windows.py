"""Unusual access: a windowed Faust table over the access events of all services. May count twice, decides nothing.

Faust keeps what each person did in a window; when a threshold is reached an alert is recorded, under a number made from kind,
subject and window, so that a window counted again alerts once. How many people look at one case is asked of the access log's own
table, since the events are keyed by person. A key names its partition, as in reporting's windows.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import tempfile
import time
from typing import Any, Final
from uuid import UUID

import faust
from council_events import topics
from council_events.audit import AlertKind
from council_events.topics import PARTITIONS, PUBLISHING_SERVICES
from council_kit.broker import BrokerAddress
from council_kit.broker_rights import Reading
from council_kit.kafka import create_changelog, create_event_topics, wait_for_broker
from council_kit.postgres import Pool
from council_kit.telemetry import get_logger
from faust.contrib.asgi import faust_app_running
from pydantic_core import from_json

from council_audit.application.alerts import Alerts, Due
from council_audit.queries.alerts import crowded
from council_audit.rules.alerts import Sign, signs_of, window_of

_log = get_logger("unusual-access")

TABLE: Final = "signs"
WATCHED: Final = Reading(PUBLISHING_SERVICES, topics.access_topic)
_FLUSH_EVERY: Final = 1.0
_WATCHED_FOR: Final = 30.0
"""Seconds for which a case that was just read is looked at again: the access log may be a little behind."""
_PAUSE: Final = 5.0
_STOP_WITHIN: Final = 8.0


class Windows:
    """A part of the process: starts Faust on the running loop, and again when it has failed."""

    def __init__(self, bootstrap: str, namespace: str, pool: Pool, alerts: Alerts) -> None:
        self._bootstrap = bootstrap
        self._namespace = namespace
        self._name = topics.windows_app("audit", namespace)
        self._pool = pool
        self._alerts = alerts
        self._kept = dt.timedelta(minutes=2 * alerts.thresholds.window_minutes)
        self._due: dict[Due, None] = {}
        self._watched: dict[UUID, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set; nothing that goes wrong here stops the process."""
        for library in ("faust", "mode"):  # they tell every step of every start
            logging.getLogger(library).setLevel(logging.WARNING)
        while await wait_for_broker(self._bootstrap, stop):
            try:
                await create_event_topics(self._bootstrap, WATCHED.topics(self._namespace))
                # Faust would make it too, and then count before it knows how many partitions its own topic has
                changelog = topics.changelog_topic("audit", TABLE, self._namespace)
                await create_changelog(self._bootstrap, changelog, kept=self._kept)
                await self._watch(stop)
            except Exception as error:  # windows decide nothing: whatever it is, the rest of the service goes on
                _log.warning("windows begin again", error=type(error).__qualname__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _PAUSE)

    async def _watch(self, stop: asyncio.Event) -> None:
        with tempfile.TemporaryDirectory(prefix="council-windows-") as folder:
            app = self._app(folder)
            crashed = asyncio.create_task(app.wait_until_stopped())
            stopped = asyncio.create_task(stop.wait())
            try:
                async with faust_app_running(app, stop_timeout=_STOP_WITHIN):
                    while not await _first_of(stopped, crashed):
                        await asyncio.to_thread(self._flush)
                await asyncio.to_thread(self._flush)
            finally:
                for task in (crashed, stopped):
                    task.cancel()

    def _app(self, folder: str) -> faust.App:
        address = BrokerAddress.of(self._bootstrap)
        credentials = address.credentials()
        app = faust.App(
            self._name,
            broker=[f"kafka://{server}" for server in address.servers.split(",")],
            broker_credentials=credentials and faust.SASLCredentials(**credentials),
            store="memory://",
            datadir=folder,
            web_enabled=False,
            topic_partitions=PARTITIONS,
            topic_disable_leader=True,
            topic_allow_declare=False,  # its topics are made above, and the others' are not for it to make
            consumer_auto_offset_reset="latest",  # what happened before the service was there is in the access log
            stream_wait_empty=False,
            logging_config=None,
            loghandlers=[],
            autodiscover=False,
        )
        events = app.topic(
            *WATCHED.topics(self._namespace), key_serializer="raw", value_serializer="raw", value_type=bytes
        )
        minutes = self._alerts.thresholds.window_minutes
        table = app.Table(TABLE, default=list, partitions=PARTITIONS).tumbling(minutes * 60.0, expires=self._kept)

        async def watch(stream: Any) -> None:
            async for event in stream.events():
                message = event.message
                at = dt.datetime.fromtimestamp(message.timestamp, dt.UTC)
                for sign in signs_of(from_json(event.value), self._alerts.thresholds):
                    self._count(table, message.partition, sign, at)

        app.agent(events, name="watch")(watch)
        return app

    def _count(self, table: Any, partition: int, sign: Sign, at: dt.datetime) -> None:
        """Keep the distinct items up to the threshold; the one that reaches it makes an alert due."""
        if sign.kind is AlertKind.MANY_CASES:
            self._watched[UUID(sign.item)] = time.monotonic() + _WATCHED_FOR
        key = f"{partition}/{sign.kind.value}/{sign.person}"
        limit = self._alerts.thresholds.of(sign.kind)
        seen: list[str] = table[key].value()
        if sign.item in seen or len(seen) >= limit:
            return
        table[key] = [*seen, sign.item]
        if len(seen) + 1 >= limit:
            window = window_of(at, self._alerts.thresholds.window_minutes)
            self._due[Due(sign.kind, window, sign.council, limit, person=sign.person)] = None

    def _flush(self) -> None:
        """Record what is due; what could not be recorded stays due."""
        self._look_for_crowds()
        for due in list(self._due):
            self._alerts.raise_(due)
            self._due.pop(due, None)

    def _look_for_crowds(self) -> None:
        now = time.monotonic()
        for case_id in [case_id for case_id, until in list(self._watched.items()) if until < now]:
            self._watched.pop(case_id, None)
        watched = list(self._watched)
        if not watched:
            return
        thresholds = self._alerts.thresholds
        window = window_of(dt.datetime.now(dt.UTC), thresholds.window_minutes)
        for crowd in crowded(self._pool, watched, window, thresholds.same_case):
            due = Due(AlertKind.SAME_CASE, window, crowd.council, thresholds.same_case, case_id=crowd.case_id)
            self._due[due] = None
            self._watched.pop(crowd.case_id, None)


async def _first_of(stopped: asyncio.Task[Any], crashed: asyncio.Task[Any]) -> bool:
    """Wait a moment for the end; raises what Faust crashed with."""
    done, _ = await asyncio.wait({stopped, crashed}, timeout=_FLUSH_EVERY, return_when=asyncio.FIRST_COMPLETED)
    return bool(done)
