"""The events of an invented case, service by service, in the order in which they would be decided.

For volume only: the demo goes through the gateway, these histories go straight into the stores (`council generate`).
The texts are sealed on the way like any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from council_directory import fiscal_year, fiscal_year_end
from council_events import Event, Sealed, intake, subsidy, support
from council_events.values import Qualification, SupportLine

from council_local.profiles import Course, Profile


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a history: whose store, which stream and version, on which day, by whom, sealed under whose key."""

    service: str
    stream_id: UUID
    version: int
    event: Event
    on: dt.date
    actor: str
    council: str
    subject: str


class _Teller:
    """Keeps the day and each stream's version while a history is told."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.day = profile.opened_on
        self.versions: dict[tuple[str, UUID], int] = {}

    def tell(self, service: str, event: Event, actor: str = "deputy", days: int = 0) -> Happening:
        """The next event of the case, `days` after the one before."""
        self.day += dt.timedelta(days=days)
        return self._happening(service, self.profile.case_id, f"case:{self.profile.case_id}", event, actor)

    def register(self, event: Event) -> Happening:
        """The registration of the company, a stream of its own."""
        company = self.profile.company_id
        return self._happening("intake", company, f"company:{company}", event, "deputy")

    def _happening(self, service: str, stream: UUID, subject: str, event: Event, actor: str) -> Happening:
        version = self.versions[service, stream] = self.versions.get((service, stream), 0) + 1
        council = self.profile.council
        return Happening(service, stream, version, event, self.day, f"p{council}-{actor}", council, subject)


def histories(profile: Profile) -> Iterator[Happening]:
    """The whole history of one profile."""
    teller = _Teller(profile)
    yield from _consultation(teller)
    if profile.course is Course.SUBSIDY:
        yield from _subsidy(teller)
    elif profile.course is not Course.CONSULTED:
        yield from _restructuring(teller)


def opening(profile: Profile) -> Iterator[Happening]:
    """Only the company and its consultation: the shortest case there is, for tests of the lists."""
    teller = _Teller(profile)
    yield _registered(teller)
    yield _opened(teller)


def _identity(profile: Profile) -> dict[str, Any]:
    subject = f"company:{profile.company_id}"
    return {
        "company_id": profile.company_id,
        "company_name": Sealed(profile.name, subject),
        "company_kana": Sealed(profile.kana, subject),
        "corporate_number": Sealed(profile.corporate_number, subject) if profile.corporate_number else None,
    }


def _size(profile: Profile) -> dict[str, Any]:
    return {
        "prefecture": profile.council,
        "legal_form": profile.legal_form,
        "industry": profile.industry,
        "employees": profile.employees,
        "sales": profile.sales,
        "interest_bearing_debt": profile.debt,
    }


def _registered(teller: _Teller) -> Happening:
    profile = teller.profile
    subject = f"company:{profile.company_id}"
    return teller.register(
        intake.CompanyRegistered(
            company_id=profile.company_id,
            name=Sealed(profile.name, subject),
            kana=Sealed(profile.kana, subject),
            corporate_number=Sealed(profile.corporate_number, subject) if profile.corporate_number else None,
            phone=Sealed(profile.phone, subject),
            prefecture=profile.council,
            legal_form=profile.legal_form,
            industry=profile.industry,
        )
    )


def _opened(teller: _Teller) -> Happening:
    profile = teller.profile
    asks_itself = profile.requester in (intake.Requester.COMPANY, intake.Requester.GUARANTOR)
    return teller.tell(
        "intake",
        intake.ConsultationOpened(
            case_id=profile.case_id,
            kind=intake.ConsultationKind.COUNTER if asks_itself else intake.ConsultationKind.PRELIMINARY,
            requester=profile.requester,
            route=profile.route,
            channel=profile.channel,
            assigned_to=f"p{profile.council}-deputy",
            company_phone=Sealed(profile.phone, f"company:{profile.company_id}"),
            capital=profile.capital,
            wishes=profile.wishes,
            **_identity(profile),
            **_size(profile),
        ),
    )


def _consultation(teller: _Teller) -> Iterator[Happening]:
    profile, case = teller.profile, teller.profile.case_id
    yield _registered(teller)
    yield _opened(teller)
    yield teller.tell("intake", intake.RoleExplained(case_id=case))
    items = tuple(intake.FactItem)
    notes = tuple(Sealed(f"{item.label}を聴取した。") for item in items)
    yield teller.tell("intake", intake.ConsultationFactsRecorded(case_id=case, items=items, notes=notes), days=6)
    edition = intake.Edition.E2024 if teller.day >= dt.date(2024, 4, 1) else intake.Edition.E2022
    yield teller.tell("intake", intake.FactFindingCompleted(case_id=case, edition=edition), days=3)
    yield teller.tell("intake", intake.AdviceGiven(case_id=case, advice=Sealed("資金繰り表の作成を助言した。")), days=2)
    line = {Course.CONSULTED: None, Course.SUBSIDY: SupportLine.PLAN_SUBSIDY}.get(
        profile.course, SupportLine.RESTRUCTURING
    )
    if line is not None:
        chosen = intake.SupportLineChosen(
            case_id=case,
            line=line,
            consulted_on=profile.opened_on,
            capital=profile.capital,
            **_identity(profile),
            **_size(profile),
        )
        yield teller.tell("intake", chosen, "head", days=4)
    yield teller.tell("intake", intake.ConsultationClosed(case_id=case, result=profile.result), "head", days=1)


def _restructuring(teller: _Teller) -> Iterator[Happening]:
    profile, case = teller.profile, teller.profile.case_id
    received = support.CandidateReceived(
        case_id=case,
        line=SupportLine.RESTRUCTURING,
        consulted_on=profile.opened_on,
        capital=profile.capital,
        **_identity(profile),
        **_size(profile),
    )
    yield teller.tell("support", received)
    yield teller.tell("support", support.SupportRequested(case_id=case, requested_on=teller.day), days=5)
    for creditor in profile.creditors:
        listed = support.CreditorListed(
            case_id=case,
            creditor_id=creditor.creditor_id,
            kind=creditor.kind,
            name=Sealed(creditor.name),
            claim=creditor.claim,
        )
        yield teller.tell("support", listed)
    main = profile.creditors[0].creditor_id
    consented = support.CreditorContactConsented(case_id=case, creditors=(main,), consented_on=teller.day)
    yield teller.tell("support", consented, days=1)
    yield teller.tell("support", support.CreditorInquiryStarted(case_id=case, creditor_id=main), days=2)
    negative = profile.course is Course.DECLINED
    intention = support.Intention.NEGATIVE if negative else support.Intention.NOT_NEGATIVE
    recorded = support.CreditorIntentionRecorded(case_id=case, creditor_id=main, intention=intention)
    yield teller.tell("support", recorded, days=8)
    if negative:
        declined = support.RestructuringDeclined(case_id=case, reason=Sealed("主要債権者が否定的であるため。"))
        yield teller.tell("support", declined, "head", days=2)
        return
    yield from _started(teller)
    if profile.course is Course.ENDED:
        ended = support.RestructuringEnded(case_id=case, ground=support.EndGround.NO_PROSPECT)
        yield teller.tell("support", ended, "head", days=40)
        return
    yield from _plan(teller)
    yield from _monitoring(teller)


def _started(teller: _Teller) -> Iterator[Happening]:
    profile, case, council = teller.profile, teller.profile.case_id, teller.profile.council
    yield teller.tell("support", support.HostHeadConsulted(case_id=case, consulted_on=teller.day), "head", days=2)
    started = support.RestructuringStarted(
        case_id=case,
        findings=tuple(support.Finding),
        waiver_expected=_waives(profile),
        due_diligence=support.DueDiligence.ORDINARY,
        standard_date=teller.day + dt.timedelta(days=183),
        decided_by=f"p{council}-head",
    )
    yield teller.tell("support", started, "head", days=1)
    yield teller.tell("support", support.StartNotified(case_id=case, creditors=_creditor_ids(profile)), "head", days=1)
    qualifications = (Qualification.LAWYER, Qualification.ACCOUNTANT, Qualification.SME_CONSULTANT)
    members = tuple(
        support.TeamMember(
            person=f"x{council}-{qualification.value.replace('_', '-')}",
            qualification=qualification,
            outside_expert=True,
            commissioned_on=teller.day,
            no_interest_declared=True,
        )
        for qualification in qualifications
    )
    yield teller.tell("support", support.TeamFormed(case_id=case, members=members), "head", days=5)


def _plan(teller: _Teller) -> Iterator[Happening]:
    profile, case = teller.profile, teller.profile.case_id
    accountant, consultant = f"x{profile.council}-accountant", f"x{profile.council}-sme-consultant"
    financial = support.FinancialDueDiligenceCompleted(
        case_id=case, by=accountant, summary=Sealed("実態純資産を確認した。")
    )
    yield teller.tell("support", financial, days=30)
    business = support.BusinessDueDiligenceCompleted(
        case_id=case, by=consultant, summary=Sealed("収益構造を確認した。")
    )
    yield teller.tell("support", business, days=5)
    yield teller.tell("support", _draft(profile), days=25)
    investigated = support.InvestigationReported(
        case_id=case,
        plan_version=1,
        items=tuple(support.InvestigationItem),
        signed_by=f"x{profile.council}-lawyer",
        signer_qualification=Qualification.LAWYER,
        exception_confirmed=False,
        conclusion=Sealed("相当と認める。"),
    )
    yield teller.tell("support", investigated, "head", days=14)
    deadline = teller.day + dt.timedelta(days=35)
    meeting = support.CreditorsMeetingHeld(
        case_id=case,
        plan_version=1,
        mode=support.MeetingMode.IN_PERSON,
        held_on=teller.day + dt.timedelta(days=7),
        consent_deadline=deadline,
    )
    yield teller.tell("support", meeting, days=7)
    for creditor in profile.creditors:
        consent = support.CreditorConsented(
            case_id=case, creditor_id=creditor.creditor_id, plan_version=1, confirmed_on=teller.day
        )
        yield teller.tell("support", consent, days=4)
    approved = support.PlanApproved(
        case_id=case,
        plan_version=1,
        kind=profile.plan_kind,
        methods=profile.methods,
        business_methods=profile.business_methods,
        creditors=len(profile.creditors),
        debt_before=profile.debt,
        debt_waived=_waived(profile),
        jobs=profile.employees,
        consulted_on=profile.opened_on,
    )
    yield teller.tell("support", approved)


def _draft(profile: Profile) -> support.PlanDrafted:
    return support.PlanDrafted(
        case_id=profile.case_id,
        version=1,
        kind=profile.plan_kind,
        methods=profile.methods,
        business_methods=profile.business_methods,
        items=tuple(support.PlanItem),
        figures=support.PlanFigures(
            real_net_worth=-profile.debt // 4,
            years_to_solvency=5,
            ordinary_profit=-profile.sales // 50,
            years_to_profit=3,
            debt_to_cash_flow=9.5,
            debt_before=profile.debt,
            debt_waived=_waived(profile),
        ),
        jobs=profile.employees,
        has_regional_section=False,
        manager_responsibility=Sealed("役員報酬を減額する。"),
        shareholder_responsibility=Sealed("減資を行う。"),
        summary=Sealed("不採算部門を縮小し、原価管理を徹底する。"),
    )


def _monitoring(teller: _Teller) -> Iterator[Happening]:
    profile, case, begins = teller.profile, teller.profile.case_id, teller.day
    ends = fiscal_year_end(fiscal_year(begins) + 2)
    months = 6
    started = support.MonitoringStarted(case_id=case, begins_on=begins, ends_on=ends, months_between_reports=months)
    yield teller.tell("support", started, days=3)
    for number in (1, 2):
        period_from = teller.day
        failed = profile.failed_again and number == 2
        below = support.MonitoringResult.BELOW_PLAN if profile.below_plan else support.MonitoringResult.ON_PLAN
        report = support.MonitoringReported(
            case_id=case,
            number=number,
            period_from=period_from,
            period_to=period_from + dt.timedelta(days=180),
            result=support.MonitoringResult.FAILED_AGAIN if failed else below,
            sales=profile.sales // 2,
            ordinary_profit=profile.sales // 100,
            advice=Sealed("計画との差の要因を確認した。"),
        )
        yield teller.tell("support", report, days=182)


def _subsidy(teller: _Teller) -> Iterator[Happening]:
    profile, case = teller.profile, teller.profile.case_id
    agency = f"{uuid5(profile.company_id, 'agency').int % 10**12:012}"
    plan_cost, accompaniment_cost = 1_200_000, 300_000
    filed = subsidy.SubsidyApplicationFiled(
        case_id=case,
        track=subsidy.Track.ORDINARY,
        agencies=(subsidy.Agency(agency_id=agency, name=Sealed("架空税理士法人"), representative=True),),
        estimates=(
            subsidy.Cost(agency_id=agency, line=subsidy.CostLine.PLAN, amount=plan_cost),
            subsidy.Cost(agency_id=agency, line=subsidy.CostLine.ACCOMPANIMENT, amount=accompaniment_cost),
        ),
        financial_support=(subsidy.FinancialSupport.TERMS_CHANGED,),
        papers=tuple(subsidy.ApplicationPaper),
        guarantee_release=False,
        interim_requested=False,
        **_identity(profile),
        **_size(profile),
    )
    yield teller.tell("subsidy", filed, "office", days=10)
    lapses = teller.day.replace(year=teller.day.year + 2, day=min(teller.day.day, 28))
    accepted = subsidy.SubsidyApplicationAccepted(case_id=case, ruleset="2024-04-01", lapses_on=lapses)
    yield teller.tell("subsidy", accepted, "office", days=7)
    costs = (subsidy.Cost(agency_id=agency, line=subsidy.CostLine.PLAN, amount=plan_cost),)
    claimed = subsidy.PlanFeeClaimed(case_id=case, costs=costs, papers=tuple(subsidy.ClaimPaper))
    yield teller.tell("subsidy", claimed, "office", days=90)
    half = plan_cost * 2 // 3 // 2
    first, second = subsidy.PaymentKind.PLAN_FIRST_HALF, subsidy.PaymentKind.PLAN_SECOND_HALF
    payables = tuple(subsidy.Payable(agency_id=agency, kind=kind, amount=half) for kind in (first, second))
    decided = subsidy.PlanFeeDecided(case_id=case, payables=payables, total=2 * half)
    yield teller.tell("subsidy", decided, "office", days=14)
    yield teller.tell("subsidy", _paid(profile, agency, first, half, teller.day), "office", days=10)
    yield from _accompaniment(teller, agency, accompaniment_cost, half)


def _accompaniment(teller: _Teller, agency: str, cost: int, half: int) -> Iterator[Happening]:
    profile, case = teller.profile, teller.profile.case_id
    claim = subsidy.AccompanimentClaimed(
        case_id=case,
        number=1,
        kind=subsidy.AccompanimentKind.SETTLEMENT,
        period_to=teller.day,
        costs=(subsidy.Cost(agency_id=agency, line=subsidy.CostLine.ACCOMPANIMENT, amount=cost),),
        papers=tuple(subsidy.ClaimPaper),
        report=Sealed("決算の状況を金融機関に報告した。"),
    )
    yield teller.tell("subsidy", claim, "office", days=60)
    amount, kind = cost * 2 // 3, subsidy.PaymentKind.ACCOMPANIMENT
    payable = subsidy.Payable(agency_id=agency, kind=kind, amount=amount)
    decided = subsidy.AccompanimentDecided(case_id=case, number=1, payables=(payable,), total=amount)
    yield teller.tell("subsidy", decided, "office", days=7)
    yield teller.tell("subsidy", _paid(profile, agency, kind, amount, teller.day), "office", days=5)
    second = subsidy.PaymentKind.PLAN_SECOND_HALF
    yield teller.tell("subsidy", _paid(profile, agency, second, half, teller.day), "office")


def _paid(profile: Profile, agency: str, kind: subsidy.PaymentKind, amount: int, on: dt.date) -> subsidy.FeePaid:
    return subsidy.FeePaid(
        case_id=profile.case_id,
        agency_id=agency,
        kind=kind,
        track=subsidy.Track.ORDINARY,
        amount=amount,
        paid_on=on,
    )


def _creditor_ids(profile: Profile) -> tuple[UUID, ...]:
    return tuple(creditor.creditor_id for creditor in profile.creditors)


def _waives(profile: Profile) -> bool:
    waivers = (support.Method.DIRECT_WAIVER, support.Method.SECOND_COMPANY, support.Method.DES)
    return any(method in waivers for method in profile.methods)


def _waived(profile: Profile) -> int:
    return profile.debt // 3 if _waives(profile) else 0
