"""The commands and queries of audit, as its door calls them."""

from council_audit.application.destructions import Destructions
from council_audit.application.investigations import Investigations
from council_audit.application.openings import Openings

__all__ = ["Destructions", "Investigations", "Openings"]
