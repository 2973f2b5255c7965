"""A restructuring: declined, ended, or with a plan that every creditor consents to, and its monitoring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from council_directory import fiscal_year, fiscal_year_end
from council_events import Sealed, support
from council_events.support import ReportKind
from council_events.values import Qualification, SupportLine

from council_local.histories.reports import Promptness, promptness, support_report
from council_local.histories.telling import Happening, Teller, identity, size
from council_local.profiles import Course, Profile


def restructuring(teller: Teller) -> Iterator[Happening]:
    """再生支援 as far as the profile says."""
    profile, case = teller.profile, teller.profile.case_id
    received = support.CandidateReceived(
        case_id=case,
        line=SupportLine.RESTRUCTURING,
        consulted_on=profile.opened_on,
        capital=profile.capital,
        **identity(profile),
        **size(profile),
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
        if promptness(profile, ReportKind.END) is not Promptness.NEVER:
            yield from support_report(teller, ReportKind.END, days=12)
        return
    yield from _plan(teller)
    yield from _monitoring(teller)


def _started(teller: Teller) -> Iterator[Happening]:
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
    if promptness(profile, ReportKind.START) is Promptness.IN_TIME:
        yield from support_report(teller, ReportKind.START, days=2)


def _plan(teller: Teller) -> Iterator[Happening]:
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
    if promptness(profile, ReportKind.START) is Promptness.LATE:
        yield from support_report(teller, ReportKind.START)
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


def _monitoring(teller: Teller) -> Iterator[Happening]:
    profile, case, begins = teller.profile, teller.profile.case_id, teller.day
    ends = fiscal_year_end(fiscal_year(begins) + 2)
    months = 6
    started = support.MonitoringStarted(case_id=case, begins_on=begins, ends_on=ends, months_between_reports=months)
    yield teller.tell("support", started, days=3)
    prompt = promptness(profile, ReportKind.COMPLETION)
    if prompt is Promptness.IN_TIME:
        yield from support_report(teller, ReportKind.COMPLETION, days=4)
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
        if number == 1 and prompt is Promptness.LATE:
            yield from support_report(teller, ReportKind.COMPLETION)


def _creditor_ids(profile: Profile) -> tuple[UUID, ...]:
    return tuple(creditor.creditor_id for creditor in profile.creditors)


def _waives(profile: Profile) -> bool:
    waivers = (support.Method.DIRECT_WAIVER, support.Method.SECOND_COMPANY, support.Method.DES)
    return any(method in waivers for method in profile.methods)


def _waived(profile: Profile) -> int:
    return profile.debt // 3 if _waives(profile) else 0
