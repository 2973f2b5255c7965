"""Read tables of subsidy: its cases, and the register of companies and their supports that nationwide checks need."""

from council_subsidy.projections.cases import CASES, LAST, box_of
from council_subsidy.projections.register import REGISTER

__all__ = ["CASES", "LAST", "REGISTER", "box_of"]
