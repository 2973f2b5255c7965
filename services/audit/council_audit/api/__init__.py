"""The HTTP door of audit, one file per subject."""

from council_audit.api.access import access_routes
from council_audit.api.alerts import alert_routes
from council_audit.api.destructions import destruction_routes
from council_audit.api.exports import export_routes
from council_audit.api.inspections import inspection_routes
from council_audit.api.investigations import investigation_routes
from council_audit.api.ledger import routes
from council_audit.api.tlog import tlog_routes

__all__ = [
    "access_routes",
    "alert_routes",
    "destruction_routes",
    "export_routes",
    "inspection_routes",
    "investigation_routes",
    "routes",
    "tlog_routes",
]
