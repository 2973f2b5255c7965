"""The read tables are the same however the events are cut into batches."""

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
from council_events.intake import (
    Channel,
    CompanyRegistered,
    CompanyToldOfDifficulty,
    ConsultationClosed,
    ConsultationFactsRecorded,
    ConsultationKind,
    ConsultationOpened,
    FactItem,
    FirstResponse,
    FutureDayExplained,
    Requester,
    RevivalJudgedDifficult,
    RoleExplained,
    Route,
    SupportLineChosen,
)
from council_events.values import Industry, LegalForm, SupportLine
from council_intake.projections import CASES
from council_kit.postgres import open_pool
from council_kit.runner import Record
from council_kit.vault import KeyFiles, Vault, generate_keys
from psycopg import sql

FIRM = {"prefecture": "24", "legal_form": LegalForm.STOCK_COMPANY, "industry": Industry.OTHER, "employees": 3}


@pytest.fixture
def vault(database: str, tmp_path: Path) -> Iterator[Vault]:
    generate_keys(tmp_path, ["24", "13"])
    with open_pool(database, max_size=2) as pool:
        yield Vault(pool, KeyFiles(tmp_path))


def opened(case_id: UUID, name: str) -> Event:
    return ConsultationOpened(
        case_id=case_id,
        kind=ConsultationKind.COUNTER,
        requester=Requester.COMPANY,
        route=Route.DIRECT,
        channel=Channel.INTERVIEW,
        assigned_to="p24-deputy",
        company_name=Sealed(name),
        **FIRM,
    )


def history(case_id: UUID, name: str) -> list[Event]:
    """A consultation that is explained after it was closed: late records come in any order of stages."""
    return [
        opened(case_id, name),
        RoleExplained(case_id=case_id),
        RevivalJudgedDifficult(case_id=case_id, reason=Sealed("理由")),
        CompanyToldOfDifficulty(case_id=case_id, told_on=dt.date(2024, 5, 1), response=Sealed("弁護士")),
        ConsultationFactsRecorded(case_id=case_id, items=(FactItem.OUTLINE,), notes=(Sealed("概要"),)),
        SupportLineChosen(case_id=case_id, line=SupportLine.RECHALLENGE, consulted_on=dt.date(2024, 5, 1), **FIRM),
        ConsultationClosed(case_id=case_id, result=FirstResponse.DIFFICULT),
        FutureDayExplained(case_id=case_id, reason=Sealed("理由")),
    ]


def record(vault: Vault, event: Event, stream: UUID, version: int, council: str) -> Record:
    name, event_id = type(event).type_name, uuid4()
    envelope: Envelope[Any] = envelope_class(name)(
        id=event_id,
        source=f"/councils/{council}/intake",
        type=name,
        subject=f"case:{stream}",
        time=dt.datetime(2024, 5, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=version),
        dataschema=schema_uri(name),
        occurredon=dt.date(2024, 5, 1),
        sequence=version,
        streamid=stream,
        partitionkey=str(stream),
        council=council,
        actor="p24-deputy",
        purpose="case_work",
        correlationid=uuid4(),
        data=vault.seal_event(event, event_id, council, f"case:{stream}"),
    )
    return Record("council.intake.events", 0, version, envelope, b"")


def tables(dsn: str, vault: Vault, batches: Sequence[Sequence[Record]]) -> tuple[list[Any], list[Any]]:
    """Both tables after these batches were applied to empty ones."""

    async def apply() -> None:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            await connection.execute("DROP SCHEMA IF EXISTS cases CASCADE")
            await connection.execute("CREATE SCHEMA cases")
            await connection.execute("SET search_path = cases")
            await connection.execute(sql.SQL(CASES.ddl))
            for batch in batches:
                await CASES.apply(connection, batch, vault)

    asyncio.run(apply())
    with psycopg.connect(dsn) as connection:
        cases = connection.execute(
            """SELECT case_id, council, stage, closed, role_explained, closed_on, drafted, reported, late, kind, opened_on,
                assigned_to, line, company_name, requester_name, company_kana, company_phone, corporate_number, updated_at, version
            FROM cases.cases ORDER BY case_id"""
        ).fetchall()
        return cases, connection.execute("SELECT * FROM cases.search ORDER BY case_id").fetchall()


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_the_tables_do_not_depend_on_how_events_are_cut_into_batches(database: str, vault: Vault, size: int) -> None:
    first, second, company = uuid4(), uuid4(), uuid4()
    registered = CompanyRegistered(
        company_id=company,
        name=Sealed("登録商会"),
        prefecture="24",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.OTHER,
    )
    streams = [
        [record(vault, event, first, n, "24") for n, event in enumerate(history(first, "伊勢宮川製茶"), 1)],
        [record(vault, event, second, n, "13") for n, event in enumerate(history(second, "江戸川鉄工"), 1)],
    ]
    streams[0][-1] = record(vault, FutureDayExplained(case_id=first, reason=Sealed("理由")), first, 8, "13")
    mixed = [each for pair in zip(*streams, strict=True) for each in pair]
    mixed.insert(3, record(vault, registered, company, 1, "24"))
    whole = tables(database, vault, [mixed])
    parts = [mixed[start : start + size] for start in range(0, len(mixed), size)]
    assert tables(database, vault, parts) == whole
    cases, search = whole
    # What another body adds to a case does not move it.
    assert [row[:5] for row in cases] == sorted(
        [(first, "24", 5, True, True), (second, "13", 5, True, True)], key=lambda row: row[0]
    )
    assert {row[0] for row in search} == {first, second}
    assert not set(search[0][3]) & set(search[1][3]), "tokens of two councils never meet"


def test_an_erased_company_is_listed_without_tokens(database: str, vault: Vault) -> None:
    case_id = uuid4()
    reception = record(vault, opened(case_id, "消去済製茶"), case_id, 1, "24")
    vault.destroy(f"24/case:{case_id}")
    cases, search = tables(database, vault, [[reception]])
    assert [row[0] for row in cases] == [case_id]
    assert [row[3] for row in search] == [[]]
