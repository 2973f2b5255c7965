"""What is shown of cases of guarantee debts, in the case itself and in the work list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from council_events import Event
from council_events.support import CreditorsMeetingHeld
from pydantic import BaseModel

from council_support.commands.guarantee import (
    DiscloseAssets,
    DraftRepaymentPlan,
    FileUseApplication,
    OutlineGuarantee,
    RequestGuaranteeStandstill,
    StartRepaymentSupport,
    SubmitRepaymentReport,
)
from council_support.commands.restructuring import HoldCreditorsMeeting, RecordConsent
from council_support.domain.guarantee import Stage
from council_support.queries.guarantee.labels import LABELS
from council_support.queries.guarantee.views import content, pairs

NEXT_COMMAND: Final[dict[Stage, type[BaseModel]]] = {
    Stage.CONSULTING: FileUseApplication,
    Stage.APPLIED: StartRepaymentSupport,
    Stage.STARTED: RequestGuaranteeStandstill,
    Stage.REQUESTED: DiscloseAssets,
    Stage.DISCLOSED: DraftRepaymentPlan,
    Stage.DRAFTED: SubmitRepaymentReport,
    Stage.REPORTED: HoldCreditorsMeeting,
    Stage.CONSENT: RecordConsent,
}
"""What usually comes next at a stage, for the work list; the case itself says everything that can."""
FIRST_COMMAND: Final = OutlineGuarantee
"""What a case waits for that has just come in."""

FILLS: Final[dict[type[Event], Callable[[Any], dict[str, Any]]]] = {
    CreditorsMeetingHeld: lambda event: {"consent_deadline": event.consent_deadline},
}
"""The columns of the case list that an event fills."""

__all__ = ["FILLS", "FIRST_COMMAND", "LABELS", "NEXT_COMMAND", "content", "pairs"]
