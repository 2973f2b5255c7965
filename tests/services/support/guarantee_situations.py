"""Situations of guarantee-debt cases with names: 愛知川 醇 (一体型, 滋賀) and 菊池 走 (単独型, 熊本)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from council_events import Sealed
from council_events.support import (
    ApplicationAnnex,
    ApplicationForm,
    CandidateReceived,
    GuarantorFinding,
    PrincipalProcedure,
    RepaymentReportItem,
    SettlementType,
    StandstillForm,
    StandstillSigner,
)
from council_events.values import CreditorKind, Industry, LegalForm, Qualification, SupportLine
from council_support.commands.guarantee import (
    AskReasonableGround,
    ConferOnGuarantee,
    DiscloseAssets,
    DraftRepaymentPlan,
    FileUseApplication,
    FormGuaranteeTeam,
    GuaranteeTeamEntry,
    OutlineGuarantee,
    RecordGuarantorConsent,
    RequestGuaranteeStandstill,
    StartRepaymentSupport,
    SubmitRepaymentReport,
)
from council_support.commands.restructuring import ConsentForm, HoldCreditorsMeeting, ListCreditor, RecordConsent
from council_support.domain import guarantee

from tests.services.support.playing import Played, day
from tests.services.support.situations import creditor_id

CASE = UUID("018f5e1c-0000-7000-8000-0000000000b4")
PRINCIPAL = UUID("018f5e1c-0000-7000-8000-0000000000b2")
SHIGA, KUMAMOTO = "25", "43"
TWO_BANKS = {"近江八景銀行": 30_000_000, "湖北余呉信用金庫": 15_000_000}
FIVE_BANKS = {
    "阿蘇外輪銀行": 74_000_000,
    "B銀行": 10_000_000,
    "C信金": 8_000_000,
    "D信組": 5_000_000,
    "E協会": 3_000_000,
}
BASICS = (RepaymentReportItem.CONTENT, RepaymentReportItem.FEASIBILITY, RepaymentReportItem.RATIONALITY)

TOGETHER = OutlineGuarantee(
    settlement=SettlementType.TOGETHER,
    guarantor_name="愛知川 醇",
    expert_name="弁護士 長浜 律",
    procedure=PrincipalProcedure.COUNCIL,
    principal_case=PRINCIPAL,
)
ALONE_PENDING = OutlineGuarantee(
    settlement=SettlementType.ALONE_PENDING,
    guarantor_name="菊池 走",
    expert_name="弁護士 山鹿 灯",
    procedure=PrincipalProcedure.BANKRUPTCY,
    reason_alone="主たる債務者が破産手続中のため",
)
ALONE_CLOSED = ALONE_PENDING.model_copy(
    update={"settlement": SettlementType.ALONE_CLOSED, "procedure_ended_on": day("2024-03-29")}
)


def bank(name: str) -> UUID:
    return creditor_id(name)


def banks(names: Any) -> tuple[UUID, ...]:
    return tuple(bank(name) for name in names)


def candidate(**changes: Any) -> CandidateReceived:
    received = CandidateReceived(
        case_id=CASE,
        line=SupportLine.GUARANTEE,
        consulted_on=day("2024-08-26"),
        company_name=Sealed("湖東愛知川酒造株式会社（架空）"),
        prefecture="25",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
        employees=20,
    )
    return received.model_copy(update=changes)


def received(council: str = SHIGA, on: str = "2024-07-01") -> Played:
    return Played(guarantee, council).given(on, candidate())


def outlined(outline: OutlineGuarantee, council: str, claims: dict[str, int], on: str) -> Played:
    case = received(council, on)
    case.when(outline, on)
    for name, claim in claims.items():
        case.when(ListCreditor(creditor_id=bank(name), kind=CreditorKind.BANK, name=name, claim=claim), on)
    return case


def application(outline: OutlineGuarantee, on: str) -> FileUseApplication:
    if outline.settlement is SettlementType.TOGETHER:
        annexes = tuple(ApplicationAnnex)[:4]
        return FileUseApplication(form=ApplicationForm.TOGETHER, annexes=annexes, filed_on=day(on))
    return FileUseApplication(form=ApplicationForm.ALONE, annexes=tuple(ApplicationAnnex), filed_on=day(on))


def heard(outline: OutlineGuarantee, council: str, claims: dict[str, int], on: str) -> Played:
    """Applied, every creditor heard without a ground against, the head conferred with."""
    case = outlined(outline, council, claims, on)
    case.when(application(outline, on), on)
    case.when(RecordGuarantorConsent(creditors=banks(claims), consented_on=day(on)), on)
    for name in claims:
        case.when(AskReasonableGround(creditor_id=bank(name), ground_against=False), on)
    case.when(ConferOnGuarantee(conferred_on=day(on)), on)
    return case


START = StartRepaymentSupport(
    findings=tuple(GuarantorFinding), prospect=True, expected_recovery=60_000_000, bankruptcy_dividend=40_000_000
)


def started(
    outline: OutlineGuarantee = TOGETHER,
    council: str = SHIGA,
    claims: dict[str, int] | None = None,
    on: str = "2024-09-10",
) -> Played:
    case = heard(outline, council, claims or TWO_BANKS, on)
    case.when(START, on)
    return case


def request(case: Played, on: str, **changes: Any) -> RequestGuaranteeStandstill:
    joint = case.state.settlement is SettlementType.TOGETHER
    names = tuple(StandstillSigner) if joint else tuple(StandstillSigner)[1:]
    command = RequestGuaranteeStandstill(
        form=StandstillForm.TOGETHER if joint else StandstillForm.ALONE,
        signers=names,
        creditors=tuple(case.state.creditors),
        sent_on=day(on),
    )
    return command.model_copy(update=changes)


DISCLOSURE = DiscloseAssets(
    disclosed_on=day("2024-10-15"), to_all_creditors=True, warranted=True, assets="預金99万円、自宅"
)


def disclosed(on: str = "2024-10-15", on_start: str = "2024-09-10", **situation: Any) -> Played:
    case = started(on=on_start, **situation)
    case.when(request(case, on), on)
    case.when(DISCLOSURE.model_copy(update={"disclosed_on": day(on)}), on)
    return case


def expert(person: str, qualification: Qualification, **changes: Any) -> GuaranteeTeamEntry:
    entry = GuaranteeTeamEntry(
        person=person,
        qualification=qualification,
        outside_expert=True,
        commissioned_on=day("2024-06-01"),
        pledged_on=day("2024-06-01"),
        no_interest_declared=True,
    )
    return entry.model_copy(update=changes)


LAWYER = expert("x-amakusa", Qualification.LAWYER)
ACCOUNTANT = expert("x-tamana", Qualification.ACCOUNTANT)
DEPUTY = GuaranteeTeamEntry(
    person="p43-deputy", qualification=Qualification.FINANCE, outside_expert=False, no_interest_declared=True
)
PLAN = DraftRepaymentPlan(
    reduction_asked=True, term_months=0, distributable=6_000_000, exempt_assets=990_000, summary="一括弁済"
)
JOINT_PLAN = PLAN.model_copy(update={"within_principal_plan": True})
REPORT = SubmitRepaymentReport(items=BASICS, signed_by="x-amakusa", to_all_creditors=True, conclusion="相当")


def drafted(plan: DraftRepaymentPlan = PLAN, on: str = "2024-11-20", **situation: Any) -> Played:
    case = disclosed(**situation)
    case.when(plan, on)
    return case


def reported(plan: DraftRepaymentPlan = PLAN, on: str = "2024-12-16", **situation: Any) -> Played:
    case = drafted(plan, **situation)
    case.when(FormGuaranteeTeam(members=(LAWYER, DEPUTY)), on)
    case.when(REPORT, on)
    return case


MEETING = HoldCreditorsMeeting(
    mode="circulation", held_on=day("2025-01-10"), consent_deadline=day("2025-02-10"), all_invited=True
)


def at_vote(plan: DraftRepaymentPlan = PLAN, **situation: Any) -> Played:
    case = reported(plan, **situation)
    case.when(MEETING, "2025-01-10")
    return case


def consent(name: str, on: str, form: ConsentForm = ConsentForm.WRITTEN) -> RecordConsent:
    return RecordConsent(creditor_id=bank(name), form=form, confirmed_on=day(on))


def approved(on: str = "2025-02-05", plan: DraftRepaymentPlan = PLAN) -> Played:
    case = at_vote(plan)
    for name in TWO_BANKS:
        case.when(consent(name, on), on)
    return case
