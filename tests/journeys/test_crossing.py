"""What scenarios say across services: cases played on their dates, and the figures that follow from them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import httpx
import pytest
from council_events.subsidy import CostLine
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
    LAWYER,
    Journey,
    asked_of,
    guarantee_together,
    improvement_with_support,
    of_subsidy,
    of_support,
    preliminary,
)
from tests.services.subsidy import situations as subsidy
from tests.services.support import improving
from tests.services.support.rechallenge import situations as rechallenge
from tests.services.support.situations import (
    ALL_FINDINGS,
    approved,
    company,
    creditor_id,
    day,
    deputy,
    head,
    listed,
    received,
)
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


async def case_of(client: Client, case_id: UUID, service: str = "support") -> dict[str, Any]:
    """A case as its 統括責任者 sees it."""
    return await client.get(f"p{COUNCIL}-head", f"/api/{service}/v1/cases/{case_id}", "case_work")


def told(view: dict[str, Any]) -> dict[str, str]:
    """What the history of a case tells, the last word on each label."""
    return {field["label"]: field["value"] for entry in view["timeline"] for field in entry["fields"]}


async def arrived(client: Client, case_id: UUID) -> dict[str, Any]:
    """A case of support that the events of another case open, once it is there."""
    async with asyncio.timeout(COUNTED_WITHIN):
        while True:
            try:
                return await case_of(client, case_id)
            except httpx.HTTPStatusError as answer:
                if answer.response.status_code != 404:
                    raise
                await asyncio.sleep(0.2)


def reported(case_id: UUID, report: str, on: str) -> Iterable[Act]:
    """The draft is checked, and the frozen document reaches both bodies."""
    delivered = {"report": report, "bureau_on": on, "hq_on": on}
    for command, body in (("check-report", {"report": report}), ("submit-report", delivered)):
        yield Act(f"p{COUNCIL}-head", "support", f"cases/{case_id}/{command}", day(on), body)


@pytest.mark.scenario("A-REV-04")
def test_a_completion_in_one_year_and_a_start_in_the_next_are_of_one_company(
    platform: Whole, played: dict[str, Journey]
) -> None:
    async def journey(client: Client) -> None:
        periods = (FISCAL_2024, FISCAL_2025)
        before = {period: await figures(client, period) for period in periods}
        first = improvement_with_support()
        await play(client, [*first.acts, *led_to_restructuring(first.case_id)])
        following = UUID(told(await case_of(client, first.case_id))["次の案件"])
        await play(client, [*started_anew(following), *reported(following, "start-1", "2025-07-25")])
        completed = {"improvement_completions": 1, "improved_companies": 1, "starts": 0}
        started = {"improvement_completions": 0, "starts": 1}
        await counted(client, before, {FISCAL_2024: completed, FISCAL_2025: started})
        view = await case_of(client, following)
        assert (view["earlier_case"], view["header"]["企業名"]) == (str(first.case_id), company_of(first))
        assert told(view)["提出先と提出日"] == "関東経済産業局 2025年7月25日、中小企業活性化全国本部 2025年7月25日"

    platform.run(journey)


def company_of(journey: Journey) -> str:
    name: str = journey.acts[0].body["company_name"]
    return name


def watched() -> Journey:
    """石見温泉津窯業: the plan has come into being, and its monitoring runs."""
    case = approved("2024-12-20")
    case.when(StartMonitoring(months_between_reports=6), deputy("2024-12-25"))
    return of_support("再生が極めて困難", case, company())


@pytest.mark.scenario("A-RCH-01")
def test_a_completion_stays_when_revival_is_found_extremely_difficult_in_its_monitoring(
    platform: Whole, played: dict[str, Journey]
) -> None:
    async def journey(client: Client) -> None:
        before = {period: await figures(client, period) for period in (FISCAL_2024, FISCAL_2025)}
        first = watched()
        await play(client, first.acts)
        one = {"restructuring_completions": 1, "completed_companies": 1, "rechallenge_starts": 0}
        await counted(client, before, {FISCAL_2024: one})

        # step 1: the judgement, told on 2025-06-05, opens a case of its own, in which the support begins
        judge = {"reason": "窯の事故で主力商品が失われ、売上高が7割減", "told_on": "2025-06-05"}
        acts = f"cases/{first.case_id}/judge-revival-difficult"
        await play(client, [Act(f"p{COUNCIL}-head", "support", acts, day("2025-06-06"), judge)])
        linked = UUID(told(await case_of(client, first.case_id))["再チャレンジ支援の案件"])
        opened = await arrived(client, linked)
        assert opened["earlier_case"] == opened["header"]["もとの案件"] == str(first.case_id)
        assert (told(opened)["判断した場面"], told(opened)["伝えた日"]) == ("計画成立後のモニタリング", "2025年6月5日")
        start = Act(f"p{COUNCIL}-head", "support", f"cases/{linked}/start-rechallenge", day("2025-06-06"), {})
        await play(client, [start])

        # step 2: the report on it goes to 経済産業局 and 全国本部
        conferred = rechallenge.advice("2025-06-06", "2025-06-04", lawyer_deputy=LAWYER)
        advised = asked_of("support", linked, [(conferred, head("2025-06-06"))], {})
        await play(client, [*advised, *reported(linked, "rechallenge-1", "2025-07-15")])
        assert told(await case_of(client, linked))["提出先と提出日"] == (
            "関東経済産業局 2025年7月15日、中小企業活性化全国本部 2025年7月15日"
        )

        # step 3: the completion of fiscal 2024 stays; what came after is a fact of its own
        nothing_more = {"restructuring_completions": 0, "completed_companies": 0, "rechallenge_starts": 1}
        await counted(client, before, {FISCAL_2024: one, FISCAL_2025: nothing_more})
        view = await case_of(client, first.case_id)
        assert view["stage_title"] == first.stage
        assert "再生計画の成立" in "".join(entry["title"] for entry in view["timeline"])

    platform.run(journey)


def accepted_plan() -> Journey:
    """能登福良漆器: its plan is made under the programme."""
    costs = subsidy.cost(subsidy.AMANE, CostLine.PLAN, 1_200_000)
    return of_subsidy("再生困難", subsidy.Case().accepted(subsidy.application(costs), on="2024-04-15"))


def test_revival_found_extremely_difficult_during_the_programme_opens_a_case_of_support(
    platform: Whole, played: dict[str, Journey]
) -> None:
    """YR-2-6-2-1-1: the judgement may come during 経営改善計画策定支援 too."""

    async def journey(client: Client) -> None:
        first = accepted_plan()
        await play(client, first.acts)
        judge = {"reason": "主要取引先の倒産により資金が尽きる", "told_on": "2024-07-01"}
        path = f"cases/{first.case_id}/judge-revival-difficult"
        await play(client, [Act(f"p{COUNCIL}-head", "subsidy", path, day("2024-07-02"), judge)])
        linked = UUID(told(await case_of(client, first.case_id, "subsidy"))["再チャレンジ支援の案件"])
        opened = await arrived(client, linked)
        assert (opened["line"], opened["earlier_case"]) == ("rechallenge", str(first.case_id))
        assert opened["header"]["企業名"] == company_of(first)
        assert (
            opened["header"]["計画策定支援事業の案件"] == told(opened)["計画策定支援事業の案件"] == str(first.case_id)
        )
        assert told(opened)["判断した場面"] == "経営改善計画策定支援"
        assert told(opened)["理由"] == judge["reason"]
        await play(
            client,
            [Act(f"p{COUNCIL}-head", "support", f"cases/{linked}/start-rechallenge", day("2024-07-02"), {})],
        )

    platform.run(journey)
