"""What can come next for one person: what the rules say before the details of a command are known."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from council_events.deciding import Asking, Step, step_of
from council_events.values import Office

from council_governance.commands import (
    AppointOffice,
    AssignCaseWorker,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    EndOffice,
    LiftConflictOfInterest,
    ProposeCandidate,
    ReceivePledge,
    RecordBureauConsent,
    ReviewEmergencyAccess,
    TakeEmergencyAccess,
)
from council_governance.domain.person.state import State
from council_governance.rules import assignment, candidates, emergencies, interests, offices, pledges


def next_steps(state: State, asking: Asking, person: str) -> list[Step]:
    """Every command that can come next for this person. What is refused here, `decide` refuses with any details."""
    return [
        step_of(command, partial(check, state, asking, person))
        for command, check in _CHECKS.items()
        if (state.recusals or command is not LiftConflictOfInterest)
        and (state.unreviewed or command is not ReviewEmergencyAccess)
    ]


def _may_propose(_: State, asking: Asking, __: str) -> None:
    candidates.the_host_proposes(asking)


def _may_consent(state: State, asking: Asking, _: str) -> None:
    candidates.the_bureau_consents_or_the_host_holds_its_paper(asking)
    candidates.a_candidate_was_proposed(bool(state.candidacies), Office.HEAD)


def _may_receive_pledge(_: State, asking: Asking, __: str) -> None:
    pledges.the_host_takes_the_pledge(asking)


def _may_appoint(_: State, asking: Asking, __: str) -> None:
    offices.the_appointing_authority_acts(
        asking, Office.HOST_HEAD if asking.holds(Office.ADMINISTRATOR) else Office.HEAD
    )


def _may_end(state: State, asking: Asking, _: str) -> None:
    held = [term.office for term in state.terms]
    offices.the_office_is_held(bool(held), Office.HEAD, asking.on)
    mine = (office for office in held if asking.holds(offices.appointer(office)))
    offices.the_appointing_authority_acts(asking, next(mine, held[0]))


def _may_declare(_: State, asking: Asking, person: str) -> None:
    interests.who_declares_an_interest(asking, person)


def _may_lift(state: State, asking: Asking, person: str) -> None:
    interests.who_lifts_an_interest(asking, person, state.holds(Office.HOST_HEAD, asking.on))


def _may_designate(state: State, asking: Asking, person: str) -> None:
    if asking.holds(Office.CHAIR) and asking.person == person:
        return
    office = Office.HOST_HEAD if state.of(Office.HOST_HEAD) else Office.HEAD
    interests.who_designates(asking, office, person)
    offices.the_office_is_held(bool(state.of(office)), office, asking.on)


def _may_assign(state: State, asking: Asking, _: str) -> None:
    assignment.the_head_assigns(asking)
    assignment.the_worker_holds_an_office(any(term.office in offices.WORKS_ON_CASES for term in state.terms))
    pledges.the_pledge_is_on_file(state.pledge_on, asking.on, state.pledge_on or asking.on)


def _may_take(state: State, asking: Asking, person: str) -> None:
    emergencies.who_opens_in_an_emergency(asking, person)
    emergencies.the_pledge_stands_in_an_emergency_too(
        asking, state.pledge_on is not None or asking.holds(Office.HOST_HEAD)
    )
    emergencies.the_last_one_was_looked_into(state.unreviewed)


def _may_review(_: State, asking: Asking, person: str) -> None:
    emergencies.who_reviews(asking, person)


_CHECKS: dict[type[Any], Callable[[State, Asking, str], None]] = {
    ProposeCandidate: _may_propose,
    RecordBureauConsent: _may_consent,
    ReceivePledge: _may_receive_pledge,
    AppointOffice: _may_appoint,
    EndOffice: _may_end,
    DeclareConflictOfInterest: _may_declare,
    LiftConflictOfInterest: _may_lift,
    DesignateSubstitute: _may_designate,
    AssignCaseWorker: _may_assign,
    TakeEmergencyAccess: _may_take,
    ReviewEmergencyAccess: _may_review,
}
