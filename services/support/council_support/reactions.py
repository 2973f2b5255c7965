"""Events of other services → own commands. Pure."""

from __future__ import annotations

from typing import Any

from council_events.event import Envelope
from council_events.intake import SupportLineChosen

from council_support.commands import ReceiveCandidate
from council_support.domain import LINES


def receive_candidate(envelope: Envelope[Any]) -> ReceiveCandidate | None:
    """A consultation whose line support carries becomes a candidate of it; sealed fields pass as they are."""
    event = envelope.data
    if not isinstance(event, SupportLineChosen) or event.line not in LINES:
        return None
    return ReceiveCandidate(**{name: getattr(event, name) for name in ReceiveCandidate.model_fields})
