"""The register behind nationwide checks, over real events: joined entries are one company, supports elsewhere are found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from council_casework.nationwide import ledger_of_number
from council_directory.directory import HQ
from council_events import Sealed, audit, intake, support
from council_events.values import Industry, LegalForm, SupportLine
from council_kit.postgres import Pool, open_pool
from council_kit.vault import KeyFiles, Vault, generate_keys
from council_subsidy.projections import REGISTER
from council_subsidy.queries import Register
from psycopg import AsyncConnection

from tests.replay.sample_events import sample
from tests.services.subsidy.situations import application

NUMBER, OTHER_NUMBER = "4999901000202", "5999901000201"


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA register; SET search_path TO register")
        connection.execute(REGISTER.ddl)
    with open_pool(database) as opened:
        yield opened


@pytest.fixture
def vault(pool: Pool, tmp_path: Any) -> Vault:
    generate_keys(tmp_path, ["17", HQ])
    return Vault(pool, KeyFiles(tmp_path))


async def happened(database: str, vault: Vault, *events: Any) -> None:
    """What the runner does with events of intake and support."""
    sealed = [vault.seal_event(event, uuid4(), "17", "company:one") for event in events]
    records = [SimpleNamespace(envelope=SimpleNamespace(data=event)) for event in sealed]
    async with await AsyncConnection.connect(database, autocommit=True) as connection:
        await connection.execute("SET search_path TO register")
        await REGISTER.apply(connection, records, vault)  # type: ignore[arg-type]  # the parts of a record that it reads


def registered(company_id: UUID, number: str | None) -> intake.CompanyRegistered:
    return intake.CompanyRegistered(
        company_id=company_id,
        name=Sealed("能登福良漆器株式会社（架空）"),
        corporate_number=None if number is None else Sealed(number),
        prefecture="17",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
    )


def received(
    case_id: UUID, company_id: UUID | None, number: str | None, line: SupportLine
) -> support.CandidateReceived:
    return support.CandidateReceived(
        case_id=case_id,
        line=line,
        consulted_on=dt.date(2024, 4, 1),
        company_id=company_id,
        corporate_number=None if number is None else Sealed(number),
        prefecture="17",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
        employees=30,
    )


def of(event: type[Any], case_id: UUID) -> Any:
    return sample(event).model_copy(update={"case_id": case_id})


async def test_entries_that_were_joined_share_their_ledgers_until_they_are_parted(
    database: str, pool: Pool, vault: Vault
) -> None:
    one, two = uuid4(), uuid4()
    await happened(database, vault, registered(one, NUMBER), registered(two, None))
    register = Register(pool, vault)
    by_number, by_entry = application(corporate_number=NUMBER), application(company_id=two)
    assert not set(register.known(by_number).ledgers) & set(register.known(by_entry).ledgers)
    joined = intake.CompaniesJoined(company_id=two, same_as=one, reason=Sealed("同じ会社"))
    await happened(database, vault, joined)
    assert register.known(by_number).ledgers == register.known(by_entry).ledgers
    parted = intake.CompaniesParted(company_id=two, same_as=one, reason=Sealed("別の会社"))
    await happened(database, vault, parted)
    assert not set(register.known(by_number).ledgers) & set(register.known(by_entry).ledgers)


async def test_a_merged_company_counts_with_the_one_it_went_into(database: str, pool: Pool, vault: Vault) -> None:
    gone, into = uuid4(), uuid4()
    await happened(
        database,
        vault,
        registered(gone, NUMBER),
        registered(into, OTHER_NUMBER),
        intake.CompanyMerged(company_id=gone, into=into),
    )
    register = Register(pool, vault)
    merged = register.known(application(corporate_number=NUMBER)).ledgers
    assert merged == register.known(application(corporate_number=OTHER_NUMBER)).ledgers


async def test_a_support_counts_from_its_start_and_for_its_plan(database: str, pool: Pool, vault: Vault) -> None:
    """SUB-E-7 and SUB-E-10: found by entry or number, whatever council it was."""
    company, by_id, by_number = uuid4(), uuid4(), uuid4()
    register = Register(pool, vault)
    filed = application(company_id=company, corporate_number=NUMBER)
    await happened(
        database,
        vault,
        received(by_id, company, None, SupportLine.REVENUE_IMPROVEMENT),
        received(by_number, None, NUMBER, SupportLine.RESTRUCTURING),
        received(uuid4(), None, OTHER_NUMBER, SupportLine.RESTRUCTURING),
    )
    assert register.known(filed).supports == ()
    await happened(database, vault, of(support.ImprovementStarted, by_id), of(support.RestructuringStarted, by_number))
    assert {(each.case_id, each.planned) for each in register.known(filed).supports} == {
        (by_id, False),
        (by_number, False),
    }
    await happened(database, vault, of(support.PlanApproved, by_number))
    assert {(each.case_id, each.planned) for each in register.known(filed).supports} == {
        (by_id, False),
        (by_number, True),
    }


def test_who_has_neither_entry_nor_number_is_known_by_name_and_prefecture(pool: Pool, vault: Vault) -> None:
    register = Register(pool, vault)
    sole = application(company_name="輪島 朝")
    assert register.known(sole).ledgers == register.known(application(company_name="輪島朝")).ledgers
    assert register.known(sole).ledgers != register.known(application(company_name="輪島 昼")).ledgers
    elsewhere = application(company_name="輪島 朝", prefecture="16")
    assert register.known(sole).ledgers != register.known(elsewhere).ledgers


async def test_a_closed_entry_keeps_its_ledger_and_its_supports_when_its_keys_are_gone(
    database: str, pool: Pool, vault: Vault
) -> None:
    gone, case = uuid4(), uuid4()
    line = SupportLine.RESTRUCTURING
    told = [registered(gone, NUMBER), received(case, gone, NUMBER, line), of(support.RestructuringStarted, case)]
    await happened(database, vault, *told)
    register = Register(pool, vault)
    before = register.known(application(corporate_number=NUMBER))
    assert [each.case_id for each in before.supports] == [case]
    ledger = ledger_of_number(vault.search_tokens(NUMBER, HQ)[0])
    destroyed = audit.KeysDestroyed(
        retained_kind=audit.RetainedKind.COMPANY, retained_id=gone, keys=1, backups_expire_on=dt.date(2031, 5, 1)
    )
    await happened(database, vault, intake.CompanyEntryClosed(company_id=gone, ledger_id=ledger), destroyed)
    assert register.known(application(corporate_number=NUMBER)) == before
    assert register.known(application(corporate_number=OTHER_NUMBER)).supports == ()


async def test_the_number_of_an_entry_is_the_last_that_it_was_given(database: str, pool: Pool, vault: Vault) -> None:
    one = uuid4()
    corrected = sample(intake.CompanyEntryCorrected).model_copy(
        update={"case_id": one, "field": "corporate_number", "sealed": Sealed(NUMBER), "reason": Sealed("誤記")}
    )
    renamed = corrected.model_copy(update={"field": "name", "sealed": Sealed("別名")})
    await happened(database, vault, registered(one, OTHER_NUMBER), corrected, renamed)
    register = Register(pool, vault)
    of_entry = set(register.known(application(company_id=one)).ledgers)
    assert of_entry == set(register.known(application(corporate_number=NUMBER)).ledgers)
    assert not of_entry & set(register.known(application(corporate_number=OTHER_NUMBER)).ledgers)


async def test_a_destroyed_number_leaves_the_table_with_its_key(database: str, pool: Pool, vault: Vault) -> None:
    case = uuid4()
    sealed = vault.seal_event(received(case, None, NUMBER, SupportLine.RESTRUCTURING), uuid4(), "17", f"case:{case}")
    destroyed = audit.KeysDestroyed(
        retained_kind=audit.RetainedKind.CASE, retained_id=case, keys=1, backups_expire_on=dt.date(2031, 5, 1)
    )
    await happened(database, vault, sealed)
    assert numbers_of_supports(database) != [(None,)]
    await happened(database, vault, destroyed)
    assert numbers_of_supports(database) == [(None,)]


def numbers_of_supports(database: str) -> list[Any]:
    with psycopg.connect(database) as connection:
        return connection.execute("SELECT number_ledger FROM register.supports").fetchall()
