"""Events → the read tables of reporting."""

from council_reporting.projections.editions import EDITIONS
from council_reporting.projections.evaluations import EVALUATIONS
from council_reporting.projections.figures import NAME, figures_projection
from council_reporting.projections.publications import PUBLICATIONS
from council_reporting.projections.register import REGISTER

__all__ = ["EDITIONS", "EVALUATIONS", "NAME", "PUBLICATIONS", "REGISTER", "figures_projection"]
