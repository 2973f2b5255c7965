"""Investigations: state, `evolve`, `decide`, `next_steps`. Pure."""

from council_events.deciding import Step

from council_audit.domain.deciding import Around, decide, give_access_log, next_steps, request
from council_audit.domain.state import INITIAL, STAGE_AFTER, Stage, State, evolve

__all__ = [
    "INITIAL",
    "STAGE_AFTER",
    "Around",
    "Stage",
    "State",
    "Step",
    "decide",
    "evolve",
    "give_access_log",
    "next_steps",
    "request",
]
