"""What is shown of cases under 別冊３, in the case itself and in the work list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from council_events import Event
from council_events.support import (
    CreditorsMeetingHeld,
    MeetingMatter,
    MeetingResolved,
    PerformanceReported,
    PerformanceReportsScheduled,
    StandstillNotified,
    SupportRequested,
)
from pydantic import BaseModel

from council_support.commands.restructuring import (
    CompleteFinancialDueDiligence,
    HoldCreditorsMeeting,
    RecordConsent,
    RequestSupport,
)
from council_support.commands.tax_scheme import (
    DraftSchemePlan,
    EstablishCommittee,
    FormSchemeTeam,
    HoldFirstMeeting,
    JudgeStandstill,
    RecordPerformance,
    StartTaxScheme,
    SubmitCommitteeReport,
)
from council_support.domain.tax_scheme import Stage
from council_support.queries.tax_scheme.labels import LABELS
from council_support.queries.tax_scheme.views import content, pairs

NEXT_COMMAND: Final[dict[Stage, type[BaseModel]]] = {
    Stage.CANDIDATE: StartTaxScheme,
    Stage.STARTED: FormSchemeTeam,
    Stage.TEAM: CompleteFinancialDueDiligence,
    Stage.EXAMINING: DraftSchemePlan,
    Stage.DRAFTED: JudgeStandstill,
    Stage.NOTIFIED: HoldFirstMeeting,
    Stage.MET: EstablishCommittee,
    Stage.COMMITTEE: SubmitCommitteeReport,
    Stage.REPORTED: HoldCreditorsMeeting,
    Stage.CONSENT: RecordConsent,
    Stage.APPROVED: RecordPerformance,
}
"""What usually comes next at a stage, for the work list; the case itself says everything that can."""
FIRST_COMMAND: Final = RequestSupport
"""What a candidate whose company has not applied yet waits for."""


def _second_meeting(event: MeetingResolved) -> dict[str, Any]:
    return {"deadline": event.until} if event.passed and event.matter is MeetingMatter.SECOND_MEETING else {}


FILLS: Final[dict[type[Event], Callable[[Any], dict[str, Any]]]] = {
    SupportRequested: lambda event: {"requested_on": event.requested_on},
    StandstillNotified: lambda event: {"deadline": event.first_meeting_on},
    MeetingResolved: _second_meeting,
    CreditorsMeetingHeld: lambda event: {"consent_deadline": event.consent_deadline},
    PerformanceReportsScheduled: lambda event: {"deadline": event.first_due},
    PerformanceReported: lambda event: {"deadline": event.next_due},
}
"""The columns of the case list that an event fills."""

__all__ = ["FILLS", "FIRST_COMMAND", "LABELS", "NEXT_COMMAND", "content", "pairs"]
