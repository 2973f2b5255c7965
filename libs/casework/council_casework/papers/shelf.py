"""The shelf: every paper of a case that has come in, with the last check of each. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from council_events.deciding import Fact
from council_events.papers import FileHash, Finding, Holding, PaperChecked, PaperReceived
from council_events.sealed import Sealed
from council_events.values import Code


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as it came in; `checked_by` is None until somebody looked through it.

    `lost`: its file is no longer here and the paper itself was not kept, so that it must be handed in again.
    """

    document_id: UUID
    kind: Code
    holding: Holding
    received_on: dt.date
    received_by: str
    whose: str | None = None
    dated_on: dt.date | None = None
    pages: int | None = None
    file: FileHash | None = None
    file_name: Sealed[str] | None = None
    kept_at: Sealed[str] | None = None
    finding: Finding | None = None
    checked_by: str | None = None
    checked_on: dt.date | None = None
    note: Sealed[str] | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """The papers of a case in the order in which they came in."""

    papers: tuple[Paper, ...] = ()

    def find(self, document_id: UUID) -> Paper | None:
        """The paper with this id."""
        return next((paper for paper in self.papers if paper.document_id == document_id), None)

    def of(self, kind: Code, whose: str | None = None) -> Iterable[Paper]:
        """The papers of a kind, the newest first; `whose` None: of anybody."""
        return (
            paper for paper in reversed(self.papers) if paper.kind == kind and (whose is None or paper.whose == whose)
        )

    @property
    def unchecked(self) -> tuple[Paper, ...]:
        """Those that nobody has looked through yet."""
        return tuple(paper for paper in self.papers if paper.finding is None)

    @property
    def has_files(self) -> bool:
        """Whether a file was kept with any of them."""
        return any(paper.file for paper in self.papers)

    def with_files(self, there: Container[str]) -> Shelf:
        """The shelf as it is where only these files are left."""
        return Shelf(
            tuple(
                replace(paper, lost=bool(paper.file) and paper.file not in there and paper.kept_at is None)
                for paper in self.papers
            )
        )

    def evolve(self, fact: Fact) -> Shelf:
        """The shelf after one more fact; any other event leaves it as it is."""
        event = fact.event
        if isinstance(event, PaperReceived):
            return self._received(event, fact)
        if isinstance(event, PaperChecked):
            return self._checked(event, fact)
        return self

    def _received(self, event: PaperReceived[Code], fact: Fact) -> Shelf:
        paper = Paper(
            document_id=event.document_id,
            kind=event.kind,
            holding=event.holding,
            received_on=fact.on,
            received_by=fact.actor,
            whose=event.whose,
            dated_on=event.dated_on,
            pages=event.pages,
            file=event.file,
            file_name=event.file_name,
            kept_at=event.kept_at,
        )
        return Shelf((*self.papers, paper))

    def _checked(self, event: PaperChecked, fact: Fact) -> Shelf:
        return Shelf(
            tuple(
                replace(paper, finding=event.finding, checked_by=fact.actor, checked_on=fact.on, note=event.note)
                if paper.document_id == event.document_id
                else paper
                for paper in self.papers
            )
        )


EMPTY: Final = Shelf()
"""The shelf of a case that no paper has come into."""
