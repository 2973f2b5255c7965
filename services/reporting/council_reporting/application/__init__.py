"""Reporting at work: load → decide → save."""

from council_reporting.application.activities import Activities
from council_reporting.application.editions import Editions
from council_reporting.application.publication import Publication

__all__ = ["Activities", "Editions", "Publication"]
