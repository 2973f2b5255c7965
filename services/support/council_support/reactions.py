"""Events of other services → own commands. Pure."""

from __future__ import annotations

from typing import Any

from council_events.event import Envelope
from council_events.intake import SupportLineChosen
from council_events.values import SupportLine

from council_support.commands import ReceiveCandidate


def receive_candidate(envelope: Envelope[Any]) -> ReceiveCandidate | None:
    """A consultation whose line is 再生支援 becomes a candidate; sealed fields pass as they are."""
    event = envelope.data
    if not isinstance(event, SupportLineChosen) or event.line is not SupportLine.RESTRUCTURING:
        return None
    return ReceiveCandidate(**{name: getattr(event, name) for name in ReceiveCandidate.model_fields})
