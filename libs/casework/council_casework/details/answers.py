"""What a system is given: the papers of the kinds that are opened to it. No name, text, person or number of the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from council_events.values import Code
from pydantic import BaseModel, ConfigDict, Field

from council_casework.papers import Paper, Shelf


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class DetailGround(_View):
    """On what the answer rests. `papers`: the kinds that it covers."""

    ground: str = Field(title="根拠")
    papers: tuple[str, ...] = Field(title="書類の種類")


class DetailPaper(_View):
    """One paper. `file`: whether its file can be fetched, under `papers/{document_id}` of the address."""

    document_id: UUID = Field(title="書類番号")
    kind: str = Field(title="書類の種類")
    kind_title: str = Field(title="書類の種類（名称）")
    holding: str = Field(title="原本・写しの別")
    received_on: dt.date = Field(title="受領日")
    dated_on: dt.date | None = Field(default=None, title="書類の日付")
    pages: int | None = Field(default=None, title="枚数")
    file: bool = Field(title="ファイルの有無")


class DetailView(_View):
    """What is opened of the case that an event tells of."""

    grounds: tuple[DetailGround, ...] = Field(title="根拠")
    papers: tuple[DetailPaper, ...] = Field(title="書類")


def opened_papers(shelf: Shelf, kinds: Collection[Code]) -> tuple[DetailPaper, ...]:
    """The papers of these kinds, in the order in which they came in."""
    return tuple(_paper(paper) for paper in shelf.papers if paper.kind in kinds)


def _paper(paper: Paper) -> DetailPaper:
    return DetailPaper(
        document_id=paper.document_id,
        kind=paper.kind.value,
        kind_title=paper.kind.label,
        holding=paper.holding.value,
        received_on=paper.received_on,
        dated_on=paper.dated_on,
        pages=paper.pages,
        file=paper.file is not None,
    )
