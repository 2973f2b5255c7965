"""What all councils' cases say of one company, told by its number or its entries; nobody learns where or what."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from council_casework.nationwide import ledger_of_company, ledger_of_number
from council_directory.directory import HQ
from council_events import Envelope, Event, Sealed, schema_uri
from council_events.audit import KeysDestroyed, RetainedKind
from council_events.event import envelope_class
from council_events.intake import (
    CompaniesJoined,
    CompaniesParted,
    CompanyEntryClosed,
    CompanyMerged,
    CompanyRegistered,
    CompanyRenamed,
)
from council_events.subsidy import SubsidyUseCounted, Track
from council_events.support import CandidateReceived, PlanApproved, PlanKind, RestructuringStarted
from council_events.values import Industry, LegalForm, SupportLine
from council_intake.projections import COMPANIES, NATIONWIDE
from council_intake.queries.companies import Companies
from council_intake.rules.companies import Past
from council_kit.postgres import Pool, open_pool
from council_kit.runner import Projection, Record
from council_kit.vault import KeyFiles, Vault, generate_keys
from psycopg import sql

from tests.replay.sample_events import sample

DAY = dt.date(2024, 5, 1)
NUMBER, OTHER_NUMBER = "2999901000121", "1999901000122"
FIRM = {"prefecture": "24", "legal_form": LegalForm.STOCK_COMPANY, "industry": Industry.OTHER}


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database, max_size=2) as opened:
        yield opened


@pytest.fixture
def vault(pool: Pool, tmp_path: Path) -> Vault:
    generate_keys(tmp_path, ["24", "13", "hq"])
    return Vault(pool, KeyFiles(tmp_path))


def record(vault: Vault, event: Event, council: str) -> Record:
    name, event_id = type(event).type_name, uuid4()
    names = ("case_id", "company_id", "ledger_id", "retained_id")
    name_of_id = next(of for of in names if hasattr(event, of))
    stream = getattr(event, name_of_id)
    subject = f"{'company' if name_of_id == 'company_id' else 'case'}:{stream}"
    envelope: Envelope[Any] = envelope_class(name)(
        id=event_id,
        source=f"/councils/{council}/{name.split('.')[1]}",
        type=name,
        subject=subject,
        time=dt.datetime(2024, 5, 1, tzinfo=dt.UTC),
        dataschema=schema_uri(name),
        occurredon=DAY,
        sequence=1,
        streamid=stream,
        partitionkey=str(stream),
        council=council,
        actor="p24-deputy",
        purpose="case_work",
        correlationid=uuid4(),
        data=vault.seal_event(event, event_id, council, subject),
    )
    return Record("topic", 0, 0, envelope, b"")


def applied(dsn: str, vault: Vault, projection: Projection, batches: Sequence[Sequence[Record]]) -> None:
    """The projection's tables after these batches were applied to empty ones."""

    async def apply() -> None:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            schema = sql.Identifier(projection.name)
            await connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
            await connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            await connection.execute(sql.SQL("SET search_path = {}").format(schema))
            await connection.execute(sql.SQL(projection.ddl))
            for batch in batches:
                await projection.apply(connection, batch, vault)

    asyncio.run(apply())


def registered(company_id: UUID, number: str | None) -> CompanyRegistered:
    sealed = Sealed(number) if number else None
    return CompanyRegistered(company_id=company_id, name=Sealed("架空商会"), corporate_number=sealed, **FIRM)


def used(ledger: UUID, amount: int = 1_200_000, **changes: Any) -> SubsidyUseCounted:
    """What subsidy counts in the ledger of a company."""
    values: dict[str, Any] = {"use_id": uuid4(), "track": Track.ORDINARY, "accepted_on": DAY, "running": False}
    return SubsidyUseCounted(ledger_id=ledger, amount=amount, **(values | changes))


def by_number(vault: Vault, number: str) -> UUID:
    return ledger_of_number(vault.search_tokens(number, HQ)[0])


def restructuring(case_id: UUID, number: str, *, approved: bool, company_id: UUID | None = None) -> list[Event]:
    received = CandidateReceived(
        case_id=case_id,
        line=SupportLine.RESTRUCTURING,
        consulted_on=DAY,
        company_id=company_id,
        corporate_number=Sealed(number, None if company_id is None else f"company:{company_id}"),
        employees=3,
        **FIRM,
    )
    started = sample(RestructuringStarted).model_copy(update={"case_id": case_id})
    plan = sample(PlanApproved).model_copy(update={"case_id": case_id, "kind": PlanKind.ORDINARY})
    return [received, started, plan] if approved else [received, started]


def clear(event: Event) -> Event:
    """A sample's boxes belong to no key: they are left out, or replaced by clear values."""
    changes = {
        name: Sealed("文") if field.is_required() else None
        for name, field in type(event).model_fields.items()
        if isinstance(getattr(event, name), Sealed) and getattr(event, name).is_sealed
    }
    emptied = {name: () for name in ("agencies", "estimates") if name in type(event).model_fields}
    return event.model_copy(update=changes | emptied)


def told(database: str, vault: Vault, pool: Pool, company_id: UUID, events: list[tuple[str, Event]]) -> Past:
    """What is known of a company after these events, by council."""
    records = [record(vault, clear(event), council) for council, event in events]
    mine = [each for each in records if isinstance(each.envelope.data, COMPANIES.events or ())]
    others = [each for each in records if isinstance(each.envelope.data, NATIONWIDE.events or ())]
    applied(database, vault, COMPANIES, [mine])
    applied(database, vault, NATIONWIDE, [[each] for each in others[:2]] + [others[2:]])
    return Companies(pool, vault).past(company_id)


def test_a_use_in_another_council_counts_by_the_number(database: str, vault: Vault, pool: Pool) -> None:
    company, use = uuid4(), used(by_number(vault, NUMBER))
    events: list[tuple[str, Event]] = [("24", registered(company, NUMBER)), ("13", use)]
    events += [("13", used(by_number(vault, OTHER_NUMBER)))]
    events += [("13", event) for event in restructuring(uuid4(), NUMBER, approved=False)]
    events += [("24", event) for event in restructuring(uuid4(), NUMBER, approved=True)]
    events += [("24", event) for event in restructuring(uuid4(), OTHER_NUMBER, approved=True)]
    past = told(database, vault, pool, company, events)
    assert past.uses == (use,)
    assert sorted(support.planned for support in past.supports) == [False, True]


def test_the_last_word_on_a_use_counts_and_one_that_ended_with_nothing_paid_is_none(
    database: str, vault: Vault, pool: Pool
) -> None:
    company = uuid4()
    ledger, of_entry = by_number(vault, NUMBER), ledger_of_company(company)
    running, ended, other = used(ledger, running=True), used(ledger, running=True), used(of_entry, 700_000)
    events: list[tuple[str, Event]] = [("24", registered(company, NUMBER))]
    events += [("13", use) for use in (running, ended, other)]
    paid = running.model_copy(update={"running": False, "amount": 800_000})
    events += [("13", paid), ("13", ended.model_copy(update={"running": False, "amount": 0}))]
    past = told(database, vault, pool, company, events)
    assert sorted(use.amount for use in past.uses) == [700_000, 800_000]


def test_a_candidate_whose_support_has_not_begun_is_none(database: str, vault: Vault, pool: Pool) -> None:
    company = uuid4()
    received = restructuring(uuid4(), NUMBER, approved=False)[0]
    events: list[tuple[str, Event]] = [("24", registered(company, NUMBER)), ("13", received)]
    assert told(database, vault, pool, company, events) == Past()


def test_joined_entries_and_merged_companies_count_as_one(database: str, vault: Vault, pool: Pool) -> None:
    main, double, gone, stranger = (uuid4() for _ in range(4))
    events: list[tuple[str, Event]] = [
        ("24", registered(main, NUMBER)),
        ("24", registered(double, None)),
        ("24", registered(gone, OTHER_NUMBER)),
        ("24", registered(stranger, None)),
        ("24", CompaniesJoined(company_id=double, same_as=main, reason=Sealed("同じ"))),
        ("24", CompanyMerged(company_id=gone, into=main)),
    ]
    ledgers = ledger_of_company(double), by_number(vault, OTHER_NUMBER), ledger_of_company(stranger)
    events += [("13", used(ledger)) for ledger in ledgers]
    assert len(told(database, vault, pool, main, events).uses) == 2
    parted = CompaniesParted(company_id=double, same_as=main, reason=Sealed("別の会社"))
    assert len(told(database, vault, pool, main, [*events, ("24", parted)]).uses) == 1


def test_a_company_that_the_tables_do_not_know_yet_has_no_use(database: str, vault: Vault, pool: Pool) -> None:
    assert told(database, vault, pool, uuid4(), []) == Past()


def rows(database: str, table: str) -> list[Any]:
    with psycopg.connect(database) as connection:
        return connection.execute(sql.SQL("SELECT * FROM {} t ORDER BY t").format(sql.SQL(table))).fetchall()


def test_what_a_destroyed_company_used_counts_for_whoever_registers_its_number_again(
    database: str, vault: Vault, pool: Pool
) -> None:
    gone, again, case = uuid4(), uuid4(), uuid4()
    supported = restructuring(case, NUMBER, approved=True, company_id=gone)
    use = used(ledger_of_company(gone), use_id=case)
    ledger = by_number(vault, NUMBER)
    told_of = [("24", registered(gone, NUMBER)), *(("24", event) for event in supported), ("24", use)]
    records = [record(vault, clear(event), council) for council, event in told_of]
    destroyed = [
        KeysDestroyed(retained_kind=kind, retained_id=each, keys=1, backups_expire_on=DAY)
        for kind, each in ((RetainedKind.CASE, case), (RetainedKind.COMPANY, gone))
    ]
    closed = record(vault, CompanyEntryClosed(company_id=gone, ledger_id=ledger), "24")
    after = [record(vault, event, "24") for event in destroyed]

    def applied_in(*batches: list[Record]) -> tuple[list[Any], ...]:
        for projection in (COMPANIES, NATIONWIDE):
            wanted = projection.events or ()
            mine = [[each for each in batch if isinstance(each.envelope.data, wanted)] for batch in batches]
            applied(database, vault, projection, [batch for batch in mine if batch])
        tables = ("companies.companies", "companies.words", "nationwide.uses", "nationwide.supports")
        return tuple(rows(database, table) for table in tables)

    live = applied_in(records, [closed], after)
    for key in (f"24/case:{case}", f"24/company:{gone}"):
        vault.destroy(key)
    assert applied_in(records, [closed], after) == live, "as a rebuild makes it"
    assert applied_in([*records, closed, *after]) == live, "in one batch"
    assert applied_in(after, [*records, closed]) == live, "whichever topic is read first"

    newly = record(vault, registered(again, NUMBER), "13")
    applied_in(records, [closed], after, [newly])
    past = Companies(pool, vault).past(again)
    assert past.uses == (use,)
    assert [support.case_id for support in past.supports] == [case]
    other = record(vault, registered(uuid4(), OTHER_NUMBER), "13")
    applied_in(records, [closed], after, [other])
    assert Companies(pool, vault).past(other.envelope.data.company_id) == Past()


def test_of_a_closed_entry_no_word_and_no_box_is_left(database: str, vault: Vault, pool: Pool) -> None:
    gone = uuid4()
    entry, renamed = registered(gone, NUMBER), CompanyRenamed(company_id=gone, name=Sealed("別名商会"))
    records = [record(vault, event, "24") for event in (entry, renamed)]
    applied(database, vault, COMPANIES, [records])
    assert rows(database, "companies.words"), "it is found while it stands"
    ledger = by_number(vault, NUMBER)
    closed = record(vault, CompanyEntryClosed(company_id=gone, ledger_id=ledger), "24")
    applied(database, vault, COMPANIES, [records, [closed]])
    assert rows(database, "companies.words") == []
    assert Companies(pool, vault).of_number("24", NUMBER) is None
    with psycopg.connect(database) as connection:
        left = connection.execute(
            "SELECT name, kana, phone, address, corporate_number, names, stage, number_ledger FROM companies.companies"
        ).fetchone()
    assert left == (None, None, None, None, None, [], "closed", ledger)
