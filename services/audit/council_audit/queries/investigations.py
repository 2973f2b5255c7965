"""Investigations: the list, one of them, the timeline of its cases, and the content that it opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from council_events import Envelope, Sealed
from council_events.audit import (
    ContentOpened,
    CouncilHeard,
    Entitled,
    FindingMarked,
    InvestigationConcluded,
    InvestigationReported,
    InvestigationRequested,
)
from council_events.event import Event
from council_kit.answers import NextStep, TimelineEntry
from council_kit.clock import JST
from council_kit.postgres import Pool
from council_kit.routes import kebab, title_of
from council_kit.timeline import shown_value, timeline
from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_audit.domain import Stage, State, Step
from council_audit.projections.investigations import STAGES
from council_audit.queries.access import AccessEntry, AccessLog, day_start, label_of_office
from council_audit.queries.replaying import CaseFile
from council_audit.replay import FieldShown, Told, fields_of, label_of

MOST_ENTRIES: Final = 500
"""Entries of a page of the timeline."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class InvestigationRow(_Answer):
    """One investigation in the list."""

    investigation_id: UUID = Field(title="調査番号")
    concerned: str = Field(title="対象の協議会")
    entitled: Entitled = Field(title="申し出た者")
    stage: Stage = Field(title="段階")
    stage_title: str = Field(title="段階名")
    requested_on: dt.date = Field(title="申し出の日")
    cases: int = Field(title="案件数")
    updated_at: dt.datetime = Field(title="更新時刻")


class Choice(_Answer):
    """A case asked about, as a choice in forms."""

    id: UUID = Field(title="案件番号")
    name: str = Field(title="名称")


class InvestigationView(_Answer):
    """One investigation as its investigator sees it."""

    investigation_id: UUID = Field(title="調査番号")
    version: int = Field(title="版")
    concerned: str = Field(title="対象の協議会")
    stage: Stage = Field(title="段階")
    stage_title: str = Field(title="段階名")
    header: dict[str, str] = Field(title="概要")
    cases: tuple[Choice, ...] = Field(title="案件")
    since: dt.date = Field(title="調べる期間の初日")
    until: dt.date = Field(title="調べる期間の末日")
    next_steps: tuple[NextStep, ...] = Field(title="次の手続")
    timeline: tuple[TimelineEntry, ...] = Field(title="調査の経過")


class Term(_Answer):
    """An office that somebody on the timeline held, and since when the pledge was on file."""

    person: str = Field(title="利用者")
    council: str = Field(title="協議会")
    bureau: str | None = Field(title="経済産業局等コード", description="経済産業局等の職員の所属")
    office_title: str = Field(title="役職名")
    begins_on: dt.date = Field(title="就任日")
    ends_on: dt.date | None = Field(title="退任日")
    pledge_on: dt.date | None = Field(title="誓約書の受領日")


class Moment(_Answer):
    """One entry of the timeline: an event of the case, or a read or refusal of it. `what`: event, read or refusal.

    `pledged`: the reader's pledge was on file on that day, None where no pledge is known of.
    """

    at: dt.datetime = Field(title="時刻")
    what: str = Field(title="区分")
    entry: UUID = Field(title="記録の番号")
    case_id: UUID | None = Field(title="案件番号")
    title: str = Field(title="出来事")
    actor: str = Field(title="利用者")
    office_title: str | None = Field(title="役職")
    council: str = Field(title="協議会")
    bureau: str | None = Field(title="経済産業局等コード", description="経済産業局等の職員の所属")
    purpose_title: str = Field(title="目的")
    service: str = Field(title="サービス")
    provision: str | None = Field(title="根拠規定")
    route: str | None = Field(title="要求の経路")
    shown: tuple[FieldShown, ...] = Field(title="内容", description="封印されたものは開かない")
    fields: tuple[str, ...] = Field(title="示した項目")
    papers: tuple[UUID, ...] = Field(title="書類番号")
    pledged: bool | None = Field(title="誓約書")
    finding: str | None = Field(title="所見")


class InvestigationTimeline(_Answer):
    """Case events and access events on one line, with the offices of everybody who stands on it."""

    entries: tuple[Moment, ...] = Field(title="経過")
    people: tuple[Term, ...] = Field(title="役職と誓約書")
    next: str | None = Field(title="続き")


class OpenedContent(_Answer):
    """The fields of an entry that the investigation opened, and no other."""

    entry: UUID = Field(title="記録の番号")
    title: str = Field(title="出来事")
    fields: tuple[FieldShown, ...] = Field(title="内容")


_ENTITLED: Final = {entitled.value: entitled for entitled in Entitled}
_LIST: Final = """
SELECT investigation_id, concerned, entitled, stage, requested_on, cardinality(cases), updated_at
FROM investigations.investigations
WHERE concerned = ANY(%(councils)s) AND entitled IS NOT NULL ORDER BY updated_at DESC, investigation_id LIMIT %(limit)s"""
_RUNNING: Final = """
SELECT EXISTS (SELECT FROM investigations.investigations WHERE cases && %(cases)s::uuid[] AND stage < %(reported)s)"""
_TERMS: Final = """
SELECT o.person, o.council, CASE WHEN o.office = 'bureau_officer' THEN o.bureau END, o.office, o.begins_on, o.ends_on, p.received_on
FROM rights.offices o LEFT JOIN rights.pledges p USING (person, council)
WHERE o.person = ANY(%(people)s) ORDER BY o.person, o.begins_on, o.office"""


def listed(pool: Pool, councils: Collection[str], limit: int) -> tuple[InvestigationRow, ...]:
    """Investigations about these councils, the last changed first."""
    with pool.connection() as connection:
        rows = connection.execute(_LIST, {"councils": sorted(councils), "limit": limit}).fetchall()
    return tuple(
        InvestigationRow(
            investigation_id=investigation_id,
            concerned=concerned,
            entitled=_ENTITLED[entitled],
            stage=STAGES[stage],
            stage_title=STAGES[stage].label,
            requested_on=requested_on,
            cases=cases,
            updated_at=updated_at,
        )
        for investigation_id, concerned, entitled, stage, requested_on, cases, updated_at in rows
    )


def is_running(pool: Pool, cases: Sequence[UUID]) -> bool:
    """Whether an investigation of one of these cases has not been reported yet."""
    with pool.connection() as connection:
        found = connection.execute(
            _RUNNING, {"cases": list(cases), "reported": STAGES.index(Stage.REPORTED)}
        ).fetchone()
    return found == (True,)


_LABELS: Final = {
    "entitled": "申し出た者",
    "name": "名称・氏名",
    "identity": "本人確認",
    "contact": "連絡先",
    "doubt": "疑義の内容",
    "entry": "記録の番号",
    "opened_case": "案件番号",
    "fields": "項目",
    "reason": "理由",
    "finding": "所見",
    "note": "説明",
    "spoke": "説明した者",
    "statement": "説明の内容",
    "result": "調査の結果",
    "report": "報告の内容",
    "means": "報告の方法",
}
_TOLD: Final = (
    InvestigationRequested,
    ContentOpened,
    FindingMarked,
    CouncilHeard,
    InvestigationConcluded,
    InvestigationReported,
)
_HEADER: Final = ("entitled", "name", "identity", "contact", "doubt")


def _pairs(event: Event) -> Iterator[tuple[str, Any]]:
    for name in type(event).model_fields if isinstance(event, _TOLD) else ():
        value = getattr(event, name)
        if name == "fields":
            value = tuple(label_of(each) for each in value)
        if name in _LABELS:
            yield _LABELS[name], value


def investigation_view(
    state: State, history: Sequence[bytes], steps: Sequence[Step], vault: Vault
) -> InvestigationView:
    """One investigation, its own texts opened. Raises LookupError where nobody has asked for one."""
    requested = state.requested
    if requested is None:
        raise LookupError("nobody has asked for this investigation")
    values = [getattr(requested, name) for name in _HEADER]
    sealed = [value for value in values if isinstance(value, Sealed)]
    opened = dict(zip(map(id, sealed), vault.open_many(sealed), strict=True))
    header = {_LABELS[name]: shown_value(value, opened) for name, value in zip(_HEADER, values, strict=True)}
    if state.concluded is not None:
        header[_LABELS["result"]] = state.concluded.result.label
    return InvestigationView(
        investigation_id=requested.investigation_id,
        version=len(history),
        concerned=requested.concerned,
        stage=state.stage,
        stage_title=state.stage.label,
        header={label: text for label, text in header.items() if text},
        cases=tuple(Choice(id=case_id, name=str(case_id)) for case_id in requested.cases),
        since=requested.since,
        until=requested.until,
        next_steps=tuple(_step(requested.investigation_id, step) for step in steps),
        timeline=timeline(history, _pairs, vault),
    )


def _step(investigation_id: UUID, step: Step) -> NextStep:
    return NextStep(
        command=step.command.__name__,
        title=title_of(step.command),
        path=f"/v1/investigations/{investigation_id}/{kebab(step.command)}",
        allowed=step.allowed,
        provision=step.provision,
        reason_ja=step.ja,
        reason_en=step.en,
    )


def investigation_timeline(
    pool: Pool, log: AccessLog, files: Iterable[CaseFile], state: State, *, after: str | None
) -> InvestigationTimeline:
    """The cases' events and who read them, in the period asked about, the oldest first. Nothing is opened.

    A page ends with the page of the access log: the events of the case up to there stand on it.
    """
    requested = state.requested
    if requested is None:
        raise LookupError("nobody has asked for this investigation")
    since, until = day_start(requested.since), day_start(requested.until + dt.timedelta(days=1))
    page = log.of_cases(requested.cases, since, until, after=after, limit=MOST_ENTRIES)
    begins = dt.datetime.fromisoformat(after.partition("|")[0]) if after else since
    ends = page.items[-1].recorded_at if page.next else until
    told = [
        each
        for file in files
        for each in file.told
        if begins <= each.envelope.time < until and (each.envelope.time < ends or not page.next)
    ]
    actors = {entry.actor for entry in page.items} | {each.envelope.actor for each in told}
    people = _terms(pool, actors)
    marks = {entry: mark.finding.label for entry, mark in state.findings.items()}
    moments = [_of_read(entry, people, marks) for entry in page.items]
    moments += [_of_event(each, people, marks) for each in told]
    moments.sort(key=lambda moment: (moment.at, str(moment.entry)))
    return InvestigationTimeline(entries=tuple(moments), people=people, next=page.next)


def _terms(pool: Pool, people: Collection[str]) -> tuple[Term, ...]:
    with pool.connection() as connection:
        rows = connection.execute(_TERMS, {"people": sorted(people)}).fetchall()
    return tuple(
        Term(
            person=person,
            council=council,
            bureau=bureau,
            office_title=label_of_office(office) or office,
            begins_on=begins_on,
            ends_on=ends_on,
            pledge_on=pledge_on,
        )
        for person, council, bureau, office, begins_on, ends_on, pledge_on in rows
    )


def _bureau_of(people: Sequence[Term], person: str, at: dt.datetime) -> str | None:
    """The bureau that the person worked for then; None for everybody else."""
    day = at.astimezone(JST).date()
    terms = (term for term in people if term.person == person and term.begins_on <= day <= (term.ends_on or day))
    return next((term.bureau for term in terms if term.bureau), None)


def _of_read(entry: AccessEntry, people: Sequence[Term], marks: Mapping[UUID, str]) -> Moment:
    own = (term.pledge_on for term in people if (term.person, term.council) == (entry.actor, entry.council))
    pledged_on = next(filter(None, own), None)
    return Moment(
        at=entry.recorded_at,
        what="read" if entry.view else "refusal",
        entry=entry.event_id,
        case_id=entry.cases[0] if len(entry.cases) == 1 else None,
        title=entry.title,
        actor=entry.actor,
        office_title=entry.office_title,
        council=entry.council,
        bureau=_bureau_of(people, entry.actor, entry.recorded_at),
        purpose_title=entry.purpose_title,
        service=entry.service,
        provision=entry.provision,
        route=entry.route,
        shown=(),
        fields=entry.field_titles,
        papers=entry.papers,
        pledged=None if pledged_on is None else day_start(pledged_on) <= entry.recorded_at,
        finding=marks.get(entry.event_id),
    )


def _of_event(told: Told, people: Sequence[Term], marks: Mapping[UUID, str]) -> Moment:
    envelope = told.envelope
    return Moment(
        at=envelope.time,
        what="event",
        entry=envelope.id,
        case_id=getattr(envelope.data, "case_id", None),
        title=envelope.data.ja,
        actor=envelope.actor,
        office_title=None,
        council=envelope.council,
        bureau=_bureau_of(people, envelope.actor, envelope.time),
        purpose_title=envelope.purpose.label,
        service=envelope.service,
        provision=None,
        route=None,
        shown=told.fields,
        fields=(),
        papers=(),
        pledged=None,
        finding=marks.get(envelope.id),
    )


def opened_content(envelope: Envelope[Any], names: Collection[str], vault: Vault) -> OpenedContent:
    """The named fields of an entry in clear; raises the vault's errors where its policy forbids it."""
    sealed: list[Sealed[Any]] = []
    for name in sorted(names):
        value = getattr(envelope.data, name, None)
        sealed += value if isinstance(value, tuple) else [value] if isinstance(value, Sealed) else []
    boxes = [each for each in sealed if isinstance(each, Sealed)]
    opened = dict(zip(map(id, boxes), vault.open_many(boxes), strict=True))
    shown = []
    for field in fields_of(envelope):
        if field.name in names:
            text = shown_value(getattr(envelope.data, field.name), opened)
            shown.append(field.model_copy(update={"value": text, "sealed": False}))
    return OpenedContent(entry=envelope.id, title=envelope.data.ja, fields=tuple(shown))
