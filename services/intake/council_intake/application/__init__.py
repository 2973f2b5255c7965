"""Intake at work: consultations, and the register of companies."""

from council_intake.application.consultations import Intake
from council_intake.application.register import Register

__all__ = ["Intake", "Register"]
