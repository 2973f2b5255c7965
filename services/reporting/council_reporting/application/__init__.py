"""Reporting at work: load → decide → save."""

from council_reporting.application.activities import Activities
from council_reporting.application.editions import Editions

__all__ = ["Activities", "Editions"]
