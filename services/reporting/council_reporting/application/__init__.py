"""Reporting at work: load → decide → save."""

from council_reporting.application.activities import Activities
from council_reporting.application.editions import Editions
from council_reporting.application.publication import Publication
from council_reporting.application.register import Chasing

__all__ = ["Activities", "Chasing", "Editions", "Publication"]
