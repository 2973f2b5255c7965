"""Opening a case in an emergency, and the review that follows."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from council_events.governance import EmergencyFinding
from council_events.values import CaseId
from pydantic import BaseModel, ConfigDict, Field

from council_governance.commands.fields import FutureReason, LongText, OccurredOn, TheCouncil


class TakeEmergencyAccess(BaseModel):
    """Open one case of the own council for two hours, although it is not open to one's office. The head and the auditor are told."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="非常時に案件を開く")

    case_id: CaseId
    reason: Annotated[LongText, Field(title="いま開く必要がある理由")]
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class ReviewEmergencyAccess(BaseModel):
    """Say whether it was necessary; by the head, never by the person."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="非常時の閲覧を確かめる")

    access_id: Annotated[UUID, Field(title="非常時の閲覧", json_schema_extra={"x-options": "emergencies"})]
    finding: Annotated[EmergencyFinding, Field(title="確認の結果")]
    note: Annotated[LongText | None, Field(title="説明")] = None
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None
