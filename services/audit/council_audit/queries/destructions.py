"""The destruction report, and which cases wait for the timer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_events import Envelope, read_envelope
from council_events.audit import DestructionProposed, KeysDestroyed
from council_events.deciding import Fact
from council_kit.postgres import Pool
from pydantic import BaseModel, ConfigDict, Field

from council_audit.domain.destructions import RETAINED, Keeping, evolve_retention

_SOME: Final = 50
_WAITING: Final = """
SELECT case_id FROM retention.kept_cases
WHERE keeping = %s AND (%s::date IS NULL OR backups_expire_on <= %s) ORDER BY backups_expire_on, case_id LIMIT %s
"""
_DESTROYED: Final = "SELECT case_id FROM retention.kept_cases WHERE keeping = ANY(%s)"
COPIES: Final = (
    "各サービスの保存領域（イベント）",
    "Kafka のトピックとセグメントファイル",
    "各サービスの集計表",
    "台帳と公開フォルダー、写し（ミラー）",
    "書類（添付ファイル）",
    "書き出し",
    "これらの控え",
)
"""Every copy of the sealed content: with its key gone none of them opens."""


class Step(BaseModel):
    """One step of the decision, by whom and when."""

    model_config = ConfigDict(frozen=True)

    title: str = Field(title="記録")
    actor: str = Field(title="利用者")
    on: dt.date = Field(title="発生日")
    recorded_at: dt.datetime = Field(title="記録時刻")
    event_id: UUID = Field(title="イベント番号")


class DestructionReport(BaseModel):
    """What became of a case's content. `left`: keys that the vault still holds; `complete_on`: when no backup does either."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID = Field(title="案件番号")
    keeping: Keeping = Field(title="保存の状況")
    keeping_title: str = Field(title="保存の状況の名称")
    held: bool = Field(title="廃棄の禁止")
    retained_until: dt.date | None = Field(title="保存期間の末日")
    steps: tuple[Step, ...] = Field(title="経過")
    keys: int | None = Field(title="廃棄した鍵の数")
    left: tuple[str, ...] = Field(title="残っている鍵")
    copies: tuple[str, ...] = Field(title="読めなくなった写し")
    destroyed_on: dt.date | None = Field(title="鍵を廃棄した日")
    complete_on: dt.date | None = Field(title="控えの期限（廃棄完了の日）")


def destruction_report(history: Sequence[bytes], case_id: UUID, left: Sequence[str]) -> DestructionReport:
    """Folded from the case's own stream of decisions."""
    envelopes: list[Envelope[Any]] = [read_envelope(raw) for raw in history]
    state, proposed, destroyed = RETAINED, None, None
    for envelope in envelopes:
        state = evolve_retention(state, Fact.of(envelope))
        proposed = envelope.data if isinstance(envelope.data, DestructionProposed) else proposed
        destroyed = envelope.data if isinstance(envelope.data, KeysDestroyed) else destroyed
    return DestructionReport(
        case_id=case_id,
        keeping=state.keeping,
        keeping_title=state.keeping.label,
        held=state.held,
        retained_until=proposed.retained_until if proposed else None,
        steps=tuple(
            Step(
                title=envelope.data.ja,
                actor=envelope.actor,
                on=envelope.occurredon,
                recorded_at=envelope.time,
                event_id=envelope.id,
            )
            for envelope in envelopes
        ),
        keys=destroyed.keys if destroyed else None,
        left=tuple(left),
        copies=COPIES if destroyed else (),
        destroyed_on=state.destroyed_on,
        complete_on=destroyed.backups_expire_on if destroyed else None,
    )


def waiting_cases(pool: Pool, keeping: Keeping, expired_by: dt.date | None = None) -> list[UUID]:
    """Cases at this point, some at a time; `expired_by`: only those whose backups have expired by the day."""
    with pool.connection() as connection:
        rows = connection.execute(_WAITING, [keeping.value, expired_by, expired_by, _SOME]).fetchall()
    return [case_id for (case_id,) in rows]


def destroyed_cases(pool: Pool) -> list[UUID]:
    """Every case whose keys are gone."""
    wanted = [Keeping.DESTROYED.value, Keeping.COMPLETE.value]
    with pool.connection() as connection:
        return [case_id for (case_id,) in connection.execute(_DESTROYED, [wanted]).fetchall()]
