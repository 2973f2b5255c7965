"""What can be asked of governance, of a person (the path names it) or of a council's organisation.

Texts are clear here; the domain seals them. Every command names its council by `council` (None: the one signed in for).
"""

from __future__ import annotations

from council_governance.commands.interests import DeclareConflictOfInterest, DesignateSubstitute, LiftConflictOfInterest
from council_governance.commands.offices import (
    AppointOffice,
    AssignCaseWorker,
    EndOffice,
    ProposeCandidate,
    ReceivePledge,
    RecordBureauConsent,
)

PersonCommand = (
    ProposeCandidate
    | RecordBureauConsent
    | ReceivePledge
    | AppointOffice
    | EndOffice
    | DeclareConflictOfInterest
    | LiftConflictOfInterest
    | DesignateSubstitute
    | AssignCaseWorker
)
"""Commands on one person in one council."""

__all__ = [
    "AppointOffice",
    "AssignCaseWorker",
    "DeclareConflictOfInterest",
    "DesignateSubstitute",
    "EndOffice",
    "LiftConflictOfInterest",
    "PersonCommand",
    "ProposeCandidate",
    "ReceivePledge",
    "RecordBureauConsent",
]
