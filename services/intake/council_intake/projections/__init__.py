"""Read tables of intake: consultations, companies of the register, and the uses that nationwide questions ask about."""

from council_intake.projections.companies import COMPANIES
from council_intake.projections.consultations import CASES
from council_intake.projections.nationwide import NATIONWIDE

__all__ = ["CASES", "COMPANIES", "NATIONWIDE"]
