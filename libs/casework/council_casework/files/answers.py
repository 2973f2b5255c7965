"""How the papers of a case are shown: those that are there, and those that each step needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_casework.papers import Need, Shelf, standings
from council_casework.papers.shelf import Paper


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True)


class PaperRow(_Row):
    """One paper that has come in. `id` and `name` make it a choice in forms; `path` gives its file out."""

    id: UUID = Field(title="書類番号")
    name: str = Field(title="書類")
    kind: str = Field(title="書類の種類")
    kind_title: str = Field(title="書類の種類（名称）")
    holding: str = Field(title="原本・写しの別")
    received_on: dt.date = Field(title="受領日")
    received_by: str = Field(title="受領した利用者")
    whose: str | None = Field(default=None, title="誰の書類か")
    dated_on: dt.date | None = Field(default=None, title="書類の日付")
    pages: int | None = Field(default=None, title="枚数")
    kept_at: str | None = Field(default=None, title="紙の書類の保管場所")
    file_name: str | None = Field(default=None, title="ファイル名")
    path: str | None = Field(default=None, title="ファイルのパス")
    lost: bool = Field(default=False, title="ファイルが失われているか")
    finding: str | None = Field(default=None, title="確認の結果")
    checked_by: str | None = Field(default=None, title="確認した利用者")
    checked_on: dt.date | None = Field(default=None, title="確認日")
    note: str | None = Field(default=None, title="不備の内容・備考")


class NeedRow(_Row):
    """One paper that a step needs, and how it stands."""

    step: str = Field(title="手続")
    name: str = Field(title="書類")
    owner: str | None = Field(default=None, title="誰の書類か")
    kind: str = Field(title="書類の種類")
    whose: str | None = Field(default=None, title="誰の書類か（番号）")
    status: str = Field(title="状態")
    status_title: str = Field(title="状態（名称）")
    met: bool = Field(title="足りているか")
    binding: bool = Field(title="これがないと進めないか")
    provision: str = Field(title="根拠規定")
    document_id: UUID | None = Field(default=None, title="書類番号")
    checked_by: str | None = Field(default=None, title="確認した利用者")


def paper_rows(case_id: UUID, shelf: Shelf, vault: Vault, owners: Mapping[str, str]) -> tuple[PaperRow, ...]:
    """The papers, the newest first, their sealed parts opened in one round trip. `owners`: names by holder id."""
    papers = tuple(reversed(shelf.papers))
    opened = iter(vault.open_many([sealed for each in papers for sealed in (each.kept_at, each.file_name, each.note)]))
    return tuple(_row(case_id, paper, owners, next(opened), next(opened), next(opened)) for paper in papers)


def _row(case_id: UUID, paper: Paper, owners: Mapping[str, str], kept_at: Any, file_name: Any, note: Any) -> PaperRow:
    owner = None if paper.whose is None else owners.get(paper.whose, paper.whose)
    received = f"{paper.received_on.year}年{paper.received_on.month}月{paper.received_on.day}日受領"
    return PaperRow(
        id=paper.document_id,
        name="・".join(part for part in (paper.kind.label, owner, received) if part),
        kind=paper.kind.value,
        kind_title=paper.kind.label,
        holding=paper.holding.label,
        received_on=paper.received_on,
        received_by=paper.received_by,
        whose=owner,
        dated_on=paper.dated_on,
        pages=paper.pages,
        kept_at=kept_at,
        file_name=file_name,
        path=f"/v1/cases/{case_id}/papers/{paper.document_id}/file" if paper.file and not paper.lost else None,
        lost=paper.lost,
        finding=paper.finding.label if paper.finding else None,
        checked_by=paper.checked_by,
        checked_on=paper.checked_on,
        note=note,
    )


def need_rows(steps: Iterable[tuple[str, Iterable[Need]]], shelf: Shelf, on: dt.date) -> tuple[NeedRow, ...]:
    """What each step (its title) needs, and how that stands on this day."""
    return tuple(
        NeedRow(
            step=title,
            name=standing.need.kind.label,
            owner=standing.need.owner or None,
            kind=standing.need.kind.value,
            whose=standing.need.whose,
            status=standing.status.value,
            status_title=standing.status.label,
            met=standing.met,
            binding=standing.need.binding,
            provision=standing.need.provision,
            document_id=standing.paper.document_id if standing.paper else None,
            checked_by=standing.paper.checked_by if standing.paper else None,
        )
        for title, needs in steps
        for standing in standings(needs, shelf, on)
    )
