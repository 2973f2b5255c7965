"""The register of 認定経営革新等支援機関 as it is found and read: one agency from its stream, lists from the read table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from council_directory.directory import HQ
from council_events import Sealed, SealedBox
from council_events.subsidy import AgencyKind
from council_kit.answers import NextStep, Page, TimelineEntry
from council_kit.postgres import Pool
from council_kit.problems import field_problem
from council_kit.routes import kebab, title_of
from council_kit.timeline import labelled, shown_value, timeline
from council_kit.vault import Vault
from council_kit.vault.folding import fold
from pydantic import BaseModel, ConfigDict, Field

from council_subsidy.domain import Agency, Step, Tie
from council_subsidy.rules.agencies import renewal_due

LABELS: Final = {
    "agency_id": "認定支援機関ID番号", "name": "名称", "kind": "機関の種類", "certified_on": "認定日", "expires_on": "有効期限",
    "renewed_on": "更新日", "withdrawn_on": "取消し・廃止の日", "reason": "理由", "tie": "関係", "bank_kind": "金融機関の区分",
    "institution": "金融機関の名称", "begins_on": "関係の始まった日", "ends_on": "最後の日",
}  # fmt: skip
"""How screens call the fields of the register's events."""
_KINDS: Final = {kind.value: kind for kind in AgencyKind}
_SOON: Final = dt.timedelta(days=180)
"""How long before its last day a certification is shown as running out."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class AgencyItem(_Answer):
    """One agency in a list; `standing` as of today."""

    agency_id: str = Field(title="認定支援機関ID番号")
    name: str | None = Field(title="名称")
    kind: str = Field(title="機関の種類")
    expires_on: dt.date = Field(title="有効期限")
    standing: str = Field(title="認定の状況")
    is_bank: bool = Field(title="金融機関である")


class PeriodRow(_Answer):
    """Days of one certification."""

    first: dt.date = Field(title="認定日")
    last: dt.date = Field(title="有効期限")


class TieRow(_Answer):
    """What the agency has to do with a bank; `last` None: it goes on."""

    tie: str = Field(title="関係")
    bank_kind: str = Field(title="金融機関の区分")
    institution: str | None = Field(title="金融機関の名称")
    first: dt.date = Field(title="始まった日")
    last: dt.date | None = Field(title="最後の日")


class AgencyView(_Answer):
    """One agency of the register."""

    agency_id: str = Field(title="認定支援機関ID番号")
    name: str | None = Field(title="名称")
    kind: str = Field(title="機関の種類")
    version: int = Field(title="版")
    standing: str = Field(title="認定の状況")
    expires_on: dt.date | None = Field(title="有効期限")
    renewal_due_on: dt.date | None = Field(title="更新の申請の期限")
    periods: tuple[PeriodRow, ...] = Field(title="認定の期間")
    ties: tuple[TieRow, ...] = Field(title="金融機関との関係")
    next_steps: tuple[NextStep, ...] = Field(title="次の操作")
    timeline: tuple[TimelineEntry, ...] = Field(title="経過")


def standing_of(expires_on: dt.date | None, *, withdrawn: bool, today: dt.date) -> str:
    """How the certification stands today, as screens say it."""
    if withdrawn:
        return "取消し・廃止"
    if expires_on is None or expires_on < today:
        return "失効"
    return "有効（まもなく期限）" if expires_on <= today + _SOON else "有効"


def agency_view(
    agency: Agency, history: Sequence[bytes], steps: Iterable[Step], today: dt.date, vault: Vault
) -> AgencyView:
    """One agency as its stream says."""
    name, *institutions = vault.open_many([agency.name, *(tie.institution for tie in agency.ties)])
    last = agency.expires_on
    return AgencyView(
        agency_id=agency.agency_id,
        name=shown_name(name),
        kind=agency.kind.label if agency.kind else "",
        version=len(history),
        standing=standing_of(last, withdrawn=agency.withdrawn_on is not None, today=today),
        expires_on=last,
        renewal_due_on=None if last is None or agency.withdrawn_on else renewal_due(last),
        periods=tuple(PeriodRow(first=period.first, last=period.last) for period in agency.periods),
        ties=tuple(_tie(tie, institution) for tie, institution in zip(agency.ties, institutions, strict=True)),
        next_steps=tuple(
            NextStep(
                command=step.command.__name__,
                title=title_of(step.command),
                path=f"/v1/agencies/{agency.agency_id}/{kebab(step.command)}",
                allowed=step.allowed,
                provision=step.provision,
                reason_ja=step.ja,
                reason_en=step.en,
            )
            for step in steps
        ),
        timeline=timeline(history, labelled(LABELS), vault),
    )


def _tie(tie: Tie, institution: Any) -> TieRow:
    return TieRow(
        tie=tie.tie.label,
        bank_kind=tie.bank_kind.label,
        institution=shown_name(institution),
        first=tie.begins_on,
        last=tie.ends_on,
    )


def shown_name(opened: Any) -> str | None:
    """A name as it is shown: 消去済 where its key is gone."""
    return None if opened is None else shown_value(opened)


class _Row(NamedTuple):
    agency_id: str
    name: list[str]
    kind: str
    expires_on: dt.date
    withdrawn: bool
    is_bank: bool | None


_SELECT: Final = "SELECT agency_id, name, kind, expires_on, withdrawn, is_bank FROM agencies.agencies"


class Agencies:
    """The read table of the register."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    def page(self, words: str | None, today: dt.date, *, after: str | None, limit: int) -> Page[AgencyItem]:
        """Agencies by part of the name or the whole number; without words by the last day of their certification.

        Candidates by name are opened and checked, so that a page may hold fewer than `limit`.
        """
        rows = self._rows(words, after, limit + 1)
        more, rows = len(rows) > limit, rows[:limit]
        names = self._vault.open_many([Sealed.from_box(SealedBox(*row.name)) for row in rows])
        items = [
            _item(row, shown_name(name), today)
            for row, name in zip(rows, names, strict=True)
            if words is None or words.isdecimal() or _holds(name, words)
        ]
        return Page[AgencyItem](items=tuple(items), next=_place(rows[-1]) if more else None)

    def _rows(self, words: str | None, after: str | None, limit: int) -> list[_Row]:
        place = _read_place(after)
        wanted, params = _wanted(words, self._vault)
        placed = "AND (expires_on, agency_id) > (%(day)s, %(id)s)" if place else ""
        sql = f"""{_SELECT} WHERE {wanted} {placed}
                  ORDER BY expires_on, agency_id LIMIT %(limit)s"""
        day, agency_id = place or (None, None)
        params |= {"limit": limit, "day": day, "id": agency_id}
        with self._pool.connection() as connection:
            return [_Row(*row) for row in connection.execute(sql, params).fetchall()]


def _wanted(words: str | None, vault: Vault) -> tuple[str, dict[str, Any]]:
    if words is None:
        return "true", {}
    if words.isdecimal():
        return "agency_id = %(words)s", {"words": words}
    tokens = vault.search_tokens(words, HQ)
    return ("tokens @> %(tokens)s::bigint[]", {"tokens": tokens}) if tokens else ("false", {})


def _place(row: _Row) -> str:
    return f"{row.expires_on.isoformat()}.{row.agency_id}"


def _read_place(after: str | None) -> tuple[dt.date, str] | None:
    if after is None:
        return None
    day, _, agency_id = after.partition(".")
    try:
        return dt.date.fromisoformat(day), agency_id
    except ValueError:
        raise field_problem(
            "after", "続きの位置が正しくありません。最初から表示してください。", "This is no place in the list."
        ) from None


def _holds(name: Any, words: str) -> bool:
    return isinstance(name, str) and all(fold(word) in fold(name) for word in words.split())


def _item(row: _Row, name: str | None, today: dt.date) -> AgencyItem:
    return AgencyItem(
        agency_id=row.agency_id,
        name=name,
        kind=_KINDS[row.kind].label,
        expires_on=row.expires_on,
        standing=standing_of(row.expires_on, withdrawn=row.withdrawn, today=today),
        is_bank=bool(row.is_bank),
    )
