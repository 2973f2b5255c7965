"""Situations of the feed: steps that wait, subscriptions as they stand, people who act."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from council_events.deciding import Asking, Fact
from council_events.event import Event
from council_events.public import Step
from council_events.values import Office
from council_feed import commands as asked
from council_feed.domain.generalising import Waiting
from council_feed.domain.subscription import INITIAL, About, Subscription, decide, evolve

TODAY = dt.date(2026, 8, 20)
OWNER = "sys-owner-1"
FIRST, SECOND = "hq-officer", "hq-officer-2"
SUBSCRIPTION = UUID("01890000-0000-7000-8000-000000000007")


def asking(person: str, on: dt.date = TODAY) -> Asking:
    office = Office.SYSTEM_OWNER if person.startswith("sys") else Office.HQ_OFFICER
    return Asking(person, "hq", on, frozenset({office}))


def request(**changes: Any) -> asked.RequestSubscription:
    return asked.RequestSubscription(
        **{
            "system": "meti-dashboard",
            "legal_basis": "agreement",
            "agreement": "2026-11",
            "purpose": "policy",
            "event_types": ("council.public.PlanApproved.v1",),
            "tier": "agreement",
            "ways": ("pull", "webhook", "kafka"),
            "begins_on": dt.date(2026, 4, 1),
            "ends_on": dt.date(2028, 3, 31),
        }
        | changes
    )


class Told:
    """A subscription and what happened to it; `when` lets somebody act."""

    def __init__(self) -> None:
        self.state: Subscription = INITIAL
        self.events: list[Event] = []

    def when(self, person: str, command: asked.Command, on: dt.date = TODAY) -> list[Event]:
        events = decide(self.state, command, asking(person, on), About(SUBSCRIPTION, frozenset({"127.0.0.1"})))
        for event in events:
            self.given(event, person, on)
        return events

    def given(self, event: Event, person: str = FIRST, on: dt.date = TODAY) -> None:
        self.state = evolve(self.state, Fact(event, on, "hq", person))
        self.events.append(event)


def approved(**changes: Any) -> Told:
    told = Told()
    told.when(OWNER, request(**changes))
    told.when(FIRST, asked.ExamineRequest())
    told.when(SECOND, asked.ApproveRequest())
    return told


def step(on: dt.date = dt.date(2026, 7, 10), council: str = "13", **changes: Any) -> Waiting:
    """A step of a company of its own."""
    case = uuid4()
    known: dict[str, Any] = {
        "event_id": uuid4(),
        "case_id": case,
        "company_id": None,
        "step": Step.CONSULTATION_OPENED,
        "on": on,
        "council": council,
        "line": None,
        "industry": "manufacturing",
        "employees": 15,
        "method": None,
        "amount": None,
    }
    return Waiting.of(**(known | changes))
