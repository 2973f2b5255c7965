"""What a company has used of the programme in all councils: the state of its ledger, and what a case adds to it.

The ledger is a stream of its own (`SubsidyUseCounted`), saved in one transaction with the case's events, so that two
councils that decide at once can't overshoot a limit: the second decides anew on what the first has left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from uuid import UUID, uuid5

from council_casework.nationwide import Supported, counting
from council_events.deciding import Fact
from council_events.subsidy import CostLine, EarlierUseRecorded, SubsidyUseCounted

from council_subsidy.domain.state import Stage, State


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: the uses it counts, the latest word on each."""

    uses: Mapping[UUID, SubsidyUseCounted] = field(default_factory=lambda: MappingProxyType({}))


EMPTY = Ledger()


def evolve_ledger(ledger: Ledger, fact: Fact) -> Ledger:
    """The ledger after one more fact; an event of no meaning here leaves it as it is."""
    if not isinstance(fact.event, SubsidyUseCounted):
        return ledger
    return replace(ledger, uses=MappingProxyType({**ledger.uses, fact.event.use_id: fact.event}))


@dataclass(frozen=True, slots=True)
class Company:
    """What all councils together know of the company of a case, as far as rules ask. No council ever sees it."""

    uses: tuple[SubsidyUseCounted, ...] = ()
    supports: tuple[Supported, ...] = ()


NOBODY = Company()


def company_of(case_id: UUID, ledgers: Iterable[Ledger], supports: Sequence[Supported]) -> Company:
    """The uses of every ledger of the company but the case's own, and its supports by other cases.

    A use that ended with nothing paid is none.
    """
    uses = {use.use_id: use for ledger in ledgers for use in ledger.uses.values()}
    others = counting(use for use in uses.values() if use.use_id != case_id)
    return Company(others, tuple(support for support in supports if support.case_id != case_id))


def uses_to_count(ledger_id: UUID, ledger: Ledger, before: State, after: State) -> list[SubsidyUseCounted]:
    """What the ledger lacks once the case has gone from `before` to `after`: its own use and those known from paper."""
    uses = [*_own(ledger_id, after), *_known_from_paper(ledger_id, before, after)]
    return [use for use in uses if ledger.uses.get(use.use_id) != use]


def _own(ledger_id: UUID, state: State) -> Iterable[SubsidyUseCounted]:
    filed, accepted_on = state.application, state.accepted_on
    if filed is None or accepted_on is None:
        return
    running = state.stage is not Stage.ENDED
    total = sum(state.decided.values())
    negotiation = state.decided.get(CostLine.NEGOTIATION, 0)
    if running:
        total, negotiation = max(total, state.largest_subsidy), max(negotiation, state.negotiation_subsidy)
    yield SubsidyUseCounted(
        ledger_id=ledger_id,
        use_id=filed.case_id,
        track=filed.track,
        accepted_on=accepted_on,
        amount=total,
        negotiation=min(negotiation, total),
        cause=filed.decline_cause,
        running=running,
    )


def _known_from_paper(ledger_id: UUID, before: State, after: State) -> Iterable[SubsidyUseCounted]:
    for use in after.earlier_uses[len(before.earlier_uses) :]:
        yield _counted(ledger_id, use)


def _counted(ledger_id: UUID, use: EarlierUseRecorded) -> SubsidyUseCounted:
    return SubsidyUseCounted(
        ledger_id=ledger_id,
        use_id=uuid5(use.case_id, f"earlier use {use.number}"),
        track=use.track,
        accepted_on=use.accepted_on,
        amount=use.amount,
        cause=use.cause,
        running=False,
    )
