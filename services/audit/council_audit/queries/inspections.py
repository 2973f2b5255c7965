"""Inspections: the list, one of them, and a council's cases as of an instant, each with what changed since an earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events.audit import InspectedContentOpened, InspectionBegun, InspectionEnded
from council_events.event import Event
from council_kit.answers import NextStep, TimelineEntry
from council_kit.postgres import Pool
from council_kit.routes import kebab, title_of
from council_kit.timeline import timeline
from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_audit.commands.inspections import EndInspection
from council_audit.domain.inspections import Inspection
from council_audit.queries.answers import SignedCheckpoint
from council_audit.queries.places import place_in, place_of
from council_audit.queries.proving import Proving
from council_audit.queries.replaying import CaseFile, case_files
from council_audit.replay import Axis, Changed, Told, as_of, difference, drift, label_of

MOST_CASES: Final = 50
"""Most cases of a page: each is folded from all of its events."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class InspectionRow(_Answer):
    """One inspection in the list. `openings`: how many entries' content was opened within it."""

    inspection_id: UUID = Field(title="検査番号")
    concerned: str = Field(title="対象の協議会")
    begun_on: dt.date = Field(title="開始日")
    ended_on: dt.date | None = Field(title="終了日")
    openings: int = Field(title="開封の件数")
    updated_at: dt.datetime = Field(title="更新時刻")


class InspectionView(_Answer):
    """One inspection as its inspectors see it; the timeline tells every opening with its fields and reason."""

    inspection_id: UUID = Field(title="検査番号")
    version: int = Field(title="版")
    concerned: str = Field(title="対象の協議会")
    running: bool = Field(title="実施中")
    ground: str = Field(title="検査の理由と範囲")
    begun_on: dt.date = Field(title="開始日")
    ended_on: dt.date | None = Field(title="終了日")
    next_steps: tuple[NextStep, ...] = Field(title="次の手続")
    timeline: tuple[TimelineEntry, ...] = Field(title="検査の経過")


class Moved(_Answer):
    """What lies between two instants of one case: events that came to count or no longer do, and values that read otherwise."""

    came: tuple[str, ...] = Field(title="加わった記録")
    went: tuple[str, ...] = Field(title="外れた記録")
    changed: tuple[Changed, ...] = Field(title="変わった値")


class InspectedCase(_Answer):
    """One case as of the instant. `council`: who held it then; `late`: entries recorded after their business day.

    `proven`: entries whose inclusion was followed to the checkpoint's root; `intact`: no drift was found; `moved`: against the
    earlier instant, None where none was asked for.
    """

    case_id: UUID = Field(title="案件番号")
    council: str | None = Field(title="協議会")
    services: tuple[str, ...] = Field(title="サービス")
    entries: int = Field(title="記録の件数")
    later: int = Field(title="後の記録の件数")
    last_title: str | None = Field(title="最後の記録")
    last_at: dt.datetime | None = Field(title="最後の記録の時刻")
    last_on: dt.date | None = Field(title="最後の発生日")
    late: int = Field(title="後日の記録の件数")
    proven: int = Field(title="証明済みの件数")
    intact: bool = Field(title="欠落なし")
    moved: Moved | None = Field(title="違い")


class InspectedCases(_Answer):
    """A page of the council's cases as of the instant, the first recorded first. `total`: cases in which it acted by then."""

    inspection_id: UUID = Field(title="検査番号")
    council: str = Field(title="協議会")
    at: dt.datetime = Field(title="時点")
    earlier: dt.datetime | None = Field(title="前の時点")
    axis: Axis = Field(title="時間軸")
    total: int = Field(title="案件数")
    items: tuple[InspectedCase, ...] = Field(title="案件")
    next: str | None = Field(title="続き")
    checkpoint: SignedCheckpoint | None = Field(title="検証点")


class Window(NamedTuple):
    """What is looked at: as of `at` on an axis, with `earlier` also what changed since."""

    at: dt.datetime
    axis: Axis
    earlier: dt.datetime | None = None


_LIST: Final = """
SELECT inspection_id, concerned, begun_on, ended_on, openings, updated_at
FROM inspections.inspections
WHERE concerned = ANY(%(councils)s) AND begun_on IS NOT NULL
ORDER BY updated_at DESC, inspection_id LIMIT %(limit)s"""
_TOTAL: Final = """
SELECT count(*) FROM cases.acted
WHERE council = %(council)s AND (%(until)s::timestamptz IS NULL OR first_at <= %(until)s)
  AND (%(since)s::timestamptz IS NULL OR last_at > %(since)s)"""
_PAGE: Final = """
SELECT case_id, first_at FROM cases.acted
WHERE council = %(council)s AND (%(until)s::timestamptz IS NULL OR first_at <= %(until)s)
  AND (%(since)s::timestamptz IS NULL OR last_at > %(since)s)
  AND (%(moment)s::timestamptz IS NULL OR (first_at, case_id) > (%(moment)s, %(place)s::uuid))
ORDER BY first_at, case_id LIMIT %(limit)s"""
_ACTED: Final = "SELECT EXISTS (SELECT FROM cases.acted WHERE council = %s AND case_id = %s)"
_LABELS: Final = {
    "ground": "検査の理由と範囲",
    "opened_case": "案件番号",
    "entry": "記録の番号",
    "fields": "項目",
    "reason": "理由",
    "report": "検査の結果",
}


def listed(pool: Pool, councils: Collection[str], limit: int) -> tuple[InspectionRow, ...]:
    """Inspections of these councils, the last changed first."""
    with pool.connection() as connection:
        rows = connection.execute(_LIST, {"councils": sorted(councils), "limit": limit}).fetchall()
    return tuple(
        InspectionRow(
            inspection_id=inspection_id,
            concerned=concerned,
            begun_on=begun_on,
            ended_on=ended_on,
            openings=openings,
            updated_at=updated_at,
        )
        for inspection_id, concerned, begun_on, ended_on, openings, updated_at in rows
    )


def inspection_view(state: Inspection, history: Sequence[bytes], vault: Vault) -> InspectionView:
    """One inspection, its own texts opened. Raises LookupError where none has begun."""
    begun = state.begun
    if begun is None or state.begun_on is None:
        raise LookupError("this inspection has not begun")
    (ground,) = vault.open_many([begun.ground])
    ending = NextStep(
        command=EndInspection.__name__,
        title=title_of(EndInspection),
        path=f"/v1/inspections/{begun.inspection_id}/{kebab(EndInspection)}",
        allowed=True,
    )
    return InspectionView(
        inspection_id=begun.inspection_id,
        version=len(history),
        concerned=begun.concerned,
        running=state.runs,
        ground=str(ground),
        begun_on=state.begun_on,
        ended_on=state.ended_on,
        next_steps=(ending,) if state.runs else (),
        timeline=timeline(history, _pairs, vault),
    )


def _pairs(event: Event) -> Iterator[tuple[str, Any]]:
    if isinstance(event, InspectionBegun | InspectedContentOpened | InspectionEnded):
        for name in type(event).model_fields:
            if name in _LABELS:
                value = getattr(event, name)
                yield _LABELS[name], tuple(map(label_of, value)) if name == "fields" else value


class InspectedPage(NamedTuple):
    """The cases of a page, and where the next one begins."""

    files: list[CaseFile]
    total: int
    next: str | None


def cases_of_council(pool: Pool, council: str, window: Window, after: str | None, limit: int) -> InspectedPage:
    """Cases in which the council acted by the instant; with an earlier one, only those recorded in between.

    What had happened can change by a record of today, so on that axis every case is looked at. Two round trips a page; content
    is read only where it is compared.
    """
    moment, place = place_in(after)
    by_record = window.axis is Axis.KNOWN
    named = {
        "council": council,
        "until": window.at if by_record else None,
        "since": window.earlier if by_record else None,
        "moment": moment,
        "place": place,
        "limit": limit + 1,
    }
    with pool.connection() as connection:
        with connection.pipeline():
            counting, paging = connection.execute(_TOTAL, named), connection.execute(_PAGE, named)
        counted, rows = counting.fetchone(), paging.fetchall()
    following = place_of(rows[limit - 1][1], rows[limit - 1][0]) if len(rows) > limit else None
    files = case_files(pool, [case_id for case_id, _ in rows[:limit]], heads=window.earlier is None)
    return InspectedPage(list(files.values()), counted[0] if counted else 0, following)


def acted_in(pool: Pool, council: str, case_id: UUID) -> bool:
    """Whether the council had a part in the case."""
    with pool.connection() as connection:
        return connection.execute(_ACTED, [council, case_id]).fetchone() == (True,)


def inspected_cases(
    pool: Pool, proving: Proving, inspection_id: UUID, council: str, window: Window, page: InspectedPage
) -> InspectedCases:
    """The page, every entry that is shown proven in one batch."""
    shown = {file.case_id: as_of(file.told, window.at, window.axis) for file in page.files}
    leaves = [(each.number, file.leaf_hashes[each.number]) for file in page.files for each in shown[file.case_id]]
    with pool.connection() as connection:
        checkpoint = proving.checkpoint_in(connection)
        included = proving.included(connection, leaves, checkpoint)
    return InspectedCases(
        inspection_id=inspection_id,
        council=council,
        at=window.at,
        earlier=window.earlier,
        axis=window.axis,
        total=page.total,
        items=tuple(_row(file, shown[file.case_id], included, window) for file in page.files),
        next=page.next,
        checkpoint=checkpoint,
    )


def _row(file: CaseFile, shown: Sequence[Told], included: Collection[int], window: Window) -> InspectedCase:
    own = [each.envelope for each in shown if each.envelope.streamid == file.case_id]
    last = max(shown, key=lambda each: each.envelope.time, default=None)
    return InspectedCase(
        case_id=file.case_id,
        council=max(own, key=lambda envelope: envelope.time).council if own else None,
        services=tuple(sorted({envelope.service for envelope in own})),
        entries=len(shown),
        later=len(file.told) - len(shown),
        last_title=last.title if last else None,
        last_at=last.envelope.time if last else None,
        last_on=last.envelope.occurredon if last else None,
        late=sum(each.late for each in shown),
        proven=sum(each.number in included for each in shown),
        intact=not drift(file.told, file.case_id),
        moved=_moved(file, window),
    )


def _moved(file: CaseFile, window: Window) -> Moved | None:
    if window.earlier is None:
        return None
    between = difference(file.told, window.earlier, window.at, window.axis)
    return Moved(
        came=tuple(each.title for each in between.came),
        went=tuple(each.title for each in between.went),
        changed=between.changed,
    )
