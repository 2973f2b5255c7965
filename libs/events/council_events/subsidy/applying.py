"""The application, its acceptance and its end."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.subsidy.codes import (
    ApplicationPaper,
    DeclineCause,
    EndKind,
    Filer,
    FinancialSupport,
    ReuseGround,
    Track,
)
from council_events.subsidy.parts import Agency, BankTrack, Cost
from council_events.values import (
    CaseId,
    CompanyId,
    CouncilCode,
    Count,
    Date,
    Industry,
    LegalForm,
    PersonId,
    PrefectureCode,
    Yen,
)


def _of_the_calendar(day: str) -> str:
    """Raises ValueError for a day that no calendar has."""
    dt.date.fromisoformat(day)
    return day


RulesetDay = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_of_the_calendar)]
"""The day from which a ruleset holds; its name. Published as a text, so its schema says the pattern alone."""


class SubsidyApplicationFiled(Event, type_name="council.subsidy.SubsidyApplicationFiled.v1", ja="利用申請"):
    """Company and agencies apply jointly (SUB-P-1, YR24-3-2-2-1); until acceptance a later one replaces it.

    `lenders`: lending institutions; `guaranteed_loan`: one of them with a 信用保証協会 (SUB-E-3); `main_bank_signed`: the
    main or quasi-main bank signed the form (SUB-P-5). `cooperating_council` and `out_of_area_reason`: why another
    council than that of the company's prefecture handles it (YR-3-2-1-2, YR24-3-2-1). `decline_cause`, `reuse_ground`
    and `reuse_reason`: what a second use rests on (SUB-E-4, SUB-E-6). `bank`: an early plan made by a private bank.
    """

    case_id: CaseId
    track: Track
    company_id: CompanyId | None = None
    company_name: Sealed[str]
    company_kana: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    sales: Yen
    interest_bearing_debt: Yen
    agencies: tuple[Agency, ...]
    estimates: tuple[Cost, ...]
    financial_support: tuple[FinancialSupport, ...]
    papers: tuple[ApplicationPaper, ...]
    guarantee_release: bool
    interim_requested: bool
    lenders: Count = 0
    guaranteed_loan: bool = False
    main_bank_signed: bool = False
    registry_certificate_on: Date | None = None
    filed_by: Filer | None = None
    cooperating_council: CouncilCode | None = None
    out_of_area_reason: Sealed[str] | None = None
    decline_cause: DeclineCause | None = None
    reuse_ground: ReuseGround | None = None
    reuse_reason: Sealed[str] | None = None
    bank: BankTrack | None = None


class ReuseFoundFit(Event, type_name="council.subsidy.ReuseFoundFit.v1", ja="再度の利用を適切とする判断"):
    """The council finds a second use fit, the cause of decline being another than last time (SUB-E-4)."""

    case_id: CaseId
    finding: Sealed[str]


class SubsidyApplicationAccepted(Event, type_name="council.subsidy.SubsidyApplicationAccepted.v1", ja="利用申請の受理"):
    """Accepted on `occurredon`; pins the ruleset (SUB-V-1). The plan claim is due by `lapses_on` inclusive.

    `above_guide_reason`: why an estimate above the guide of its size class is accepted (SUB-A-8). `largest_subsidy`:
    the most that the estimate can bring, in yen; `negotiation_subsidy`: the part of it for 金融機関交渉 (SUB-E-4-2).
    `reuse`: the company used the track before.
    """

    case_id: CaseId
    ruleset: RulesetDay
    lapses_on: Date
    above_guide_reason: Sealed[str] | None = None
    largest_subsidy: Yen | None = None
    negotiation_subsidy: Yen = 0
    reuse: bool = False


class PlanClaimTermExtended(Event, type_name="council.subsidy.PlanClaimTermExtended.v1", ja="支払申請の期限の延長"):
    """The council extends the term of the plan claim for a special reason (SUB-C-5, 通常枠 and 中小版GL枠)."""

    case_id: CaseId
    lapses_on: Date
    reason: Sealed[str]


class RevivalJudgedDifficult(
    Event,
    type_name="council.subsidy.RevivalJudgedDifficult.v1",
    ja="事業の再生が極めて困難との判断（経営改善計画策定支援中）",
):
    """While the programme supports the plan, or the monitoring of it: revival is extremely difficult (YR-2-6-2-1-1).

    Opens the case `next_case_id` of 再チャレンジ支援. `monitoring`: judged after the plan had come into being. `told_on`: when the
    company was told. What follows is the company as the application told it; `filed_on` its day.
    """

    case_id: CaseId
    next_case_id: CaseId
    monitoring: bool
    reason: Sealed[str]
    judged_by: PersonId
    told_on: Date | None = None
    filed_on: Date
    company_id: CompanyId | None = None
    company_name: Sealed[str]
    company_kana: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    sales: Yen
    interest_bearing_debt: Yen


class RevitalizationFoundNecessary(
    Event,
    type_name="council.subsidy.RevitalizationFoundNecessary.v1",
    ja="事業再生の取組が必要との判断",
):
    """An applicant needs 事業再生, and has asked the council for a 窓口相談 (YR-3-2-2-4, YR24-3-2-2-4).

    Opens the consultation `consultation_id`, to which `responder` responds. `reason`: what the 窓口相談 is about. `requested_on`:
    when the company asked. What follows is the company as the application told it; `filed_on` its day.
    """

    case_id: CaseId
    consultation_id: CaseId
    found_by: PersonId
    responder: PersonId
    requested_on: Date
    reason: Sealed[str]
    filed_on: Date
    company_id: CompanyId | None = None
    company_name: Sealed[str]
    company_kana: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    sales: Yen
    interest_bearing_debt: Yen


class SubsidyCaseEnded(Event, type_name="council.subsidy.SubsidyCaseEnded.v1", ja="計画策定支援事業の終了"):
    """Nothing more is payable on this case."""

    case_id: CaseId
    kind: EndKind
    reason: Sealed[str] | None = None
