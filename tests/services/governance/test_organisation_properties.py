"""What holds for every history and every sequence of commands of one council's organisation, and of one seat."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from council_events import Event, Sealed, all_event_classes
from council_events.deciding import Asking, Fact, Refused
from council_events.governance import (
    AnnualPlanMade,
    ChairElected,
    CommitteeAdvised,
    CommitteeMemberAppointed,
    ImprovementPlanFiled,
    ImprovementPlanRequested,
    OfficeAppointed,
    OfficeEnded,
    OfficeEndReason,
    PolicyAdopted,
    RecoveryCenterEstablished,
    SeatLeft,
    SeatTaken,
)
from council_events.values import Code, Office
from council_governance.commands import OrganisationCommand
from council_governance.domain import seat
from council_governance.domain.organisation import INITIAL, Around, Organisation, decide, evolve, next_steps
from council_governance.domain.organisation.duties import Staff, findings, year_of
from council_governance.rules.periods import includes, overlap
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from tests.services.governance.test_business import AROUND

PEOPLE = st.sampled_from(["p45-cci", "p45-bank", "p45-host", "p45-vice"])
IDS = st.sampled_from([UUID(int=1), UUID(int=2)])
DAYS = st.dates(dt.date(2023, 10, 1), dt.date(2025, 9, 30))
"""On both sides of the edition of 2024-04-01."""
PLAIN: Mapping[Any, st.SearchStrategy[Any]] = {
    UUID: IDS,
    dt.date: DAYS,
    bool: st.booleans(),
    int: st.integers(2023, 2026),
    str: PEOPLE,
}
GOVERNANCE = [each for each in all_event_classes() if each.type_name.startswith("council.governance.")]


def values_of(annotation: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911  # one return per kind of type
    origin = get_origin(annotation)
    if origin is Annotated:
        return values_of(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if arg is type(None) else values_of(arg) for arg in get_args(annotation)))
    if origin is tuple:
        return st.lists(values_of(get_args(annotation)[0]), min_size=1, max_size=3).map(tuple)
    if origin is Literal:
        return st.sampled_from(get_args(annotation))
    if origin is Sealed:
        return st.just(Sealed("文"))
    if isinstance(annotation, type) and issubclass(annotation, Code):
        return st.sampled_from(list(annotation))
    return PLAIN[annotation]


def made(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Models of any lawful values; those that the model itself refuses (a last day before the first) are none."""
    fields = {
        name: values_of(field.annotation)
        for name, field in model.model_fields.items()
        if name not in ("council", "occurred_on", "future_reason")
    }

    def build(values: dict[str, Any]) -> BaseModel | None:
        try:
            return model(**values)
        except ValidationError:
            return None

    return st.fixed_dictionaries(fields).map(build).filter(lambda each: each is not None)


COMMANDS: st.SearchStrategy[OrganisationCommand] = st.one_of(*map(made, get_args(OrganisationCommand)))
EVENTS: st.SearchStrategy[Event] = st.one_of(*map(made, GOVERNANCE))
ALL_OFFICES = frozenset(Office)
ASKING = st.builds(
    Asking,
    person=PEOPLE,
    council=st.just("45"),
    on=DAYS,
    offices=st.sampled_from([ALL_OFFICES, ALL_OFFICES, ALL_OFFICES])
    | st.frozensets(st.sampled_from(list(Office)), max_size=2),
)


def fold(events: list[Event]) -> Organisation:
    state = INITIAL
    for event in events:
        state = evolve(state, Fact(event, dt.date(2024, 4, 1), "45", "p45-host"))
    return state


def outcome_of(
    state: Organisation, command: OrganisationCommand, asking: Asking, around: Around
) -> list[Event] | Refused:
    try:
        return decide(state, command, asking, around)
    except Refused as refused:
        return refused


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=25), DAYS)
def test_evolve_takes_every_history_and_what_is_missing_can_be_told_of_it(events: list[Event], on: dt.date) -> None:
    state = fold(events)
    assert all(each.provision and each.ja and each.en for each in findings(state, Staff(0, 0), on))
    assert year_of(state, 2024).meetings == tuple(sorted(year_of(state, 2024).meetings))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=12), COMMANDS, ASKING)
def test_what_the_next_steps_refuse_is_refused_with_any_details(
    events: list[Event], command: OrganisationCommand, asking: Asking
) -> None:
    state = fold(events)
    step = {each.command: each for each in next_steps(state, asking)}.get(type(command))
    if step is None or step.allowed:
        return
    assert step.provision
    assert step.ja
    assert step.en
    outcome = outcome_of(state, command, asking, Around())
    assert isinstance(outcome, Refused), f"refused as a next step, decided as {outcome}"
    assert outcome.forbidden
    assert outcome.provision == step.provision


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(COMMANDS, ASKING), max_size=40))
def test_no_sequence_of_commands_reaches_a_forbidden_state(
    commands: list[tuple[OrganisationCommand, Asking]],
) -> None:
    state = INITIAL
    for command, asking in commands:
        before = state
        outcome = outcome_of(state, command, asking, AROUND)
        if isinstance(outcome, Refused):
            assert outcome.ja
            assert outcome.en
            continue
        for event in outcome:
            state = evolve(state, Fact(event, asking.on, asking.council, asking.person))
            _is_lawful(before, event)
        _stands_in_order(state)


def _is_lawful(before: Organisation, event: Event) -> None:
    committee, host = before.committee, before.host
    match event:
        case ChairElected():
            assert event.chair in committee.seated(event.begins_on)
            assert set(event.electors) <= committee.seated(event.elected_on)
        case PolicyAdopted():
            assert event.meeting_id in {each.meeting_id for each in committee.meetings}
        case CommitteeAdvised():
            assert any(each.begins_on <= event.given_on for each in committee.policies)
        case RecoveryCenterEstablished():
            assert event.conferred_on <= event.established_on
            assert event.established_on >= dt.date(2024, 4, 1)
        case ImprovementPlanFiled():
            assert before.business.requests[event.request_id].filed_on is None
        case ImprovementPlanRequested():
            assert event.request_id not in before.business.requests
        case CommitteeMemberAppointed():
            assert not any(
                each.person == event.member and overlap(each, event)
                for each in (*committee.members, *committee.observers)
            )
        case AnnualPlanMade():
            assert event.conferred_with in ("p45-host", "p45-vice") or host.delegations


def _stands_in_order(state: Organisation) -> None:
    """Nobody is 会長 beside another, or without being a member; no two 規程 are in force on one day."""
    committee = state.committee
    for spans in (committee.chairs, state.host.rules, state.host.uncertified, state.host.purchases):
        assert not any(overlap(one, other) for one in spans for other in spans if one is not other)
    for chair in committee.chairs:
        if chair.ends_on is None or chair.ends_on >= chair.begins_on:
            assert any(each.person == chair.person and includes(each, chair.begins_on) for each in committee.members)


@given(st.lists(made(SeatTaken) | made(SeatLeft) | made(ChairElected), max_size=20))
def test_a_seat_takes_every_history(events: list[Event]) -> None:
    sitting = seat.INITIAL
    for event in events:
        sitting = seat.evolve(sitting, Fact(event, dt.date(2024, 4, 1), "45", "p45-host"))
    assert len(sitting) == sum(isinstance(event, SeatTaken) for event in events)


def test_whoever_resigns_leaves_the_seat_and_a_term_that_ends_leaves_the_next() -> None:
    def taken(person: str, begins_on: dt.date) -> Fact:
        event = SeatTaken(office=Office.HEAD, person=person, begins_on=begins_on)
        return Fact(event, begins_on, "45", "p45-host")

    def left(reason: OfficeEndReason) -> Fact:
        event = SeatLeft(office=Office.HEAD, person="p45-head", ended_on=dt.date(2024, 6, 30), reason=reason)
        return Fact(event, event.ended_on, "45", "p45-host")

    sitting = seat.evolve(seat.INITIAL, taken("p45-head", dt.date(2024, 4, 1)))
    sitting = seat.evolve(sitting, taken("p45-next", dt.date(2024, 7, 1)))
    for reason in OfficeEndReason:
        assert [each.ends_on for each in seat.evolve(sitting, left(reason))] == [dt.date(2024, 6, 30), None]


def test_what_happens_to_a_head_moves_the_seat_and_what_happens_to_others_does_not() -> None:
    appointed = OfficeAppointed(
        person="p45-head", office=Office.HEAD, begins_on=dt.date(2024, 4, 1), name=Sealed("氏名")
    )
    ended = OfficeEnded(
        person="p45-head", office=Office.HEAD, ended_on=dt.date(2025, 3, 31), reason=OfficeEndReason.TERM
    )
    others = [each.model_copy(update={"office": Office.DEPUTY}) for each in (appointed, ended)]
    assert seat.movements([appointed, ended, *others], Office.HEAD) == [
        SeatTaken(office=Office.HEAD, person="p45-head", begins_on=dt.date(2024, 4, 1)),
        SeatLeft(office=Office.HEAD, person="p45-head", ended_on=dt.date(2025, 3, 31), reason=OfficeEndReason.TERM),
    ]
