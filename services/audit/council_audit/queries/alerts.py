"""Alerts on unusual access, the newest first; and which cases many people look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from council_events.audit import AlertKind
from council_kit.postgres import Pool
from pydantic import BaseModel, ConfigDict, Field

from council_audit.projections.alerts import EMERGENCY

MOST_ALERTS: Final = 200
_LIST: Final = """
SELECT alert_id, raised_at, kind, person, council, watched_case, counted, threshold, window_minutes
FROM alerts.alerts ORDER BY raised_at DESC, alert_id LIMIT %s"""
_CROWDED: Final = """
SELECT c.case_id, min(r.council), count(DISTINCT r.actor)
FROM unnest(%(cases)s::uuid[]) AS c(case_id)
JOIN access.reads r ON r.cases @> ARRAY[c.case_id]
WHERE r.recorded_at >= %(since)s AND r.view IN ('case', 'paper', 'report', 'export')
  AND r.purpose NOT IN ('investigation', 'audit')
GROUP BY c.case_id HAVING count(DISTINCT r.actor) >= %(limit)s"""
_TITLES: Final = {**{kind.value: kind.label for kind in AlertKind}, EMERGENCY: "非常時の閲覧"}


class Alert(BaseModel):
    """Something unusual. It accuses nobody: the access log of the person or case says what happened."""

    model_config = ConfigDict(frozen=True)

    alert_id: UUID = Field(title="知らせの番号")
    raised_at: dt.datetime = Field(title="時刻")
    kind: str = Field(title="種類")
    title: str = Field(title="種類の名称")
    person: str | None = Field(title="利用者")
    council: str = Field(title="所属")
    case_id: UUID | None = Field(title="案件番号")
    counted: int = Field(title="件数")
    threshold: int = Field(title="基準の件数")
    window_minutes: int = Field(title="時間の幅（分）")


class Crowd(NamedTuple):
    """A case that many people were shown."""

    case_id: UUID
    council: str
    people: int


def alerts(pool: Pool, limit: int = MOST_ALERTS) -> tuple[Alert, ...]:
    """The newest first."""
    with pool.connection() as connection:
        rows = connection.execute(_LIST, [limit]).fetchall()
    return tuple(
        Alert(
            alert_id=alert_id,
            raised_at=raised_at,
            kind=kind,
            title=_TITLES[kind],
            person=person,
            council=council,
            case_id=case_id,
            counted=counted,
            threshold=threshold,
            window_minutes=minutes,
        )
        for alert_id, raised_at, kind, person, council, case_id, counted, threshold, minutes in rows
    )


def crowded(pool: Pool, cases: Sequence[UUID], since: dt.datetime, limit: int) -> list[Crowd]:
    """Those of these cases that at least so many people were shown since an instant."""
    with pool.connection() as connection:
        rows = connection.execute(_CROWDED, {"cases": list(cases), "since": since, "limit": limit}).fetchall()
    return [Crowd(*row) for row in rows]
