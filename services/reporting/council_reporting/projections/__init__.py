"""Events → the read tables of reporting."""

from council_reporting.projections.editions import EDITIONS
from council_reporting.projections.figures import NAME, figures_projection

__all__ = ["EDITIONS", "NAME", "figures_projection"]
