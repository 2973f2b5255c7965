"""The 再生計画検討委員会 and what it confirms (別冊３ 7, 9 to 12)."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    CommitteeEstablished,
    CommitteeMember,
    CommitteeReported,
    CommitteeSurveyed,
    MeetingMatter,
    SchemeConfirmed,
    TaxConfirmationIssued,
)

from council_support.commands.tax_scheme import (
    CommitteeMemberEntry,
    EstablishCommittee,
    IssueConfirmation,
    IssueTaxConfirmation,
    RecordCommitteeSurvey,
    SubmitCommitteeReport,
)
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.tax_scheme.state import Stage, State
from council_support.domain.voting import case_of, plan_of
from council_support.rules import asking as who
from council_support.rules.tax_scheme import committee

_SITTING = frozenset({Stage.COMMITTEE, Stage.REPORTED, Stage.CONSENT})


def _asked_for(state: State, _asking: Asking, _terms: Terms) -> None:
    committee.the_meeting_asked_for_the_committee(
        state.passed(MeetingMatter.COMMITTEE), state.passed(MeetingMatter.MEMBERS)
    )


def _establish(state: State, command: EstablishCommittee, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.established_on, asking.on, "B3-7-2", "established_on")
    members = tuple(_member(entry) for entry in command.members)
    committee.the_committee_has_its_professions(members)
    committee.the_committee_is_large_enough(
        len(members), state.candidate.interest_bearing_debt if state.candidate else None
    )
    committee.the_committee_is_neutral_and_accepted(members, command.council_accepts)
    return [CommitteeEstablished(case_id=case_of(state), members=members, established_on=command.established_on)]


def _member(entry: CommitteeMemberEntry) -> CommitteeMember:
    return CommitteeMember(**entry.model_dump() | {"name": Sealed(entry.name)})


def _survey(state: State, command: RecordCommitteeSurvey, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.surveyed_on, asking.on, "B3-7-3", "surveyed_on")
    return [
        CommitteeSurveyed(
            case_id=case_of(state),
            plan_version=plan_of(state).version,
            met=command.met,
            surveyed_on=command.surveyed_on,
            note=sealed(command.note),
        )
    ]


def _conditions_met(state: State, _asking: Asking, _terms: Terms) -> None:
    committee.all_four_conditions_are_met(state.survey.met if state.survey else ())


def _members(state: State) -> int:
    return len(state.committee.members) if state.committee else 0


def _confirm(state: State, command: IssueConfirmation, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.issued_on, asking.on, "B3-7-3", "issued_on")
    committee.all_members_agree(command.agreeing, _members(state))
    return [SchemeConfirmed(case_id=case_of(state), plan_version=plan_of(state).version, issued_on=command.issued_on)]


def _report(state: State, command: SubmitCommitteeReport, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.reported_on, asking.on, "B3-7-3", "reported_on")
    committee.all_members_agree(command.agreeing, _members(state))
    committee.the_report_reaches_everybody(command.to_all_creditors)
    return [
        CommitteeReported(
            case_id=case_of(state),
            plan_version=plan_of(state).version,
            reported_on=command.reported_on,
            conclusion=Sealed(command.conclusion),
        )
    ]


def _by_a_council(_state: State, asking: Asking, _terms: Terms) -> None:
    committee.headquarters_confirm_no_tax(asking.council)


def _tax(state: State, command: IssueTaxConfirmation, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.issued_on, asking.on, "B3-9", "issued_on")
    committee.all_members_agree(command.agreeing, _members(state))
    committee.the_checklist_is_complete(command.form, command.checks)
    return [
        TaxConfirmationIssued(
            case_id=case_of(state),
            form=command.form,
            checks=command.checks,
            issued_on=command.issued_on,
            recipient=Sealed(command.recipient),
        )
    ]


BEHAVIOURS: dict[type, Behaviour] = {
    EstablishCommittee: Behaviour("B3-7-2", HEAD, frozenset({Stage.MET, Stage.COMMITTEE}), _establish, gate=_asked_for),
    RecordCommitteeSurvey: Behaviour("B3-7-3", STAFF, _SITTING, _survey),
    IssueConfirmation: Behaviour(
        "B3-7-3",
        STAFF,
        _SITTING,
        _confirm,
        met=lambda state, _: state.confirmed_on is not None,
        gate=_conditions_met,
        offered=lambda state: state.confirmed_on is None,
    ),
    SubmitCommitteeReport: Behaviour(
        "B3-7-3",
        STAFF,
        _SITTING,
        _report,
        met=lambda state, _: state.report is not None,
        offered=lambda state: state.report is None,
    ),
    IssueTaxConfirmation: Behaviour(
        "B3-9",
        STAFF,
        _SITTING | {Stage.APPROVED},
        _tax,
        met=lambda state, c: c.form in state.tax_forms,
        gate=_by_a_council,
    ),
}
"""The commands of this part."""
