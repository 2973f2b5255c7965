"""Events of other services → own commands. Pure."""

from __future__ import annotations

from typing import Any, Final

from council_events.audit import DestructionApproved, RetainedKind
from council_events.event import Envelope
from council_events.subsidy import RevitalizationFoundNecessary

from council_intake.commands import CloseEntry, ReceiveApplicant


def receive_applicant(envelope: Envelope[Any]) -> ReceiveApplicant | None:
    """An applicant of the plan-subsidy programme who needs 事業再生 is received at the counter; sealed fields pass as they are."""
    event = envelope.data
    if not isinstance(event, RevitalizationFoundNecessary):
        return None
    given = {name: getattr(event, name) for name in _PASSED_ON}
    return ReceiveApplicant(
        **given | {"case_id": event.consultation_id, "application": event.case_id, "story": event.reason}
    )


def close_entry(envelope: Envelope[Any]) -> CloseEntry | None:
    """What two have decided to destroy is closed first: nothing more is sealed for a company whose keys are about to go."""
    event = envelope.data
    if not isinstance(event, DestructionApproved) or event.retained_kind is not RetainedKind.COMPANY:
        return None
    return CloseEntry(company_id=event.retained_id)


_PASSED_ON: Final = set(ReceiveApplicant.model_fields) & set(RevitalizationFoundNecessary.model_fields)
