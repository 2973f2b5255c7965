"""Events → the read tables of reporting."""

from council_reporting.projections.figures import NAME, figures_projection

__all__ = ["NAME", "figures_projection"]
