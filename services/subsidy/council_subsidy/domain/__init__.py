"""A case of the plan-subsidy programme: state, `evolve`, `decide`, `next_steps`. Pure."""

from council_subsidy.domain.application import due_on
from council_subsidy.domain.behaviour import BEHAVIOURS, Step, decide, next_steps, paper_steps, release_steps
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.company import (
    EMPTY,
    NOBODY,
    Company,
    Ledger,
    company_of,
    evolve_ledger,
    uses_to_count,
)
from council_subsidy.domain.papers import needed_papers
from council_subsidy.domain.payments import second_half_unlocked
from council_subsidy.domain.state import INITIAL, STAGE_AFTER, Due, Stage, State, evolve, stage_after

__all__ = [
    "BEHAVIOURS",
    "EMPTY",
    "INITIAL",
    "NOBODY",
    "STAGE_AFTER",
    "Circumstances",
    "Company",
    "Due",
    "Ledger",
    "Stage",
    "State",
    "Step",
    "company_of",
    "decide",
    "due_on",
    "evolve",
    "evolve_ledger",
    "needed_papers",
    "next_steps",
    "paper_steps",
    "release_steps",
    "second_half_unlocked",
    "stage_after",
    "uses_to_count",
]
