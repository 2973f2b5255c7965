"""The webhook queue in PostgreSQL: what is due for a subscriber, what became of it, and the state of its endpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID, uuid5

from council_kit.postgres import Pool
from psycopg import AsyncConnection
from psycopg.rows import class_row

_REPLAYED_AT_ONCE: Final = 5_000
"""Places that one transaction queues again: the longest range takes several times the second that it may last."""


class Due(NamedTuple):
    """One webhook that is to be sent. `attempts` were made before; `position` None: a test event."""

    place: int
    event_id: UUID
    subject: str
    body: bytes
    attempts: int
    position: int | None


class Attempted(NamedTuple):
    """What became of one attempt. `delivered`: answered 2xx. `next_at` None: not tried again. `status` None: no answer."""

    due: Due
    at: dt.datetime
    seconds: float
    status: int | None
    outcome: str
    response: str | None
    delivered: bool
    next_at: dt.datetime | None


class Endpoint(NamedTuple):
    """Where a subscription's webhooks go, and how that went lately. `to_test`: a test was asked for and not yet sent."""

    subscription_id: UUID
    url: str
    signing_version: int
    earlier_until: dt.date | None
    noticed: list[str] | None
    failures: int
    open_until: dt.datetime | None
    to_test: bool


_ENDPOINTS: Final[LiteralString] = """
SELECT s.subscription_id, s.url, s.signing_version, s.earlier_until, s.noticed, coalesce(e.failures, 0) AS failures,
       e.open_until,
       EXISTS (SELECT FROM delivery.queue t
               WHERE t.subscription_id = s.subscription_id AND t.position IS NULL AND t.attempts = 0) AS to_test
FROM subscriptions.subscriptions s LEFT JOIN delivery.endpoints e ON e.subscription_id = s.subscription_id
WHERE s.stage = 'active' AND s.url IS NOT NULL AND s.stopped IS NULL
  AND EXISTS (SELECT FROM delivery.queue q WHERE q.subscription_id = s.subscription_id AND q.next_at <= %s)"""
# An event waits for every earlier one of its case; other cases go on. Tests come before all events.
_DUE: Final[LiteralString] = """
SELECT q.place, q.event_id, q.subject, coalesce(q.body, l.body) AS body, q.attempts, q.position
FROM delivery.queue q
LEFT JOIN delivery.log l ON l.subscription_id = q.subscription_id AND l.position = q.position
WHERE q.subscription_id = %(subscription)s AND q.next_at <= %(now)s AND NOT EXISTS (
    SELECT FROM delivery.queue e WHERE e.subscription_id = q.subscription_id AND e.subject = q.subject
    AND e.place < q.place AND e.next_at > %(now)s)
ORDER BY (q.position IS NOT NULL), q.place LIMIT %(limit)s"""
_ATTEMPTED: Final[LiteralString] = """
INSERT INTO delivery.attempts (subscription_id, event_id, position, attempt, at, seconds, status, outcome, response)
SELECT %s, * FROM unnest(%s::uuid[], %s::bigint[], %s::smallint[], %s::timestamptz[], %s::real[], %s::smallint[],
    %s::text[], %s::text[])"""
_LATER: Final[LiteralString] = """
UPDATE delivery.queue AS q SET attempts = later.attempts, next_at = later.at
FROM unnest(%s::bigint[], %s::smallint[], %s::timestamptz[]) AS later (place, attempts, at) WHERE q.place = later.place"""
_STATE: Final[LiteralString] = """
INSERT INTO delivery.endpoints (subscription_id, failures, open_until, failing_since, delivered_at)
VALUES (%(subscription)s, %(failures)s, %(open_until)s, CASE WHEN %(failures)s > 0 THEN %(at)s END,
        CASE WHEN %(delivered)s THEN %(at)s END)
ON CONFLICT (subscription_id) DO UPDATE SET failures = excluded.failures, open_until = excluded.open_until,
    failing_since = CASE WHEN excluded.failures > 0 THEN coalesce(endpoints.failing_since, excluded.failing_since) END,
    delivered_at = coalesce(excluded.delivered_at, endpoints.delivered_at)"""


async def endpoints_due(connection: AsyncConnection[Any], now: dt.datetime) -> list[Endpoint]:
    """The endpoints for which something is due."""
    async with connection.cursor(row_factory=class_row(Endpoint)) as cursor:
        await cursor.execute(_ENDPOINTS, [now])
        return await cursor.fetchall()


async def due(connection: AsyncConnection[Any], subscription: UUID, now: dt.datetime, limit: int) -> list[Due]:
    """What is to be sent now, in order."""
    async with connection.cursor(row_factory=class_row(Due)) as cursor:
        await cursor.execute(_DUE, {"subscription": subscription, "now": now, "limit": limit})
        return await cursor.fetchall()


async def settle(
    connection: AsyncConnection[Any],
    subscription: UUID,
    attempted: Sequence[Attempted],
    failures: int,
    open_until: dt.datetime | None,
) -> None:
    """Note what became of these attempts, in one transaction."""
    columns = [
        (
            each.due.event_id,
            each.due.position,
            each.due.attempts + 1,
            each.at,
            each.seconds,
            each.status,
            each.outcome,
            each.response,
        )
        for each in attempted
    ]
    done = [each.due.place for each in attempted if each.delivered]
    # After the last attempt the endpoint is stopped; when it is enabled again, everything begins anew.
    later = [
        (each.due.place, 0, each.at) if each.next_at is None else (each.due.place, each.due.attempts + 1, each.next_at)
        for each in attempted
        if not each.delivered
    ]
    state = {
        "subscription": subscription,
        "failures": failures,
        "open_until": open_until,
        "at": max(each.at for each in attempted),
        "delivered": bool(done),
    }
    async with connection.transaction(), connection.pipeline():
        await connection.execute(_ATTEMPTED, [subscription, *map(list, zip(*columns, strict=True))])
        if done:
            await connection.execute("DELETE FROM delivery.queue WHERE place = ANY(%s)", [done])
        if later:
            await connection.execute(_LATER, [list(column) for column in zip(*later, strict=True)])
        await connection.execute(_STATE, state)


class Requests:
    """What owners ask for: a replay, a test. Blocks, so coroutines call it in a worker thread."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def replay(self, request: UUID, subscription: UUID, first: int, last: int) -> None:
        """Queue these places of the log again, once per request; what was cut off is finished when it is repeated."""
        for start in range(first, last + 1, _REPLAYED_AT_ONCE):
            self._once(
                request if start == first else uuid5(request, str(start)),
                """INSERT INTO delivery.queue (subscription_id, event_id, subject, position, next_at, queued_at)
                   SELECT subscription_id, event_id, subject, position, now(), now() FROM delivery.log
                   JOIN delivery.heads USING (subscription_id)
                   WHERE subscription_id = %s AND position BETWEEN %s AND least(%s, journaled) ORDER BY position""",
                [subscription, start, min(last, start + _REPLAYED_AT_ONCE - 1)],
            )

    def test(self, request: UUID, subscription: UUID, body: bytes) -> None:
        """Queue a test event, whose id is that of the request."""
        self._once(
            request,
            """INSERT INTO delivery.queue (subscription_id, event_id, subject, body, next_at, queued_at)
               VALUES (%s, %s, 'test', %s, now(), now())""",
            [subscription, request, body],
        )

    def _once(self, request: UUID, statement: LiteralString, values: list[Any]) -> None:
        with self._pool.connection() as connection, connection.transaction():
            inserted = connection.execute("INSERT INTO delivery.requests VALUES (%s) ON CONFLICT DO NOTHING", [request])
            if inserted.rowcount:
                connection.execute(statement, values)
