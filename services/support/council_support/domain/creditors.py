"""The creditors of a case as events change them, whatever its line.

Every state that has creditors keeps them by id in `creditors`. `changed` keeps the other fields; a creditor that the case does
not know leaves it as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from council_events import Sealed
from council_events.deciding import changed
from council_events.values import Code, CreditorKind

from council_support.domain.stages import Change

S = TypeVar("S")


class Answer(Code):
    """What a creditor has said to the version of the plan that stands before it."""

    CONSENTED = "consented", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "同意を撤回"


@dataclass(frozen=True)
class Creditor:
    """What every line keeps of a creditor; `claim` in yen. The answer is that to the plan's current version."""

    creditor_id: UUID
    kind: CreditorKind
    name: Sealed[str]
    claim: int
    answer: Answer | None = None
    answered_on: dt.date | None = None
    reason: Sealed[str] | None = None


def put(state: S, creditor: Any) -> S:
    """The state with this creditor, new or in place of the one that was known by its id."""
    whole: Any = state
    creditors = whole.creditors.copy()  # of the dict below the proxy: no id is hashed again
    creditors[creditor.creditor_id] = creditor
    after: S = changed(whole, creditors=MappingProxyType(creditors))
    return after


def mark(state: S, creditor_id: UUID, **changes: Any) -> S:
    """The state with these fields of one creditor changed."""
    whole: Any = state
    creditor = whole.creditors.get(creditor_id)
    return state if creditor is None else put(state, changed(creditor, **changes))


def allow_contact(state: Any, event: Any, _on: dt.date | None = None) -> Any:
    """The creditors that the event names may be approached from now on."""
    creditors = state.creditors.copy()
    for creditor_id in event.creditors:
        if creditor_id in creditors:
            creditors[creditor_id] = changed(creditors[creditor_id], contact_allowed=True)
    return changed(state, creditors=MappingProxyType(creditors))


def unanswered(creditors: Mapping[UUID, Any], **also: Any) -> Mapping[UUID, Any]:
    """No creditor has answered the version that stands from now on. `also`: what else begins anew with it."""
    return MappingProxyType(
        {each: changed(creditor, answer=None, answered_on=None, **also) for each, creditor in creditors.items()}
    )


def consented(**also: Any) -> Change[Any]:
    """A consent, of the day on which it was confirmed. `also`: what else it changes in the line."""

    def change(state: Any, event: Any, _on: dt.date) -> Any:
        return mark(
            state, event.creditor_id, answer=Answer.CONSENTED, answered_on=event.confirmed_on, reason=None, **also
        )

    return change


def refused(**also: Any) -> Change[Any]:
    """A refusal, with the reason where one was given."""

    def change(state: Any, event: Any, on: dt.date) -> Any:
        return mark(state, event.creditor_id, answer=Answer.REFUSED, answered_on=on, reason=event.reason, **also)

    return change


def withdrawn(state: Any, event: Any, on: dt.date) -> Any:
    """A consent that was taken back."""
    return mark(state, event.creditor_id, answer=Answer.WITHDRAWN, answered_on=on, reason=event.reason)


def listed_as(kind: type[Creditor]) -> Change[Any]:
    """A creditor listed, or told anew: what it has answered stays. `kind`: the line's own creditor."""

    def change(state: Any, event: Any, _on: dt.date) -> Any:
        known = state.creditors.get(event.creditor_id)
        if known is None:
            return put(state, kind(event.creditor_id, event.kind, event.name, event.claim))
        return put(state, changed(known, kind=event.kind, name=event.name, claim=event.claim))

    return change
