"""Unusual access: a windowed Faust table over the access events of all services. May count twice, decides nothing.

Faust keeps what each person did in a window; when a threshold is reached an alert is recorded, under a number made from kind,
subject and window, so that a window counted again alerts once. How many people look at one case is asked of the access log's own
table, since the events are keyed by person. A key names its partition, as in reporting's windows.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import Any, Final
from uuid import UUID

import faust
from council_events import topics
from council_events.audit import AlertKind
from council_events.topics import PARTITIONS, PUBLISHING_SERVICES
from council_kit.broker import BrokerAddress
from council_kit.broker_rights import Reading
from council_kit.postgres import Pool
from council_kit.windows import STOP_WITHIN, Counting, Running, keep_counting, options
from faust.contrib.asgi import faust_app_running
from pydantic_core import from_json

from council_audit.application.alerts import Alerts, Due
from council_audit.queries.alerts import crowded
from council_audit.rules.alerts import Sign, signs_of, window_of

TABLE: Final = "signs"
WATCHED: Final = Reading(PUBLISHING_SERVICES, topics.access_topic)
_WATCHED_FOR: Final = 30.0
"""Seconds for which a case that was just read is looked at again: the access log may be a little behind."""


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
        counting = Counting(
            topics=WATCHED.topics(self._namespace),
            changelog=topics.changelog_topic("audit", TABLE, self._namespace),
            kept=self._kept,
            start=self._start,
            flush=lambda: asyncio.to_thread(self._flush),
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
