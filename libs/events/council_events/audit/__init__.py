"""What audit records of its own: investigations of secrecy, inspections, access logs given out, alerts on unusual access, destructions.

None of these events has a `case_id`: the cases looked into stand in `cases`, so that no replay of a case, which its own
council may see, tells of an investigation.
"""

from council_events.audit.alerts import AlertKind, UnusualAccessAlerted
from council_events.audit.destructions import (
    DestructionApproved,
    DestructionCompleted,
    DestructionEvent,
    DestructionProposed,
    DestructionWithdrawn,
    HoldGround,
    KeysDestroyed,
    LegalHoldLifted,
    LegalHoldPlaced,
    RetainedKind,
)
from council_events.audit.inspections import (
    InspectedContentOpened,
    InspectionBegun,
    InspectionEnded,
    InspectionEvent,
    InspectionId,
)
from council_events.audit.investigations import (
    AccessLogGiven,
    ContentOpened,
    CouncilHeard,
    Entitled,
    EntryId,
    FindingKind,
    FindingMarked,
    IdentityProof,
    InvestigationConcluded,
    InvestigationEvent,
    InvestigationId,
    InvestigationOpened,
    InvestigationReported,
    InvestigationRequested,
    InvestigationResult,
    ReportingMeans,
)

__all__ = [
    "AccessLogGiven",
    "AlertKind",
    "ContentOpened",
    "CouncilHeard",
    "DestructionApproved",
    "DestructionCompleted",
    "DestructionEvent",
    "DestructionProposed",
    "DestructionWithdrawn",
    "Entitled",
    "EntryId",
    "FindingKind",
    "FindingMarked",
    "HoldGround",
    "IdentityProof",
    "InspectedContentOpened",
    "InspectionBegun",
    "InspectionEnded",
    "InspectionEvent",
    "InspectionId",
    "InvestigationConcluded",
    "InvestigationEvent",
    "InvestigationId",
    "InvestigationOpened",
    "InvestigationReported",
    "InvestigationRequested",
    "InvestigationResult",
    "KeysDestroyed",
    "LegalHoldLifted",
    "LegalHoldPlaced",
    "ReportingMeans",
    "RetainedKind",
    "UnusualAccessAlerted",
]
