"""Consultations and registered companies: states, `evolve`, `decide`, `next_steps`. Pure."""

from council_intake.domain.behaviour import NOTHING, Around, Step
from council_intake.domain.company import (
    NO_COMPANY,
    Company,
    CompanyAround,
    CompanyStep,
    company_steps,
    decide_company,
    evolve_company,
    register,
)
from council_intake.domain.deciding import BEHAVIOURS, decide, next_steps, of_kind
from council_intake.domain.state import INITIAL, STAGE_AFTER, Stage, State, evolve, stage_after

__all__ = [
    "BEHAVIOURS",
    "INITIAL",
    "NOTHING",
    "NO_COMPANY",
    "STAGE_AFTER",
    "Around",
    "Company",
    "CompanyAround",
    "CompanyStep",
    "Stage",
    "State",
    "Step",
    "company_steps",
    "decide",
    "decide_company",
    "evolve",
    "evolve_company",
    "next_steps",
    "of_kind",
    "register",
    "stage_after",
]
