"""What holds for every history and every sequence of commands of one council's organisation, and of one seat."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
from council_events import Event, Sealed, all_event_classes
from council_events.deciding import Asking, Fact, Step
from council_events.governance import (
    AnnualPlanMade,
    BodyCategory,
    ChairElected,
    CommitteeAdvised,
    CommitteeMemberAppointed,
    EntryCorrected,
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
from council_events.values import Office
from council_governance.commands import OrganisationCommand
from council_governance.domain import seat
from council_governance.domain.organisation import INITIAL, Organisation, decide, evolve, next_steps
from council_governance.domain.organisation.duties import Staff, findings, year_of
from council_governance.rules.periods import includes, overlap

from tests.machines import Life, play
from tests.services.governance.acts import AROUND

GOVERNANCE = [each for each in all_event_classes() if each.type_name.startswith("council.governance.")]
PEOPLE = ("p45-cci", "p45-bank", "p45-host", "p45-vice")


def lawful(before: Organisation, event: Event, _after: Organisation, _asking: Asking) -> None:
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


def stands(state: Organisation) -> None:
    """Nobody is 会長 beside another, or without being a member; no two 規程 are in force on one day; what is missing is told."""
    committee = state.committee
    assert all(each.provision and each.ja and each.en for each in findings(state, Staff(0, 0), dt.date(2025, 4, 1)))
    assert year_of(state, 2024).meetings == tuple(sorted(year_of(state, 2024).meetings))
    for spans in (committee.chairs, state.host.rules, state.host.uncertified, state.host.purchases):
        assert not any(overlap(one, other) for one in spans for other in spans if one is not other)
    for chair in committee.chairs:
        if chair.ends_on is None or chair.ends_on >= chair.begins_on:
            assert any(each.person == chair.person and includes(each, chair.begins_on) for each in committee.members)


def seated(member: str) -> Fact:
    """A member of the committee from the first day on, so that there is somebody to elect."""
    event = CommitteeMemberAppointed(
        member=member,
        name=Sealed("氏名"),
        category=BodyCategory.CHAMBER,
        body=Sealed("機関"),
        begins_on=dt.date(2024, 3, 1),
    )
    return Fact(event, event.begins_on, "45", "p45-host")


@pytest.mark.hypothesis
def test_no_sequence_of_commands_takes_an_organisation_where_the_rules_forbid() -> None:
    play(
        Life(
            initial=INITIAL,
            evolve=evolve,
            decide=decide,
            next_steps=next_steps,
            commands=get_args(OrganisationCommand),
            events=GOVERNANCE,
            offices=[frozenset(Office), *(frozenset({office}) for office in Office)],
            council="45",
            people=PEOPLE,
            begins=[seated("p45-cci"), seated("p45-bank")],
            around=lambda _random: AROUND,
            lawful=lawful,
            stands=stands,
            correction=EntryCorrected,
            values={name: ("p45-cci", "p45-bank") for name in ("chair", "electors", "convened_by")},
        ),
        runs=120,
        steps=60,
    )


def steps_of_a_seat(_seat: seat.Seat, _asking: Asking) -> list[Step]:
    """A seat has no commands of its own: what happens to a person moves it."""
    return []


@pytest.mark.hypothesis
def test_a_seat_takes_every_history() -> None:
    play(
        Life(
            initial=seat.INITIAL,
            evolve=seat.evolve,
            decide=lambda _seat, command, _asking, _around: [command],
            next_steps=steps_of_a_seat,
            commands=(SeatTaken, SeatLeft, ChairElected),
            events=GOVERNANCE,
            offices=[frozenset()],
            people=PEOPLE,
            lawful=lambda before, event, after, _: _seats_grow(before, event, after),
        )
    )


def _seats_grow(before: seat.Seat, event: Event, after: seat.Seat) -> None:
    assert len(after) == len(before) + isinstance(event, SeatTaken), "nobody who sat is forgotten"


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
