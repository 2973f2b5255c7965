"""A case of the plan-subsidy programme: state, `evolve`, `decide`, `next_steps`. Pure."""

from council_subsidy.domain.behaviour import BEHAVIOURS, Step, decide, next_steps
from council_subsidy.domain.state import INITIAL, STAGE_AFTER, Due, Stage, State, evolve, stage_after

__all__ = [
    "BEHAVIOURS",
    "INITIAL",
    "STAGE_AFTER",
    "Due",
    "Stage",
    "State",
    "Step",
    "decide",
    "evolve",
    "next_steps",
    "stage_after",
]
