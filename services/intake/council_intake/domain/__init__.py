"""Consultations and registered companies: states, `evolve`, `decide`, `next_steps`. Pure."""

from council_events.deciding import Step

from council_intake.domain.behaviour import NOTHING, Around
from council_intake.domain.company import (
    NO_COMPANY,
    Company,
    CompanyAround,
    close,
    company_steps,
    decide_company,
    evolve_company,
    register,
)
from council_intake.domain.deciding import BEHAVIOURS, deadline_of, decide, next_steps, note_deadline, of_kind
from council_intake.domain.needed import needs_of
from council_intake.domain.papers import BESIDE
from council_intake.domain.reception import receive_applicant
from council_intake.domain.responses import standard_cited
from council_intake.domain.state import INITIAL, STAGE_AFTER, Stage, State, evolve, stage_after

__all__ = [
    "BEHAVIOURS",
    "BESIDE",
    "INITIAL",
    "NOTHING",
    "NO_COMPANY",
    "STAGE_AFTER",
    "Around",
    "Company",
    "CompanyAround",
    "Stage",
    "State",
    "Step",
    "close",
    "company_steps",
    "deadline_of",
    "decide",
    "decide_company",
    "evolve",
    "evolve_company",
    "needs_of",
    "next_steps",
    "note_deadline",
    "of_kind",
    "receive_applicant",
    "register",
    "stage_after",
    "standard_cited",
]
