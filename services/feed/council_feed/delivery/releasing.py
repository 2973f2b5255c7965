"""The release: when a day or a month has closed, each subscription is told its steps, shuffled, as one batch.

One process releases (leading.py). A batch is part of the log all at once, and so are the withdrawals before it (writing.py): what was
cut off is decided anew at the next look, as things stand then.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice
from uuid import UUID

from council_events.public import Tier
from council_kit.clock import JST, Clock
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.telemetry import get_logger

from council_feed.delivery import log
from council_feed.delivery.hub import Hub
from council_feed.delivery.telling import Sent, Teller
from council_feed.delivery.writing import AT_ONCE, Writing
from council_feed.domain.generalising import Common, Told, cells_in_reach, generalise, rarity
from council_feed.domain.withdrawing import to_withdraw
from council_feed.queries.waiting import Active, active, of_quarters, over, stale, waiting
from council_feed.rules.cells import PLACES, closed_quarters

_log = get_logger("feed.release")

ReadTables = Callable[[dt.date], Awaitable[Common | None]]
"""The combinations that are not rare by the tables in force on a day; None when they have not all been drawn."""
DrawTables = Callable[[dt.date, dict[str, dict[str, int]]], Awaitable[None]]
"""Draw the tables of all places for the quarters closed by a day."""
Expire = Callable[[UUID], Awaitable[None]]
"""End a subscription whose term is over."""


class Closed:
    """Which days and months are closed on a business day. `settling`: days that a month stays open for late entries."""

    def __init__(self, today: dt.date, settling: int) -> None:
        self.today = today
        self.until = (today - dt.timedelta(days=settling)).replace(day=1) - dt.timedelta(days=1)

    def period(self, tier: Tier) -> dt.date:
        """The period that is released on this day: named by the first day after it."""
        return self.today if tier is Tier.AGREEMENT else self.until + dt.timedelta(days=1)

    def last_day(self, tier: Tier) -> dt.date:
        """The last day whose steps may be told."""
        return self.today - dt.timedelta(days=1) if tier is Tier.AGREEMENT else self.until


class Releasing:
    """Releases while its process holds the lock."""

    def __init__(
        self,
        pool: AsyncPool,
        clock: Clock,
        teller: Teller,
        hub: Hub,
        *,
        tables: ReadTables,
        draw: DrawTables,
        expire: Expire,
        settling_days: int,
        interval: float,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._teller = teller
        self._hub = hub
        self._tables = tables
        self._draw = draw
        self._expire = expire
        self._settling = settling_days
        self._interval = interval
        self._chance = random.SystemRandom()

    async def run(self, stop: asyncio.Event) -> None:
        """Release what has closed, now and then, until `stop`; outages are sat out."""
        while not stop.is_set():
            try:
                await self.look()
            except Exception as error:  # whatever it is, the other parts go on, and it is tried again
                _log.warning("release begins again", error=describe(error))
            await wait(stop, self._interval)

    async def look(self) -> None:
        """Draw the tables of a quarter that has closed, release to each subscription what has closed for it, end those whose term is over."""
        closed = Closed(self._clock.today(), self._settling)
        async with self._pool.connection() as connection:
            subscriptions = await active(connection, closed.today)
        due = [each for each in subscriptions if each.released is None or each.released < closed.period(each.told_as)]
        if due:
            common = await self._common(closed.today)
            for each in due:
                await self._release(each, closed, common)
        async with self._pool.connection() as connection:
            ended = await over(connection, closed.today)
        for subscription in ended:
            await self._expire(subscription)

    async def _common(self, today: dt.date) -> Common:
        found = await self._tables(today)
        if found is None:
            async with self._pool.connection() as connection:
                counted = rarity(await of_quarters(connection, *closed_quarters(today)))
            await self._draw(today, {place: counted.get(place, {}) for place in PLACES})
            found = await self._tables(today)
        return found or {}

    async def _release(self, to: Active, closed: Closed, common: Common) -> None:
        tier, subscription, kinds = to.told_as, to.subscription_id, to.kinds(closed.today)
        since, until = (_midnight(day) for day in (to.begins_on, min(closed.today, to.ends_on + dt.timedelta(days=1))))
        writing = await Writing.begin(self._pool, subscription)
        withdrawn = await self._withdraw(to, writing)
        async with self._pool.connection() as connection:
            steps = await waiting(connection, to, kinds, since=since, until=until, last_day=closed.last_day(tier))
            steps = [each for each in steps if each.event_id not in withdrawn]  # those come in a later batch
            before = await log.companies_in(connection, subscription, cells_in_reach(steps, tier))
        outcome = generalise(steps, before, common, tier=tier, closed_until=closed.until)
        self._chance.shuffle(outcome.told)
        in_order_per_case(outcome.told)
        now = self._clock.now()
        batch = log.Batch(subscription, closed.period(tier), now, len(outcome.told), len(outcome.held))
        told = (self._teller.tell(subscription, each, kinds[each.step.step], tier) for each in outcome.told)
        await self._write(writing, told, now)
        await writing.finish(batch)
        self._hub.written()
        counts = {"told": len(outcome.told), "held": len(outcome.held), "withdrawn": len(withdrawn)}
        _log.info("released", subscription=str(subscription), **counts)

    async def _withdraw(self, to: Active, writing: Writing) -> frozenset[UUID]:
        """Take back what a correction made wrong, before cells are counted for this batch; gives the events it was made from."""
        subscription = to.subscription_id
        async with self._pool.connection() as connection:
            found = await stale(connection, subscription)
            counted = await log.counted_in(connection, subscription, {each.cell for each in found})
        wrong = to_withdraw(found, counted)
        self._chance.shuffle(wrong)
        withdrawals = (self._teller.withdraw(subscription, each) for each in wrong)
        await self._write(writing, withdrawals, self._clock.now())
        await writing.finish()
        return frozenset(each.source_event for each in wrong)

    async def _write(self, writing: Writing, events: Iterable[Sent], now: dt.datetime) -> None:
        """Piece by piece; each event is put into words when its piece is written."""
        events = iter(events)
        while piece := list(islice(events, AT_ONCE)):
            await writing.write(piece, now)


def in_order_per_case(told: list[Told]) -> None:
    """Put the steps of each case, within the places that chance gave them, into the order of their days."""
    places: defaultdict[UUID, list[int]] = defaultdict(list)
    for place, each in enumerate(told):
        places[each.step.case_id].append(place)
    for several in places.values():
        steps = sorted((told[place] for place in several), key=lambda each: (each.step.on, each.step.step_number))
        for place, each in zip(several, steps, strict=True):
            told[place] = each


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=JST)
