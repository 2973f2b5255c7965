"""From candidate to the start decision and what may change it (別冊２ 2(1), 2(2))."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    CourseChanged,
    CreditorInquiryStarted,
    CreditorIntentionRecorded,
    HostHeadConsulted,
    RepaymentGraceRequested,
    RestructuringDeclined,
    RestructuringStarted,
    StartNotified,
)
from council_events.values import Office

from council_support.commands.restructuring import (
    ChangeCourse,
    ConsentToContact,
    ConsultHostHead,
    DecideStart,
    DeclineSupport,
    GraceInstrument,
    ListCreditor,
    NotifyStart,
    RecordIntention,
    RequestRepaymentGrace,
    RequestSupport,
    StartInquiry,
)
from council_support.commands.tax_scheme import IntendTaxTreatment
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.preparing import consents_to_contact, list_creditor, main_creditors, requests_support
from council_support.domain.restructuring.state import BEFORE, STARTED, Stage, State
from council_support.domain.tax_aim import intends_tax_treatment
from council_support.domain.voting import all_listed, case_of, listed
from council_support.rules import asking as who
from council_support.rules import unanimity
from council_support.rules.restructuring import contents, creditors, start
from council_support.rules.tax_scheme import start as tax


def _list(state: State, command: ListCreditor, asking: Asking, terms: Terms) -> list[Event]:
    start.exceptional_creditors_have_grounds(command.kind, command.exception_grounds, asking.on)
    creditors.only_a_guarantor_has_subrogated(command.kind, command.subrogated_on is not None)
    return list_creditor(state, command, asking, terms)


def no_meeting_yet(state: State, _asking: Asking, _terms: Terms) -> None:
    unanimity.the_circle_is_closed_after_the_meeting(state.meeting is not None, "B2-2-7-1")


def _inquire(state: State, command: StartInquiry, _asking: Asking, _terms: Terms) -> list[Event]:
    start.contact_needs_the_companys_consent(listed(state, command.creditor_id).contact_allowed)
    return [CreditorInquiryStarted(case_id=case_of(state), creditor_id=command.creditor_id)]


def _inquired(state: State, command: StartInquiry) -> bool:
    creditor = state.creditors.get(command.creditor_id)
    return creditor is not None and creditor.inquired_on is not None


def _somebody_may_be_heard(state: State, _asking: Asking, _terms: Terms) -> None:
    start.contact_needs_the_companys_consent(any(c.contact_allowed for c in state.creditors.values()))


def _intend(state: State, command: RecordIntention, _asking: Asking, _terms: Terms) -> list[Event]:
    start.an_intention_follows_the_inquiry(listed(state, command.creditor_id).inquired_on is not None)
    return [
        CreditorIntentionRecorded(
            case_id=case_of(state),
            creditor_id=command.creditor_id,
            intention=command.intention,
            note=sealed(command.note),
        )
    ]


def _intended(state: State, command: RecordIntention) -> bool:
    creditor = state.creditors.get(command.creditor_id)
    return creditor is not None and creditor.intention is command.intention and command.note is None


def _consult(state: State, command: ConsultHostHead, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.consulted_on, asking.on, "B2-2-2-2", "consulted_on")
    consulted = who.who_is_consulted(command.consulted, asking.host_duty, Office.HOST_HEAD)
    return [HostHeadConsulted(case_id=case_of(state), consulted_on=command.consulted_on, consulted=consulted)]


def _may_start(state: State, asking: Asking, terms: Terms) -> None:
    if state.candidate is not None:
        company = state.candidate
        start.the_company_can_be_supported(company.legal_form, company.industry, company.employees, company.capital)
    tax.annex_2_serves_no_tax_aim(bool(state.intended))
    start.the_company_has_applied(state.requested_on is not None)
    intentions = {c.creditor_id: c.intention for c in state.creditors.values() if c.intention is not None}
    start.no_main_creditor_is_negative(main_creditors(state, terms), intentions)
    start.the_host_head_was_consulted(state.host_head_consulted_on, asking.on)


def _start(state: State, command: DecideStart, asking: Asking, _terms: Terms) -> list[Event]:
    waiver = start.asks_waiver(command.expected_methods)
    contents.the_tax_treatment_has_its_own_scheme(command.tax_treatment_intended)
    start.the_findings_support_the_start(command.findings, waiver, command.exception_grounds)
    start.a_waiver_needs_the_fourth_finding(command.findings, waiver, "findings")
    start.the_method_was_not_abolished(command.due_diligence, asking.on)
    start.a_simple_examination_fits(command.due_diligence, command.expected_kind, waiver, "due_diligence")
    return [
        RestructuringStarted(
            case_id=case_of(state),
            findings=command.findings,
            waiver_expected=waiver,
            expected_kind=command.expected_kind,
            due_diligence=command.due_diligence,
            standard_date=start.standard_date(asking.on, command.due_diligence),
            decided_by=asking.person,
            exception_grounds=sealed(command.exception_grounds),
            main_business_profitable=start.main_business_finding(command.main_business_profitable),
        )
    ]


def _decline(state: State, command: DeclineSupport, asking: Asking, _terms: Terms) -> list[Event]:
    if command.told_on is not None:
        who.the_day_has_come(command.told_on, asking.on, "B2-2-2-2", "told_on")
    return [
        RestructuringDeclined(
            case_id=case_of(state),
            reason=Sealed(command.reason),
            told_on=command.told_on,
            response=sealed(command.response),
        )
    ]


def _notify(state: State, command: NotifyStart, _asking: Asking, _terms: Terms) -> list[Event]:
    return [StartNotified(case_id=case_of(state), creditors=all_listed(state, command.creditors))]


def _grace(state: State, command: RequestRepaymentGrace, _asking: Asking, _terms: Terms) -> list[Event]:
    start.annex_two_knows_no_standstill(command.instrument is GraceInstrument.STANDSTILL)
    everyone = set(all_listed(state, command.creditors)) == set(state.creditors)
    start.grace_is_asked_of_all_in_joint_names(everyone, command.joint_names)
    return [
        RepaymentGraceRequested(
            case_id=case_of(state), need=Sealed(command.need), with_claim_filing=command.with_claim_filing
        )
    ]


def _change(state: State, command: ChangeCourse, asking: Asking, _terms: Terms) -> list[Event]:
    waiver = start.asks_waiver(command.expected_methods)
    findings = state.findings | set(command.added_findings)
    start.an_exceptional_start_asks_no_waiver(state.started_by_exception, waiver)
    start.a_waiver_needs_the_fourth_finding(findings, waiver, "added_findings")
    start.the_method_was_not_abolished(command.due_diligence, asking.on)
    start.a_simple_examination_fits(command.due_diligence, command.expected_kind, waiver, "due_diligence")
    return [
        CourseChanged(
            case_id=case_of(state),
            findings=tuple(sorted(findings)),
            waiver_expected=waiver,
            expected_kind=command.expected_kind,
            due_diligence=command.due_diligence,
            standard_date=start.standard_date(state.started_on or asking.on, command.due_diligence),
        )
    ]


def _course_stands(state: State, command: ChangeCourse) -> bool:
    return (
        state.started_on is not None
        and state.waiver_expected == start.asks_waiver(command.expected_methods)
        and state.expected_kind is command.expected_kind
        and state.due_diligence is command.due_diligence
        and state.findings >= set(command.added_findings)
    )


BEHAVIOURS: dict[type, Behaviour] = {
    IntendTaxTreatment: intends_tax_treatment(BEFORE | STARTED),
    RequestSupport: requests_support("B2-2-2-2", BEFORE),
    ListCreditor: Behaviour("B2-Q17", STAFF, BEFORE | STARTED, _list, gate=no_meeting_yet),
    ConsentToContact: consents_to_contact("B2-2-2-1", BEFORE | STARTED),
    StartInquiry: Behaviour(
        "B2-2-2-1",
        STAFF,
        BEFORE,
        _inquire,
        met=_inquired,
        gate=_somebody_may_be_heard,
        offered=lambda state: any(c.inquired_on is None for c in state.creditors.values()),
    ),
    RecordIntention: Behaviour(
        "B2-2-2-1",
        STAFF,
        BEFORE,
        _intend,
        met=_intended,
        offered=lambda state: any(c.inquired_on is not None for c in state.creditors.values()),
    ),
    ConsultHostHead: Behaviour(
        "B2-2-2-2",
        (Office.HEAD, Office.HOST_HEAD),
        BEFORE,
        _consult,
        met=lambda state, c: state.host_head_consulted_on == c.consulted_on,
        offered=lambda state: state.host_head_consulted_on is None,
    ),
    DecideStart: Behaviour(
        "B2-2-2-2", HEAD, BEFORE, _start, met=lambda state, _: state.started_on is not None, gate=_may_start
    ),
    DeclineSupport: Behaviour("B2-2-2-2", HEAD, BEFORE, _decline, met=lambda state, _: state.stage is Stage.DECLINED),
    NotifyStart: Behaviour(
        "B2-2-2-3",
        STAFF,
        STARTED,
        _notify,
        met=lambda state, c: state.notified_on is not None and not c.creditors,
        offered=lambda state: state.notified_on is None,
    ),
    RequestRepaymentGrace: Behaviour(
        "B2-Q21", HEAD, STARTED, _grace, offered=lambda state: state.grace_requested_on is None
    ),
    ChangeCourse: Behaviour("B2-Q37", HEAD, STARTED, _change, met=_course_stands),
}
"""The commands of this part."""
