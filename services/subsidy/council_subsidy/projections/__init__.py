"""Read tables of subsidy: its cases, the register of agencies, and the register of companies and their supports that nationwide checks need."""

from council_subsidy.projections.agencies import AGENCIES
from council_subsidy.projections.cases import CASES, LAST, box_of
from council_subsidy.projections.register import REGISTER

__all__ = ["AGENCIES", "CASES", "LAST", "REGISTER", "box_of"]
