"""What can be asked of governance. Each names the person by the path and the council by `council`.

`occurred_on` is the business date (JST; None: today). A later day needs `future_reason`. Texts are clear here; the
domain seals them under the person's key.
"""

from __future__ import annotations

from typing import Annotated

from council_events.governance import InterestKind, Knowledge, OfficeEndReason, Secondment, SubstitutionGround
from council_events.values import BureauCode, CaseId, CouncilCode, Date, Office, PersonId, Qualification
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

_TEXTAREA = {"x-widget": "textarea"}
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    Field(json_schema_extra=_TEXTAREA),
]
TheCouncil = Annotated[CouncilCode | None, Field(title="協議会", description="空欄は自分の協議会")]
OccurredOn = Annotated[Date | None, Field(title="発生日", description="空欄は本日")]
FutureReason = Annotated[LongText | None, Field(title="先の日付とする理由", json_schema_extra=_TEXTAREA)]


def _not_before_it_begins(ends_on: Date | None, info: ValidationInfo) -> Date | None:
    begins_on = info.data.get("begins_on")
    if ends_on is not None and begins_on is not None and ends_on < begins_on:
        raise PydanticCustomError("period", "The last day precedes the first.", {"ja": "最終日が開始日より前です。"})
    return ends_on


BeginsOn = Annotated[Date, Field(title="開始日")]
EndsOn = Annotated[
    Date | None, Field(title="最終日", description="空欄は期限なし"), AfterValidator(_not_before_it_begins)
]
"""The last day, inclusive; None is an open end. Stands after `begins_on` in a command."""


class ProposeCandidate(BaseModel):
    """The host proposes a person for an office that needs the bureau's consent."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="候補者を提案する")

    office: Annotated[Office, Field(title="役職")]
    name: Annotated[ShortText, Field(title="氏名")]
    career: Annotated[LongText, Field(title="経歴（知見と経験）")]
    knowledge: Annotated[tuple[Knowledge, ...], Field(title="知見の分野")]
    secondment: Annotated[Secondment, Field(title="出向の有無")] = Secondment.NONE
    home_institution: Annotated[ShortText | None, Field(title="出向元")] = None
    secondment_ends_on: Annotated[Date | None, Field(title="出向の最終日")] = None
    qualifications: Annotated[tuple[Qualification, ...], Field(title="資格")] = ()
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class RecordBureauConsent(BaseModel):
    """The bureau consents to a proposed candidate; the host records it when it came on paper."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="経済産業局等の了承を記録する")

    office: Annotated[Office, Field(title="役職")]
    consented_on: Annotated[Date, Field(title="了承の日")]
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class ReceivePledge(BaseModel):
    """The signed pledge of secrecy was handed in."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="守秘誓約書を受領する")

    received_on: Annotated[Date, Field(title="受領日")]
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class AppointOffice(BaseModel):
    """Appoint (or commission) a person to an office, effective from `begins_on`."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="選任・委嘱する")

    office: Annotated[Office, Field(title="役職")]
    name: Annotated[ShortText | None, Field(title="氏名", description="提案済みの候補者は空欄でよい")] = None
    begins_on: BeginsOn
    ends_on: EndsOn = None
    bureau: Annotated[BureauCode | None, Field(title="経済産業局等", description="経済産業局等の職員の場合のみ")] = None
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


class EndOffice(BaseModel):
    """The office ends with `ended_on` as its last day."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="退任を記録する")

    office: Annotated[Office, Field(title="役職")]
    ended_on: Annotated[Date, Field(title="最終日")]
    reason: Annotated[OfficeEndReason, Field(title="退任の理由")]
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


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


class AssignCaseWorker(BaseModel):
    """The person may work on the case, and see it, from `begins_on`."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="案件の担当に割り当てる")

    case_id: CaseId
    begins_on: BeginsOn
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


Command = (
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
"""Every command of governance."""
