"""The shapes of answers that every case service gives alike; they are the API's schema."""

from __future__ import annotations

import datetime as dt
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from council_kit.store.acting import Saved

T = TypeVar("T")


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class RecordedEvent(_Answer):
    """An event that a command recorded; `sequence` is its version in the stream, from 1."""

    id: UUID = Field(title="イベント番号")
    type: str = Field(title="イベントの型")
    sequence: int = Field(title="版")


class CommandAnswer(_Answer):
    """What a command did: the case (or other subject), its version afterwards, and its events, none when the aim was met."""

    case_id: UUID = Field(title="案件番号")
    version: int = Field(title="版")
    events: tuple[RecordedEvent, ...] = Field(title="記録されたイベント")

    @classmethod
    def of(cls, saved: Saved) -> CommandAnswer:
        """The answer to what the store saved."""
        events = tuple(RecordedEvent(id=event.id, type=event.type, sequence=event.sequence) for event in saved.events)
        return cls(case_id=saved.stream_id, version=saved.version, events=events)


class NextStep(_Answer):
    """A command that could come next. `path`: where it is posted. Not `allowed`: the provision and reason why not.

    `usual`: what mostly comes next from here.
    """

    command: str = Field(title="操作")
    title: str = Field(title="操作名")
    path: str = Field(title="パス")
    allowed: bool = Field(title="実行できるか")
    provision: str | None = Field(default=None, title="根拠規定")
    reason_ja: str | None = Field(default=None, title="できない理由")
    reason_en: str | None = Field(default=None, title="できない理由（英語）")
    usual: bool = Field(default=False, title="通常の次の操作")


def _is_unset(value: object) -> bool:
    """What hardly any field has is left out of the answer."""
    return value is None or value is False


class LabelledValue(_Answer):
    """One opened field of an event, as a screen shows it. `formerly`: what a correction has put it in place of."""

    label: str = Field(title="項目")
    value: str = Field(title="値")
    corrected: bool = Field(default=False, title="訂正", exclude_if=_is_unset)
    formerly: str | None = Field(default=None, title="訂正前の値", exclude_if=_is_unset)


class TimelineEntry(_Answer):
    """One event of the case, read through its corrections. `late`: recorded after its business day (JST).

    `formerly_on`: the business day that was recorded first, where it was corrected.
    """

    event_id: UUID = Field(title="イベント番号")
    type: str = Field(title="イベントの型")
    title: str = Field(title="イベントの名称")
    occurred_on: dt.date = Field(title="発生日")
    recorded_at: dt.datetime = Field(title="記録時刻")
    actor: str = Field(title="記録した利用者")
    on_behalf_of: str | None = Field(default=None, title="職務を代行された者")
    service: str = Field(title="記録したサービス")
    council: str = Field(title="協議会")
    sequence: int = Field(title="版")
    fields: tuple[LabelledValue, ...] = Field(default=(), title="内容")
    late: bool = Field(default=False, title="後日の記録")
    corrected: bool = Field(default=False, title="訂正")
    formerly_on: dt.date | None = Field(default=None, title="訂正前の発生日")
    correctable: bool = Field(default=False, title="訂正できるか")


class WorkItem(_Answer):
    """One case in a list. `company_name` is opened for this reader; `due_on` is a day in JST, `due_for` what is due then.

    `blocked`: why the next step can't be taken yet, and by which provision.
    """

    case_id: UUID = Field(title="案件番号")
    council: str = Field(title="協議会")
    service: str = Field(title="サービス")
    line: str | None = Field(default=None, title="支援の種類")
    stage: str = Field(title="段階")
    company_name: str | None = Field(default=None, title="企業名")
    next_step: str | None = Field(default=None, title="次の操作")
    due_on: dt.date | None = Field(default=None, title="期限")
    due_for: str | None = Field(default=None, title="期限までに必要なこと")
    overdue: bool = Field(default=False, title="期限超過")
    blocked: str | None = Field(default=None, title="次の操作ができない理由")
    blocked_by: str | None = Field(default=None, title="できない理由の根拠規定")
    updated_at: dt.datetime = Field(title="更新時刻")
    version: int = Field(title="版")


class Page(_Answer, Generic[T]):
    """A page of a list; `next` is what to send as `after` for the following page, None on the last."""

    items: tuple[T, ...] = Field(title="一覧")
    next: str | None = Field(default=None, title="続き")
