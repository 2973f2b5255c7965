"""What can be asked of audit: the steps of an investigation, and the access log that an entitled person is given."""

from council_audit.commands.investigations import (
    ConcludeInvestigation,
    GiveAccessLog,
    HearCouncil,
    InvestigationCommand,
    MarkFinding,
    OpenContent,
    OpenInvestigation,
    ReportResult,
    RequestInvestigation,
)

__all__ = [
    "ConcludeInvestigation",
    "GiveAccessLog",
    "HearCouncil",
    "InvestigationCommand",
    "MarkFinding",
    "OpenContent",
    "OpenInvestigation",
    "ReportResult",
    "RequestInvestigation",
]
