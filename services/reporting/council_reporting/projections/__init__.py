"""Events → the read tables of reporting."""

from council_reporting.projections.editions import EDITIONS
from council_reporting.projections.figures import NAME, figures_projection
from council_reporting.projections.publications import PUBLICATIONS

__all__ = ["EDITIONS", "NAME", "PUBLICATIONS", "figures_projection"]
