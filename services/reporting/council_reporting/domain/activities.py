"""One activity is one event: recorded once, in a stream of its own."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeAlias
from uuid import UUID

from council_events import Event
from council_events.deciding import Asking, Fact
from council_events.reporting import PublicityGiven, TrainingHeld

from council_reporting.commands.activities import RecordPublicity, RecordTraining
from council_reporting.rules import activities as rules

ActivityCommand: TypeAlias = RecordPublicity | RecordTraining
INITIAL: Final = False


def evolve(state: bool, fact: Fact) -> bool:
    """Whether it is recorded."""
    return state or isinstance(fact.event, (PublicityGiven, TrainingHeld))


def decide(state: bool, command: ActivityCommand, asking: Asking, activity_id: UUID, today: dt.date) -> list[Event]:
    """The event of the activity; nothing where it is on record."""
    rules.the_department_records(asking, command.programme)
    if state:
        return []
    if isinstance(command, RecordTraining):
        rules.it_has_taken_place(command.held_on, today)
        rules.training_names_its_participants(command.programme, command.participants)
        return [
            TrainingHeld(
                activity_id=activity_id,
                programme=command.programme,
                held_on=command.held_on,
                participants=command.participants,
                recorded_by=asking.person,
            )
        ]
    rules.it_has_taken_place(command.given_on, today)
    rules.publicity_has_its_audience(command.programme, command.audiences)
    return [
        PublicityGiven(
            activity_id=activity_id,
            programme=command.programme,
            audiences=command.audiences,
            means=command.means,
            given_on=command.given_on,
            reached=command.reached,
            recorded_by=asking.person,
        )
    ]
