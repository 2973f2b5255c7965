"""The vocabulary of pure decisions: who asks, what has happened, and how a refusal is said.

`decide(state, command, asking) -> list[Event]` and `evolve(state, fact) -> state` in every service's domain.py use
these; nothing here reads a clock, a database or a network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from uuid import UUID

from council_events.event import Envelope, Event
from council_events.values import Office, Power

__all__ = ["PROVISIONS_DECIDED", "Asking", "Fact", "Refused", "Step", "changed", "provision", "step_of"]

F = TypeVar("F", bound=Callable[..., Any])


if TYPE_CHECKING:
    from dataclasses import replace as changed
else:

    def changed(state: object, /, **changes: object) -> object:
        """The state with these fields changed: `dataclasses.replace` for a frozen dataclass without slots or `__post_init__`.

        It copies the fields as they are in place of handing all of them to `__init__` again, which for a state of forty fields
        costs a tenth; a fold does it for every event. Type checkers read it as `replace`, so a field's name is still checked.
        """
        new = object.__new__(type(state))
        fields = new.__dict__
        fields.update(state.__dict__)
        fields.update(changes)
        return new


class Fact(NamedTuple):
    """An event that has happened: with its business date (JST), the body that acted and who acted.

    `event_id` names it to those who correct or refer to it; a fold looks at it no more than at the clock.
    """

    event: Event
    on: dt.date
    council: str
    actor: str
    event_id: UUID | None = None

    @classmethod
    def of(cls, envelope: Envelope[Any]) -> Fact:
        """What a fold needs of an envelope."""
        return cls(envelope.data, envelope.occurredon, envelope.council, envelope.actor, envelope.id)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a command: the person, for which council, on which business date, and the offices held then.

    `case_worker`: assigned to the case or in its team. `pledged`: the pledge of secrecy is on file.
    `recused`: has declared an interest in the case. `powers`: what the head of the host has delegated to the 会長 in whose
    place or as whom the person asks. `uncertified`: the host's certification is cancelled (LAW-137). `host_duty`: who may
    act as the head of the host in the case: the head without interest, substitutes, the 会長 with `Power.CASES`; None where
    that was not looked up. `chair_duty`: who may act as the 会長 in the case; None where none is on record.
    `lawyers`: who is 統括責任者補佐 of the council on that date and registered as a lawyer.
    """

    person: str
    council: str
    on: dt.date
    offices: frozenset[Office] = frozenset()
    case_worker: bool = False
    pledged: bool = True
    recused: bool = False
    powers: frozenset[Power] = frozenset()
    uncertified: bool = False
    host_duty: frozenset[str] | None = None
    chair_duty: frozenset[str] | None = None
    lawyers: frozenset[str] = frozenset()

    def holds(self, *offices: Office) -> bool:
        """Whether any of these offices is held on the business date."""
        return not self.offices.isdisjoint(offices)


class Refused(Exception):  # noqa: N818  # the programme's word: a refusal, not a fault
    """A rule of the programme says no: 409 (or 403 with `forbidden`), with the provision and both languages.

    `provision` is an id of provisions.csv; `field` names the command's field at fault, where one is.
    """

    def __init__(self, provision: str, ja: str, en: str, *, field: str | None = None, forbidden: bool = False) -> None:
        super().__init__(f"{provision}: {en}")
        self.provision: Final = provision
        self.ja: Final = ja
        self.en: Final = en
        self.field: Final = field
        self.forbidden: Final = forbidden


class Step(NamedTuple):
    """A command that can come next, or why it cannot."""

    command: type[Any]
    allowed: bool
    provision: str | None = None
    ja: str | None = None
    en: str | None = None


def step_of(command: type[Any], check: Callable[[], object]) -> Step:
    """Allowed where the check passes, else with the check's refusal."""
    try:
        check()
    except Refused as refused:
        return Step(command, False, refused.provision, refused.ja, refused.en)
    return Step(command, True)


PROVISIONS_DECIDED: dict[str, list[str]] = {}
"""provision id -> qualified names of the functions that decide it; docs/provisions.md is generated from it."""


def provision(*ids: str) -> Callable[[F], F]:
    """Mark a function as the place where these provisions (ids of provisions.csv) are decided."""

    def mark(function: F) -> F:
        for provision_id in ids:
            PROVISIONS_DECIDED.setdefault(provision_id, []).append(f"{function.__module__}.{function.__qualname__}")
        return function

    return mark
