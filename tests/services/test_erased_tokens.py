"""A destroyed key takes along the search tokens of what it sealed, in every service's index, and the case's place in the work list; a
rebuild makes the same rows.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import psycopg
import pytest
from council_access import Scope, Standing
from council_directory.directory import HQ
from council_events import Event, Sealed, all_event_classes, schema_uri
from council_events.audit import DestructionEvent, KeysDestroyed, RetainedKind
from council_events.corrections import Correction
from council_events.event import envelope_class
from council_events.intake import (
    Channel,
    CompanyEntryClosed,
    CompanyRegistered,
    ConsultationClosed,
    ConsultationKind,
    ConsultationOpened,
    FirstResponse,
    Requester,
    Route,
)
from council_events.subsidy import SubsidyApplicationFiled, Track
from council_events.support import CandidateReceived, RestructuringEnded
from council_events.values import Industry, LegalForm, SupportLine
from council_intake.projections import CASES as INTAKE
from council_intake.queries import Cases as IntakeCases
from council_intake.rules.terms import DEFAULTS
from council_kit.postgres import Pool, open_pool
from council_kit.runner import Projection, Record
from council_kit.vault import KeyFiles, Vault, generate_keys
from council_kit.vault.sealing import walk_model
from council_subsidy.projections import CASES as SUBSIDY
from council_subsidy.queries import Cases as SubsidyCases
from council_support.projections import CASES as SUPPORT
from council_support.queries import Cases as SupportCases
from psycopg import sql

from tests.replay.sample_events import CASE, sample
from tests.scanning import tables_with_tokens

DAY = dt.date(2024, 5, 1)
FIRM = {"prefecture": "24", "legal_form": LegalForm.STOCK_COMPANY, "industry": Industry.OTHER, "employees": 3}


def consultation(case_id: UUID, company_id: UUID, name: Sealed[str]) -> Event:
    return ConsultationOpened(
        case_id=case_id,
        kind=ConsultationKind.COUNTER,
        requester=Requester.COMPANY,
        route=Route.DIRECT,
        channel=Channel.INTERVIEW,
        assigned_to="p24-deputy",
        company_id=company_id,
        company_name=name,
        requester_name=Sealed("鳥羽太郎"),
        **FIRM,
    )


def candidate(case_id: UUID, company_id: UUID, name: Sealed[str]) -> Event:
    line = SupportLine.RESTRUCTURING
    return CandidateReceived(
        case_id=case_id, line=line, consulted_on=DAY, company_id=company_id, company_name=name, **FIRM
    )


def application(case_id: UUID, company_id: UUID, name: Sealed[str]) -> Event:
    return SubsidyApplicationFiled(
        case_id=case_id,
        track=Track.ORDINARY,
        company_id=company_id,
        company_name=name,
        sales=1,
        interest_bearing_debt=1,
        agencies=(),
        estimates=(),
        financial_support=(),
        papers=(),
        guarantee_release=False,
        interim_requested=False,
        **FIRM,
    )


INDEXES = [
    pytest.param("intake", INTAKE, consultation, "search", id="intake"),
    pytest.param("support", SUPPORT, candidate, "words", id="support"),
    pytest.param("subsidy", SUBSIDY, application, "words", id="subsidy"),
]


@pytest.fixture
def vault(database: str, tmp_path: Path) -> Iterator[Vault]:
    generate_keys(tmp_path, ["24", HQ])
    with open_pool(database, max_size=2) as pool:
        yield Vault(pool, KeyFiles(tmp_path))


def record(vault: Vault, service: str, event: Event, stream: UUID, version: int) -> Record:
    name, event_id = type(event).type_name, uuid4()
    envelope = envelope_class(name)(
        id=event_id,
        source=f"/councils/24/{service}",
        type=name,
        subject=f"case:{stream}",
        time=dt.datetime(2024, 5, 1, tzinfo=dt.UTC),
        dataschema=schema_uri(name),
        occurredon=DAY,
        sequence=version,
        streamid=stream,
        partitionkey=str(stream),
        council="24",
        actor="p24-deputy",
        purpose="case_work",
        correlationid=uuid4(),
        data=vault.seal_event(event, event_id, "24", f"case:{stream}"),
    )
    return Record(f"council.{service}.events", 0, version, envelope, b"")


def happened(dsn: str, projection: Projection, vault: Vault, batches: Sequence[Sequence[Record]]) -> None:
    """The tables after these batches were applied to empty ones."""

    async def apply() -> None:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            await connection.execute("DROP SCHEMA IF EXISTS cases CASCADE")
            await connection.execute("CREATE SCHEMA cases")
            await connection.execute("SET search_path = cases")
            await connection.execute(sql.SQL(projection.ddl))
            for batch in batches:
                await projection.apply(connection, batch, vault)

    asyncio.run(apply())


def tokens(dsn: str, projection: Projection, table: str, vault: Vault, batches: Sequence[Sequence[Record]]) -> Any:
    """By case, after these batches were applied to empty tables."""
    happened(dsn, projection, vault, batches)
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            sql.SQL("SELECT case_id, tokens FROM cases.{} ORDER BY case_id").format(sql.Identifier(table))
        )
        return dict(rows.fetchall())


@pytest.mark.parametrize(("service", "projection", "make", "table"), INDEXES)
def test_a_destroyed_key_takes_its_tokens_along(
    database: str,
    vault: Vault,
    service: str,
    projection: Projection,
    make: Callable[[UUID, UUID, Sealed[str]], Event],
    table: str,
):
    case, other = uuid4(), uuid4()
    told = [
        record(vault, service, make(case, uuid4(), Sealed("志摩鵜方水産")), case, 1),
        record(vault, service, make(other, uuid4(), Sealed("志摩鵜方水産")), other, 1),
    ]
    before = tokens(database, projection, table, vault, [told])
    assert before[case]
    assert set(before[case]) == set(before[other]), "the same name is found by the same words"

    destroyed = KeysDestroyed(retained_kind=RetainedKind.CASE, retained_id=case, keys=1, backups_expire_on=DAY)
    erased = record(vault, "audit", destroyed, uuid4(), 1)
    live = tokens(database, projection, table, vault, [told, [erased]])
    assert live == {case: [], other: before[other]}

    vault.destroy(f"24/case:{case}")
    assert tokens(database, projection, table, vault, [told, [erased]]) == live, "as a rebuild makes it"
    assert tokens(database, projection, table, vault, [[erased], told]) == live, "whichever topic is read first"


@pytest.mark.parametrize(("service", "projection", "make", "table"), INDEXES)
def test_a_companys_key_takes_along_the_tokens_of_its_name_in_every_case(
    database: str,
    vault: Vault,
    service: str,
    projection: Projection,
    make: Callable[[UUID, UUID, Sealed[str]], Event],
    table: str,
):
    case, company = uuid4(), uuid4()
    name = Sealed("志摩鵜方水産", f"company:{company}")
    told = [record(vault, service, make(case, company, name), case, 1)]
    assert tokens(database, projection, table, vault, [told])[case]

    destroyed = KeysDestroyed(retained_kind=RetainedKind.COMPANY, retained_id=company, keys=1, backups_expire_on=DAY)
    erased = record(vault, "audit", destroyed, uuid4(), 1)
    live = tokens(database, projection, table, vault, [told, [erased]])
    assert live == {case: []}

    vault.destroy(f"24/company:{company}")
    assert tokens(database, projection, table, vault, [told, [erased]]) == live, "as a rebuild makes it"
    assert tokens(database, projection, table, vault, [[erased], told]) == live, "whichever topic is read first"


# ---- and the case's place in the work list

ALL = Scope("TRUE", {})


def consulted(case_id: UUID) -> list[Event]:
    return [consultation(case_id, uuid4(), Sealed(NAME))]


def unreported(case_id: UUID) -> list[Event]:
    return [*consulted(case_id), ConsultationClosed(case_id=case_id, result=FirstResponse.SOLVED)]


def received(case_id: UUID) -> list[Event]:
    return [candidate(case_id, uuid4(), Sealed(NAME))]


def ended(case_id: UUID) -> list[Event]:
    """Nothing of it is left to do but its report."""
    return [*received(case_id), of_a_case(RestructuringEnded).model_copy(update={"case_id": case_id})]


def filed(case_id: UUID) -> list[Event]:
    return [application(case_id, uuid4(), Sealed(NAME))]


def work_of_intake(pool: Pool, vault: Vault) -> list[UUID]:
    standing = Standing(person="p24-head", council="24", on=DAY)
    found = IntakeCases(pool, vault).work(standing, ALL, DEFAULTS, after=None, limit=9, late_on=None)
    return [row.case_id for row in found.rows]


def work_of_support(pool: Pool, vault: Vault) -> list[UUID]:
    return [row.case_id for row in SupportCases(pool, vault).work(ALL, None, 9, None, None)]


def work_of_subsidy(pool: Pool, vault: Vault) -> list[UUID]:
    return [row.case_id for row in SubsidyCases(pool, vault).work(ALL, None, 9, None)]


@pytest.mark.parametrize(
    ("service", "projection", "waiting", "work"),
    [
        pytest.param("intake", INTAKE, consulted, work_of_intake, id="an open consultation"),
        pytest.param("intake", INTAKE, unreported, work_of_intake, id="a consultation without its report"),
        pytest.param("support", SUPPORT, received, work_of_support, id="an open case"),
        pytest.param("support", SUPPORT, ended, work_of_support, id="a closed case without its report"),
        pytest.param("subsidy", SUBSIDY, filed, work_of_subsidy, id="an application"),
    ],
)
def test_a_case_whose_content_was_destroyed_waits_for_nobody(
    database: str,
    vault: Vault,
    service: str,
    projection: Projection,
    waiting: Callable[[UUID], list[Event]],
    work: Callable[[Pool, Vault], list[UUID]],
) -> None:
    case, other = uuid4(), uuid4()
    told = [
        record(vault, service, event, each, version)
        for each in (case, other)
        for version, event in enumerate(waiting(each), start=1)
    ]

    def destroyed(kind: RetainedKind) -> Record:
        event = KeysDestroyed(retained_kind=kind, retained_id=case, keys=1, backups_expire_on=DAY)
        return record(vault, "audit", event, uuid4(), 1)

    def listed(*batches: Sequence[Record]) -> list[UUID]:
        happened(database, projection, vault, batches)
        with open_pool(database, max_size=1) as pool:
            return sorted(work(pool, vault))

    assert listed(told) == listed(told, [destroyed(RetainedKind.COMPANY)]) == sorted([case, other])
    assert listed(told, [destroyed(RetainedKind.CASE)]) == [other]
    assert listed([destroyed(RetainedKind.CASE)], told) == [other], "whichever topic is read first"


# ---- and no table of any service is forgotten

SERVICES = ("governance", "intake", "support", "subsidy", "reporting", "audit", "feed")
NAME, NUMBER = "志摩鵜方水産", "8999902000123"


def of_a_case(kind: type[Event]) -> Event:
    """A sample of it in which every sealed value is a name or a number that the case is found by."""
    return cast(
        "Event",
        walk_model(sample(kind), "", lambda _, path: Sealed(NUMBER if re.search("number|phone", path) else NAME)),
    )


def fill(dsn: str, vault: Vault, records: Sequence[Record]) -> None:
    """Every read table of every service, each in a schema of its service and name, one event after the other."""

    async def apply(service: str, projection: Projection) -> None:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            name = f"{service}_{projection.name}"
            made = await (await connection.execute("SELECT to_regnamespace(%s)", [name])).fetchone()
            if made == (None,):
                await connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
            await connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(name)))
            if made == (None,):
                await connection.execute(sql.SQL(projection.ddl))
            for each in (each for each in records if wants(projection, each)):
                await projection.apply(connection, [each], vault)

    for service in SERVICES:
        for projection in import_module(f"council_{service}.worker").PROJECTIONS:
            asyncio.run(apply(service, projection))


def wants(projection: Projection, record: Record) -> bool:
    if projection.access or projection.candidates or record.envelope.service not in projection.services:
        return False
    return projection.events is None or isinstance(record.envelope.data, projection.events)


def test_no_table_of_any_service_keeps_a_token_of_what_was_destroyed(database: str, vault: Vault) -> None:
    """Every event about a case or a company, in every projection: a table that is new is looked through like the others."""
    first: list[type[Event]] = [CompanyRegistered, ConsultationOpened, CandidateReceived, SubsidyApplicationFiled]
    last: list[type[Event]] = [CompanyEntryClosed]
    others = [kind for kind in all_event_classes() if tells_of_a_case(kind) and kind not in (*first, *last)]
    destroyed: list[Event] = [
        KeysDestroyed(retained_kind=kind, retained_id=CASE, keys=1, backups_expire_on=DAY) for kind in RetainedKind
    ]
    told = [record(vault, owner_of(kind), of_a_case(kind), CASE, place) for place, kind in enumerate((*first, *others))]
    erased = [record(vault, owner_of(type(event)), event, CASE, 1) for event in (of_a_case(last[0]), *destroyed)]
    tokens = {
        token for council in ("24", HQ) for word in (NAME, NUMBER) for token in vault.search_tokens(word, council)
    }

    fill(database, vault, told)
    assert set(tables_with_tokens(database, tokens)) == {
        "intake_cases.search", "intake_companies.words", "subsidy_cases.words", "support_cases.words",
    }  # fmt: skip
    fill(database, vault, erased)
    assert tables_with_tokens(database, tokens) == []


def tells_of_a_case(kind: type[Event]) -> bool:
    """An access event names cases and holds nothing of them; a correction is read through what the store holds besides."""
    named = bool({"case_id", "company_id"} & kind.model_fields.keys())
    return named and owner_of(kind) in SERVICES and not issubclass(kind, Correction | DestructionEvent)


def owner_of(kind: type[Event]) -> str:
    return kind.type_name.split(".")[1]
