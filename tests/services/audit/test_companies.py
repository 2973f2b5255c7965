"""What the destruction of an entry depends on: its company's entries together, their cases anywhere, and what counts for life."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from council_access import Rights, Service
from council_audit.application import Destructions
from council_audit.application.destructions import RETENTION_MODEL
from council_audit.domain.destructions import Keeping, Subject
from council_audit.projections import CASES, COMPANIES, INVESTIGATIONS, RETENTION
from council_audit.queries.companies import CompanyFile, company_file, company_of_case_is_held
from council_audit.queries.due import due_rows
from council_casework.nationwide import ledger_of_company
from council_events import Envelope, Event, schema_uri
from council_events.audit import DestructionApproved, HoldGround, KeysDestroyed, LegalHoldPlaced, RetainedKind
from council_events.event import envelope_class
from council_events.intake import (
    CompaniesJoined,
    CompaniesParted,
    CompanyEntryClosed,
    CompanyRegistered,
    ConsultationOpened,
)
from council_events.subsidy import SubsidyUseCounted, Track
from council_events.support import CandidateReceived, RestructuringStarted
from council_events.values import Industry, LegalForm
from council_kit.clock import Clock
from council_kit.postgres import Pool, open_pool
from council_kit.runner import Projection, Record
from council_kit.store import Store
from council_kit.timer import Timer, acting_by_clock
from council_kit.vault import KeyFiles, Vault, generate_keys
from psycopg import sql

from tests.replay.sample_events import sample

DAY = dt.date(2024, 5, 1)
YEARS = 7
OVER = dt.date(2031, 5, 2)


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database, max_size=2) as opened:
        yield opened


def record(event: Event, service: str, council: str = "24", on: dt.date = DAY) -> Record:
    """`on`: when it was recorded, and its business day."""
    name = type(event).type_name
    stream = next(
        getattr(event, of) for of in ("case_id", "company_id", "ledger_id", "retained_id") if hasattr(event, of)
    )
    envelope: Envelope[Any] = envelope_class(name)(
        id=uuid4(),
        source=f"/councils/{council}/{service}",
        type=name,
        subject=str(stream),
        time=dt.datetime.combine(on, dt.time(3), dt.UTC),
        dataschema=schema_uri(name),
        occurredon=on,
        sequence=1,
        streamid=stream,
        partitionkey=str(stream),
        council=council,
        actor="p24-deputy",
        purpose="case_work",
        correlationid=uuid4(),
        data=event,
    )
    return Record(f"council.{service}.events", 0, 0, envelope, b"")


def happened(dsn: str, *batches: Sequence[Record]) -> None:
    """The tables after these batches were applied to empty ones."""

    async def apply(projection: Projection) -> None:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            schema = sql.Identifier(projection.name)
            for statement in ("DROP SCHEMA IF EXISTS {} CASCADE", "CREATE SCHEMA {}", "SET search_path = {}"):
                await connection.execute(sql.SQL(statement).format(schema))
            await connection.execute(sql.SQL(projection.ddl))
            for batch in batches:
                await projection.apply(connection, [each for each in batch if wanted(projection, each)], None)

    for projection in (CASES, COMPANIES, INVESTIGATIONS, RETENTION):
        asyncio.run(apply(projection))


def wanted(projection: Projection, record: Record) -> bool:
    of_its_topics = record.envelope.service in projection.services
    return of_its_topics and (projection.events is None or isinstance(record.envelope.data, projection.events))


def registered(company_id: UUID, *, numbered: bool = True, on: dt.date = DAY) -> Record:
    number = sample(CompanyRegistered).corporate_number if numbered else None
    event = CompanyRegistered(
        company_id=company_id,
        name=sample(CompanyRegistered).name,
        corporate_number=number,
        prefecture="24",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.OTHER,
    )
    return record(event, "intake", on=on)


def of(event: type[Event], case_id: UUID, **changes: Any) -> Event:
    return sample(event).model_copy(update={"case_id": case_id} | changes)


def destroyed(kind: RetainedKind, each: UUID) -> Record:
    return record(KeysDestroyed(retained_kind=kind, retained_id=each, keys=1, backups_expire_on=OVER), "audit")


def found(pool: Pool, company_id: UUID) -> CompanyFile:
    file = company_file(pool, company_id)
    assert file is not None
    return file


def test_cases_of_every_service_and_council_count_until_they_are_destroyed(database: str, pool: Pool) -> None:
    company, visit, support, stranger = (uuid4() for _ in range(4))
    told = [
        registered(company),
        record(of(ConsultationOpened, visit, company_id=company), "intake"),
        record(of(CandidateReceived, support, company_id=company), "support", council="13"),
        record(of(ConsultationOpened, stranger, company_id=uuid4()), "intake"),
        record(of(ConsultationOpened, uuid4(), company_id=None), "intake"),
    ]
    happened(database, told)
    assert (found(pool, company).cases_left, set(found(pool, company).cases)) == (2, {visit, support})
    happened(database, told, [destroyed(RetainedKind.CASE, visit)])
    assert found(pool, company).cases_left == 1
    happened(database, told, [destroyed(RetainedKind.CASE, each) for each in (visit, support)])
    assert found(pool, company).cases_left == 0
    assert company_file(pool, uuid4()) is None
    assert company_file(pool, visit) is None, "a case is no entry"


def test_joined_entries_are_one_company_until_they_are_parted(database: str, pool: Pool) -> None:
    one, two, case, later = uuid4(), uuid4(), uuid4(), DAY + dt.timedelta(days=40)
    joined = CompaniesJoined(company_id=two, same_as=one, reason=sample(CompaniesJoined).reason)
    told = [
        registered(one, numbered=False),
        registered(two),
        record(joined, "intake", on=later),
        record(of(ConsultationOpened, case, company_id=two), "intake"),
    ]
    happened(database, told)
    assert (found(pool, one).cases_left, found(pool, one).numbered) == (1, True)
    assert found(pool, one).last_recorded_on == later
    held = LegalHoldPlaced(retained_kind=RetainedKind.COMPANY, retained_id=one, ground=HoldGround.LITIGATION)
    happened(database, told, [record(held, "audit")])
    assert found(pool, two).held, "a hold on one of them holds all"
    assert company_of_case_is_held(pool, case), "and their cases"
    assert not company_of_case_is_held(pool, uuid4())
    parted = CompaniesParted(company_id=two, same_as=one, reason=sample(CompaniesParted).reason)
    happened(database, told, [record(held, "audit"), record(parted, "intake", on=later)])
    assert (found(pool, one).cases_left, found(pool, one).numbered) == (0, False)
    assert not found(pool, two).held


@pytest.mark.parametrize("by", ["use", "support"])
def test_what_was_used_is_known_for_an_entry_without_a_number(database: str, pool: Pool, by: str) -> None:
    company, case = uuid4(), uuid4()
    use = SubsidyUseCounted(
        ledger_id=ledger_of_company(company),
        use_id=case,
        track=Track.ORDINARY,
        accepted_on=DAY,
        amount=1,
        running=False,
    )
    started = record(of(RestructuringStarted, case), "support")
    told = [
        registered(company, numbered=False),
        record(of(CandidateReceived, case, company_id=company), "support"),
        record(use, "subsidy") if by == "use" else started,
    ]
    happened(database, told)
    assert (found(pool, company).used, found(pool, company).numbered) == (True, False)
    happened(database, told[:2])
    assert not found(pool, company).used
    ended = use.model_copy(update={"amount": 0})
    happened(database, [*told[:2], record(use, "subsidy"), record(ended, "subsidy")])
    assert not found(pool, company).used, "a use that ended with nothing paid is none"


def test_the_tables_are_the_same_whichever_topic_is_read_first(database: str, pool: Pool) -> None:
    company, case = uuid4(), uuid4()
    of_intake = [registered(company), record(CompanyEntryClosed(company_id=company), "intake", on=OVER)]
    of_support = [
        record(of(CandidateReceived, case, company_id=company), "support"),
        record(of(RestructuringStarted, case), "support"),
    ]
    of_audit = [destroyed(RetainedKind.CASE, case)]
    files = []
    for order in permutations((of_intake, of_support, of_audit)):
        happened(database, *order)
        files.append(found(pool, company))
    assert files == files[:1] * 6
    assert (files[0].closed_on, files[0].used, files[0].cases_left) == (OVER, True, 0)


def test_what_has_passed_its_period_is_told_entries_after_the_last_of_their_cases(database: str, pool: Pool) -> None:
    company, alone, used, case = (uuid4() for _ in range(4))
    sole = record(of(CandidateReceived, uuid4(), company_id=used), "support")
    told = [
        registered(company),
        registered(alone, numbered=False),
        registered(uuid4(), on=OVER),
        registered(used, numbered=False),
        sole,
        record(of(RestructuringStarted, sole.envelope.streamid), "support"),
        destroyed(RetainedKind.CASE, sole.envelope.streamid),
        record(of(ConsultationOpened, case, company_id=company), "intake"),
    ]

    def due(on: dt.date = OVER, council: str | None = "24", years: int | None = YEARS) -> set[UUID]:
        rows = due_rows(pool, council, on, years)
        assert {row.retained_until for row in rows} <= {dt.date(2031, 5, 1)}
        return {row.retained_id for row in rows}

    happened(database, told)
    assert due() == due(council=None) == {case, alone}
    assert due(dt.date(2031, 5, 1)) == due(council="13") == due(years=None) == set()
    happened(database, told, [destroyed(RetainedKind.CASE, case)])
    assert due() == {company, alone}
    held = LegalHoldPlaced(retained_kind=RetainedKind.COMPANY, retained_id=company, ground=HoldGround.LITIGATION)
    happened(database, told, [destroyed(RetainedKind.CASE, case), record(held, "audit")])
    assert due() == {alone}


def test_entries_that_wait_for_a_living_case_hold_no_other_up(database: str, pool: Pool, tmp_path: Path) -> None:
    """More of them than the timer takes at a look stand before the one whose wait is over."""
    generate_keys(tmp_path, ["24"])
    waiting, free = [UUID(int=number) for number in range(1, 121)], UUID(int=121)
    closed = [record(CompanyEntryClosed(company_id=each), "intake") for each in (*waiting, free)]
    living = [record(of(ConsultationOpened, uuid4(), company_id=each), "intake") for each in waiting]
    approved = [DestructionApproved(retained_kind=RetainedKind.COMPANY, retained_id=each) for each in (*waiting, free)]
    happened(
        database,
        [registered(each) for each in (*waiting, free)],
        closed,
        living,
        [record(each, "audit") for each in approved],
    )
    clock, vault = Clock(), Vault(pool, KeyFiles(tmp_path))
    store = Store("audit", pool, vault, clock)
    subject = Subject(RetainedKind.COMPANY, free)
    acting = acting_by_clock("audit", "24", DAY, "approved")
    store.execute(subject.stream, RETENTION_MODEL, lambda _: approved[-1:], acting)
    destructions = Destructions(store, Service("audit", store, Rights(pool), clock), pool, vault, clock, YEARS, 35)
    (job,) = [each for each in destructions.jobs() if each.name == "destroy-keys-company"]
    timer = Timer("audit", clock, [job])
    assert [timer.do(job) for _ in range(3)] == [0, 1, 0], "the third look begins anew"
    assert store.load(subject.stream, RETENTION_MODEL)[0].keeping is Keeping.DESTROYED
