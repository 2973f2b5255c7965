"""The delivery alone, on a real database: subscriptions as their events leave them, logs, receivers, and a time that moves."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web
from council_events import Envelope, schema_uri
from council_events.event import Event
from council_events.feed import EndpointRegistered, EndpointStop, TroubleKind
from council_events.public import ConsultationOpened, Tier
from council_events.values import Purpose
from council_feed.delivery import log
from council_feed.delivery.grants import Grants, NoGrants
from council_feed.delivery.hub import Hub
from council_feed.delivery.journal import Journal
from council_feed.delivery.keys import Keys
from council_feed.delivery.log import install
from council_feed.delivery.outlet import Outlet
from council_feed.delivery.receipts import Receipts
from council_feed.delivery.releasing import Releasing
from council_feed.delivery.telling import Sent, Teller
from council_feed.delivery.webhooks.queue import Requests
from council_feed.delivery.webhooks.sending import Owners, Webhooks
from council_feed.delivery.writing import Writing
from council_feed.domain.generalising import Cell, Common, Told
from council_feed.projections import STEPS, SUBSCRIPTIONS
from council_feed.rules.cells import closed_quarters
from council_kit.postgres import AsyncPool, Pool, create_once, open_async_pool, open_pool
from council_kit.runner import Record
from psycopg.rows import dict_row

from tests.services.feed.situations import OWNER, approved, step

HERE = frozenset({"127.0.0.1"})


@dataclass
class Day:
    """A business clock that the test moves."""

    at: dt.date

    def today(self) -> dt.date:
        return self.at

    def now(self) -> dt.datetime:
        return dt.datetime(self.at.year, self.at.month, self.at.day, 3, tzinfo=dt.UTC)


@dataclass
class Receiver:
    """A system that receives webhooks; `answer(number of the request, request)` says how, 204 unless told otherwise."""

    answer: Callable[[int, web.Request], Any] | None = None
    url: str = ""
    requests: list[tuple[dict[str, str], bytes, float]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append(({name.lower(): value for name, value in request.headers.items()}, body, time.monotonic()))
        said = self.answer(len(self.requests), request) if self.answer else 204
        if asyncio.iscoroutine(said):
            said = await said
        return said if isinstance(said, web.StreamResponse) else web.Response(status=said)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body, _ in self.requests]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _, _ in self.requests]


@contextlib.asynccontextmanager
async def receiving(*receivers: Receiver) -> AsyncIterator[None]:
    """Real servers on ports of their own."""
    runners = []
    for receiver in receivers:
        app = web.Application()
        app.router.add_post("/{any:.*}", receiver.take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        receiver.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/hook"
        runners.append(runner)
    try:
        yield
    finally:
        for runner in runners:
            await runner.cleanup()


@dataclass
class Desk:
    """One database with the tables of delivery and of the subscriptions."""

    pool: AsyncPool
    blocking: Pool
    keys: Keys
    hub: Hub
    receipts: Receipts
    moved: dt.timedelta = dt.timedelta()
    heard: list[tuple[str, UUID, Any]] = field(default_factory=list)

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.moved

    @property
    def requests(self) -> Requests:
        return Requests(self.blocking)

    def webhooks(self, allowed: frozenset[str] = HERE) -> Webhooks:
        async def stop(subscription: UUID, cause: EndpointStop) -> None:
            self.heard.append(("stop", subscription, cause))

        async def notice(subscription: UUID, kind: TroubleKind, gives_up_on: dt.date) -> None:
            self.heard.append(("notice", subscription, kind))

        async def recovered(subscription: UUID) -> None:
            self.heard.append(("recovered", subscription, None))

        return Webhooks(self.pool, self.hub, self.keys, Owners(stop, notice, recovered), allowed, self.now)

    async def subscribe(self, url: str | None = None, *more: Event, **terms: Any) -> UUID:
        """An approved subscription, as its events leave it in the read table."""
        subscription, told = uuid4(), approved(**terms)
        events = [event.model_copy(update={"subscription_id": subscription}) for event in told.events]
        if url is not None:
            events.append(EndpointRegistered.model_construct(subscription_id=subscription, url=url))
        events += [event.model_copy(update={"subscription_id": subscription}) for event in more]
        await self.happened(subscription, events)
        return subscription

    async def happened(self, subscription: UUID, events: Sequence[Event], first: int = 1) -> None:
        records = [
            Record("feed", 0, number, envelope(subscription, event, number), b"")
            for number, event in enumerate(events, first)
        ]
        async with self.pool.connection() as connection, connection.transaction():
            await connection.execute("SET LOCAL search_path TO subscriptions")
            await SUBSCRIPTIONS.apply(connection, records, None)

    def outlet(self, bootstrap: str, namespace: str, grants: Grants | None = None) -> Outlet:
        """One that begins where the last one ended."""
        return Outlet(self.pool, Journal(bootstrap, namespace), self.receipts, self.hub, grants or NoGrants())

    async def released(self, subscription: UUID, count: int, cases: int = 1, *, journaled: bool = True) -> list[Sent]:
        """So many more events in a log, of so many cases in turns; given out, unless an outlet is to do so."""
        told, about = Teller(self.keys, "http://gateway"), [uuid4() for _ in range(cases)]
        cell = Cell("consultation_opened", "13", None, 2026, "2026-07", None, None, None, None)
        events = [
            told.tell(
                subscription, Told(step(case_id=about[number % cases]), cell, None), ConsultationOpened, Tier.AGREEMENT
            )
            for number in range(count)
        ]
        await self.written(subscription, events)
        if journaled:
            await self._given_out(subscription, events)
        return events

    async def written(self, subscription: UUID, events: Sequence[Sent]) -> None:
        """As a release does."""
        writing = await Writing.begin(self.pool, subscription)
        await writing.write(events, self.now())
        await writing.finish()
        self.hub.written()

    async def _given_out(self, subscription: UUID, events: Sequence[Sent]) -> None:
        """As the outlet does behind the journal."""
        async with self.pool.connection() as connection, connection.transaction():
            head = await log.head_of(connection, subscription)
            of = log.Behind(subscription, head - len(events), head, webhook=True, kafka=False)
            await log.give_out(connection, of, head)
            await self.receipts.append(connection, subscription, head, [each.body for each in events], self.now())
        self.hub.note(subscription, head)

    async def derived(self, records: Sequence[Record]) -> None:
        """Candidates as the relays publish them, in the read table."""
        async with self.pool.connection() as connection:
            await connection.execute("SET search_path TO candidates")
            for start in range(0, len(records), 2000):
                await STEPS.apply(connection, records[start : start + 2000], None)
            await connection.execute("RESET search_path")

    def releasing(self, day: Day) -> Releasing:
        """Releases on the business day that the test moves; a table of rarity is drawn once a quarter."""
        tables = dict[tuple[dt.date, dt.date], Common]()

        async def read(today: dt.date) -> Common | None:
            return tables.get(closed_quarters(today))

        async def draw(today: dt.date, counted: dict[str, dict[str, int]]) -> None:
            tables[closed_quarters(today)] = {place: frozenset(keys) for place, keys in counted.items()}

        async def expire(subscription: UUID) -> None:
            self.heard.append(("expired", subscription, None))

        return Releasing(
            self.pool,
            day,  # type: ignore[arg-type]  # only its day is asked for
            Teller(self.keys, "http://gateway"),
            self.hub,
            tables=read,
            draw=draw,
            expire=expire,
            settling_days=5,
            interval=1,
        )

    async def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        async with self.pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(statement, values)
            return await cursor.fetchall()

    async def waiting(self, subscription: UUID) -> int:
        [row] = await self.rows("SELECT count(*) FROM delivery.queue WHERE subscription_id = %s", subscription)
        return int(row["count"])


def envelope(subscription: UUID, event: Event, number: int) -> Envelope[Any]:
    return Envelope[type(event)].model_construct(  # type: ignore[misc]  # the class of the event at hand
        id=uuid4(),
        source="/councils/hq/feed",
        type=event.type_name,
        subject=str(subscription),
        time=dt.datetime.now(dt.UTC),
        dataschema=schema_uri(event.type_name),
        occurredon=dt.date(2026, 4, 1),
        sequence=number,
        streamid=subscription,
        partitionkey=str(subscription),
        council="hq",
        actor=OWNER,
        purpose=Purpose.REPORTING,
        correlationid=uuid4(),
        data=event,
    )


@contextlib.asynccontextmanager
async def open_desk(dsn: str) -> AsyncIterator[Desk]:
    """On a fresh database, or one that a desk left behind."""
    with open_pool(dsn, max_size=2) as blocking:
        install(blocking)
        ddl = f"CREATE SCHEMA subscriptions; SET search_path TO subscriptions; {SUBSCRIPTIONS.ddl} RESET search_path"
        create_once(blocking, "subscriptions.subscriptions", ddl)
        ddl = f"CREATE SCHEMA candidates; SET search_path TO candidates; {STEPS.ddl} RESET search_path"
        create_once(blocking, "candidates.steps", ddl)
        async with open_async_pool(dsn, max_size=6) as pool:
            keys = Keys(b"secret of the tests, thirty-two bytes")
            yield Desk(pool, blocking, keys, Hub(pool), Receipts(pool, keys.log_key()))


@contextlib.asynccontextmanager
async def running(*parts: Any) -> AsyncIterator[None]:
    stop = asyncio.Event()
    tasks = [asyncio.create_task(part.run(stop)) for part in parts]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


def per_case(events: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for event in events:
        found[event["subject"]].append(event["id"])
    return dict(found)
