"""The commands and queries of audit, as its door calls them."""

from council_audit.application.alerts import Alerts
from council_audit.application.destructions import Destructions
from council_audit.application.inspections import Inspections
from council_audit.application.investigations import Investigations
from council_audit.application.openings import Openings

__all__ = ["Alerts", "Destructions", "Inspections", "Investigations", "Openings"]
