"""Every line as acts through the gateway: the situations that the services' own tests play, with a consultation before them.

The commands, dates and numbers are those of the situations (tests/services/support, tests/services/subsidy), so a journey follows
them when they change; all of them are played by the people of one council.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID, uuid4

from council_directory import council
from council_events.deciding import Asking
from council_events.intake import FactItem, GuaranteeItem
from council_events.subsidy import AccompanimentKind, CostLine, NoticeKind, Track
from council_events.support import (
    CandidateReceived,
    InvestigationItem,
    MeetingMode,
    Method,
    MonitoringResult,
    PlanChange,
)
from council_events.values import Office, Qualification, SupportLine
from council_kit.routes import kebab
from council_local.demo.acts import Act
from council_local.demo.organisation import bureau_officer
from council_subsidy.commands import IssueNotice
from council_support.commands.restructuring import (
    HoldCreditorsMeeting,
    RecordMonitoringReport,
    StartMonitoring,
    SubmitInvestigationReport,
    SupportPlanChange,
)
from pydantic import BaseModel

from tests.services.subsidy import situations as subsidy
from tests.services.support import guarantee_situations as guarantee
from tests.services.support import improving, situations
from tests.services.support import tax_situations as tax
from tests.services.support.rechallenge import situations as rechallenge
from tests.whole import IN_OFFICE_FROM

COUNCIL: Final = "13"
PEOPLE: Final = {
    Office.HEAD: "head",
    Office.DEPUTY: "deputy",
    Office.SECRETARIAT: "office",
    Office.HOST_HEAD: "host",
}
EXPERTS: Final = {
    "x-kure": Qualification.ACCOUNTANT,
    "x-innoshima": Qualification.LAWYER,
    "x-fuchu": Qualification.SME_CONSULTANT,
    "x-takehara": Qualification.TAX_ACCOUNTANT,
    "x-ayabe": Qualification.ACCOUNTANT,
    "x-ine": Qualification.SME_CONSULTANT,
    "x-amakusa": Qualification.LAWYER,
    "x-tamana": Qualification.ACCOUNTANT,
}
"""The outside experts of the situations."""
LAWYER: Final = f"p{COUNCIL}-lawyer"
"""The 統括責任者補佐 who is a lawyer."""


@dataclass
class Journey:
    """One case from its opening: its acts in order, and the label of the stage in which it must end."""

    name: str
    service: str
    stage: str
    acts: list[Act]
    case_id: UUID = field(default_factory=uuid4)


def experts() -> Iterator[Act]:
    """The outside experts are commissioned, and a lawyer becomes 統括責任者補佐."""
    host, on = f"p{COUNCIL}-host", IN_OFFICE_FROM
    for person, qualification in EXPERTS.items():
        commission = {"office": "expert", "name": f"架空 {person}", "qualifications": [qualification.value]}
        yield _people(host, person, "receive-pledge", on, received_on=on.isoformat())
        yield _people(host, person, "appoint-office", on, begins_on=on.isoformat(), **commission)
    career = {
        "career": "弁護士として事業再生に十年従事した。",
        "knowledge": ["revitalization"],
        "qualifications": ["lawyer"],
    }
    yield _people(host, LAWYER, "propose-candidate", on, office="deputy", name="架空 弁護士補佐", **career)
    officer = bureau_officer(council(COUNCIL).bureau_code)
    yield _people(officer, LAWYER, "record-bureau-consent", on, office="deputy", consented_on=on.isoformat())
    yield _people(host, LAWYER, "receive-pledge", on, received_on=on.isoformat())
    yield _people(host, LAWYER, "appoint-office", on, office="deputy", begins_on=on.isoformat())


def _people(by: str, person: str, command: str, on: dt.date, **body: Any) -> Act:
    return Act(by, "governance", f"people/{person}/{command}", on, {"council": COUNCIL, **body}, "administration")


def opening(case_id: UUID, candidate: CandidateReceived) -> Iterator[Act]:
    """The consultation that leads to the line of this candidate."""
    on, line = candidate.consulted_on, candidate.line
    company = {
        "case_id": str(case_id),
        "company_name": candidate.company_name.clear,
        "legal_form": candidate.legal_form.value,
        "industry": candidate.industry.value,
        "prefecture": COUNCIL,
        "employees": candidate.employees,
        "capital": candidate.capital,
        "sales": candidate.sales,
        "interest_bearing_debt": candidate.interest_bearing_debt,
        "story": "売上の減少と返済負担について相談したい。",
    }
    company = {name: value for name, value in company.items() if value is not None}
    if line is SupportLine.GUARANTEE:
        together = {"requester_name": "愛知川 醇", "adviser": "長浜 律", "adviser_qualification": "lawyer"}
        received = {"received_on": on.isoformat(), **company, **together}
        yield Act(f"p{COUNCIL}-deputy", "intake", "guarantee-consultations", on, received)
        facts = {item.value: f"{item.label}を聴取した。" for item in GuaranteeItem}
        yield _on_case("deputy", "intake", case_id, "record-guarantee-facts", on, **facts)
    else:
        asked = {"requester": "company", "route": "direct", **company}
        yield Act(f"p{COUNCIL}-deputy", "intake", "consultations", on, asked)
        facts = {item.value: f"{item.label}を聴取した。" for item in FactItem}
        yield _on_case("deputy", "intake", case_id, "explain-role", on)
        yield _on_case("deputy", "intake", case_id, "record-facts", on, **facts)
        yield _on_case("deputy", "intake", case_id, "complete-fact-finding", on)
    if line is SupportLine.RECHALLENGE:
        told = {"reason": "資金繰りの見込みが立たない", "told_on": on.isoformat(), "measures": ["rechallenge"]}
        yield _on_case("head", "intake", case_id, "judge-revival-difficult", on, **told)
    yield _on_case("head", "intake", case_id, "choose-support-line", on, line=line.value)


def _on_case(role: str, service: str, case_id: UUID, command: str, on: dt.date, **body: Any) -> Act:
    return Act(f"p{COUNCIL}-{role}", service, f"cases/{case_id}/{command}", on, body)


def asked_of(
    service: str, case_id: UUID, asked: Iterable[tuple[BaseModel, Asking]], changes: Mapping[str, str]
) -> Iterator[Act]:
    """What a situation asked of its case, as acts on this one; `changes`: identifiers that stand for others here."""
    for command, who in asked:
        text = command.model_dump_json(exclude_none=True, exclude={"occurred_on"})
        for old, new in changes.items():
            text = text.replace(old, new)
        text = re.sub(r'"p\d\d-', f'"p{COUNCIL}-', text)
        name = next((PEOPLE[office] for office in PEOPLE if office in who.offices), "")
        person = f"p{COUNCIL}-{name}" if name else re.sub(r"^p\d\d-", f"p{COUNCIL}-", who.person)
        slug = kebab(type(command))
        path = "applications" if slug == "file-application" else f"cases/{case_id}/{slug}"
        yield Act(person, service, path, who.on, json.loads(text))


def of_support(
    name: str, played: Any, candidate: CandidateReceived, changes: Mapping[str, str] | None = None
) -> Journey:
    case_id = uuid4()
    acts = [*opening(case_id, candidate), *asked_of("support", case_id, played.asked, changes or {})]
    state = played.case.state if hasattr(played, "case") else played.state
    return Journey(name, "support", state.stage.label, acts, case_id)


def of_subsidy(name: str, played: subsidy.Case) -> Journey:
    case_id = uuid4()
    changes = {
        str(subsidy.CASE): str(case_id),
        "（架空）": f"{name}{str(case_id)[:4]}（架空）",
        f'"prefecture":"{played.council}"': f'"prefecture":"{COUNCIL}"',
    }
    acts = [*asked_of("subsidy", case_id, played.asked, changes)]
    return Journey(name, "subsidy", played.state.stage.label, acts, case_id)


def preliminary() -> Journey:
    """A bank asks which support could fit its customer."""
    case_id, on = uuid4(), situations.day("2024-07-04")
    asked = {
        "case_id": str(case_id),
        "requester": "financial_institution",
        "requester_name": "株式会社熊野灘銀行（架空）",
        "route": "financial_institution",
        "channel": "online",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": COUNCIL,
        "employees": 30,
    }
    acts = [
        Act(f"p{COUNCIL}-deputy", "intake", "consultations", on, asked),
        _on_case("deputy", "intake", case_id, "explain-role", on),
        _on_case("head", "intake", case_id, "explain-support", on),
        _on_case("head", "intake", case_id, "give-advice", on, advice="再生支援と収益力改善支援の要件を説明した。"),
        _on_case("head", "intake", case_id, "close-consultation", on, result="other"),
        _on_case("head", "intake", case_id, "draft-report", on),
        _on_case(
            "head", "intake", case_id, "submit-report", on, bureau_on=on.isoformat(), headquarters_on=on.isoformat()
        ),
    ]
    return Journey("事前相談", "intake", "", acts, case_id)


def improvement_without_support() -> Journey:
    return of_support("収益力改善支援（金融支援なし）", improving.adopted_and_monitored(), _improving())


def improvement_with_support() -> Journey:
    case = improving.asked()
    for name in improving.BANKS:
        case.when(situations.consent(name, "2024-10-29"), situations.head("2024-10-29"))
    return of_support("収益力改善支援（金融支援あり）", case, _improving())


def _improving() -> CandidateReceived:
    return situations.company(line=SupportLine.REVENUE_IMPROVEMENT, consulted_on=situations.day("2024-06-03"))


def restructuring() -> Journey:
    """To the plan, its monitoring, a small change of the plan and an important one, which is a new case."""
    case = situations.approved()
    case.when(StartMonitoring(months_between_reports=6), situations.deputy("2024-12-25"))
    for begins, ends, on in (("2024-12-20", "2025-06-19", "2025-07-10"), ("2025-06-20", "2025-12-19", "2026-01-10")):
        report = RecordMonitoringReport(
            period_from=situations.day(begins),
            period_to=situations.day(ends),
            result=MonitoringResult.BELOW_PLAN,
            sales=450_000_000,
            advice="計画との差の要因を確認した。",
        )
        case.when(report, situations.deputy(on))
    for change, on in ((PlanChange.MINOR, "2026-01-20"), (PlanChange.EASIER_TERMS, "2026-02-02")):
        asked = SupportPlanChange(changes=(change,), content="主要取引先の撤退", requested_on=situations.day(on))
        case.when(asked, situations.head(on))
    return of_support("再生支援（通常・モニタリング・計画の変更）", case, situations.company())


def debt_forgiveness() -> Journey:
    """第二会社方式: the lawyer of the team has drawn up the report, and every creditor consents."""
    case = situations.drafted(plan=situations.SECOND_COMPANY, methods=(Method.SECOND_COMPANY,))
    report = SubmitInvestigationReport(
        plan_version=1, items=tuple(InvestigationItem), signed_by="x-innoshima", conclusion="合理的である"
    )
    case.when(report, situations.head("2024-12-06"))
    meeting = HoldCreditorsMeeting(
        mode=MeetingMode.IN_PERSON,
        held_on=situations.day("2024-12-10"),
        consent_deadline=situations.day("2024-12-25"),
        all_invited=True,
    )
    case.when(meeting, situations.head("2024-12-10"))
    for name in situations.THREE_BANKS:
        case.when(situations.consent(name, "2024-12-20"), situations.head("2024-12-20"))
    return of_support("再生支援（債権放棄等）", case, situations.company())


def tax_scheme() -> Journey:
    return of_support("中小企業再生支援スキーム（別冊３）", tax.approved(), tax.candidate())


def guarantee_together() -> Journey:
    """Beside the main debtor's case of 再生支援, which has been received before."""
    principal, main_debt = uuid4(), situations.listed(situations.received(), {"近江八景銀行": 30_000_000})
    before = [*opening(principal, situations.company()), *asked_of("support", principal, main_debt.asked, {})]
    joint = of_support(
        "保証債務の整理（一体型）",
        guarantee.approved(),
        guarantee.candidate(),
        {str(guarantee.PRINCIPAL): str(principal)},
    )
    return replace(joint, acts=[*before, *joint.acts])


def guarantee_alone() -> Journey:
    case = guarantee.at_vote(outline=guarantee.ALONE_PENDING)
    for name in guarantee.TWO_BANKS:
        case.when(guarantee.consent(name, "2025-02-05"), "2025-02-05")
    return of_support("保証債務の整理（単独型）", case, guarantee.candidate())


def new_start() -> Journey:
    return of_support("再チャレンジ支援", rechallenge.confirmed(), rechallenge.company())


def ordinary_track() -> Journey:
    """Half of the plan fee with the plan, the other half with the first accompaniment, then what accompaniment costs."""
    plan = subsidy.cost(subsidy.AMANE, CostLine.PLAN, 1_200_000), subsidy.cost(subsidy.NOTOMA, CostLine.PLAN, 600_000)
    agencies = subsidy.agencies(subsidy.AMANE, subsidy.NOTOMA)
    accompaniment = subsidy.cost(subsidy.AMANE, CostLine.ACCOMPANIMENT, 900_000)
    case = subsidy.Case().accepted(subsidy.application(*plan, accompaniment, agencies=agencies), on="2024-04-15")
    case.decided("2024-12-16", subsidy.plan_claim(*plan, closing_month=5), "2024-12-09")
    notice = IssueNotice(kind=NoticeKind.PLAN_DECISION, pay_on=situations.day("2024-12-16"))
    case.ask("2024-12-16", notice, subsidy.head("2024-12-16"))
    case.ask("2024-12-16", subsidy.pay("2024-12-16"))
    report = subsidy.cost(subsidy.AMANE, CostLine.ACCOMPANIMENT, 150_000)
    ended = situations.day("2025-05-31")
    case.reported("2025-06-17", subsidy.accompaniment(report, period_to=ended), "2025-06-10")
    case.ask("2025-06-17", subsidy.pay("2025-06-17"))
    return of_subsidy("通常枠", case)


def guideline_track() -> Journey:
    """Due diligence has a line of its own, and the council gives no advice."""
    costs = (
        subsidy.cost(subsidy.HAKATA, CostLine.DUE_DILIGENCE, 5_100_000),
        subsidy.cost(subsidy.HAKATA, CostLine.PLAN, 3_000_000),
        subsidy.cost(subsidy.HAKATA, CostLine.ACCOMPANIMENT, 1_200_000),
    )
    filed = subsidy.application(
        *costs, track=Track.GUIDELINE, agencies=subsidy.agencies(subsidy.HAKATA), guarantee_release=True
    )
    case = subsidy.Case().accepted(filed, on="2024-06-10")
    claim = subsidy.plan_claim(*costs[:2], plan_completed_on=situations.day("2025-02-03"))
    case.decided("2025-02-20", claim, "2025-02-10")
    case.ask("2025-02-20", subsidy.pay("2025-02-20"))
    return of_subsidy("中小版ＧＬ枠", case)


def early_track() -> Journey:
    """A small plan, an interim report and the closing one."""
    plan = subsidy.cost(subsidy.AMANE, CostLine.PLAN, 210_000)
    interim = subsidy.cost(subsidy.AMANE, CostLine.ACCOMPANIMENT_INTERIM, 60_000)
    closing = subsidy.cost(subsidy.AMANE, CostLine.ACCOMPANIMENT, 75_000)
    case = subsidy.Case().accepted(subsidy.early(plan, interim, closing), on="2024-06-03")
    claim = subsidy.plan_claim(
        plan,
        lenders_consented=0,
        worked_from=situations.day("2024-06-03"),
        plan_completed_on=situations.day("2024-10-01"),
        closing_month=11,
    )
    case.decided("2024-10-15", claim)
    case.ask("2024-10-15", subsidy.pay("2024-10-15"))
    half = AccompanimentKind.INTERIM
    case.reported("2025-04-15", subsidy.accompaniment(interim, kind=half, period_to=situations.day("2025-03-31")))
    case.ask("2025-04-15", subsidy.pay("2025-04-15"))
    case.reported("2026-01-20", subsidy.accompaniment(closing, period_to=situations.day("2025-11-30")))
    case.ask("2026-01-20", subsidy.pay("2026-01-20"))
    return of_subsidy("早期経営改善計画", case)


EVERY: Final[tuple[Callable[[], Journey], ...]] = (
    preliminary,
    improvement_without_support,
    improvement_with_support,
    restructuring,
    debt_forgiveness,
    tax_scheme,
    guarantee_together,
    guarantee_alone,
    new_start,
    ordinary_track,
    guideline_track,
    early_track,
)
"""One journey of every line."""
