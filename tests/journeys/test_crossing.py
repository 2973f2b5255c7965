"""What scenarios say across services: cases played on their dates, and the figures that follow from them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from uuid import UUID

import pytest
from council_local.demo.acts import Act
from council_local.demo.client import Client
from council_support.commands import OpenSuccessor
from council_support.commands.restructuring import (
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    RecordIntention,
    RequestSupport,
    StartInquiry,
    StartMonitoring,
)

from tests.journeys.lines import (
    COUNCIL,
    Journey,
    asked_of,
    guarantee_together,
    improvement_with_support,
    preliminary,
)
from tests.services.support import improving
from tests.services.support.situations import ALL_FINDINGS, creditor_id, day, deputy, head, listed, received
from tests.whole import Whole

COUNTED_WITHIN = 60.0
JULY_2024 = ("2024-07-01", "2024-07-31")
FISCAL_2024, FISCAL_2025 = ("2024-04-01", "2025-03-31"), ("2025-04-01", "2026-03-31")


async def figures(client: Client, period: tuple[str, str]) -> dict[str, int]:
    """The headline figures of the nation, in which one council plays."""
    query = {"from": period[0], "to": period[1]}
    answer = await client.get("hq-officer", "/api/reporting/v1/figures", "reporting", **query)
    totals: dict[str, int] = answer["totals"]
    return totals


async def play(client: Client, acts: Iterable[Act]) -> None:
    for number, act in enumerate(acts):
        await client.do(act, number)


async def counted(
    client: Client, before: dict[tuple[str, str], dict[str, int]], more: dict[tuple[str, str], dict[str, int]]
) -> None:
    """Wait until each period's figures have grown by exactly this."""
    for period, grown in more.items():
        expected = {name: before[period][name] + n for name, n in grown.items()}
        async with asyncio.timeout(COUNTED_WITHIN):
            while not expected.items() <= (await figures(client, period)).items():
                await asyncio.sleep(0.2)


@pytest.mark.scenario("A-INT-02")
def test_a_banks_enquiry_is_counted_among_the_preliminary_consultations_of_its_month(
    platform: Whole, played: dict[str, Journey]
) -> None:
    async def journey(client: Client) -> None:
        before = {JULY_2024: await figures(client, JULY_2024)}
        await play(client, preliminary().acts)
        await counted(client, before, {JULY_2024: {"counter_consultations": 0, "preliminary_consultations": 1}})

    platform.run(journey)


@pytest.mark.scenario("A-GUA-01")
def test_both_debts_settled_together_are_one_person_and_one_company(
    platform: Whole, played: dict[str, Journey]
) -> None:
    async def journey(client: Client) -> None:
        before = {FISCAL_2024: await figures(client, FISCAL_2024)}
        await play(client, guarantee_together().acts)
        one = {"guarantee_persons": 1, "guarantee_companies_together": 1, "guarantee_companies_alone": 0}
        await counted(client, before, {FISCAL_2024: one})

    platform.run(journey)


def led_to_restructuring(case_id: UUID) -> Iterable[Act]:
    """薩摩錦江食品: the plan is watched from 2024-10-30, and on 2025-06-18 the company's wish for 再生支援 is taken up."""
    wish = OpenSuccessor(line="restructuring", requested_on=day("2025-06-16"), reason="主要顧客の倒産")
    asked = [(StartMonitoring(), deputy("2024-10-30")), (wish, head("2025-06-18"))]
    return asked_of("support", case_id, asked, {})


def started_anew(case_id: UUID) -> Iterable[Act]:
    """Every gate of 別冊２ again, to the decision of 2025-07-24."""
    case = listed(received("2025-06-18"), dict.fromkeys(improving.BANKS, 80_000_000), "2025-06-19")
    case.when(RequestSupport(requested_on=day("2025-06-16")), head("2025-06-19"))
    banks = tuple(creditor_id(name) for name in improving.BANKS)
    case.when(ConsentToContact(creditors=banks, consented_on=day("2025-06-20")), head("2025-06-20"))
    for bank in banks:
        case.when(StartInquiry(creditor_id=bank), deputy("2025-06-23"))
        case.when(RecordIntention(creditor_id=bank, intention="not_negative"), deputy("2025-07-10"))
    case.when(ConsultHostHead(consulted_on=day("2025-07-23")), head("2025-07-23"))
    case.when(DecideStart(findings=ALL_FINDINGS), head("2025-07-24"))
    return asked_of("support", case_id, case.asked, {})


async def next_case(client: Client, case_id: UUID) -> UUID:
    """The case that this one led to, as its history tells."""
    view = await client.get(f"p{COUNCIL}-head", f"/api/support/v1/cases/{case_id}", "case_work")
    told = {field["label"]: field["value"] for entry in view["timeline"] for field in entry["fields"]}
    return UUID(told["次の案件"])


@pytest.mark.scenario("A-REV-04")
def test_a_completion_in_one_year_and_a_start_in_the_next_are_of_one_company(
    platform: Whole, played: dict[str, Journey]
) -> None:
    async def journey(client: Client) -> None:
        periods = (FISCAL_2024, FISCAL_2025)
        before = {period: await figures(client, period) for period in periods}
        first = improvement_with_support()
        await play(client, [*first.acts, *led_to_restructuring(first.case_id)])
        following = await next_case(client, first.case_id)
        await play(client, started_anew(following))
        completed = {"improvement_completions": 1, "improved_companies": 1, "starts": 0}
        started = {"improvement_completions": 0, "starts": 1}
        await counted(client, before, {FISCAL_2024: completed, FISCAL_2025: started})
        view = await client.get(f"p{COUNCIL}-head", f"/api/support/v1/cases/{following}", "case_work")
        assert (view["earlier_case"], view["header"]["企業名"]) == (
            str(first.case_id),
            company_of(first),
        )

    platform.run(journey)


def company_of(journey: Journey) -> str:
    name: str = journey.acts[0].body["company_name"]
    return name
