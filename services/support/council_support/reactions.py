"""Events of other services, and own events that begin a further case → own commands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from council_events.event import Envelope
from council_events.intake import SupportLineChosen
from council_events.support import SuccessorOpened

from council_support.commands import ReceiveCandidate
from council_support.domain import LINES


def receive_candidate(envelope: Envelope[Any]) -> ReceiveCandidate | None:
    """A consultation whose line support carries becomes a candidate of it; sealed fields pass as they are."""
    event = envelope.data
    if not isinstance(event, SupportLineChosen) or event.line not in LINES:
        return None
    return ReceiveCandidate(**_given(event, ReceiveCandidate.model_fields))


def receive_successor(envelope: Envelope[Any]) -> ReceiveCandidate | None:
    """A case of support that leads to a further one begins it, under its own number and linked to the first."""
    event = envelope.data
    if not isinstance(event, SuccessorOpened) or event.line not in LINES:
        return None
    given = _given(event, ReceiveCandidate.model_fields)
    return ReceiveCandidate(**given | {"case_id": event.next_case_id, "earlier_case": event.case_id})


def _given(event: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(event, name) for name in names if name in type(event).model_fields}
