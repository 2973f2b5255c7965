"""Situations of restructuring cases with names, and how a test plays them: given, when, then."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import pytest
from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused, Step
from council_events.support import (
    CandidateReceived,
    Finding,
    InvestigationItem,
    MeetingMode,
    Method,
    PlanItem,
    PlanKind,
)
from council_events.values import CreditorKind, Industry, LegalForm, Office, Qualification, SupportLine
from council_support.commands.restructuring import (
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    ConsentForm,
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    DraftPlan,
    FinalYear,
    FormTeam,
    HoldCreditorsMeeting,
    ListCreditor,
    NotifyStart,
    RecordConsent,
    RecordIntention,
    RequestSupport,
    StaffCommand,
    StartInquiry,
    SubmitInvestigationReport,
    TeamMemberEntry,
)
from council_support.domain.restructuring import INITIAL, State, Terms, decide, evolve, next_steps

CASE = UUID("018f5e1c-0000-7000-8000-0000000000aa")
ENTRY = (Finding.DIFFICULTY, Finding.HONEST_DISCLOSURE, Finding.NO_ANTISOCIAL_FORCES, Finding.NOT_UNSUITABLE)
ALL_FINDINGS = (*ENTRY, Finding.VALUE_AT_RISK)
ALL_ITEMS = tuple(PlanItem)
WITHOUT_GUARANTOR_LIST = tuple(item for item in PlanItem if item is not PlanItem.GUARANTOR_ASSETS)
ORDINARY_REPORT = (
    InvestigationItem.PLAN_CONTENT,
    InvestigationItem.FEASIBILITY,
    InvestigationItem.NEED,
    InvestigationItem.FAIRNESS,
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def creditor_id(name: str) -> UUID:
    return uuid5(CASE, name)


def asking(*offices: Office, on: str = "2024-07-01", person: str = "p20-head", **rest: Any) -> Asking:
    return Asking(person, "20", day(on), frozenset(offices), **rest)


def head(on: str, **rest: Any) -> Asking:
    return asking(Office.HEAD, on=on, **rest)


def deputy(on: str) -> Asking:
    return asking(Office.DEPUTY, on=on, person="p20-deputy")


def company(**changes: Any) -> CandidateReceived:
    """信州千曲精機: a manufacturer with 64 staff."""
    received = CandidateReceived(
        case_id=CASE,
        line=SupportLine.RESTRUCTURING,
        consulted_on=day("2024-06-20"),
        company_name=Sealed("信州千曲精機株式会社（架空）"),
        prefecture="20",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
        employees=64,
        capital=40_000_000,
        sales=900_000_000,
        interest_bearing_debt=700_000_000,
    )
    return received.model_copy(update=changes)


class Case:
    """One case: what has happened, and what is asked of it."""

    def __init__(self, state: State = INITIAL, terms: Terms | None = None) -> None:
        self.state = state
        self.terms = terms or Terms()
        self.asked: list[tuple[StaffCommand, Asking]] = []

    def given(self, on: str, *events: Event, actor: str = "p20-head") -> Case:
        for event in events:
            self.state = evolve(self.state, Fact(event, day(on), "20", actor))
        return self

    def when(self, command: StaffCommand, who: Asking) -> list[Event]:
        """The events that follow; they have happened from now on."""
        events = decide(self.state, command, who, self.terms)
        self.asked.append((command, who))
        for event in events:
            self.state = evolve(self.state, Fact(event, who.on, who.council, who.person))
        return events

    def refused(self, command: StaffCommand, who: Asking) -> Refused:
        before = self.state
        with pytest.raises(Refused) as caught:
            decide(self.state, command, who, self.terms)
        assert self.state == before
        assert caught.value.ja
        assert caught.value.en
        return caught.value

    def steps(self, who: Asking) -> dict[str, Step]:
        return {step.command.__name__: step for step in next_steps(self.state, who, self.terms)}

    def copy(self) -> Case:
        return Case(self.state, self.terms)


def received(on: str = "2024-06-20", **changes: Any) -> Case:
    return Case().given(on, company(**changes), actor="system:support")


def listed(case: Case, claims: dict[str, int], on: str = "2024-07-08") -> Case:
    for name, claim in claims.items():
        case.when(ListCreditor(creditor_id=creditor_id(name), kind=CreditorKind.BANK, name=name, claim=claim), head(on))
    return case


THREE_BANKS = {"安芸灘銀行": 300_000_000, "備後鞆信用金庫": 150_000_000, "ひろしま瀬戸信用保証協会": 150_000_000}


def heard(on: str = "2024-07-22", claims: dict[str, int] | None = None, **changes: Any) -> Case:
    """The company has applied and agreed; every creditor has been heard and is not negative; 協議 is on record."""
    claims = claims or THREE_BANKS
    case = listed(received(**changes), claims)
    case.when(RequestSupport(requested_on=day("2024-07-08"), closing_month=3), head("2024-07-08"))
    creditors = tuple(creditor_id(name) for name in claims)
    case.when(ConsentToContact(creditors=creditors, consented_on=day("2024-07-09")), head("2024-07-09"))
    for creditor in creditors:
        case.when(StartInquiry(creditor_id=creditor), deputy("2024-07-10"))
        case.when(RecordIntention(creditor_id=creditor, intention="not_negative"), deputy(on))
    case.when(ConsultHostHead(consulted_on=day(on)), head(on))
    return case


def started(
    on: str = "2024-07-25",
    methods: tuple[Method, ...] = (Method.RESCHEDULE,),
    claims: dict[str, int] | None = None,
    decision: dict[str, Any] | None = None,
    **changes: Any,
) -> Case:
    """Support has been decided and the company notified."""
    case = heard(claims=claims, **changes)
    command = {"findings": ALL_FINDINGS, "expected_methods": methods} | (decision or {})
    case.when(DecideStart(**command), head(on))
    case.when(NotifyStart(), head(on))
    return case


def expert(person: str, qualification: Qualification, **changes: Any) -> TeamMemberEntry:
    entry = TeamMemberEntry(
        person=person,
        qualification=qualification,
        outside_expert=True,
        commissioned_on=day("2024-06-01"),
        pledged_on=day("2024-06-01"),
        no_interest_declared=True,
    )
    return entry.model_copy(update=changes)


TAX_ACCOUNTANT = expert("x-takehara", Qualification.TAX_ACCOUNTANT)
ACCOUNTANT = expert("x-kure", Qualification.ACCOUNTANT)
LAWYER = expert("x-innoshima", Qualification.LAWYER)
CONSULTANT = expert("x-fuchu", Qualification.SME_CONSULTANT)
DEPUTY_MEMBER = TeamMemberEntry(
    person="p20-deputy", qualification=Qualification.FINANCE, outside_expert=False, no_interest_declared=True
)
FULL_TEAM = (ACCOUNTANT, LAWYER, CONSULTANT, DEPUTY_MEMBER)


def examined(
    on: str = "2024-09-02",
    team: tuple[TeamMemberEntry, ...] = FULL_TEAM,
    begun_on: str = "2024-07-25",
    **situation: Any,
) -> Case:
    """The team stands and both sides have been examined, no earlier than the support was begun."""
    case = started(begun_on, **situation)
    on = max(on, begun_on)
    case.when(FormTeam(members=team), head(max("2024-08-01", begun_on)))
    accountant = next(m for m in team if m.qualification in (Qualification.ACCOUNTANT, Qualification.TAX_ACCOUNTANT))
    case.when(CompleteFinancialDueDiligence(by=accountant.person, summary="財務調査"), head(on))
    case.when(CompleteBusinessDueDiligence(by=CONSULTANT.person, summary="事業調査"), head(on))
    return case


CHIKUMA_FINAL_YEAR = FinalYear(
    short_term_loans=80_000_000,
    discounted_bills=10_000_000,
    long_term_loans=310_000_000,
    bonds=20_000_000,
    cash=35_000_000,
    securities=5_000_000,
    receivables=72_000_000,
    uncollectable=2_000_000,
    stock=48_000_000,
    dead_stock=8_000_000,
    payables=50_000_000,
    ordinary_profit=24_000_000,
    taxes=8_000_000,
    outflow=0,
    depreciation=19_000_000,
    provisions_change=1_000_000,
)
"""A-RST-05: the last plan year of 信州千曲精機."""

RESCHEDULING = DraftPlan(
    kind=PlanKind.ORDINARY,
    methods=(Method.RESCHEDULE,),
    items=WITHOUT_GUARANTOR_LIST,
    expected_approval_on=day("2024-12-20"),
    real_net_worth=-180_000_000,
    solvent_by=day("2030-03-31"),
    ordinary_profit=-12_000_000,
    profitable_by=day("2027-03-31"),
    final_year=CHIKUMA_FINAL_YEAR,
    jobs=64,
    manager_responsibility="役員報酬の減額",
    summary="条件変更による再生計画",
)
"""A-RST-05: an ordinary plan inside the three numeric tests."""

SECOND_COMPANY = RESCHEDULING.model_copy(
    update={
        "methods": (Method.SECOND_COMPANY,),
        "items": ALL_ITEMS,
        "debt_waived": 498_000_000,
        "recovery": 102_000_000,
        "liquidation_value": 33_000_000,
        "has_regional_section": True,
        "manager_responsibility": "経営者の退任と私財の提供",
        "summary": "第二会社方式",
    }
)
"""A-RST-08: the hotel's plan; 17.0 % of 600,000,000 yen under the plan, 5.5 % in bankruptcy."""


KISO: dict[str, Any] = {
    "employees": 23,
    "capital": 3_000_000,
    "sales": 84_000_000,
    "interest_bearing_debt": 92_000_000,
    "legal_form": LegalForm.LIMITED_COMPANY,
}
SMALL = RESCHEDULING.model_copy(
    update={
        "kind": PlanKind.SMALL_BUSINESS,
        "expected_approval_on": day("2025-01-20"),
        "solvent_by": None,
        "profitable_by": None,
        "final_year": None,
        "operating_cash_flows": (-1_200_000, 800_000, 1_500_000, 2_100_000),
        "livelihood_benefit": "事業の継続により経営者の生活が確保される",
    }
)
"""A-RST-06: 伊予肱川木工, small by sales and debt, and its plan."""

PRE_PLAN = RESCHEDULING.model_copy(
    update={
        "kind": PlanKind.PRE_PLAN,
        "expected_approval_on": day("2024-11-15"),
        "solvent_by": None,
        "profitable_by": None,
        "final_year": None,
        "has_regional_section": True,
        "full_plan_intended": True,
        "reschedule_until": day("2028-03-31"),
    }
)
"""A-RST-07: the pre-plan of 石狩厚田建設."""


def drafted(on: str = "2024-11-29", plan: DraftPlan = RESCHEDULING, **situation: Any) -> Case:
    case = examined(**situation)
    case.when(plan, head(on))
    return case


def at_vote(
    deadline: str = "2025-03-14", held_on: str = "2025-02-12", plan: DraftPlan = RESCHEDULING, **situation: Any
) -> Case:
    """The report has reached every creditor, the meeting has been held, consents are awaited."""
    case = drafted(plan=plan, **situation)
    case.when(
        SubmitInvestigationReport(plan_version=1, items=ORDINARY_REPORT, signed_by="p20-head", conclusion="相当"),
        head("2024-12-06"),
    )
    case.when(
        HoldCreditorsMeeting(
            mode=MeetingMode.ONLINE, held_on=day(held_on), consent_deadline=day(deadline), all_invited=True
        ),
        head(held_on),
    )
    return case


def consent(name: str, on: str, form: ConsentForm = ConsentForm.WRITTEN) -> RecordConsent:
    return RecordConsent(creditor_id=creditor_id(name), form=form, confirmed_on=day(on))


def approved(on: str = "2024-12-20", closing_month: int = 3) -> Case:
    """All three creditors have consented on `on`."""
    case = at_vote(held_on="2024-12-10", deadline="2024-12-25")
    for name in THREE_BANKS:
        case.when(consent(name, on), head(on))
    case.state = replace(case.state, closing_month=closing_month)
    return case


def names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]
