"""Situations of cases under 別冊３ with names: 丹後久美浜織機 (京都) and 上州利根鋳造 (群馬)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from council_events import Sealed
from council_events.support import (
    BusinessMethod,
    CandidateReceived,
    ConfirmationPoint,
    MeetingMatter,
    Method,
    NoticePaper,
    SchemeAttitude,
    SchemeFinding,
    SchemePlanItem,
    SchemeRole,
    StandstillPoint,
    SupportStatement,
    TaxProvision,
)
from council_events.values import CreditorKind, Industry, LegalForm, Qualification, SupportLine
from council_support.commands.restructuring import (
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    ConsentForm,
    ConsentToContact,
    HoldCreditorsMeeting,
    ListCreditor,
    RecordConsent,
    RequestSupport,
)
from council_support.commands.tax_scheme import (
    CommitteeMemberEntry,
    ConferWithChair,
    DraftSchemePlan,
    EstablishCommittee,
    FormSchemeTeam,
    HoldFirstMeeting,
    IntendTaxTreatment,
    IssueConfirmation,
    JudgeStandstill,
    NotifyStandstill,
    PutToVote,
    RecordCommitteeSurvey,
    RecordSchemeAttitude,
    SchemeMemberEntry,
    StartTaxScheme,
    SubmitCommitteeReport,
)
from council_support.domain import tax_scheme

from tests.services.support.playing import Played, day
from tests.services.support.situations import creditor_id

CASE = UUID("018f5e1c-0000-7000-8000-0000000000b3")
KYOTO, GUNMA = "26", "10"
YOSANO, TANGO, YAMASHIRO = "与謝野銀行", "丹後半島信用金庫", "山城木津銀行"
THREE = {YOSANO: 450_000_000, TANGO: 350_000_000, YAMASHIRO: 180_000_000}
MAIN = (YOSANO, TANGO)
"""With the usual half of all claims these two are main: 800,000,000 of 980,000,000 yen."""

AIM = IntendTaxTreatment(provisions=tuple(TaxProvision))
START = StartTaxScheme(findings=tuple(SchemeFinding))


def banks(*names: str) -> tuple[UUID, ...]:
    return tuple(creditor_id(name) for name in names)


ALL = banks(*THREE)


def candidate(**changes: Any) -> CandidateReceived:
    received = CandidateReceived(
        case_id=CASE,
        line=SupportLine.TAX_SCHEME,
        consulted_on=day("2024-05-07"),
        company_name=Sealed("丹後久美浜織機株式会社（架空）"),
        prefecture="26",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
        employees=112,
        capital=50_000_000,
        interest_bearing_debt=980_000_000,
    )
    return received.model_copy(update=changes)


def received(council: str = KYOTO, **changes: Any) -> Played:
    return Played(tax_scheme, council).given("2024-05-10", candidate(**changes))


def listed(council: str = KYOTO, **changes: Any) -> Played:
    """The tax aim and the application are on record, the creditors listed and open to contact."""
    case = received(council, **changes)
    case.when(AIM, "2024-05-20")
    case.when(RequestSupport(requested_on=day("2024-05-20"), closing_month=3), "2024-05-20")
    for name, claim in THREE.items():
        case.when(
            ListCreditor(creditor_id=creditor_id(name), kind=CreditorKind.BANK, name=name, claim=claim), "2024-05-20"
        )
    case.when(ConsentToContact(creditors=ALL, consented_on=day("2024-05-22")), "2024-05-22")
    return case


def attitude(name: str, on: str, said: SchemeAttitude = SchemeAttitude.CONSENTED) -> RecordSchemeAttitude:
    return RecordSchemeAttitude(creditor_id=creditor_id(name), attitude=said, stated_on=day(on))


def started(council: str = KYOTO, on: str = "2024-06-14", **changes: Any) -> Played:
    case = listed(council, **changes)
    for name in MAIN:
        case.when(attitude(name, "2024-06-12"), "2024-06-12")
    if council != "hq":
        case.when(ConferWithChair(conferred_on=day("2024-06-13")), "2024-06-13")
    case.when(START, on)
    return case


def expert(person: str, qualification: Qualification, **changes: Any) -> SchemeMemberEntry:
    entry = SchemeMemberEntry(
        role=SchemeRole.EXPERT,
        qualification=qualification,
        person=person,
        commissioned_on=day("2024-06-01"),
        pledged_on=day("2024-06-01"),
        no_interest_declared=True,
    )
    return entry.model_copy(update=changes)


ACCOUNTANT = expert("x-ayabe", Qualification.ACCOUNTANT)
CONSULTANT = expert("x-ine", Qualification.SME_CONSULTANT)
SPONSOR = SchemeMemberEntry(
    role=SchemeRole.SPONSOR,
    qualification=Qualification.OTHER,
    name="西陣スポンサー（架空）",
    no_interest_declared=False,
)
TEAM = FormSchemeTeam(members=(ACCOUNTANT, CONSULTANT), approved_on=day("2024-06-20"))


def examined(council: str = KYOTO, **changes: Any) -> Played:
    case = started(council, **changes)
    case.when(TEAM, "2024-06-20")
    case.when(CompleteFinancialDueDiligence(by="x-ayabe", summary="財務"), "2024-08-30")
    case.when(CompleteBusinessDueDiligence(by="x-ine", summary="事業"), "2024-08-30")
    return case


PLAN = DraftSchemePlan(
    business_methods=(BusinessMethod.BUSINESS_TRANSFER,),
    methods=(Method.DIRECT_WAIVER,),
    items=tuple(SchemePlanItem),
    statements=tuple(SupportStatement),
    jobs=112,
    expected_approval_on=day("2025-03-11"),
    debt_waived=500_000_000,
    real_net_worth=-600_000_000,
    solvent_by=day("2030-03-31"),
    ordinary_profit=-20_000_000,
    profitable_by=day("2028-03-31"),
    recovery=480_000_000,
    bankruptcy_value=200_000_000,
    reorganisation_value=300_000_000,
    rehabilitation_value=320_000_000,
    shareholders_diluted=True,
    managers_resign=True,
    equity="債権額に応じた負担",
    summary="債務免除による再生計画",
)


def drafted(council: str = KYOTO, plan: DraftSchemePlan = PLAN, **changes: Any) -> Played:
    case = examined(council, **changes)
    case.when(plan, "2024-10-15")
    return case


JUDGEMENT = JudgeStandstill(
    creditors=banks(*MAIN), head_agrees=True, points=tuple(StandstillPoint), judged_on=day("2024-10-18")
)
NOTICE = NotifyStandstill(
    signing_creditors=banks(*MAIN),
    company_signs=True,
    head_signs=True,
    written=True,
    creditors=ALL,
    papers=tuple(NoticePaper),
    sent_on=day("2024-10-22"),
    first_meeting_on=day("2024-11-06"),
    place="京都商工会議所",
)


def judged(council: str = KYOTO, **situation: Any) -> Played:
    case = drafted(council, **situation)
    case.when(JUDGEMENT, "2024-10-18")
    return case


def met(council: str = KYOTO, **situation: Any) -> Played:
    """The first meeting has been held; everybody attended."""
    case = judged(council, **situation)
    case.when(NOTICE, "2024-10-22")
    case.when(HoldFirstMeeting(held_on=day("2024-11-06"), attending=ALL), "2024-11-06")
    return case


def vote(matter: MeetingMatter, *names: str, until: str | None = None) -> PutToVote:
    return PutToVote(matter=matter, consenting=banks(*(names or THREE)), until=day(until) if until else None)


def asked_for(council: str = KYOTO, **situation: Any) -> Played:
    """The first meeting has asked for the committee and accepted its members."""
    case = met(council, **situation)
    case.when(vote(MeetingMatter.RATIFY_STANDSTILL, until="2025-03-31"), "2024-11-06")
    case.when(vote(MeetingMatter.COMMITTEE), "2024-11-06")
    case.when(vote(MeetingMatter.MEMBERS), "2024-11-06")
    case.when(vote(MeetingMatter.SECOND_MEETING, until="2025-02-12"), "2024-11-06")
    return case


def member(name: str, qualification: Qualification, **changes: Any) -> CommitteeMemberEntry:
    entry = CommitteeMemberEntry(name=name, qualification=qualification, no_interest_declared=True)
    return entry.model_copy(update=changes)


LAWYER = member("弁護士 宮津 綾", Qualification.LAWYER, chair=True)
AUDITOR = member("公認会計士 福知 山人", Qualification.ACCOUNTANT)


def committee(*members: CommitteeMemberEntry, on: str = "2024-11-12", accepted: bool = True) -> EstablishCommittee:
    return EstablishCommittee(members=members, council_accepts=accepted, established_on=day(on))


def sitting(council: str = KYOTO, **situation: Any) -> Played:
    case = asked_for(council, **situation)
    case.when(committee(LAWYER, AUDITOR), "2024-11-12")
    return case


def survey(*met: ConfirmationPoint, on: str = "2025-01-24") -> RecordCommitteeSurvey:
    return RecordCommitteeSurvey(met=met or tuple(ConfirmationPoint), surveyed_on=day(on))


CONFIRMATION = IssueConfirmation(agreeing=2, issued_on=day("2025-01-28"))
REPORT = SubmitCommitteeReport(agreeing=2, to_all_creditors=True, reported_on=day("2025-01-29"), conclusion="相当")
SECOND_MEETING = HoldCreditorsMeeting(
    mode="in_person", held_on=day("2025-02-12"), consent_deadline=day("2025-03-12"), all_invited=True
)


def reported(council: str = KYOTO, **situation: Any) -> Played:
    case = sitting(council, **situation)
    case.when(survey(), "2025-01-24")
    case.when(CONFIRMATION, "2025-01-28")
    case.when(REPORT, "2025-01-29")
    return case


def at_vote(council: str = KYOTO, **situation: Any) -> Played:
    case = reported(council, **situation)
    case.when(SECOND_MEETING, "2025-02-12")
    return case


def consent(name: str, on: str, form: ConsentForm = ConsentForm.WRITTEN) -> RecordConsent:
    return RecordConsent(creditor_id=creditor_id(name), form=form, confirmed_on=day(on))


def approved() -> Played:
    case = at_vote()
    case.when(consent(YOSANO, "2025-02-26"), "2025-02-28")
    case.when(consent(TANGO, "2025-02-28"), "2025-02-28")
    case.when(consent(YAMASHIRO, "2025-03-11"), "2025-03-11")
    return case
