"""What intake answers: my work, what a search finds, and one consultation with its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_access import Scope, Standing
from council_directory import council
from council_events import Event, Sealed, SealedBox
from council_events.intake import (
    ConsultationFactsRecorded,
    ConsultationKind,
    ConsultationOpened,
    FirstResponse,
    Requester,
)
from council_events.values import Office, SupportLine
from council_kit.answers import NextStep, Page, TimelineEntry, WorkItem
from council_kit.postgres import Pool
from council_kit.problems import field_problem
from council_kit.routes import kebab, title_of
from council_kit.timeline import labelled, shown_value, timeline
from council_kit.vault import Vault, digits_of, fold
from pydantic import BaseModel, ConfigDict, Field

from council_intake.commands import ChooseSupportLine, CloseConsultation, ExplainRole, RecordFacts
from council_intake.domain import Stage, State, next_steps

PAGE_ROWS: Final = 50
"""Most rows of a page; each is opened."""
LABELS: Final = {
    "kind": "相談の種類",
    "requester": "相談者",
    "requester_name": "相談者の氏名・名称",
    "route": "持込経路",
    "channel": "応対の方法",
    "assigned_to": "応対者",
    "name": "商号・屋号",
    "company_name": "企業名",
    "kana": "カナ",
    "company_kana": "カナ",
    "phone": "電話番号",
    "company_phone": "電話番号",
    "corporate_number": "法人番号",
    "address": "所在地",
    "legal_form": "法人格",
    "industry": "業種",
    "employees": "従業員数（人）",
    "capital": "資本金（円）",
    "sales": "売上高（円）",
    "interest_bearing_debt": "有利子負債（円）",
    "wishes": "ご希望",
    "story": "相談の内容",
    "edition": "適用した版",
    "advice": "助言の内容",
    "body": "紹介先",
    "told_on": "伝えた日",
    "note": "備考",
    "line": "支援の種類",
    "consulted_on": "相談の受付日",
    "reason": "理由",
    "response": "提案した対応",
    "result": "相談の結果",
    "company_id": "企業番号",
    "prefecture": "都道府県",
    "adviser": "保証人支援専門家",
    "adviser_qualification": "保証人支援専門家の資格",
    "received_on": "受理した日",
    "earlier": "先の相談の案件番号",
    "earlier_case": "先の相談の案件番号",
    "summary": "応対の概要",
    "years": "把握した年数",
    "founded_recently": "創業から3年未満",
    "lines": "助言した支援",
    "addressee": "助言の相手",
    "measures": "支援施策・対応",
    "requested_on": "求めのあった日",
    "agencies": "紹介した認定経営革新等支援機関",
    "role": "紹介した専門家",
    "candidates": "候補者",
    "support": "支援の内容",
    "necessity": "県域を越える必要性",
    "cooperating": "連携する協議会",
    "subject": "紹介する支援の内容",
    "judged_on": "判断の日",
    "recipient": "交付先の名称",
    "papers": "書類",
    "consented_on": "文書による了承の日",
    "report": "報告書",
    "number": "番号",
    "document": "報告書の内容",
    "means": "提出の方法",
    "bureau": "提出先の経済産業局等",
    "bureau_on": "経済産業局等への提出日",
    "headquarters_on": "全国本部への提出日",
    "agency_on": "中小企業庁への提出日",
    "into": "合併後の企業番号",
    "same_as": "同じ企業の企業番号",
    "question": "照会の内容",
    "answer": "回答",
    "remaining": "残額（円）",
    "provision": "根拠規定",
}
"""How screens call the fields of intake's events."""
NOT_SHOWN: Final = frozenset({"case_id", "items", "notes"})
"""The case itself; and what was learned, which is shown item by item."""


# ---- lists


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of `cases`, in the order of `_COLUMNS`; sealed values as boxes. `shown`: the name, once it was opened."""

    case_id: UUID
    council: str
    stage: int
    role_explained: bool
    kind: str | None
    line: str | None
    company_name: list[str] | None
    requester_name: list[str] | None
    company_kana: list[str] | None
    company_phone: list[str] | None
    corporate_number: list[str] | None
    opened_on: dt.date | None
    updated_at: dt.datetime
    version: int
    shown: str | None = None

    @property
    def name(self) -> Sealed[str] | None:
        """What a list calls the case: the company, else who asked."""
        return _sealed(self.company_name or self.requester_name)

    @property
    def found_by(self) -> list[Sealed[str] | None]:
        """The values that a search looks at, the name first."""
        return [
            _sealed(self.company_name),
            _sealed(self.requester_name),
            _sealed(self.company_kana),
            _sealed(self.company_phone),
            _sealed(self.corporate_number),
        ]


_COLUMNS: Final = """c.case_id, c.council, c.stage, c.role_explained, c.kind, c.line, c.company_name, c.requester_name,
    c.company_kana, c.company_phone, c.corporate_number, c.opened_on, c.updated_at, c.version"""

_WORK: Final = """
SELECT {columns} FROM cases.cases c
WHERE {scope} AND NOT c.closed {mine} {after}
ORDER BY c.updated_at DESC, c.case_id DESC LIMIT %(limit)s"""

_SEARCH: Final = """
WITH hit AS MATERIALIZED (
    SELECT s.case_id, s.opened_on FROM cases.search s
    WHERE {scope} AND s.tokens @> %(tokens)s {after}
    ORDER BY s.opened_on DESC, s.case_id DESC LIMIT %(limit)s)
SELECT {columns} FROM hit JOIN cases.cases c USING (case_id) ORDER BY hit.opened_on DESC, c.case_id DESC"""

_OFFICES: Final = """
SELECT office FROM rights.offices
WHERE person = %(person)s AND council = %(council)s AND begins_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)"""


class Rows(NamedTuple):
    """A page of rows, and the cursor of the next."""

    rows: list[CaseRow]
    next: str | None


NONE_FOUND: Final = Rows([], None)


class Cases:
    """The read tables of intake; the names of what is listed are opened here."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    def work(self, standing: Standing, scope: Scope, *, after: str | None, limit: int) -> Rows:
        """Open consultations that wait for this person, the last changed first: a head's are those of the council.

        Raises a 422 problem for an unreadable cursor.
        """
        mine, person = _mine(standing)
        values: dict[str, Any] = {**scope.params, **person, "limit": limit + 1}
        place = ""
        if after is not None:
            moment, case_id = _cursor(after, dt.datetime.fromisoformat)
            place = "AND (c.updated_at, c.case_id) < (%(moment)s, %(place)s)"
            values |= {"moment": moment, "place": case_id}
        sql = _WORK.format(columns=_COLUMNS, scope=scope.sql, mine=mine, after=place)
        return self._page(sql, values, limit, lambda row: row.updated_at.isoformat())

    def search(self, standing: Standing, scope: Scope, words: str, *, after: str | None, limit: int) -> Rows:
        """Consultations whose name, kana, phone or 法人番号 holds all the words, the newest first; checked in clear.

        `scope` is over the alias `s`. A page may hold fewer rows than its limit and still have a next one.
        """
        tokens = self._vault.search_tokens(words, standing.council)
        if not tokens:
            return NONE_FOUND
        values: dict[str, Any] = {**scope.params, "tokens": tokens, "limit": limit + 1}
        place = ""
        if after is not None:
            day, case_id = _cursor(after, dt.date.fromisoformat)
            place = "AND (s.opened_on, s.case_id) < (%(day)s, %(place)s)"
            values |= {"day": day, "place": case_id}
        sql = _SEARCH.format(columns=_COLUMNS, scope=scope.sql, after=place)
        found = self._page(sql, values, limit, lambda row: str(row.opened_on))
        return Rows(self._holding(words, found.rows), found.next)

    def items(self, found: Sequence[CaseRow], next_place: str | None) -> Page[WorkItem]:
        """The rows as a list shows them; names that are still sealed are opened in one round trip."""
        names = self._vault.open_many([row.name if row.shown is None else None for row in found])
        items = tuple(_item(row, row.shown or name) for row, name in zip(found, names, strict=True))
        return Page[WorkItem](items=items, next=next_place)

    def offices(self, council: str, person: str, on: dt.date) -> frozenset[Office]:
        """The offices of somebody else in a council on a day, for whom a consultation is to be assigned to."""
        with self._pool.connection() as connection:
            rows = connection.execute(_OFFICES, {"council": council, "person": person, "on": on}).fetchall()
        held = {row[0] for row in rows}
        return frozenset(office for office in Office if office in held)

    def view(self, standing: Standing, state: State, history: Sequence[bytes]) -> CaseView:
        """One consultation as its stream says. Raises LookupError for a stream without a reception."""
        opened = state.opened
        if opened is None:
            raise LookupError("no consultation was received")
        header = self._header(state, opened)
        return CaseView(
            case_id=opened.case_id,
            version=len(history),
            council=state.council,
            stage=state.stage,
            stage_title=state.stage.label,
            company_name=header.get(LABELS["company_name"]) or header.get(LABELS["requester_name"]),
            header=header,
            kind=opened.kind,
            requester=opened.requester,
            company_id=opened.company_id,
            assigned_to=opened.assigned_to,
            lines=state.lines,
            line=state.lines[-1] if state.lines else None,
            result=state.result,
            role_explained=state.role_explained,
            missing_items=tuple(item.label for item in state.missing(standing.on)),
            next_steps=_steps(standing, opened.case_id, state),
            timeline=timeline(history, pairs, self._vault),
        )

    def _header(self, state: State, opened: ConsultationOpened) -> dict[str, str]:
        shown = list(_header_pairs(state, opened))
        sealed = [value for _, value in shown if isinstance(value, Sealed)]
        clear = dict(zip(map(id, sealed), self._vault.open_many(sealed), strict=True))
        return {label: text for label, value in shown if (text := shown_value(value, clear))}

    def _page(self, sql: str, values: dict[str, Any], limit: int, key: Any) -> Rows:
        with self._pool.connection() as connection:
            rows = [CaseRow(*row) for row in connection.execute(sql, values).fetchall()]
        if len(rows) <= limit:
            return Rows(rows, None)
        last = rows[limit - 1]
        return Rows(rows[:limit], f"{key(last)}|{last.case_id}")

    def _holding(self, words: str, rows: Sequence[CaseRow]) -> list[CaseRow]:
        """The rows that really hold the words: equal pairs in another order are no hit. The other values of a row are
        opened only where the name alone does not hold all of them.
        """
        unsure = [word for word in words.split() if not _is_sure(word)]
        names = self._vault.open_many([row.name for row in rows])
        named = [replace(row, shown=name) for row, name in zip(rows, names, strict=True)]
        rest = [row for row in named if not _hold([row.shown], unsure)]
        opened = iter(self._vault.open_many([value for row in rest for value in row.found_by]))
        kept = {row.case_id for row in rest if _hold([next(opened) for _ in row.found_by], unsure)}
        left_out = {row.case_id for row in rest} - kept
        return [row for row in named if row.case_id not in left_out]


_LEADING: Final = frozenset({Office.HEAD, Office.HOST_HEAD})
_DEPUTIES: Final = frozenset({Office.DEPUTY, Office.DEPUTY_IMPROVEMENT})


def _mine(standing: Standing) -> tuple[str, dict[str, Any]]:
    """What narrows the scope to one's own work: a deputy's are the cases assigned, and those in a head's place."""
    if standing.offices_now & _LEADING or not standing.offices_now & _DEPUTIES:
        return "", {}
    if not standing.substituted:
        return "AND c.assigned_to = %(person)s", {"person": standing.person}
    return (
        "AND (c.assigned_to = %(person)s OR c.case_id = ANY(%(substituted)s))",
        {"person": standing.person, "substituted": sorted(standing.substituted)},
    )


class Paged:
    """One page of a list, in the two steps of `Service.read_list`: rows within the asker's scope, then their names."""

    def __init__(self, cases: Cases, find: Callable[[Standing, Scope], Rows]) -> None:
        self._cases = cases
        self._find = find
        self._next: str | None = None

    def query(self, standing: Standing, scope: Scope) -> list[CaseRow]:
        """The rows; the policies are asked about each of them next."""
        rows, self._next = self._find(standing, scope)
        return rows

    def build(self, _standing: Standing, rows: Sequence[CaseRow]) -> Page[WorkItem]:
        """The page as it is shown."""
        return self._cases.items(rows, self._next)


def _is_sure(word: str) -> bool:
    """Whether its one token says all of the word: a whole number, or no more than a pair of characters."""
    return digits_of(word) is not None or len(fold(word)) <= 2


def _hold(texts: Sequence[str | None], words: Sequence[str]) -> bool:
    folded = [fold(text) for text in texts if text is not None]
    return all(any(fold(word) in text for text in folded) for word in words)


def _cursor(after: str, parse: Any) -> tuple[Any, UUID]:
    try:
        key, _, case_id = after.partition("|")
        return parse(key), UUID(case_id)
    except ValueError:
        raise field_problem(
            "after", "続きの位置が読み取れません。", "The place to go on from cannot be read."
        ) from None


def _item(row: CaseRow, name: str | None) -> WorkItem:
    stage = tuple(Stage)[row.stage]
    return WorkItem(
        case_id=row.case_id,
        council=row.council,
        service="intake",
        line=row.line,
        stage=stage.label,
        company_name=name,
        next_step=_usual_next(stage, row.role_explained, row.kind),
        updated_at=row.updated_at,
        version=row.version,
    )


def _usual_next(stage: Stage, role_explained: bool, kind: str | None) -> str | None:
    """The title of the command that usually comes next; what is really possible stands on the case's own page."""
    if stage is Stage.CLOSED:
        return None
    if not role_explained:
        return title_of(ExplainRole)
    if stage in (Stage.RECEIVED, Stage.FACT_FINDING):
        return title_of(RecordFacts)
    counter = kind == ConsultationKind.COUNTER
    return title_of(ChooseSupportLine if stage is Stage.FACTS_COMPLETE and counter else CloseConsultation)


# ---- one consultation


class CaseView(BaseModel):
    """One consultation as this reader may see it."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID = Field(title="案件番号")
    version: int = Field(title="版")
    council: str = Field(title="協議会")
    stage: Stage = Field(title="段階")
    stage_title: str = Field(title="段階名")
    company_name: str | None = Field(title="企業名")
    header: dict[str, str] = Field(title="概要")
    kind: ConsultationKind = Field(title="相談の種類")
    requester: Requester = Field(title="相談者")
    company_id: UUID | None = Field(title="企業番号")
    assigned_to: str = Field(title="応対者")
    lines: tuple[SupportLine, ...] = Field(title="選ばれた支援の種類")
    line: SupportLine | None = Field(title="最後に選ばれた支援の種類")
    result: FirstResponse | None = Field(title="相談の結果")
    role_explained: bool = Field(title="立場と役割の説明")
    missing_items: tuple[str, ...] = Field(title="把握していない事項")
    next_steps: tuple[NextStep, ...] = Field(title="次の手続")
    timeline: tuple[TimelineEntry, ...] = Field(title="経過")


_HEADER: Final = (
    "company_name",
    "requester",
    "requester_name",
    "kind",
    "assigned_to",
    "company_kana",
    "corporate_number",
    "company_phone",
    "legal_form",
    "industry",
    "employees",
    "capital",
    "sales",
    "interest_bearing_debt",
    "wishes",
)


def _header_pairs(state: State, opened: ConsultationOpened) -> Iterator[tuple[str, Any]]:
    for name in _HEADER:
        yield LABELS[name], getattr(opened, name)
    yield "受付日", state.opened_on
    yield "都道府県", council(opened.prefecture).prefecture
    yield LABELS["line"], state.lines
    yield LABELS["result"], state.result


_shown: Final = labelled({name: label for name, label in LABELS.items() if name not in ("company_id", "prefecture")})


def pairs(event: Event) -> Iterator[tuple[str, Any]]:
    """What the history shows of an event: its labelled fields, and what was learned item by item."""
    if isinstance(event, ConsultationFactsRecorded):
        yield from ((item.label, note) for item, note in zip(event.items, event.notes, strict=True))
    yield from _shown(event)


def _steps(standing: Standing, case_id: UUID, state: State) -> tuple[NextStep, ...]:
    return tuple(
        NextStep(
            command=step.command.__name__,
            title=title_of(step.command),
            path=f"/v1/cases/{case_id}/{kebab(step.command)}",
            allowed=step.allowed,
            provision=step.provision,
            reason_ja=step.ja,
            reason_en=step.en,
        )
        for step in next_steps(state, standing)
    )


def _sealed(box: list[str] | None) -> Sealed[str] | None:
    return None if box is None else Sealed.from_box(SealedBox(*box))
