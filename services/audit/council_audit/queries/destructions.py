"""The destruction report, the list of what is held or being destroyed, and what waits for the timer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events import Envelope, read_envelope
from council_events.audit import DestructionProposed, KeysDestroyed, LegalHoldPlaced, RetainedKind
from council_events.deciding import Fact
from council_kit.answers import NextStep
from council_kit.postgres import Pool
from council_kit.routes import kebab, title_of
from pydantic import BaseModel, ConfigDict, Field

from council_audit.domain import Step
from council_audit.domain.destructions import RETAINED, Keeping, Kept, Subject, evolve_retention
from council_audit.rules.destructions import retained_until

_WAITING: Final = """
SELECT retained_id FROM retention.kept
WHERE retained = %(retained)s AND keeping = %(keeping)s
    AND (%(expired_by)s::date IS NULL OR backups_expire_on <= %(expired_by)s)
ORDER BY updated_at, retained_id"""
_LIST: Final = """
SELECT retained, retained_id, council, keeping, held, backups_expire_on, updated_at FROM retention.kept
WHERE (%(council)s::text IS NULL OR council = %(council)s) AND (held OR keeping <> 'kept')
ORDER BY updated_at DESC, retained_id LIMIT %(limit)s"""
MOST_LISTED: Final = 100
_KEEPINGS: Final = {keeping.value: keeping for keeping in Keeping}
_KINDS: Final = {retained.value: retained for retained in RetainedKind}
_DESTROYED: Final = "SELECT retained_id FROM retention.kept WHERE retained = %s AND keeping = ANY(%s)"
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
_COPIES_OF: Final = {
    RetainedKind.CASE: COPIES,
    RetainedKind.COMPANY: (
        *(copy for copy in COPIES if not copy.startswith("書類")),
        "この企業の案件に記録された企業名、電話番号、法人番号",
    ),
}


class Done(BaseModel):
    """One step of the decision, by whom and when."""

    model_config = ConfigDict(frozen=True)

    title: str = Field(title="記録")
    actor: str = Field(title="利用者")
    on: dt.date = Field(title="発生日")
    recorded_at: dt.datetime = Field(title="記録時刻")
    event_id: UUID = Field(title="イベント番号")


class KeptRow(BaseModel):
    """A case or entry whose keeping was decided on, or that is held, in the list."""

    model_config = ConfigDict(frozen=True)

    retained: RetainedKind = Field(title="対象")
    retained_title: str = Field(title="対象の名称")
    retained_id: UUID = Field(title="案件番号又は企業番号")
    council: str = Field(title="協議会")
    keeping: Keeping = Field(title="保存の状況")
    keeping_title: str = Field(title="保存の状況の名称")
    held: bool = Field(title="廃棄の禁止")
    backups_expire_on: dt.date | None = Field(title="控えの期限（廃棄完了の日）")
    updated_at: dt.datetime = Field(title="更新時刻")


class DestructionReport(BaseModel):
    """What became of the content. `left`: keys that the vault still holds; `complete_on`: when no backup does either.

    `years`: the retention period from the last record, None where none is set: then nothing is ever destroyed. Of a company's entry
    `cases`: how many cases it has, and `cases_left`: those with content; `closed_on`: when intake closed it.
    """

    model_config = ConfigDict(frozen=True)

    retained: RetainedKind = Field(title="対象")
    retained_title: str = Field(title="対象の名称")
    retained_id: UUID = Field(title="案件番号又は企業番号")
    council: str = Field(title="協議会")
    version: int = Field(title="版")
    keeping: Keeping = Field(title="保存の状況")
    keeping_title: str = Field(title="保存の状況の名称")
    held: bool = Field(title="廃棄の禁止")
    hold_ground: str | None = Field(title="廃棄を禁止した理由")
    years: int | None = Field(title="保存期間（年）")
    last_recorded_on: dt.date = Field(title="最後の記録の日")
    retained_until: dt.date | None = Field(title="保存期間の末日")
    next_steps: tuple[NextStep, ...] = Field(title="次の手続")
    steps: tuple[Done, ...] = Field(title="経過")
    keys: int | None = Field(title="廃棄した鍵の数")
    left: tuple[str, ...] = Field(title="残っている鍵")
    copies: tuple[str, ...] = Field(title="読めなくなった写し")
    cases: int | None = Field(title="案件の数")
    cases_left: int = Field(title="内容の残る案件の数")
    closed_on: dt.date | None = Field(title="登録を閉鎖した日")
    destroyed_on: dt.date | None = Field(title="鍵を廃棄した日")
    complete_on: dt.date | None = Field(title="控えの期限（廃棄完了の日）")


class Told(NamedTuple):
    """What the report needs besides the stream of decisions. `left`: keys that the vault still holds."""

    council: str
    kept: Kept
    left: Sequence[str]
    steps: Sequence[Step]
    cases: int | None = None


def destruction_report(history: Sequence[bytes], subject: Subject, told: Told) -> DestructionReport:
    """Folded from the stream of decisions."""
    envelopes: list[Envelope[Any]] = [read_envelope(raw) for raw in history]
    state, proposed, destroyed, hold = RETAINED, None, None, None
    for envelope in envelopes:
        state = evolve_retention(state, Fact.of(envelope))
        proposed = envelope.data if isinstance(envelope.data, DestructionProposed) else proposed
        destroyed = envelope.data if isinstance(envelope.data, KeysDestroyed) else destroyed
        hold = envelope.data if isinstance(envelope.data, LegalHoldPlaced) else hold
    return DestructionReport(
        retained=subject.retained_kind,
        retained_title=subject.retained_kind.label,
        retained_id=subject.retained_id,
        council=told.council,
        version=len(history),
        keeping=state.keeping,
        keeping_title=state.keeping.label,
        held=state.held,
        hold_ground=hold.ground.label if hold and state.held else None,
        years=told.kept.years,
        last_recorded_on=told.kept.last_recorded_on,
        retained_until=proposed.retained_until if proposed else _until(told.kept),
        next_steps=tuple(_next(subject, step) for step in told.steps),
        steps=tuple(
            Done(
                title=envelope.data.ja,
                actor=envelope.actor,
                on=envelope.occurredon,
                recorded_at=envelope.time,
                event_id=envelope.id,
            )
            for envelope in envelopes
        ),
        keys=destroyed.keys if destroyed else None,
        left=tuple(told.left),
        copies=_COPIES_OF[subject.retained_kind] if destroyed else (),
        cases=told.cases,
        cases_left=told.kept.cases_left,
        closed_on=told.kept.closed_on,
        destroyed_on=state.destroyed_on,
        complete_on=destroyed.backups_expire_on if destroyed else None,
    )


def _until(kept: Kept) -> dt.date | None:
    return None if kept.years is None else retained_until(kept.last_recorded_on, kept.years)


_PATHS: Final = {RetainedKind.CASE: "/v1/cases", RetainedKind.COMPANY: "/v1/companies"}


def _next(subject: Subject, step: Step) -> NextStep:
    return NextStep(
        command=step.command.__name__,
        title=title_of(step.command),
        path=f"{_PATHS[subject.retained_kind]}/{subject.retained_id}/{kebab(step.command)}",
        allowed=step.allowed,
        provision=step.provision,
        reason_ja=step.ja,
        reason_en=step.en,
    )


def kept_rows(pool: Pool, council: str | None) -> tuple[KeptRow, ...]:
    """What was decided on or is held, the last changed first; `council` None: of all."""
    with pool.connection() as connection:
        rows = connection.execute(_LIST, {"council": council, "limit": MOST_LISTED}).fetchall()
    return tuple(
        KeptRow(
            retained=_KINDS[retained],
            retained_title=_KINDS[retained].label,
            retained_id=retained_id,
            council=of_council,
            keeping=_KEEPINGS[keeping],
            keeping_title=_KEEPINGS[keeping].label,
            held=held,
            backups_expire_on=expire_on,
            updated_at=updated_at,
        )
        for retained, retained_id, of_council, keeping, held, expire_on, updated_at in rows
    )


def waiting_ids(
    pool: Pool, retained: RetainedKind, keeping: Keeping, *, expired_by: dt.date | None = None
) -> list[UUID]:
    """Cases or entries at this point, the longest there first; `expired_by`: only those whose backups have expired by the day."""
    asked = {"retained": retained.value, "keeping": keeping.value, "expired_by": expired_by}
    with pool.connection() as connection:
        return [retained_id for (retained_id,) in connection.execute(_WAITING, asked).fetchall()]


def destroyed_ids(pool: Pool, retained: RetainedKind) -> list[UUID]:
    """Every case or entry whose keys are gone."""
    wanted = [Keeping.DESTROYED.value, Keeping.COMPLETE.value]
    with pool.connection() as connection:
        return [each for (each,) in connection.execute(_DESTROYED, [retained.value, wanted]).fetchall()]
