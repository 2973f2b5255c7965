"""Read tables of audit: who read what, and the investigations. The ledger is no projection: its leaves are a store."""

from council_audit.projections.access import ACCESS
from council_audit.projections.alerts import ALERTS
from council_audit.projections.destructions import RETENTION
from council_audit.projections.investigations import INVESTIGATIONS

__all__ = ["ACCESS", "ALERTS", "INVESTIGATIONS", "RETENTION"]
