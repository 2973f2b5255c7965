"""The keeping of one case: held, proposed for destruction, approved, destroyed, complete. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
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
)
from council_events.deciding import Asking, Fact, Refused
from council_events.values import Code

from council_audit.commands.destructions import (
    ApproveDestruction,
    DestructionCommand,
    LiftLegalHold,
    PlaceLegalHold,
    ProposeDestruction,
    WithdrawDestruction,
)
from council_audit.domain.deciding import Step
from council_audit.rules import destructions as rules

_STREAMS: Final = UUID("0b6e9f0e-3d0f-5d0e-9b5b-4f6a6f0c6a11")


def keeping_of(case_id: UUID) -> UUID:
    """The stream on the keeping of a case: apart from the case's own, which goes on in other services."""
    return uuid5(_STREAMS, str(case_id))


class Keeping(Code):
    """How far a case's destruction is."""

    KEPT = "kept", "保存中"
    PROPOSED = "proposed", "廃棄の発議"
    APPROVED = "approved", "廃棄の承認済み"
    DESTROYED = "destroyed", "鍵を廃棄済み（控えの期限待ち）"
    COMPLETE = "complete", "廃棄完了"


@dataclass(frozen=True, slots=True)
class Retention:
    """One case. `held`: a legal hold stands."""

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
    """What is known of the case besides: its last record, the period in years, whether an investigation runs."""

    last_recorded_on: dt.date
    years: int | None
    investigated: bool


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
    state: Retention, case_id: UUID, command: DestructionCommand, asking: Asking, kept: Kept
) -> list[Event]:
    """What follows from the command; [] where its aim is met. Raises Refused."""
    return _DECISIONS[type(command)](state, case_id, command, asking, kept)


def _place(state: Retention, case_id: UUID, command: Any, _asking: Asking, _kept: Kept) -> list[Event]:
    rules.it_is_still_there(state.is_decided)
    return [] if state.held else [LegalHoldPlaced(retained_case=case_id, ground=command.ground)]


def _lift(state: Retention, case_id: UUID, _command: Any, _asking: Asking, _kept: Kept) -> list[Event]:
    return [LegalHoldLifted(retained_case=case_id)] if state.held else []


def _propose(state: Retention, case_id: UUID, _command: Any, asking: Asking, kept: Kept) -> list[Event]:
    if state.keeping is Keeping.PROPOSED:
        return []
    rules.the_head_proposes(asking)
    rules.it_is_still_there(state.is_decided)
    rules.nothing_holds_it(state.held, kept.investigated)
    until = rules.retained_until(kept.last_recorded_on, kept.years)
    rules.the_period_is_over(until, asking.on)
    return [DestructionProposed(retained_case=case_id, last_recorded_on=kept.last_recorded_on, retained_until=until)]


def _withdraw(state: Retention, case_id: UUID, _command: Any, _asking: Asking, _kept: Kept) -> list[Event]:
    rules.it_is_still_there(state.is_decided)
    rules.it_is_proposed(state.keeping is Keeping.PROPOSED)
    return [DestructionWithdrawn(retained_case=case_id)]


def _approve(state: Retention, case_id: UUID, _command: Any, asking: Asking, kept: Kept) -> list[Event]:
    """Everything is asked again: what was so on the day of the proposal need not be so today."""
    if state.is_decided:
        return []
    rules.it_is_proposed(state.keeping is Keeping.PROPOSED)
    rules.the_host_s_head_approves_what_another_proposed(asking, state.proposed_by)
    rules.nothing_holds_it(state.held, kept.investigated)
    rules.the_period_is_over(rules.retained_until(kept.last_recorded_on, kept.years), asking.on)
    return [DestructionApproved(retained_case=case_id)]


def destroy(state: Retention, case_id: UUID, keys: int, backups_expire_on: dt.date) -> list[Event]:
    """The keys of an approved destruction are gone; [] where that is on record."""
    if state.keeping is not Keeping.APPROVED:
        return []
    return [KeysDestroyed(retained_case=case_id, keys=keys, backups_expire_on=backups_expire_on)]


def complete(state: Retention, case_id: UUID, on: dt.date) -> list[Event]:
    """The last backup has expired; [] where there is nothing to complete. Raises Refused before the day."""
    if state.keeping is not Keeping.DESTROYED or state.destroyed is None:
        return []
    rules.the_backups_have_expired(state.destroyed.backups_expire_on, on)
    return [DestructionCompleted(retained_case=case_id)]


def keeping_steps(state: Retention, case_id: UUID, asking: Asking, kept: Kept) -> list[Step]:
    """What can come next for the asker, with why not where it may not be done now; nothing once it is decided."""
    if state.is_decided:
        return []
    proposed = state.keeping is Keeping.PROPOSED
    deciding: tuple[type[Any], ...] = (ApproveDestruction, WithdrawDestruction) if proposed else (ProposeDestruction,)
    steps = [_step(state, case_id, command, asking, kept) for command in deciding]
    return [*steps, Step(LiftLegalHold if state.held else PlaceLegalHold, True)]


def _step(state: Retention, case_id: UUID, command: type[Any], asking: Asking, kept: Kept) -> Step:
    try:
        _DECISIONS[command](state, case_id, command(), asking, kept)
    except Refused as refused:
        return Step(command, False, refused.provision, refused.ja, refused.en)
    return Step(command, True)


_DECISIONS: Final[dict[type[Any], Callable[[Retention, UUID, Any, Asking, Kept], list[Event]]]] = {
    PlaceLegalHold: _place,
    LiftLegalHold: _lift,
    ProposeDestruction: _propose,
    WithdrawDestruction: _withdraw,
    ApproveDestruction: _approve,
}
