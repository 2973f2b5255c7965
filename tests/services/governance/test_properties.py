"""What holds for every history and every sequence of commands of one person in one council."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
from council_events import Event, all_event_classes
from council_events.deciding import Asking, Fact
from council_events.governance import (
    CaseWorkerAssigned,
    EmergencyAccessReviewed,
    EmergencyAccessTaken,
    EntryCorrected,
    OfficeAppointed,
    OfficeEnded,
    Secondment,
    SubstituteDesignated,
)
from council_events.values import Office
from council_governance.commands import PersonCommand
from council_governance.domain.person import INITIAL, About, State, Term, decide, evolve, next_steps
from council_governance.rules.offices import NEEDS_CONSENT, PLEDGES_BEFORE_APPOINTMENT
from council_governance.rules.periods import overlap

from tests.machines import Life, event_id, play
from tests.made import FRESH
from tests.services.governance.people import MITOYO, appointed, consented, pledged, proposed

HIGH = frozenset({Office.HOST_HEAD, Office.HEAD, Office.ADMINISTRATOR})
A_DEPUTY = State(person="p37-deputy", terms=(Term(Office.DEPUTY, dt.date(2022, 4, 1)),))
BANKERS = (Secondment.FINANCIAL_INSTITUTION, Secondment.FINANCIAL_SUBSIDIARY)
LIVES = {
    "unknown_so_far": (),
    "a_candidate_with_consent": (proposed(), consented("2024-02-01"), pledged("2024-02-01")),
    "a_deputy": (proposed(Office.DEPUTY), pledged("2024-02-01"), appointed(Office.DEPUTY, "2024-02-01")),
}


def lawful(before: State, event: Event, _after: State, asking: Asking) -> None:
    match event:
        case OfficeAppointed():
            _is_lawfully_appointed(before, event, asking.on)
        case OfficeEnded():
            assert before.of(event.office), "nobody leaves an office that was never held"
        case CaseWorkerAssigned():
            assert before.pledge_on is not None
            assert before.pledge_on <= max(asking.on, event.begins_on)
            assert event.case_id not in before.recusals
        case SubstituteDesignated():
            assert event.substitute != MITOYO
        case EmergencyAccessTaken():
            assert asking.person == MITOYO
            assert event.case_id not in before.recusals
            assert not before.unreviewed, "the last one was looked into"
        case EmergencyAccessReviewed():
            assert asking.person != MITOYO
            assert not before.emergencies[event.access_id].reviewed


def _is_lawfully_appointed(before: State, event: OfficeAppointed, on: dt.date) -> None:
    if event.office in NEEDS_CONSENT:
        assert event.bureau_consent_on is not None
        assert event.bureau_consent_on <= min(on, event.begins_on)
        proposal = before.candidacies[event.office]
        assert proposal.knowledge
        ended = proposal.secondment_ends_on is not None and proposal.secondment_ends_on < event.begins_on
        assert event.office is not Office.HEAD or proposal.secondment not in BANKERS or ended
    if event.office in PLEDGES_BEFORE_APPOINTMENT:
        assert event.pledge_on is not None


def stands(state: State) -> None:
    assert state.unreviewed <= 1
    for one in state.terms:
        assert not any(overlap(one, other) for other in state.of(one.office) if other is not one)


@pytest.mark.hypothesis
@pytest.mark.parametrize("begins", LIVES.values(), ids=LIVES.keys())
def test_no_sequence_of_commands_takes_a_person_where_the_rules_forbid(begins: tuple[Event, ...]) -> None:
    play(
        Life(
            initial=INITIAL,
            evolve=evolve,
            decide=decide,
            next_steps=lambda state, asking: next_steps(state, asking, MITOYO),
            commands=get_args(PersonCommand),
            events=[each for each in all_event_classes() if each.type_name.startswith("council.governance.")],
            offices=[HIGH, *(frozenset({office}) for office in Office)],
            council="37",
            people=("p37-host", "p37-host", MITOYO),
            begins=[Fact(event, dt.date(2024, 3, 1), "37", "p37-host") for event in begins],
            around=lambda random: About(MITOYO, substitute=random.choice((INITIAL, A_DEPUTY))),
            lawful=lawful,
            stands=stands,
            correction=EntryCorrected,
            values={
                "office": [*[Office.HEAD, Office.DEPUTY] * 8, *Office],
                "case_id": FRESH[:2],
                "secondment": (Secondment.NONE, *Secondment),
                "access_id": [event_id(place) for place in range(12)],
            },
        ),
        runs=80,
        steps=60,
    )
