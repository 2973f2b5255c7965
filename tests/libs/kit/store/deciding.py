"""Streams of advice, decided on by people of council 13: what the tests of the store have in common."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from uuid import uuid4

from council_events import Event, Sealed, intake
from council_events.values import Purpose
from council_kit.store import Acting, Model, Saved

APRIL = dt.date(2026, 4, 1)
ADVICE = Model((), lambda given, fact: (*given, fact))
"""A stream as the facts that happened in it."""


def acting(actor: str = "p13-office", **more: object) -> Acting:
    said = Acting(actor, "13", Purpose.CASE_WORK, APRIL, uuid4())
    return dataclasses.replace(said, **more)


def advice(text: str = "資金繰り表を毎月作ること") -> Callable[[object], list[Event]]:
    return lambda _: [intake.AdviceGiven(case_id=uuid4(), advice=Sealed(text))]


def nothing(_: object) -> list[Event]:
    return []


def at_once(*works: Callable[[], Saved]) -> list[Saved | Exception]:
    """What each gives or raises, all run at the same time."""
    outcomes: list[Saved | Exception] = []

    def run(work: Callable[[], Saved]) -> None:
        try:
            outcomes.append(work())
        except Exception as problem:
            outcomes.append(problem)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
