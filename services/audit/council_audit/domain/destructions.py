"""The keeping of one case, or of one company's entry: held, proposed for destruction, approved, destroyed, complete. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from council_events import Event
from council_events.audit import (
    DestructionApproved,
    DestructionCompleted,
    DestructionProposed,
    DestructionWithdrawn,
    KeysDestroyed,
    LegalHoldLifted,
    LegalHoldPlaced,
    RetainedKind,
)
from council_events.deciding import Asking, Fact, Step, step_of
from council_events.values import Code

from council_audit.commands.destructions import (
    ApproveDestruction,
    DestructionCommand,
    LiftLegalHold,
    PlaceLegalHold,
    ProposeDestruction,
    WithdrawDestruction,
)
from council_audit.rules import destructions as rules

_STREAMS: Final = UUID("0b6e9f0e-3d0f-5d0e-9b5b-4f6a6f0c6a11")


class Subject(NamedTuple):
    """What is kept as a whole: a case, or a company's entry; the names are those of the events' fields."""

    retained_kind: RetainedKind
    retained_id: UUID

    @property
    def stream(self) -> UUID:
        """The stream on its keeping: apart from its own, which goes on in other services."""
        return uuid5(_STREAMS, str(self.retained_id))

    @property
    def key(self) -> str:
        """What its data keys are called, after the council that holds each."""
        return f"{self.retained_kind.value}:{self.retained_id}"


class Keeping(Code):
    """How far a destruction is."""

    KEPT = "kept", "保存中"
    PROPOSED = "proposed", "廃棄の発議"
    APPROVED = "approved", "廃棄の承認済み"
    DESTROYED = "destroyed", "鍵を廃棄済み（控えの期限待ち）"
    COMPLETE = "complete", "廃棄完了"


@dataclass(frozen=True, slots=True)
class Retention:
    """One subject. `held`: a legal hold stands."""

    keeping: Keeping = Keeping.KEPT
    held: bool = False
    proposed_by: str = ""
    approved_by: str = ""
    approved_on: dt.date | None = None
    destroyed: KeysDestroyed | None = None
    destroyed_on: dt.date | None = None

    @property
    def is_decided(self) -> bool:
        """Whether two have decided: nothing holds it any more."""
        return self.keeping in (Keeping.APPROVED, Keeping.DESTROYED, Keeping.COMPLETE)


RETAINED: Final = Retention()
KEEPING_AFTER: Final[dict[type[Event], Keeping]] = {
    DestructionProposed: Keeping.PROPOSED,
    DestructionWithdrawn: Keeping.KEPT,
    DestructionApproved: Keeping.APPROVED,
    KeysDestroyed: Keeping.DESTROYED,
    DestructionCompleted: Keeping.COMPLETE,
}


class Kept(NamedTuple):
    """What is known of the subject besides: its last record, the period in years, whether an investigation runs.

    Of a case `company_held`: a hold stands on its company. Of a company's entry, with those that it was joined or merged with:
    `cases_left`, cases whose content is there still, and `known_alone`: no 法人番号 tells again what the company used; `closed_on`:
    when intake closed it.
    """

    last_recorded_on: dt.date
    years: int | None
    investigated: bool
    company_held: bool = False
    cases_left: int = 0
    known_alone: bool = False
    closed_on: dt.date | None = None


def evolve_retention(state: Retention, fact: Fact) -> Retention:
    """The keeping after one more fact."""
    event: Any = fact.event
    state = replace(state, keeping=KEEPING_AFTER.get(type(event), state.keeping))
    if isinstance(event, LegalHoldPlaced | LegalHoldLifted):
        return replace(state, held=isinstance(event, LegalHoldPlaced))
    if isinstance(event, DestructionProposed):
        return replace(state, proposed_by=fact.actor)
    if isinstance(event, DestructionApproved):
        return replace(state, approved_by=fact.actor, approved_on=fact.on)
    if isinstance(event, KeysDestroyed):
        return replace(state, destroyed=event, destroyed_on=fact.on)
    return state


def decide_retention(
    state: Retention, of: Subject, command: DestructionCommand, asking: Asking, kept: Kept
) -> list[Event]:
    """What follows from the command; [] where its aim is met. Raises Refused."""
    return _DECISIONS[type(command)](state, of, command, asking, kept)


def due_for_destruction(state: Retention, kept: Kept, on: dt.date) -> dt.date:
    """The last day of the period, where nothing stands against the destruction on this day; raises Refused."""
    rules.it_is_still_there(state.is_decided)
    rules.nothing_holds_it(state.held or kept.company_held, kept.investigated)
    rules.no_case_of_the_company_is_left(kept.cases_left)
    rules.what_it_used_is_known_by_another_number(not kept.known_alone, on)
    until = rules.retained_until(kept.last_recorded_on, kept.years)
    rules.the_period_is_over(until, on)
    return until


def _place(state: Retention, of: Subject, command: Any, _asking: Asking, _kept: Kept) -> list[Event]:
    rules.it_is_still_there(state.is_decided)
    return [] if state.held else [LegalHoldPlaced(**of._asdict(), ground=command.ground)]


def _lift(state: Retention, of: Subject, _command: Any, _asking: Asking, _kept: Kept) -> list[Event]:
    return [LegalHoldLifted(**of._asdict())] if state.held else []


def _propose(state: Retention, of: Subject, _command: Any, asking: Asking, kept: Kept) -> list[Event]:
    if state.keeping is Keeping.PROPOSED:
        return []
    rules.the_head_proposes(asking)
    until = due_for_destruction(state, kept, asking.on)
    return [DestructionProposed(**of._asdict(), last_recorded_on=kept.last_recorded_on, retained_until=until)]


def _withdraw(state: Retention, of: Subject, _command: Any, _asking: Asking, _kept: Kept) -> list[Event]:
    rules.it_is_still_there(state.is_decided)
    rules.it_is_proposed(state.keeping is Keeping.PROPOSED)
    return [DestructionWithdrawn(**of._asdict())]


def _approve(state: Retention, of: Subject, _command: Any, asking: Asking, kept: Kept) -> list[Event]:
    """Everything is asked again: what was so on the day of the proposal need not be so today."""
    if state.is_decided:
        return []
    rules.it_is_proposed(state.keeping is Keeping.PROPOSED)
    rules.the_host_s_head_approves_what_another_proposed(asking, state.proposed_by)
    due_for_destruction(state, kept, asking.on)
    return [DestructionApproved(**of._asdict())]


def may_be_carried_out(of: Subject, kept: Kept, on: dt.date) -> None:
    """Whether the keys of an approved destruction go now; an entry waits until it is closed, and for a case that began meanwhile.

    Raises Refused.
    """
    if of.retained_kind is RetainedKind.COMPANY:
        rules.the_entry_was_closed_before(kept.closed_on, on)
        rules.no_case_of_the_company_is_left(kept.cases_left)


def destroy(state: Retention, of: Subject, keys: int, backups_expire_on: dt.date) -> list[Event]:
    """The keys of an approved destruction are gone; [] where that is on record."""
    if state.keeping is not Keeping.APPROVED:
        return []
    return [KeysDestroyed(**of._asdict(), keys=keys, backups_expire_on=backups_expire_on)]


def complete(state: Retention, of: Subject, on: dt.date) -> list[Event]:
    """The last backup has expired; [] where there is nothing to complete. Raises Refused before the day."""
    if state.keeping is not Keeping.DESTROYED or state.destroyed is None:
        return []
    rules.the_backups_have_expired(state.destroyed.backups_expire_on, on)
    return [DestructionCompleted(**of._asdict())]


def keeping_steps(state: Retention, of: Subject, asking: Asking, kept: Kept) -> list[Step]:
    """What can come next for the asker, with why not where it may not be done now; nothing once it is decided."""
    if state.is_decided:
        return []
    proposed = state.keeping is Keeping.PROPOSED
    deciding: tuple[type[Any], ...] = (ApproveDestruction, WithdrawDestruction) if proposed else (ProposeDestruction,)
    steps = [step_of(each, partial(_DECISIONS[each], state, of, each(), asking, kept)) for each in deciding]
    return [*steps, Step(LiftLegalHold if state.held else PlaceLegalHold, True)]


_DECISIONS: Final[dict[type[Any], Callable[[Retention, Subject, Any, Asking, Kept], list[Event]]]] = {
    PlaceLegalHold: _place,
    LiftLegalHold: _lift,
    ProposeDestruction: _propose,
    WithdrawDestruction: _withdraw,
    ApproveDestruction: _approve,
}
