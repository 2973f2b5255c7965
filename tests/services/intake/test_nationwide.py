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
from council_events import Envelope, Event, Sealed, schema_uri
from council_events.event import envelope_class
from council_events.intake import CompaniesJoined, CompaniesParted, CompanyMerged, CompanyRegistered
from council_events.subsidy import (
    AccompanimentDecided,
    EarlierUseRecorded,
    PlanFeeDecided,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
    Track,
)
from council_events.support import CandidateReceived, PlanApproved, PlanKind, RestructuringStarted
from council_events.values import Industry, LegalForm, SupportLine
from council_intake.projections import COMPANIES, NATIONWIDE
from council_intake.queries.companies import Companies
from council_intake.rules.companies import PLAN, REGULAR, SUPPORT, Use
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
    stream = getattr(event, "case_id", None) or event.company_id  # type: ignore[attr-defined]  # one of the two
    envelope: Envelope[Any] = envelope_class(name)(
        id=event_id,
        source=f"/councils/{council}/{name.split('.')[1]}",
        type=name,
        subject=f"case:{stream}",
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
        data=vault.seal_event(event, event_id, council, f"case:{stream}"),
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


def application(case_id: UUID, number: str | None, track: Track = Track.ORDINARY, **changes: Any) -> list[Event]:
    """An application that was accepted, its plan fee and one accompaniment decided: 1,200,000 yen in all."""
    sealed = Sealed(number) if number else None
    filed = sample(SubsidyApplicationFiled).model_copy(
        update={"case_id": case_id, "corporate_number": sealed, "company_id": None, "track": track, **changes}
    )
    return [
        filed,
        SubsidyApplicationAccepted(case_id=case_id, ruleset="2024-04-01", lapses_on=DAY),
        PlanFeeDecided(case_id=case_id, payables=(), total=1_000_000),
        AccompanimentDecided(case_id=case_id, number=1, payables=(), total=200_000),
    ]


def restructuring(case_id: UUID, number: str, *, approved: bool) -> list[Event]:
    received = CandidateReceived(
        case_id=case_id,
        line=SupportLine.RESTRUCTURING,
        consulted_on=DAY,
        corporate_number=Sealed(number),
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


def told(database: str, vault: Vault, pool: Pool, company_id: UUID, events: list[tuple[str, Event]]) -> list[Use]:
    """The uses of a company after these events, by council."""
    records = [record(vault, clear(event), council) for council, event in events]
    mine = [each for each in records if isinstance(each.envelope.data, COMPANIES.events or ())]
    others = [each for each in records if isinstance(each.envelope.data, NATIONWIDE.events or ())]
    applied(database, vault, COMPANIES, [mine])
    applied(database, vault, NATIONWIDE, [[each] for each in others[:2]] + [others[2:]])
    return sorted(Companies(pool, vault).uses(company_id))


def test_a_use_in_another_council_counts_by_the_number(database: str, vault: Vault, pool: Pool) -> None:
    company = uuid4()
    events: list[tuple[str, Event]] = [("24", registered(company, NUMBER))]
    events += [("13", event) for event in application(uuid4(), NUMBER)]
    events += [("13", event) for event in application(uuid4(), OTHER_NUMBER)]
    events += [("13", event) for event in restructuring(uuid4(), NUMBER, approved=False)]
    events += [("24", event) for event in restructuring(uuid4(), NUMBER, approved=True)]
    assert told(database, vault, pool, company, events) == [
        Use(REGULAR, DAY, 1_200_000),
        Use(PLAN, DAY),
        Use(SUPPORT, DAY),
    ]


def test_an_application_that_was_not_accepted_is_no_use(database: str, vault: Vault, pool: Pool) -> None:
    company = uuid4()
    events: list[tuple[str, Event]] = [("24", registered(company, NUMBER)), ("13", application(uuid4(), NUMBER)[0])]
    assert told(database, vault, pool, company, events) == []


def test_a_use_from_before_the_platform_counts_as_well(database: str, vault: Vault, pool: Pool) -> None:
    company, case_id = uuid4(), uuid4()
    before = dt.date(2019, 5, 1)
    earlier = [
        EarlierUseRecorded(case_id=case_id, number=1, track=Track.ORDINARY, accepted_on=before, amount=amount)
        for amount in (900_000, 800_000)
    ]
    events: list[tuple[str, Event]] = [("24", registered(company, NUMBER))]
    events += [("13", event) for event in (*application(case_id, NUMBER)[:1], *earlier)]
    assert told(database, vault, pool, company, events) == [Use(REGULAR, before, 800_000)], "the last word on a number"


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
    events += [("24", event) for event in application(uuid4(), None, company_id=double)]
    events += [("13", event) for event in application(uuid4(), OTHER_NUMBER)]
    events += [("24", event) for event in application(uuid4(), None, company_id=stranger)]
    assert len(told(database, vault, pool, main, events)) == 2
    parted = CompaniesParted(company_id=double, same_as=main, reason=Sealed("別の会社"))
    assert len(told(database, vault, pool, main, [*events, ("24", parted)])) == 1


def test_a_company_that_the_tables_do_not_know_yet_has_no_use(database: str, vault: Vault, pool: Pool) -> None:
    assert told(database, vault, pool, uuid4(), []) == []
