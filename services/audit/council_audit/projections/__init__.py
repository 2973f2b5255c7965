"""Read tables of audit: who read what, the investigations and inspections. The ledger is no projection: its leaves are a store."""

from council_audit.projections.access import ACCESS
from council_audit.projections.alerts import ALERTS
from council_audit.projections.cases import CASES
from council_audit.projections.companies import COMPANIES
from council_audit.projections.destructions import RETENTION
from council_audit.projections.inspections import INSPECTIONS
from council_audit.projections.investigations import INVESTIGATIONS

__all__ = ["ACCESS", "ALERTS", "CASES", "COMPANIES", "INSPECTIONS", "INVESTIGATIONS", "RETENTION"]
