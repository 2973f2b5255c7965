"""A case of the plan-subsidy programme: state, `evolve`, `decide`, `next_steps`. Pure."""

from council_events.deciding import Step

from council_subsidy.domain.agency import (
    UNKNOWN_AGENCY,
    Agency,
    Tie,
    agency_steps,
    certify_agency,
    decide_agency,
    evolve_agency,
    stream_of,
)
from council_subsidy.domain.application import due_on, lapsed_on
from council_subsidy.domain.behaviour import BEHAVIOURS, decide, next_steps, paper_steps, release_steps
from council_subsidy.domain.circumstances import NO_REGISTER, Circumstances
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
    "NO_REGISTER",
    "STAGE_AFTER",
    "UNKNOWN_AGENCY",
    "Agency",
    "Circumstances",
    "Company",
    "Due",
    "Ledger",
    "Stage",
    "State",
    "Step",
    "Tie",
    "agency_steps",
    "certify_agency",
    "company_of",
    "decide",
    "decide_agency",
    "due_on",
    "evolve",
    "evolve_agency",
    "evolve_ledger",
    "lapsed_on",
    "needed_papers",
    "next_steps",
    "paper_steps",
    "release_steps",
    "second_half_unlocked",
    "stage_after",
    "stream_of",
    "uses_to_count",
]
