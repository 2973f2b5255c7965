"""Second meeting, consents within the term, 成立, the end, and the reports that follow (別冊３ 8)."""

from __future__ import annotations

import datetime as dt

from council_events import Event
from council_events.deciding import Asking, provision
from council_events.support import (
    Confirmation,
    CreditorConsented,
    PerformanceReported,
    PerformanceReportsScheduled,
    PlanApproved,
    PlanKind,
    SchemeEndGround,
    TaxSchemeEnded,
)

from council_support.commands.restructuring import (
    ConfirmApproval,
    ConsentForm,
    HoldCreditorsMeeting,
    RecordConsent,
)
from council_support.commands.tax_scheme import EndTaxScheme, LapseConsentTerm, RecordPerformance
from council_support.domain import voting
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.creditors import Answer
from council_support.domain.tax_scheme.state import STARTED, Stage, State
from council_support.domain.voting import case_of, listed, plan_of
from council_support.rules import asking as who
from council_support.rules import unanimity
from council_support.rules.tax_scheme import committee


def _report_came_first(state: State, _asking: Asking, _terms: Terms) -> None:
    committee.the_report_came_first(state.report is not None)


def _meet(state: State, command: HoldCreditorsMeeting, asking: Asking, _terms: Terms) -> list[Event]:
    draft = plan_of(state)
    who.the_day_has_come(command.held_on, asking.on, "B3-8", "held_on")
    committee.the_term_is_running(state.consent_term, command.held_on, "held_on")
    committee.the_meeting_follows_the_report(command.held_on, state.report.reported_on if state.report else asking.on)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B3-8")
    committee.the_second_meeting_is_of_all_and_sets_the_term(
        command.all_invited, command.held_on, command.consent_deadline
    )
    return voting.meeting_held(state, command)


def _second_met(state: State, asking: Asking, terms: Terms) -> None:
    """A changed plan goes to the continued meeting before anybody answers it."""
    _report_came_first(state, asking, terms)
    who.the_stage_fits(state.meeting is not None, Stage.REPORTED.label, "B3-8")


def _consent(state: State, command: RecordConsent, asking: Asking, _terms: Terms) -> list[Event]:
    draft, creditor = plan_of(state), listed(state, command.creditor_id)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B3-8")
    committee.a_consent_is_a_paper(command.form is ConsentForm.WRITTEN)
    deadline = state.meeting.consent_deadline if state.meeting else asking.on
    committee.a_consent_is_within_the_term(command.confirmed_on, state.plan_on or asking.on, deadline, asking.on)
    consented = CreditorConsented(
        case_id=case_of(state),
        creditor_id=creditor.creditor_id,
        plan_version=draft.version,
        confirmation=Confirmation.WRITTEN,
        confirmed_on=command.confirmed_on,
    )
    others = state.consents - (creditor.answer is Answer.CONSENTED)
    if others + 1 < len(state.creditors):
        return [consented]
    return [consented, *_approved(state, asking)]


@provision("B3-8")
def _approved(state: State, asking: Asking) -> list[Event]:
    """成立 with the filing of the last written consent; from then on the company reports."""
    draft = plan_of(state)
    return [
        PlanApproved(
            case_id=case_of(state),
            plan_version=draft.version,
            kind=PlanKind.ORDINARY,
            methods=draft.methods,
            creditors=len(state.creditors),
            debt_before=draft.debt_before,
            debt_waived=draft.debt_waived,
            jobs=draft.jobs,
            consulted_on=state.candidate.consulted_on,  # type: ignore[union-attr]  # a case with a plan was received
            business_methods=draft.business_methods,
        ),
        PerformanceReportsScheduled(
            case_id=case_of(state),
            months_between_reports=draft.months_between_reports,
            first_due=committee.next_report_due(asking.on, draft.months_between_reports),
        ),
    ]


def _everybody(state: State, _asking: Asking, _terms: Terms) -> None:
    unanimity.everybody_has_consented(state.consents, len(state.creditors), "B3-8")


def _end(state: State, command: EndTaxScheme, _asking: Asking, _terms: Terms) -> list[Event]:
    return [TaxSchemeEnded(case_id=case_of(state), ground=command.ground, reason=sealed(command.reason))]


def _term_passed(state: State, asking: Asking, _terms: Terms) -> None:
    committee.the_term_has_passed(state.consent_term, asking.on)


def lapses_on(state: State, on: dt.date) -> dt.date:
    """The day of the automatic end, the first after the term; raises Refused while it runs on the day `on`."""
    committee.the_term_has_passed(state.consent_term, on)
    return (state.consent_term or on) + dt.timedelta(days=1)


def _lapse(state: State, _command: LapseConsentTerm, _asking: Asking, _terms: Terms) -> list[Event]:
    return [TaxSchemeEnded(case_id=case_of(state), ground=SchemeEndGround.TERM_PASSED)]


def _perform(state: State, command: RecordPerformance, asking: Asking, _terms: Terms) -> list[Event]:
    reported_to = state.reported_to or state.approved_on or command.period_to
    who.the_day_has_come(command.reported_on, asking.on, "B3-8", "reported_on")
    committee.the_creditors_are_reported_to(command.to_creditors)
    committee.the_reported_period_goes_on(command.period_to, reported_to, asking.on)
    return [
        PerformanceReported(
            case_id=case_of(state),
            number=state.reports + 1,
            period_to=command.period_to,
            reported_on=command.reported_on,
            on_plan=command.on_plan,
            next_due=committee.next_report_due(command.period_to, state.report_months or 1),
            note=sealed(command.note),
        )
    ]


_VOTE = frozenset({Stage.CONSENT})
_VOTING = voting.VotingOf(
    voter=voting.listed,
    of_version="B3-8",
    of_consent="B3-8",
    of_refusal="B3-8",
)

BEHAVIOURS: dict[type, Behaviour] = {
    HoldCreditorsMeeting: Behaviour(
        "B3-8",
        STAFF,
        frozenset({Stage.COMMITTEE, Stage.REPORTED, Stage.CONSENT}),
        _meet,
        met=voting.meeting_stands,
        gate=_report_came_first,
    ),
    RecordConsent: Behaviour(
        "B3-8",
        STAFF,
        _VOTE,
        _consent,
        met=voting.consented_already,
        gate=_second_met,
    ),
    **_VOTING.behaviours(_VOTE, gate=_second_met),
    ConfirmApproval: Behaviour(
        "B3-8",
        STAFF,
        _VOTE,
        lambda *_: [],  # the last consent itself has brought the plan into being
        met=lambda state, _: state.approved_on is not None,
        gate=_everybody,
    ),
    LapseConsentTerm: Behaviour(
        "B3-8",
        STAFF,
        _VOTE,
        _lapse,
        met=lambda state, _: state.ended_on is not None,
        gate=_term_passed,
        by_clock=True,
    ),
    EndTaxScheme: Behaviour("B3-8", HEAD, STARTED, _end, met=lambda state, _: state.ended_on is not None),
    RecordPerformance: Behaviour("B3-8", STAFF, frozenset({Stage.APPROVED}), _perform),
}
"""The commands of this part."""
