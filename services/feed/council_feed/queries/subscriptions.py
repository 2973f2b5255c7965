"""Subscriptions as their owners and 全国本部 see them, what was told to whom, and how deliveries went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from council_access import Standing
from council_events.deciding import Refused
from council_events.values import Office
from council_kit.answers import NextStep, Page
from council_kit.postgres import Pool
from council_kit.routes import kebab, title_of
from psycopg.rows import dict_row
from pydantic import BaseModel, ConfigDict, Field

from council_feed import commands as asked
from council_feed.domain.subscription import About, Subscription, decide

Uuid = Annotated[UUID, Field(title="番号")]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class SubscriptionRow(_View):
    """One subscription in a list, with how far it is."""

    subscription_id: UUID = Field(title="配信契約番号")
    system: str = Field(title="システム")
    owner: str = Field(title="申請者")
    tier: str = Field(title="提供の区分")
    stage: str = Field(title="段階")
    ways: tuple[str, ...] = Field(title="受信の方法")
    begins_on: dt.date = Field(title="開始日")
    ends_on: dt.date = Field(title="終了日")
    renewal: dt.date | None = Field(default=None, title="申請中の新しい終了日")
    head: int = Field(title="配信済みの件数")
    held: int = Field(title="保留中の件数", description="特定のおそれがあるため、まだ提供していないもの")
    queued: int = Field(title="送信待ちの件数")
    oldest_seconds: float = Field(title="最も古い送信待ちの経過秒数")
    failing_since: dt.datetime | None = Field(default=None, title="送信の失敗が続く期間の始まり")
    stopped: str | None = Field(default=None, title="送信の停止理由")
    noticed: tuple[str, ...] = Field(default=(), title="通知")


class SubscriptionView(SubscriptionRow):
    """One subscription in full."""

    legal_basis: str = Field(title="法的根拠")
    agreement: str | None = Field(default=None, title="協定・通知の番号")
    purpose: str = Field(title="利用目的")
    event_types: tuple[str, ...] = Field(title="イベントの型")
    councils: tuple[str, ...] = Field(title="協議会")
    requested_on: dt.date = Field(title="申請日")
    examined_by: str | None = Field(default=None, title="審査した者")
    approved_by: str | None = Field(default=None, title="承認した者")
    approved_on: dt.date | None = Field(default=None, title="承認日")
    suspension: str | None = Field(default=None, title="停止の理由")
    ending: str | None = Field(default=None, title="終了の理由")
    url: str | None = Field(default=None, title="受信URL")
    open_until: dt.datetime | None = Field(default=None, title="送信を控えている時刻まで")
    delivered_at: dt.datetime | None = Field(default=None, title="最後に届いた時刻")
    version: int = Field(title="版")
    steps: tuple[NextStep, ...] = Field(default=(), title="次の操作")


class Attempt(_View):
    """One attempt to deliver a webhook. `position` None: a test event."""

    event_id: UUID = Field(title="イベント番号")
    position: int | None = Field(default=None, title="配信番号")
    attempt: int = Field(title="回数")
    at: dt.datetime = Field(title="時刻")
    seconds: float = Field(title="所要秒数")
    status: int | None = Field(default=None, title="HTTP 状態")
    outcome: str = Field(title="結果")
    response: str | None = Field(default=None, title="応答の先頭")


class ToldEvent(_View):
    """One event as it was sent, and (for audit) what it was made from."""

    subscription_id: UUID = Field(title="配信契約番号")
    system: str = Field(title="システム")
    position: int = Field(title="配信番号")
    event_id: UUID = Field(title="イベント番号（提供先）")
    type: str = Field(title="イベントの型")
    released_at: dt.datetime = Field(title="提供した時刻")
    body: str = Field(title="提供した内容")
    source_event: UUID | None = Field(default=None, title="元のイベント番号")


class Credentials(_View):
    """The secrets of a subscription, for its owner alone."""

    pull_url: str = Field(title="取得のURL")
    token: str = Field(title="取得用トークン")
    kafka_servers: str = Field(title="Kafka の接続先")
    kafka_topic: str = Field(title="Kafka のトピック")
    kafka_user: str = Field(title="Kafka の利用者")
    kafka_password: str = Field(title="Kafka のパスワード")
    signing: tuple[SigningKey, ...] = Field(title="署名の検証鍵")


class SigningKey(_View):
    """What a receiver verifies webhooks with."""

    version: int = Field(title="版")
    secret: str = Field(title="共有鍵（v1）")
    public: str = Field(title="公開鍵（v1a）")
    until: dt.date | None = Field(default=None, title="有効な最終日")


Credentials.model_rebuild()


class DetailSource(_View):
    """Where the case stands that an event tells of, and the system by whose name it may be opened. For the gateway alone."""

    service: str = Field(title="サービス")
    case_id: UUID = Field(title="案件番号")
    system: str = Field(title="システム")


class StepSource(NamedTuple):
    """The service and the case of the step that an event was made from."""

    service: str
    case_id: UUID


_ROWS: Final = """
SELECT s.*, coalesce(h.journaled, 0) AS head, e.open_until, e.failing_since, e.delivered_at,
       coalesce((SELECT held FROM delivery.batches b WHERE b.subscription_id = s.subscription_id
                 ORDER BY period DESC LIMIT 1), 0) AS held,
       (SELECT count(*) FROM delivery.queue q WHERE q.subscription_id = s.subscription_id) AS queued,
       coalesce((SELECT extract(epoch FROM now() - min(queued_at))::float8 FROM delivery.queue q
                 WHERE q.subscription_id = s.subscription_id), 0) AS oldest_seconds
FROM subscriptions.subscriptions s
LEFT JOIN delivery.heads h ON h.subscription_id = s.subscription_id
LEFT JOIN delivery.endpoints e ON e.subscription_id = s.subscription_id
"""
_TOLD: Final = """
SELECT l.subscription_id, s.system, l.position, l.event_id, l.type, l.released_at, convert_from(l.body, 'UTF8') AS body,
       l.source_event
FROM delivery.log l JOIN subscriptions.subscriptions s ON s.subscription_id = l.subscription_id
JOIN delivery.heads h ON h.subscription_id = l.subscription_id AND l.position <= h.journaled
"""


class Subscriptions:
    """Reads; blocks, so coroutines call it in a worker thread."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def page(self, owner: str | None, *, after: UUID | None, limit: int) -> Page[SubscriptionRow]:
        """Subscriptions in order of their ids: all, or those of one owner."""
        rows = self._rows(
            f"{_ROWS} WHERE (%(owner)s::text IS NULL OR s.owner = %(owner)s) AND s.subscription_id > %(after)s"
            " ORDER BY s.subscription_id LIMIT %(limit)s",
            {"owner": owner, "after": after or UUID(int=0), "limit": limit + 1},
        )
        items = tuple(SubscriptionRow.model_validate(_shown(row)) for row in rows[:limit])
        return Page(items=items, next=str(items[-1].subscription_id) if len(rows) > limit else None)

    def one(self, subscription_id: UUID, steps: Sequence[NextStep]) -> SubscriptionView | None:
        """One subscription, None when there is none."""
        rows = self._rows(f"{_ROWS} WHERE s.subscription_id = %(id)s", {"id": subscription_id})
        return SubscriptionView.model_validate(_shown(rows[0]) | {"steps": tuple(steps)}) if rows else None

    def attempts(self, subscription_id: UUID, *, limit: int) -> tuple[Attempt, ...]:
        """The last attempts, newest first."""
        rows = self._rows(
            "SELECT * FROM delivery.attempts WHERE subscription_id = %(id)s ORDER BY place DESC LIMIT %(limit)s",
            {"id": subscription_id, "limit": limit},
        )
        return tuple(Attempt.model_validate(row) for row in rows)

    def log(self, subscription_id: UUID, *, after: int, limit: int, sources: bool) -> tuple[ToldEvent, ...]:
        """What a subscription was told, in order. `sources`: with what it was made from."""
        rows = self._rows(
            f"{_TOLD} WHERE l.subscription_id = %(id)s AND l.position > %(after)s ORDER BY l.position LIMIT %(limit)s",
            {"id": subscription_id, "after": after, "limit": limit},
        )
        return tuple(ToldEvent.model_validate(row if sources else {**row, "source_event": None}) for row in rows)

    def told_of(self, case_id: UUID, *, limit: int) -> tuple[ToldEvent, ...]:
        """Everything that any subscription was told of a case."""
        rows = self._rows(
            f"{_TOLD} WHERE l.source_case = %(case)s ORDER BY l.released_at, l.subscription_id, l.position LIMIT %(limit)s",
            {"case": case_id, "limit": limit},
        )
        return tuple(ToldEvent.model_validate(row) for row in rows)

    def source(self, subscription_id: UUID, event_id: UUID) -> StepSource | None:
        """From what an event of this subscription's log was made; None for an event that it does not hold."""
        found = self._rows(
            "SELECT s.service, s.case_id FROM delivery.log l JOIN candidates.steps s ON s.event_id = l.source_event"
            " WHERE l.subscription_id = %(id)s AND l.event_id = %(event)s",
            {"id": subscription_id, "event": event_id},
        )
        return StepSource(**found[0]) if found else None

    def owners_of(self, system: str) -> frozenset[str]:
        """Who has asked for subscriptions under this name and was not refused."""
        found = self._rows(
            "SELECT DISTINCT owner FROM subscriptions.subscriptions WHERE system = %(system)s AND stage <> 'refused'",
            {"system": system},
        )
        return frozenset(row["owner"] for row in found)

    def _rows(self, statement: str, asked_for: dict[str, Any]) -> list[dict[str, Any]]:
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement, asked_for).fetchall()


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Columns that hold no list yet are empty lists on the screen."""
    empty = ("ways", "event_types", "councils", "noticed")
    return row | {name: tuple(row[name] or ()) for name in empty}


_OF_OWNER: Final[tuple[Callable[[], asked.Command] | type, ...]] = (
    asked.RegisterEndpoint,
    asked.SendTestEvent,
    asked.ReplayRange,
    asked.EnableEndpoint,
    asked.DisableEndpoint,
    asked.RotateSigningKey,
    asked.RotateCredential,
    asked.RequestRenewal,
    asked.GiveUpSubscription,
)
_OF_HEADQUARTERS: Final = (
    asked.ExamineRequest,
    asked.ApproveRequest,
    asked.RefuseRequest,
    asked.SuspendSubscription,
    asked.ResumeSubscription,
    asked.EndSubscription,
)


def next_steps(state: Subscription, standing: Standing, about: About) -> list[NextStep]:
    """What the reader could do next; a command that the stage forbids is left out, another refusal is told."""
    found = []
    mine = state.owner == standing.person
    several: tuple[Any, ...] = _OF_OWNER if mine else ()
    if Office.HQ_OFFICER in standing.offices_now:
        several = (*several, *_OF_HEADQUARTERS)
    for command in several:
        refusal = _refusal(state, command, standing, about)
        if refusal is not None and refusal.field is None and not refusal.forbidden:
            continue
        allowed = refusal is None or refusal.field is not None
        found.append(
            NextStep(
                command=command.__name__,
                title=title_of(command),
                path=f"/v1/subscriptions/{about.subscription_id}/{kebab(command)}",
                allowed=allowed,
                provision=None if allowed or refusal is None else refusal.provision,
                reason_ja=None if allowed or refusal is None else refusal.ja,
                reason_en=None if allowed or refusal is None else refusal.en,
            )
        )
    return found


def _refusal(state: Subscription, command: Any, standing: Standing, about: About) -> Refused | None:
    """Whether the command would be refused, asked with values that stand for any."""
    tried = command.model_construct(**_trial(state, command, standing))
    try:
        decide(state, tried, standing, about)
    except Refused as refused:
        return refused
    return None


def _trial(state: Subscription, command: Any, standing: Standing) -> dict[str, Any]:
    later = (state.ends_on or standing.on) + dt.timedelta(days=1)
    known: dict[str, Any] = {
        "url": "https://example.jp/",
        "first": 1,
        "last": 1,
        "earlier_until": standing.on,
        "ends_on": later,
        "cause": "review",
    }
    return {name: known[name] for name in command.model_fields if name in known}
