"""The steps that a subscription has not been told of, and those that the tables of rarity count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events.public import PublicEvent, Step, Tier, told_as
from psycopg import AsyncConnection
from psycopg.rows import class_row, dict_row
from pydantic_core import from_json

from council_feed.domain.generalising import Waiting
from council_feed.domain.withdrawing import Stale

_FROM: Final = """
SELECT s.event_id, s.case_id, c.company_id, s.step, s.occurred_on AS on, s.council, coalesce(s.line, c.line) AS line,
       c.industry, c.employees, s.method, s.amount
FROM candidates.steps s LEFT JOIN candidates.cases c ON c.service = s.service AND c.case_id = s.case_id
"""
_WAITING: Final = f"""{_FROM}
WHERE s.recorded_at >= %(since)s AND s.recorded_at < %(until)s AND s.occurred_on <= %(last_day)s
  AND s.step = ANY(%(steps)s) AND (%(councils)s::text[] = '{{}}' OR s.council = ANY(%(councils)s))
  AND NOT EXISTS (SELECT FROM delivery.log l
                  WHERE l.subscription_id = %(subscription)s AND l.source_event = s.event_id)"""
_TOLD_AGAIN: Final = f"""
SELECT found.*, before.withdrawn::int AS telling FROM ({_FROM}
WHERE s.corrected_at IS NOT NULL AND s.occurred_on <= %(last_day)s AND s.step = ANY(%(steps)s)
  AND (%(councils)s::text[] = '{{}}' OR s.council = ANY(%(councils)s))) AS found
JOIN LATERAL (SELECT count(withdraws) AS withdrawn, count(*) AS rows FROM delivery.log l
              WHERE l.subscription_id = %(subscription)s AND l.source_event = found.event_id) AS before ON true
WHERE before.withdrawn > 0 AND before.rows = 2 * before.withdrawn"""
"""What was withdrawn, and is told again as it is now."""
_STALE: Final = f"""
SELECT l.position, l.event_id AS told_id, l.subject, l.body, l.cell, l.company, l.telling, now.* FROM ({_FROM}
WHERE s.corrected_at IS NOT NULL) AS now
JOIN delivery.log l ON l.subscription_id = %(subscription)s AND l.source_event = now.event_id AND l.withdraws IS NULL
WHERE NOT EXISTS (SELECT FROM delivery.log w WHERE w.subscription_id = l.subscription_id
                  AND w.source_event = l.source_event AND w.telling = l.telling AND w.withdraws IS NOT NULL)
ORDER BY l.position"""
_OF_QUARTERS: Final = f"{_FROM} WHERE s.occurred_on >= %s AND s.occurred_on < %s"
_AT_ONCE: Final = dt.timedelta(days=31)
_TIERS: Final = {tier.value: tier for tier in Tier}


class Active(NamedTuple):
    """A subscription that is released to, and the last period for which that was done."""

    subscription_id: UUID
    tier: str
    event_types: list[str]
    councils: list[str]
    begins_on: dt.date
    ends_on: dt.date
    released: dt.date | None

    @property
    def told_as(self) -> Tier:
        """Its tier."""
        return _TIERS[self.tier]

    def kinds(self, on: dt.date) -> dict[Step, type[PublicEvent]]:
        """The steps that it is told of on a day, each with the version of the event that tells it."""
        return told_as(self.event_types, on)


_ACTIVE: Final = """
SELECT subscription_id, tier, event_types, councils, begins_on, ends_on,
       (SELECT max(period) FROM delivery.batches b WHERE b.subscription_id = s.subscription_id) AS released
FROM subscriptions.subscriptions s WHERE stage = 'active' AND begins_on <= %s ORDER BY subscription_id"""

_OVER: Final = """
SELECT subscription_id FROM subscriptions.subscriptions
WHERE stage IN ('active', 'suspended') AND ends_on < %s ORDER BY subscription_id"""


async def active(connection: AsyncConnection[Any], today: dt.date) -> list[Active]:
    """The subscriptions that run today."""
    async with connection.cursor(row_factory=class_row(Active)) as cursor:
        await cursor.execute(_ACTIVE, [today])
        return await cursor.fetchall()


async def over(connection: AsyncConnection[Any], today: dt.date) -> list[UUID]:
    """The subscriptions whose term is over, told or suspended till then."""
    rows = await (await connection.execute(_OVER, [today])).fetchall()
    return [subscription for (subscription,) in rows]


async def waiting(
    connection: AsyncConnection[Any],
    of: Active,
    steps: Iterable[Step],
    *,
    since: dt.datetime,
    until: dt.datetime,
    last_day: dt.date,
) -> list[Waiting]:
    """Steps of these kinds recorded in this time, of days up to `last_day`, that the subscription has not been told of."""
    asked = {
        "subscription": of.subscription_id,
        "steps": [step.value for step in steps],
        "councils": of.councils or [],
        "last_day": last_day,
    }
    found: list[Waiting] = []
    while since < until:  # a month at a time: a statement that takes long would be cancelled
        following = min(since + _AT_ONCE, until)
        found += await _read(connection, _WAITING, asked | {"since": since, "until": following})
        since = following
    return found + await _read(connection, _TOLD_AGAIN, asked)


async def stale(connection: AsyncConnection[Any], subscription: UUID) -> list[Stale]:
    """What this subscription was told, and was not withdrawn, of steps that were ever corrected: right or wrong."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_STALE, {"subscription": subscription})
        return [_stale(row) for row in await cursor.fetchall()]


def _stale(row: dict[str, Any]) -> Stale:
    told = from_json(bytes(row.pop("body")))
    own = {name: row.pop(name) for name in ("position", "subject", "company", "telling")}
    return Stale(
        event_id=row.pop("told_id"),
        cell=bytes(row.pop("cell")),
        time=told["time"],
        source_event=row["event_id"],
        source_case=row["case_id"],
        told=told["data"],
        now=Waiting.of(**row),
        **own,
    )


async def of_quarters(connection: AsyncConnection[Any], first_day: dt.date, last_day: dt.date) -> list[Waiting]:
    """Every step of these days."""
    found: list[Waiting] = []
    while first_day <= last_day:
        following = min(first_day + _AT_ONCE, last_day + dt.timedelta(days=1))
        found += await _read(connection, _OF_QUARTERS, [first_day, following])
        first_day = following
    return found


async def _read(
    connection: AsyncConnection[Any], statement: str, asked: dict[str, Any] | Sequence[Any]
) -> list[Waiting]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, asked)
        return [Waiting.of(**row) for row in await cursor.fetchall()]
