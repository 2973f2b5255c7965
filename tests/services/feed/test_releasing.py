"""A release is part of a log all at once: a process that ends in the middle of one leaves nothing of it behind."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from council_directory import add_months, councils
from council_directory.disclosure import THRESHOLD
from council_events import Envelope
from council_events.candidates import StepCorrected, StepFact, StepTaken
from council_events.event import Event
from council_events.feed import SubscriptionSuspended, SuspensionCause
from council_events.public import ConsultationOpened, Step, Tier
from council_feed.delivery import log
from council_feed.delivery.log import OutrunError
from council_feed.delivery.telling import Teller
from council_feed.delivery.writing import AT_ONCE, Writing
from council_feed.domain.generalising import Cell, Told
from council_kit.runner import Record

from tests.services.feed.desk import Day, Desk
from tests.services.feed.situations import step

FIRST_MONTH = dt.date(2025, 4, 1)
MONTHS = 15
DAY = dt.date(2026, 8, 20)
OPEN = {"tier": "open", "legal_basis": "publication", "agreement": None}
OPENED = ("council.public.ConsultationOpened.v1",)


def candidate(event: Event, event_id: UUID, council: str, on: dt.date) -> Record:
    envelope = Envelope[type(event)].model_construct(  # type: ignore[misc]  # the class of the event at hand
        id=event_id,
        source=f"/councils/{council}/intake",
        type=event.type_name,
        time=dt.datetime(DAY.year, DAY.month, 1, tzinfo=dt.UTC),
        occurredon=on,
        council=council,
        data=event,
    )
    return Record("c", 0, 0, envelope, b"")


def taken() -> list[Record]:
    """In each council and month as many companies as may just be told: one step each, more of them than one piece holds."""
    return [
        candidate(
            StepTaken(case_id=uuid4(), step=Step.CONSULTATION_OPENED, industry="manufacturing"),
            uuid4(),
            council.code,
            add_months(FIRST_MONTH, month).replace(day=number + 3),
        )
        for council in councils()
        for month in range(MONTHS)
        for number in range(THRESHOLD)
    ]


def moved(record: Record) -> Record:
    """The step was taken in another month: its company no longer counts where it did."""
    envelope = record.envelope
    day = add_months(FIRST_MONTH, (envelope.occurredon.month + 3) % MONTHS).replace(day=7)
    data = StepCorrected(case_id=envelope.data.case_id, corrected_event=envelope.id, fact=StepFact.DAY, day=day)
    return candidate(data, uuid4(), envelope.council, envelope.occurredon)


@pytest.fixture
def cut_off(desk: Desk) -> Any:
    """`await cut_off(until)`: from now on no place of a log behind this can be written; None lifts it."""

    async def at(until: int | None) -> None:
        async with desk.pool.connection() as connection:
            if until is None:
                await connection.execute("DROP TRIGGER ends ON delivery.log")
                return
            await connection.execute(
                """CREATE FUNCTION the_end() RETURNS trigger LANGUAGE plpgsql AS
                   $$ BEGIN RAISE EXCEPTION 'the process ends here'; END $$"""
            )
            await connection.execute(
                "CREATE TRIGGER ends BEFORE INSERT ON delivery.log FOR EACH ROW"
                f" WHEN (NEW.position > {until}) EXECUTE FUNCTION the_end()"
            )

    return at


def companies_by_cell(rows: list[dict[str, Any]]) -> dict[str, set[UUID]]:
    """Over the events that stand, as whoever counts them would; each case here is a company's."""
    withdrawn = {row["withdraws"] for row in rows}
    found: defaultdict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row["withdraws"] is None and row["position"] not in withdrawn:
            found[json.dumps(json.loads(row["body"])["data"])].add(row["source_case"])
    return found


async def test_a_release_that_was_cut_off_is_decided_anew_and_nobody_stands_out(desk: Desk, cut_off: Any) -> None:
    """What had been written would count one or two companies in a cell, once a correction takes the others elsewhere."""
    records = taken()
    assert AT_ONCE < len(records) < 2 * AT_ONCE
    await desk.derived(records)
    subscription = await desk.subscribe(event_types=OPENED, **OPEN)
    releasing = desk.releasing(Day(DAY))
    await cut_off(AT_ONCE)
    with pytest.raises(psycopg.errors.RaiseException, match="the process ends here"):
        await releasing.look()

    written = {row["source_event"] for row in await desk.rows("SELECT source_event FROM delivery.log")}
    assert len(written) == AT_ONCE
    async with desk.pool.connection() as connection:
        assert await log.behind(connection) == [], "nothing of it is part of the log"
    await desk.derived([moved(each) for each in records if each.envelope.id not in written])
    await cut_off(None)
    await releasing.look()

    rows = await desk.rows("SELECT * FROM delivery.log WHERE subscription_id = %s", subscription)
    [batch] = await desk.rows("SELECT * FROM delivery.batches")
    [head] = await desk.rows("SELECT * FROM delivery.heads")
    assert len(rows) == head["head"] == batch["told"] > AT_ONCE
    assert batch["told"] + batch["held"] == len(records)
    assert {len(companies) for companies in companies_by_cell(rows).values()} >= {THRESHOLD}
    assert min(len(companies) for companies in companies_by_cell(rows).values()) >= THRESHOLD
    counted = await desk.rows("SELECT cell, company, steps FROM delivery.cells")
    assert sum(row["steps"] for row in counted) == len(rows)


async def test_who_began_later_writes_alone(desk: Desk) -> None:
    """A process that lost its lock does not know it."""
    subscription = await desk.subscribe()
    told = Teller(desk.keys, "http://gateway")
    cell = Cell("consultation_opened", "13", None, 2026, "2026-07", None, None, None, None)
    first, second = (
        [told.tell(subscription, Told(step(), cell, None), ConsultationOpened, Tier.OPEN)] for _ in range(2)
    )
    earlier = await Writing.begin(desk.pool, subscription)
    await earlier.write(first, desk.now())
    later = await Writing.begin(desk.pool, subscription)
    with pytest.raises(OutrunError):
        await earlier.write(first, desk.now())
    await later.write(second, desk.now())
    with pytest.raises(OutrunError):
        await earlier.finish()
    await later.finish()
    assert [row["event_id"] for row in await desk.rows("SELECT event_id FROM delivery.log")] == [second[0].event_id]


async def test_a_term_that_is_over_ends_a_suspended_subscription_too(desk: Desk) -> None:
    """What it was told can still be pulled while it is suspended: not beyond its term."""
    suspended = SubscriptionSuspended.model_construct(cause=SuspensionCause.REVIEW)
    over = dt.date(2026, 7, 31)
    ended = [await desk.subscribe(None, *more, ends_on=over) for more in ((), (suspended,))]
    running = await desk.subscribe(None, suspended, ends_on=DAY)
    await desk.releasing(Day(DAY)).look()
    assert sorted(subscription for kind, subscription, _ in desk.heard if kind == "expired") == sorted(ended)
    assert running not in ended
