"""Interests in a case, and who acts in another's place."""

from __future__ import annotations

from typing import Annotated

from council_events.governance import InterestKind, SubstitutionGround
from council_events.values import CaseId, Office, PersonId
from pydantic import BaseModel, ConfigDict, Field

from council_governance.commands.fields import BeginsOn, EndsOn, FutureReason, LongText, OccurredOn, TheCouncil


class DeclareConflictOfInterest(BaseModel):
    """The person has an interest in, or another special relation with, a party of the case."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="利害関係を申告する")

    case_id: CaseId
    kind: Annotated[InterestKind, Field(title="利害関係の種類")]
    detail: Annotated[LongText | None, Field(title="内容")] = None
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class LiftConflictOfInterest(BaseModel):
    """The interest has ended; recorded by somebody else than the person."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="利害関係の解消を記録する")

    case_id: CaseId
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class DesignateSubstitute(BaseModel):
    """`substitute` acts in the person's office, in one case or (None) in all."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="職務代行者を指名する")

    office: Annotated[Office, Field(title="代行する役職")]
    substitute: Annotated[PersonId, Field(title="代行者")]
    ground: Annotated[SubstitutionGround, Field(title="事由")]
    case_id: Annotated[CaseId | None, Field(title="案件番号", description="空欄は全案件")] = None
    begins_on: BeginsOn
    ends_on: EndsOn = None
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None
