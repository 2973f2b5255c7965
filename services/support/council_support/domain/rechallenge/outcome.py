"""The outcome: confirmed with the company and with each person, then compiled."""

from __future__ import annotations

from council_events import Event
from council_events.deciding import Asking, provision
from council_events.support.rechallenge import (
    CompanySettled,
    EffectsObserved,
    NewStartConfirmed,
    OutcomeCompiled,
    OutcomeLeftOpen,
    OutcomePart,
    PersonSettled,
)

from council_support.commands.rechallenge import (
    CompileOutcome,
    ConfirmCompanySettlement,
    ConfirmNewStart,
    ConfirmPersonalSettlement,
    RecordEffects,
)
from council_support.domain.behaviour import STAFF, Behaviour, Terms, sealed
from council_support.domain.rechallenge.opening import RUNNING
from council_support.domain.rechallenge.state import Stage, State
from council_support.domain.voting import case_of
from council_support.rules import asking as who
from council_support.rules.rechallenge import outcome


def missing(state: State) -> tuple[OutcomePart, ...]:
    """What of the outcome is not confirmed yet."""
    return outcome.missing_parts(
        state.started.trigger if state.started else None,
        state.company is not None,
        list(state.managers),
        [number for number, manager in state.managers.items() if manager.settled],
        [number for number, manager in state.managers.items() if manager.start],
    )


@provision("YR-2-6-1-2")
def _effects(state: State, command: RecordEffects, _asking: Asking, _terms: Terms) -> list[Event]:
    return [EffectsObserved(case_id=case_of(state), effects=command.effects, note=sealed(command.note))]


def _company(state: State, command: ConfirmCompanySettlement, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.confirmed_on, asking.on, "YR-2-6-3-2", "confirmed_on")
    outcome.it_is_confirmed_after_it_ended(command.settled_on, command.confirmed_on)
    return [
        CompanySettled(
            case_id=case_of(state),
            settlement=command.settlement,
            settled_on=command.settled_on,
            confirmed_on=command.confirmed_on,
        )
    ]


def _person(state: State, command: ConfirmPersonalSettlement, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.confirmed_on, asking.on, "YR-2-6-3-2", "confirmed_on")
    manager = state.managers.get(command.manager_id)
    outcome.the_person_is_listed(manager is not None)
    outcome.a_plan_under_the_guideline_went_through_annex_4(
        command.settlement, manager is not None and manager.referred_on is not None
    )
    outcome.a_settlement_has_its_day(command.settlement, command.settled_on)
    outcome.it_is_confirmed_after_it_ended(command.settled_on, command.confirmed_on)
    return [
        PersonSettled(
            case_id=case_of(state),
            manager_id=command.manager_id,
            settlement=command.settlement,
            settled_on=command.settled_on,
            confirmed_on=command.confirmed_on,
        )
    ]


def _anew(state: State, command: ConfirmNewStart, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.confirmed_on, asking.on, "YR-2-6-3-2", "confirmed_on")
    outcome.the_person_is_listed(command.manager_id in state.managers)
    return [
        NewStartConfirmed(
            case_id=case_of(state),
            manager_id=command.manager_id,
            state=command.state,
            confirmed_on=command.confirmed_on,
            note=sealed(command.note),
        )
    ]


def _compile(state: State, _command: CompileOutcome, _asking: Asking, _terms: Terms) -> list[Event]:
    """Compiled when all is confirmed; else what is missing goes on record, and it stays open."""
    parts = missing(state)
    if parts or state.started is None:
        return [OutcomeLeftOpen(case_id=case_of(state), missing=parts)]
    people = [state.managers[number] for number in sorted(state.managers)]
    return [
        OutcomeCompiled(
            case_id=case_of(state),
            trigger=state.started.trigger,
            phase=state.started.phase,
            topics=state.topics,
            workout_supported=state.workout_supported,
            company=state.company.settlement if state.company else None,
            persons=tuple(sorted(each.settled.settlement for each in people if each.settled)),
            starts=tuple(sorted(each.start.state for each in people if each.start)),
            effects=state.effects,
        )
    ]


def _people_are_listed(state: State, _asking: Asking, _terms: Terms) -> None:
    outcome.the_person_is_listed(bool(state.managers))


BEHAVIOURS: dict[type, Behaviour] = {
    RecordEffects: Behaviour("YR-2-6-1-2", STAFF, RUNNING, _effects),
    ConfirmCompanySettlement: Behaviour("YR-2-6-3-2", STAFF, RUNNING, _company),
    ConfirmPersonalSettlement: Behaviour("YR-2-6-3-2", STAFF, RUNNING, _person, gate=_people_are_listed),
    ConfirmNewStart: Behaviour("YR-2-6-3-2", STAFF, RUNNING, _anew, gate=_people_are_listed),
    CompileOutcome: Behaviour(
        "YR-2-6-3-2", STAFF, RUNNING, _compile, met=lambda state, _: state.stage is Stage.COMPILED
    ),
}
"""The commands of this part."""
