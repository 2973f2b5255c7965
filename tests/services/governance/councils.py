"""One council's organisation as a test plays it: given, when, then."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from council_events import Event
from council_events.deciding import Asking, Fact, Refused, Step
from council_events.governance import BodyCategory, ObserverKind
from council_events.values import Office
from council_governance.commands import AppointMember, ElectChair, ElectionMethod, HoldWholeMeeting, RegisterObserver
from council_governance.domain.organisation import INITIAL, Around, Organisation, decide, evolve, next_steps

MEETING = UUID("018f5e1c-0000-7000-8000-00000000000a")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def by(on: str, *offices: Office, person: str = "p45-somebody") -> Asking:
    return Asking(person, "45", day(on), frozenset(offices))


def host(on: str) -> Asking:
    return by(on, Office.HOST_HEAD, person="p45-host")


def office(on: str) -> Asking:
    return by(on, Office.SECRETARIAT, person="p45-office")


def head(on: str) -> Asking:
    return by(on, Office.HEAD, person="p45-head")


def bureau(on: str) -> Asking:
    return by(on, Office.BUREAU_OFFICER, person="bur08-officer")


class Council:
    """What has happened in one council, and what is asked of it."""

    def __init__(self, state: Organisation = INITIAL) -> None:
        self.state = state

    def when(self, command: Any, who: Asking, around: Around = Around()) -> list[Event]:  # noqa: B008  # immutable
        """The events that follow; they have happened from now on."""
        events = decide(self.state, command, who, around)
        for event in events:
            self.state = evolve(self.state, Fact(event, who.on, who.council, who.person))
        return events

    def given(self, *commands: tuple[Any, Asking]) -> Council:
        for command, who in commands:
            self.when(command, who)
        return self

    def refused(self, command: Any, who: Asking, around: Around = Around()) -> Refused:  # noqa: B008  # immutable
        before = self.state
        with pytest.raises(Refused) as caught:
            decide(self.state, command, who, around)
        assert self.state == before
        assert caught.value.ja
        assert caught.value.en
        return caught.value

    def steps(self, who: Asking) -> dict[str, Step]:
        return {step.command.__name__: step for step in next_steps(self.state, who)}


def seat(
    member: str,
    category: BodyCategory = BodyCategory.CHAMBER,
    begins_on: str = "2024-04-01",
    ends_on: str | None = None,
) -> AppointMember:
    last = day(ends_on) if ends_on else None
    return AppointMember(
        member=member, name="氏名", category=category, body="機関", begins_on=day(begins_on), ends_on=last
    )


def observe(observer: str, kind: ObserverKind = ObserverKind.BUREAU) -> RegisterObserver:
    return RegisterObserver(observer=observer, name="氏名", kind=kind, body="機関", begins_on=day("2024-04-01"))


def elect(chair: str, on: str, *electors: str, begins_on: str | None = None) -> ElectChair:
    return ElectChair(
        chair=chair,
        method=ElectionMethod.MUTUAL_VOTE,
        electors=electors or (chair,),
        elected_on=day(on),
        begins_on=day(begins_on or on),
    )


def meeting(on: str, convened_by: str, *present: str, meeting_id: UUID = MEETING) -> HoldWholeMeeting:
    return HoldWholeMeeting(
        meeting_id=meeting_id,
        held_on=day(on),
        convened_by=convened_by,
        present=present or (convened_by,),
        sums_up=True,
        minutes="審議した。",
    )


def with_chair() -> Council:
    """Two members, of whom p45-cci was elected 会長 on 2024-06-11."""
    return Council().given(
        (seat("p45-cci"), host("2024-04-01")),
        (seat("p45-bank", BodyCategory.REGIONAL_FINANCE), host("2024-04-01")),
        (elect("p45-cci", "2024-06-11", "p45-cci", "p45-bank"), office("2024-06-11")),
    )
