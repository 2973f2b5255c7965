"""How an office comes to be held, and how it ends. Each command names the person by the path."""

from __future__ import annotations

from typing import Annotated

from council_events.governance import Knowledge, OfficeEndReason, Secondment
from council_events.values import BureauCode, CaseId, Date, Office, Qualification
from pydantic import BaseModel, ConfigDict, Field

from council_governance.commands.fields import (
    BeginsOn,
    EndsOn,
    FutureReason,
    LongText,
    OccurredOn,
    ShortText,
    TheCouncil,
)


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
    qualifications: Annotated[tuple[Qualification, ...], Field(title="資格", description="外部専門家の場合")] = ()
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


class AssignCaseWorker(BaseModel):
    """The person may work on the case, and see it, from `begins_on`."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="案件の担当に割り当てる")

    case_id: CaseId
    begins_on: BeginsOn
    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None
