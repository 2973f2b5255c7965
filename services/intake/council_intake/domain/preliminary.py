"""A 事前相談 of a bank or adviser, as a line of its own: the commands of this kind, and how its events move the stage."""

from __future__ import annotations

from council_events.intake import ConsultationKind

from council_intake.domain.deciding import decide, next_steps, of_kind
from council_intake.domain.state import INITIAL, STAGE_AFTER, Stage, evolve

TITLE = ConsultationKind.PRELIMINARY.label
BEHAVIOURS = of_kind(ConsultationKind.PRELIMINARY)

__all__ = ["BEHAVIOURS", "INITIAL", "STAGE_AFTER", "TITLE", "Stage", "decide", "evolve", "next_steps"]
