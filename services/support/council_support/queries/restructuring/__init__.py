"""What is shown of restructuring cases, in the case itself and in the work list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from council_events import Event
from council_events.support import (
    CourseChanged,
    CreditorsMeetingHeld,
    MonitoringReported,
    MonitoringStarted,
    PlanRevisedWithoutCreditor,
    RestructuringStarted,
    SupportRequested,
)
from pydantic import BaseModel

from council_support.commands.restructuring import (
    CompleteFinancialDueDiligence,
    DecideStart,
    DraftPlan,
    FormTeam,
    HoldCreditorsMeeting,
    RecordConsent,
    RecordMonitoringReport,
    RequestSupport,
    StartInquiry,
    StartMonitoring,
    SubmitInvestigationReport,
)
from council_support.domain.restructuring import Stage
from council_support.queries.restructuring.labels import LABELS
from council_support.queries.restructuring.views import content, pairs

NEXT_COMMAND: Final[dict[Stage, type[BaseModel]]] = {
    Stage.CANDIDATE: StartInquiry,
    Stage.INQUIRY: DecideStart,
    Stage.STARTED: FormTeam,
    Stage.TEAM: CompleteFinancialDueDiligence,
    Stage.EXAMINING: DraftPlan,
    Stage.DRAFTED: SubmitInvestigationReport,
    Stage.INVESTIGATED: HoldCreditorsMeeting,
    Stage.CONSENT: RecordConsent,
    Stage.APPROVED: StartMonitoring,
    Stage.MONITORING: RecordMonitoringReport,
}
"""What usually comes next at a stage, for the work list; the case itself says everything that can."""
FIRST_COMMAND: Final = RequestSupport
"""What a candidate whose company has not applied yet waits for."""

FILLS: Final[dict[type[Event], Callable[[Any], dict[str, Any]]]] = {
    SupportRequested: lambda event: {"requested_on": event.requested_on},
    RestructuringStarted: lambda event: {"standard_date": event.standard_date},
    CourseChanged: lambda event: {"standard_date": event.standard_date},
    CreditorsMeetingHeld: lambda event: {"consent_deadline": event.consent_deadline},
    PlanRevisedWithoutCreditor: lambda event: {"consent_deadline": event.consent_deadline},
    MonitoringStarted: lambda event: {
        "monitored_from": event.begins_on,
        "monitored_to": event.ends_on,
        "report_months": event.months_between_reports,
    },
    MonitoringReported: lambda event: {"reported_to": event.period_to},
}
"""The columns of the case list that an event fills."""

__all__ = ["FILLS", "FIRST_COMMAND", "LABELS", "NEXT_COMMAND", "content", "pairs"]
