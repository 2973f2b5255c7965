"""Read tables of intake: consultations, companies of the register, the uses that nationwide questions ask about, and the standards
that referrals cite."""

from council_intake.projections.companies import COMPANIES
from council_intake.projections.consultations import CASES
from council_intake.projections.nationwide import NATIONWIDE
from council_intake.projections.standards import STANDARDS

__all__ = ["CASES", "COMPANIES", "NATIONWIDE", "STANDARDS"]
