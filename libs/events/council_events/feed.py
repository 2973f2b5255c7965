"""What feed publishes of itself: subscriptions, their endpoints and keys, trouble, and the tables of rarity.

Streams: a subscription (`subscription_id`), and the rarity of each council. Nothing here is sealed, for feed may open no key:
every value is of a closed list. What was sent to whom stands in the subscriptions' logs, not in events.
"""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.public import Place, Tier
from council_events.values import Code, CouncilCode, Count, Date, PersonId, Version

SubscriptionId = Annotated[UUID, Field(title="配信契約番号")]
SystemName = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9-]{2,39}$", title="システム識別子", description="半角英小文字・数字・ハイフン"),
]
EventTypeName = Annotated[str, Field(pattern=r"^council\.public\.[A-Za-z]{3,60}\.v[1-9][0-9]?$", title="イベントの型")]
AgreementNumber = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9-]{1,40}$", title="協定・通知の番号", description="協定書又は通知の番号（半角）"),
]
EndpointUrl = Annotated[
    str,
    Field(
        pattern=r"^https?://[A-Za-z0-9.:\[\]-]{1,253}(/[A-Za-z0-9._~/%-]{0,500})?$",
        title="受信URL",
        description="https で始まるURL（利用者名・パスワード・クエリーは不可）",
    ),
]


class LegalBasis(Code):
    """On what the passing on of de-identified events rests."""

    PUBLICATION = "publication", "公表に準ずる提供（個社が特定されない情報）"
    STATISTICS_ACT = "statistics_act", "統計法に基づく提供"
    EVALUATION = "evaluation", "認定支援機関の業務の評価（産業競争力強化法）"
    SUPERVISION = "supervision", "経済産業局等の監督（産業競争力強化法）"
    SUBSIDY_ACT = "subsidy_act", "補助金等に係る予算の執行の適正化に関する法律"
    AGREEMENT = "agreement", "全国本部との協定"


class SubscriptionPurpose(Code):
    """What the events are used for."""

    STATISTICS = "statistics", "統計の作成"
    POLICY = "policy", "政策の企画・立案"
    EVALUATION = "evaluation", "事業の評価"
    BUDGET = "budget", "予算の執行管理"
    COORDINATION = "coordination", "関係施策との連携"


class Way(Code):
    """How the log of a subscription is received."""

    KAFKA = "kafka", "Kafka"
    PULL = "pull", "取得（HTTP・SSE）"
    WEBHOOK = "webhook", "Webhook"


class SuspensionCause(Code):
    """Why a subscription rests."""

    PURPOSE = "purpose", "目的外の利用の疑い"
    SECURITY = "security", "安全管理上の問題"
    OWNER = "owner", "申請者の申出"
    REVIEW = "review", "内容の見直し"


class SubscriptionEnd(Code):
    """Why a subscription ended."""

    TERM = "term", "期間の満了"
    OWNER = "owner", "申請者の申出"
    HEADQUARTERS = "headquarters", "全国本部の決定"


class EndpointStop(Code):
    """Why nothing more is sent to an endpoint."""

    GONE = "gone", "受信側が 410 Gone を返した"
    EXHAUSTED = "exhausted", "約75時間の再送がすべて失敗した"
    OWNER = "owner", "申請者の申出"


class TroubleKind(Code):
    """What the owner is told of."""

    FAILING = "failing", "送信の失敗が続いている"
    GIVING_UP = "giving_up", "まもなく送信を停止する"


class SubscriptionRequested(Event, type_name="council.feed.SubscriptionRequested.v1", ja="配信の申請"):
    """The owner of a system asks for a subscription. `councils` empty: all. The term is inclusive."""

    subscription_id: SubscriptionId
    owner: PersonId
    system: SystemName
    legal_basis: LegalBasis
    agreement: AgreementNumber | None = None
    purpose: SubscriptionPurpose
    event_types: tuple[EventTypeName, ...]
    councils: tuple[CouncilCode, ...] = ()
    tier: Tier
    ways: tuple[Way, ...]
    begins_on: Date
    ends_on: Date


class SubscriptionExamined(Event, type_name="council.feed.SubscriptionExamined.v1", ja="配信の審査"):
    """A first officer of 全国本部 finds the request in order; another one approves."""

    subscription_id: SubscriptionId
    examined_by: PersonId


class SubscriptionApproved(Event, type_name="council.feed.SubscriptionApproved.v1", ja="配信の承認"):
    """A second officer of 全国本部 approves: the subscription runs from its first day."""

    subscription_id: SubscriptionId
    approved_by: PersonId


class SubscriptionRefused(Event, type_name="council.feed.SubscriptionRefused.v1", ja="配信の不承認"):
    """The request was refused."""

    subscription_id: SubscriptionId
    refused_by: PersonId


class SubscriptionSuspended(Event, type_name="council.feed.SubscriptionSuspended.v1", ja="配信の停止"):
    """Nothing is released or sent until it is resumed; what becomes known meanwhile follows then."""

    subscription_id: SubscriptionId
    cause: SuspensionCause


class SubscriptionResumed(Event, type_name="council.feed.SubscriptionResumed.v1", ja="配信の再開"):
    """A suspended subscription goes on."""

    subscription_id: SubscriptionId


class RenewalRequested(Event, type_name="council.feed.RenewalRequested.v1", ja="更新の申請"):
    """The owner asks for a longer term."""

    subscription_id: SubscriptionId
    ends_on: Date


class RenewalExamined(Event, type_name="council.feed.RenewalExamined.v1", ja="更新の審査"):
    """A first officer finds the renewal in order."""

    subscription_id: SubscriptionId
    examined_by: PersonId


class SubscriptionRenewed(Event, type_name="council.feed.SubscriptionRenewed.v1", ja="配信の更新"):
    """A second officer approves the longer term."""

    subscription_id: SubscriptionId
    approved_by: PersonId
    ends_on: Date


class SubscriptionEnded(Event, type_name="council.feed.SubscriptionEnded.v1", ja="配信の終了"):
    """Nothing is released any more; what was received stays on record."""

    subscription_id: SubscriptionId
    cause: SubscriptionEnd


class EndpointRegistered(Event, type_name="council.feed.EndpointRegistered.v1", ja="受信URLの登録"):
    """Where webhooks are sent; a later one replaces it."""

    subscription_id: SubscriptionId
    url: EndpointUrl


class EndpointDisabled(Event, type_name="council.feed.EndpointDisabled.v1", ja="受信URLへの送信の停止"):
    """Nothing more is sent to the endpoint; the queue waits, and goes on when it is enabled again."""

    subscription_id: SubscriptionId
    cause: EndpointStop


class EndpointEnabled(Event, type_name="council.feed.EndpointEnabled.v1", ja="受信URLへの送信の再開"):
    """The endpoint is sent to again."""

    subscription_id: SubscriptionId


class SigningKeyRotated(Event, type_name="council.feed.SigningKeyRotated.v1", ja="署名鍵の更新"):
    """Webhooks are signed with the new keys, and with the earlier ones too until the end of `earlier_until` (JST)."""

    subscription_id: SubscriptionId
    version: Version
    earlier_until: Date


class CredentialRotated(Event, type_name="council.feed.CredentialRotated.v1", ja="接続用の秘密の更新"):
    """The token of the pull interface and the password of Kafka are new; the earlier ones end at once."""

    subscription_id: SubscriptionId
    version: Version


class ReplayRequested(Event, type_name="council.feed.ReplayRequested.v1", ja="再送の依頼"):
    """The webhooks of these places of the log are sent again, with their ids."""

    subscription_id: SubscriptionId
    first: Count
    last: Count


class TestRequested(Event, type_name="council.feed.TestRequested.v1", ja="試験送信の依頼"):
    """A test event is sent to the endpoint."""

    __test__ = False  # no test class, whatever its name
    subscription_id: SubscriptionId


class TroubleNoticed(Event, type_name="council.feed.TroubleNoticed.v1", ja="送信の不調の通知"):
    """The owner is told that deliveries fail; `gives_up_on`: the day on which sending would stop."""

    subscription_id: SubscriptionId
    kind: TroubleKind
    gives_up_on: Date


class Combination(BaseModel):
    """A combination of attributes that is not rare: shared by `companies` distinct companies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attributes: Annotated[str, Field(pattern=r"^[a-z0-9_]*(\|[a-z0-9_]*){4}$")]
    companies: Count


class RarityTableDrawn(Event, type_name="council.feed.RarityTableDrawn.v1", ja="希少性の表の作成"):
    """How often each combination of attributes was seen in the closed quarters from `first_day` to `last_day`.

    Only those of at least `rare_below` companies stand here: all others are rare. In force from the day after `last_day`
    until the next table. `place`: a council, a bureau's area, or the nation.
    """

    place: Place
    first_day: Date
    last_day: Date
    rare_below: Count
    combinations: tuple[Combination, ...]


_RARITY: Final = UUID("8a3c7c4e-5b1f-4a43-9d4e-6d2f3f1c7b90")


def rarity_of(place: str) -> UUID:
    """The stream of a place's tables of rarity."""
    return uuid5(_RARITY, place)


FeedEvent = (
    SubscriptionRequested
    | SubscriptionExamined
    | SubscriptionApproved
    | SubscriptionRefused
    | SubscriptionSuspended
    | SubscriptionResumed
    | RenewalRequested
    | RenewalExamined
    | SubscriptionRenewed
    | SubscriptionEnded
    | EndpointRegistered
    | EndpointDisabled
    | EndpointEnabled
    | SigningKeyRotated
    | CredentialRotated
    | ReplayRequested
    | TestRequested
    | TroubleNoticed
)
"""The events of a subscription's stream."""
