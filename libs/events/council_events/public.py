"""The public events: what other government systems may receive, a vocabulary of its own.

A public event is a CloudEvent whose `data` is a `PublicEvent`. It names no company, person, creditor, actor, request or
internal sequence, holds no text, and every value of it is of a closed list. `None` says: not told, either because the
subscription's tier does not hold it or because the combination is too rare. Schemas are committed in
libs/events/public_schemas/; a breaking change is a new version of the type, and the old one is deprecated with dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Annotated, Any, ClassVar, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from council_events.support.restructuring_codes import Method
from council_events.values import Code, Industry, SupportLine


class Step(Code):
    """The kinds of step that are told."""

    CONSULTATION_OPENED = "consultation_opened", "相談の受付"
    CONSULTATION_CLOSED = "consultation_closed", "相談の終結"
    SUPPORT_LINE_CHOSEN = "support_line_chosen", "支援の種類の選定"
    SUPPORT_STARTED = "support_started", "支援の開始"
    SUPPORT_DECLINED = "support_declined", "支援を開始しない決定"
    PLAN_APPROVED = "plan_approved", "計画の成立"
    SUPPORT_COMPLETED = "support_completed", "支援の完了"
    SUPPORT_ENDED = "support_ended", "支援の終了（不成立等）"
    MONITORING_STARTED = "monitoring_started", "モニタリングの開始"
    MONITORING_REPORTED = "monitoring_reported", "モニタリングの報告"
    MONITORING_ENDED = "monitoring_ended", "モニタリングの終了"
    SUBSIDY_APPLIED = "subsidy_applied", "計画策定支援の利用申請"
    SUBSIDY_ACCEPTED = "subsidy_accepted", "計画策定支援の受理"
    SUBSIDY_DECIDED = "subsidy_decided", "計画策定支援の支払決定"
    SUBSIDY_PAID = "subsidy_paid", "計画策定支援の支払"
    SUBSIDY_ENDED = "subsidy_ended", "計画策定支援の終了"


class Tier(Code):
    """How much a subscription is told."""

    OPEN = "open", "公開（協議会・支援の種類・段階・月）"
    AGREEMENT = "agreement", "協定（さらに日・業種・規模・手法・金額区分）"


class SizeClass(Code):
    """Staff of the company, in the bands of the published tables (RP-2)."""

    UP_TO_10 = "up_to_10", "10人以下"
    UP_TO_20 = "up_to_20", "11〜20人"
    UP_TO_100 = "up_to_100", "21〜100人"
    OVER_100 = "over_100", "101人以上"


class AmountClass(Code):
    """An amount in yen, in classes: an exact one would point to one company."""

    UP_TO_1M = "up_to_1m", "100万円以下"
    UP_TO_10M = "up_to_10m", "1,000万円以下"
    UP_TO_100M = "up_to_100m", "1億円以下"
    UP_TO_500M = "up_to_500m", "5億円以下"
    UP_TO_1B = "up_to_1b", "10億円以下"
    UP_TO_5B = "up_to_5b", "50億円以下"
    OVER_5B = "over_5b", "50億円超"


Place = Annotated[
    str,
    Field(
        pattern=r"^(0[1-9]|[1-3][0-9]|4[0-7]|hq|BUR-0[1-9]|national)$",
        title="地域",
        description="協議会（01〜47、hq）、経済産業局等の管内（BUR-01〜09）、全国（national）",
    ),
]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", title="月")]
FiscalYear = Annotated[int, Field(ge=2000, le=2999, title="年度", description="4月に始まる年度の西暦")]


_AS_SENT: Final = ConfigDict(
    frozen=True,
    extra="forbid",
    json_schema_serialization_defaults_required=True,  # every field is always sent, as null where it is not told
)


class PublicEvent(BaseModel):
    """What every public event says. `since`: the day of its first release. `deprecated_on`: when it was made known that another
    version follows; `ends_on`: the last day on which this one is told to those who had asked for it.
    """

    model_config = _AS_SENT

    step: ClassVar[Step]
    type_name: ClassVar[str]
    version: ClassVar[int]
    ja: ClassVar[str]
    since: ClassVar[dt.date]
    deprecated_on: ClassVar[dt.date | None] = None
    ends_on: ClassVar[dt.date | None] = None
    _registry: ClassVar[dict[str, type[PublicEvent]]] = {}

    place: Place
    line: SupportLine | None = Field(default=None, title="支援の種類")
    fiscal_year: FiscalYear
    month: Month | None = Field(default=None, title="月", description="年と月（YYYY-MM）")
    day: dt.date | None = Field(default=None, title="日", description="年月日（YYYY-MM-DD）")
    industry: Industry | None = Field(default=None, title="業種")
    size: SizeClass | None = Field(default=None, title="規模（従業員数）")

    @classmethod
    def __pydantic_init_subclass__(cls, version: int = 1, since: dt.date | None = None, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.type_name = f"council.public.{cls.__name__}.v{version}"
        cls.version = version
        cls.ja = cls.step.label
        cls.since = since or FIRST_RELEASE
        PublicEvent._registry[cls.type_name] = cls

    def __init_subclass__(cls, version: int = 1, since: dt.date | None = None, **kwargs: Any) -> None:
        """Take the class keywords out of pydantic's way."""
        super().__init_subclass__(**kwargs)


FIRST_RELEASE: Final = dt.date(2026, 12, 1)


class ConsultationOpened(PublicEvent):
    """A consultation was received."""

    step = Step.CONSULTATION_OPENED


class ConsultationClosed(PublicEvent):
    """The first response to a consultation was finished."""

    step = Step.CONSULTATION_CLOSED


class SupportLineChosen(PublicEvent):
    """The council decided which line of support is considered."""

    step = Step.SUPPORT_LINE_CHOSEN


class SupportStarted(PublicEvent):
    """A line of support was started."""

    step = Step.SUPPORT_STARTED


class SupportDeclined(PublicEvent):
    """A line of support was not started."""

    step = Step.SUPPORT_DECLINED


class PlanApproved(PublicEvent):
    """A plan was approved. `method`: the most far-reaching of the plan; `amount`: the class of the debt before it."""

    step = Step.PLAN_APPROVED
    method: Method | None = Field(default=None, title="金融支援の手法")
    amount: AmountClass | None = Field(default=None, title="計画前の債務の区分")


class SupportCompleted(PublicEvent):
    """A line of support without a plan to approve was completed."""

    step = Step.SUPPORT_COMPLETED


class SupportEnded(PublicEvent):
    """Support ended without its aim."""

    step = Step.SUPPORT_ENDED


class MonitoringStarted(PublicEvent):
    """Monitoring of an approved plan began."""

    step = Step.MONITORING_STARTED


class MonitoringReported(PublicEvent):
    """A monitoring report was made."""

    step = Step.MONITORING_REPORTED


class MonitoringEnded(PublicEvent):
    """Monitoring ended."""

    step = Step.MONITORING_ENDED


class SubsidyApplied(PublicEvent):
    """The use of the plan-subsidy programme was applied for."""

    step = Step.SUBSIDY_APPLIED


class SubsidyAccepted(PublicEvent):
    """The application was accepted."""

    step = Step.SUBSIDY_ACCEPTED


class SubsidyDecided(PublicEvent):
    """A payment was decided. `amount`: its class."""

    step = Step.SUBSIDY_DECIDED
    amount: AmountClass | None = Field(default=None, title="決定額の区分")


class SubsidyPaid(PublicEvent):
    """A payment was made. `amount`: its class."""

    step = Step.SUBSIDY_PAID
    amount: AmountClass | None = Field(default=None, title="支払額の区分")


class SubsidyEnded(PublicEvent):
    """Nothing more is payable."""

    step = Step.SUBSIDY_ENDED


class EventWithdrawn(BaseModel):
    """An earlier event of this log was recorded wrongly: leave it out. What is right follows, later, as an event of its own.

    Sent to every subscription that was told the event, whatever types it asked for. It tells nothing else.
    """

    model_config = _AS_SENT

    type_name: ClassVar[str] = "council.public.EventWithdrawn.v1"
    ja: ClassVar[str] = "イベントの取消し"
    since: ClassVar[dt.date] = FIRST_RELEASE
    deprecated_on: ClassVar[dt.date | None] = None
    ends_on: ClassVar[dt.date | None] = None

    withdraws: UUID = Field(title="取り消すイベント", description="この記録にある、先のイベントの id")


class FeedTested(BaseModel):
    """A test event, sent on request: it tells of no case and stands in no log."""

    model_config = _AS_SENT

    type_name: ClassVar[str] = "council.public.FeedTested.v1"
    ja: ClassVar[str] = "配信試験"

    test: Literal[True] = True


class PublicEnvelope(BaseModel):
    """A public event as it is sent: CloudEvents 1.0, structured mode. Field order is the byte order.

    `id` is of this subscription only, `subject` the pseudonym of the case, also this subscription's. `time` is cut to the
    first instant of the day or month (JST). `dataref`: where the holder of a consent or a statute's exception may ask
    for more.
    """

    model_config = _AS_SENT

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: Annotated[str, Field(pattern=r"^urn:council:feed:[0-9a-f-]{36}$")]
    type: str
    subject: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    time: dt.datetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    dataref: str
    data: dict[str, Any]


def public_events() -> Iterator[type[PublicEvent]]:
    """Every public event class, in the order in which a case takes the steps, the versions of one beside each other."""
    steps = list(Step)
    yield from sorted(PublicEvent._registry.values(), key=lambda event: (steps.index(event.step), event.version))


def told_as(names: Collection[str], on: dt.date) -> dict[Step, type[PublicEvent]]:
    """Step → the event that tells it on a day to who asked for these types: of several versions the newest; none that has ended."""
    asked = [event for event in public_events() if event.type_name in names]
    running = [event for event in asked if event.ends_on is None or on <= event.ends_on]
    return {event.step: event for event in sorted(running, key=lambda event: event.version)}


EVENT_TYPES: Final = tuple(event.type_name for event in public_events())
"""The types that a subscription may ask for."""
