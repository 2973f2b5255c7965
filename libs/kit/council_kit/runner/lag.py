"""How far a runner is behind its topics: for the metrics, and for readers that must know how old their tables are."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from psycopg import AsyncConnection

from council_kit.postgres import AsyncPool, Pool
from council_kit.runner import offsets, parking
from council_kit.runner.generations import Generation
from council_kit.telemetry import POISON_EVENTS, PROJECTION_LAG_EVENTS, PROJECTION_LAG_SECONDS

_LOOK_EVERY: Final = 1.0
_WRITE_EVERY: Final = 5.0
_FRESH: Final = 5.0
"""Seconds after which the broker's last word on a partition says nothing about now."""


async def events_behind(consumer: AIOKafkaConsumer, at: dict[TopicPartition, int]) -> int | None:
    """Offsets between what is applied and the end of the topics; None when the broker has not told the end lately.

    Offsets include the marks of Kafka's own transactions, so this is at least the number of events.
    """
    behind = 0
    for place, applied in at.items():
        end = consumer.last_stable_offset(place)
        told = consumer.last_poll_timestamp(place)
        if end is None or told is None or time.time() - told / 1000 > _FRESH:
            return None
        read = await consumer.position(place)
        # Between the last record applied and the position read there may be marks only, or records in hand.
        behind += max(0, end - max(read, applied))
    return behind


class Lag:
    """Looks now and then, tells the metrics, and notes in the database when everything was applied."""

    def __init__(self, service: str, name: str) -> None:
        self._name = name
        self._events = PROJECTION_LAG_EVENTS.labels(service, name)
        self._seconds = PROJECTION_LAG_SECONDS.labels(service, name)
        self._poison = POISON_EVENTS.labels(service, name)
        self._looked = 0.0
        self._written = 0.0
        self._current_at = time.monotonic()
        self._told = False

    async def note(
        self,
        consumer: AIOKafkaConsumer,
        at: dict[TopicPartition, int],
        generation: Generation,
        pool: AsyncPool,
        *,
        more: bool,
    ) -> bool:
        """Call after each batch; does nothing most of the time. `more`: the next batch is in hand already.

        False when the generation is gone: a rebuild was swapped in.
        """
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return True
        self._looked = now
        behind = await events_behind(consumer, at)
        if behind == 0 and not more:
            self._current_at = now
        if behind is not None:
            self._events.set(behind)
        self._seconds.set(now - self._current_at)
        # That everything was applied is told at once the first time: at a start somebody may wait for it.
        first = now == self._current_at and not self._told
        if not first and now - self._written < _WRITE_EVERY:
            return True
        self._written, self._told = now, self._told or first
        async with pool.connection() as connection:
            self._poison.set(await parking.count_failed(connection, self._name, generation.number))
            return now > self._current_at or await offsets.caught_up(connection, self._name, generation.number, at)


_AGE: Final = """
SELECT extract(epoch FROM now() - min(coalesce(o.caught_up_at, g.started_at)))::float8
FROM public.runner_generations g JOIN public.runner_offsets o USING (projection, generation)
WHERE g.projection = %s AND g.state = 'live'"""


def seconds_behind(pool: Pool, name: str) -> float:
    """How many seconds ago the live tables of a projection were known to lack nothing; 0 before its first start.

    For readers in another thread or process than the runner: it asks the database, which the runner tells every 5 s.
    """
    with pool.connection() as connection:
        row = connection.execute(_AGE, (name,)).fetchone()
    return 0.0 if row is None or row[0] is None else float(row[0])


_INSTALLED: Final = "SELECT to_regclass('public.runner_offsets') IS NOT NULL"
_CAUGHT_UP_SINCE: Final = """
SELECT count(DISTINCT o.projection) = %s AND bool_and(coalesce(o.caught_up_at, '-infinity') >= %s)
FROM public.runner_generations g JOIN public.runner_offsets o USING (projection, generation)
WHERE g.projection = ANY(%s) AND g.state = 'live'"""


async def caught_up_since(connection: AsyncConnection[Any], names: Sequence[str], moment: dt.datetime) -> bool:
    """Whether the live tables of all these projections were known to lack nothing at some time after a moment.

    The moment is one of the database's clock. False before their first start.
    """
    if await (await connection.execute(_INSTALLED)).fetchone() != (True,):
        return False
    rows = await connection.execute(_CAUGHT_UP_SINCE, [len(names), moment, list(names)])
    return await rows.fetchone() == (True,)
