"""What can be asked about a subscription: by the owner of a system, and by 全国本部."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from council_events.feed import (
    AgreementNumber,
    EndpointUrl,
    EventTypeName,
    LegalBasis,
    SubscriptionPurpose,
    SuspensionCause,
    SystemName,
    Way,
)
from council_events.public import Tier, public_events
from council_events.values import CouncilCode, Date
from pydantic import BaseModel, ConfigDict, Field

_OFFERED = {event.type_name: event.ja for event in public_events() if event.deprecated_on is None}
OfferedType = Annotated[
    EventTypeName,
    Field(json_schema_extra={"enum": list(_OFFERED), "x-labels": _OFFERED}),
]
Place = Annotated[int, Field(ge=1, le=10**9)]


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RequestSubscription(_Command):
    """Ask for a subscription, with what it rests on and what it is for."""

    model_config = ConfigDict(title="配信を申請する")

    system: SystemName
    legal_basis: LegalBasis = Field(title="法的根拠")
    agreement: AgreementNumber | None = Field(
        default=None, title="協定・通知の番号", description="協定書又は通知の番号（半角）。協定の区分では必須です。"
    )
    purpose: SubscriptionPurpose = Field(title="利用目的")
    event_types: tuple[OfferedType, ...] = Field(title="イベントの型", min_length=1)
    councils: tuple[CouncilCode, ...] = Field(default=(), title="協議会（空欄は全国）")
    tier: Tier = Field(title="提供の区分")
    ways: tuple[Way, ...] = Field(title="受信の方法", min_length=1)
    begins_on: Date = Field(title="開始日")
    ends_on: Date = Field(title="終了日", description="開始日から3年以内。続けるときは更新を申請します。")


class RequestRenewal(_Command):
    """Ask for a longer term."""

    model_config = ConfigDict(title="更新を申請する")

    ends_on: Date = Field(title="新しい終了日")


class RegisterEndpoint(_Command):
    """Say where webhooks are sent."""

    model_config = ConfigDict(title="受信URLを登録する")

    url: EndpointUrl


class EnableEndpoint(_Command):
    """Send to the endpoint again after it was disabled."""

    model_config = ConfigDict(title="送信を再開する")


class DisableEndpoint(_Command):
    """Send nothing more to the endpoint for now."""

    model_config = ConfigDict(title="送信を止める")


class RotateSigningKey(_Command):
    """Sign with new keys; the earlier ones hold until the end of the day named."""

    model_config = ConfigDict(title="署名鍵を更新する")

    earlier_until: Date = Field(title="旧い鍵も使う最終日")


class RotateCredential(_Command):
    """Make a new token of the pull interface and a new password of Kafka."""

    model_config = ConfigDict(title="接続用の秘密を更新する")


class ReplayRange(_Command):
    """Send the webhooks of these places of the log again."""

    model_config = ConfigDict(title="再送を依頼する")

    first: Place = Field(title="最初の配信番号")
    last: Place = Field(title="最後の配信番号", description="一度に10万件までです。")


class SendTestEvent(_Command):
    """Send a test event to the endpoint."""

    model_config = ConfigDict(title="試験送信をする")


class GiveUpSubscription(_Command):
    """End the own subscription."""

    model_config = ConfigDict(title="配信をやめる")


class ExamineRequest(_Command):
    """Find a request, or a renewal, in order; another officer approves."""

    model_config = ConfigDict(title="審査済みとする")


class ApproveRequest(_Command):
    """Approve a request, or a renewal, that another officer has examined."""

    model_config = ConfigDict(title="承認する")


class RefuseRequest(_Command):
    """Refuse a request."""

    model_config = ConfigDict(title="承認しない")


class SuspendSubscription(_Command):
    """Let a subscription rest."""

    model_config = ConfigDict(title="停止する")

    cause: SuspensionCause = Field(title="理由")


class ResumeSubscription(_Command):
    """Let a suspended subscription go on."""

    model_config = ConfigDict(title="再開する")


class EndSubscription(_Command):
    """End a subscription for good."""

    model_config = ConfigDict(title="終了する")


OwnerCommand: TypeAlias = (
    RequestSubscription
    | RequestRenewal
    | RegisterEndpoint
    | EnableEndpoint
    | DisableEndpoint
    | RotateSigningKey
    | RotateCredential
    | ReplayRange
    | SendTestEvent
    | GiveUpSubscription
)
HeadquartersCommand: TypeAlias = (
    ExamineRequest | ApproveRequest | RefuseRequest | SuspendSubscription | ResumeSubscription | EndSubscription
)
Command: TypeAlias = OwnerCommand | HeadquartersCommand
