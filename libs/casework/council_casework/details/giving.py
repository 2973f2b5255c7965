"""Giving detail to a system: decided on the case as it stands, the disclosure saved before anything leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from council_access import Reader, Service
from council_access.systems import system_of, the_case_is_opened_to
from council_events import access
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.store import Acting, Model, Store
from council_kit.telemetry import correlation_id, current_traceparent

from council_casework.details.answers import DetailGround, DetailView, opened_papers
from council_casework.files import FILE_FIELDS, Files, PaperFile
from council_casework.papers import Paper, Shelf
from council_casework.releases import Events, Releases
from council_casework.releases.systems import Opening, disclose, openings

S = TypeVar("S")
FIELDS = ("papers",)


class Opened(NamedTuple):
    """What a disclosure was decided on, and the version that it made."""

    openings: tuple[Opening, ...]
    shelf: Shelf
    version: int


class Source(NamedTuple, Generic[S]):
    """What a service brings: how its cases are folded, and where in them to look. `files` None: it keeps none.

    `council` gives the body that holds the case, empty where there is no such case.
    """

    model: Model[S]
    council: Callable[[S], str]
    releases: Callable[[S], Releases]
    shelf: Callable[[S], Shelf]
    events: Events
    files: Files | None = None


class Details(Generic[S]):
    """The detail of one service's cases. Every method blocks."""

    def __init__(self, store: Store, service: Service, clock: Clock, source: Source[S]) -> None:
        self._store = store
        self._service = service
        self._clock = clock
        self._source = source

    def give(self, reader: Reader, case_id: UUID) -> DetailView:
        """All that is opened to the system that asks; raises NotVisible (a person asks), Refused."""
        opened = self._disclose(reader, case_id)
        return self._service.answer(
            reader.request,
            reader.identity,
            access.View.CASE,
            [case_id],
            [opened.version],
            FIELDS,
            lambda: DetailView(
                grounds=tuple(
                    DetailGround(ground=each.ground.value, papers=tuple(sorted(paper.value for paper in each.papers)))
                    for each in opened.openings
                ),
                papers=opened_papers(opened.shelf, {paper for each in opened.openings for paper in each.papers}),
            ),
        )

    def file(self, reader: Reader, case_id: UUID, document_id: UUID) -> PaperFile:
        """The file of one paper that is opened; raises NotVisible, Refused, and a 410 problem for an erased one."""
        opened = self._disclose(reader, case_id, document_id)
        paper, files = opened.shelf.find(document_id), self._source.files
        assert paper is not None, "the disclosure rests on a paper that is there"
        assert files is not None, "the disclosure rests on a file that is kept"
        return self._service.answer(
            reader.request,
            reader.identity,
            access.View.PAPER,
            [case_id],
            [opened.version],
            FILE_FIELDS,
            lambda: files.opened(case_id, paper),
            papers=(document_id,),
        )

    def _disclose(self, reader: Reader, case_id: UUID, document_id: UUID | None = None) -> Opened:
        """Decide and record; whatever is missing is refused alike."""
        request, identity = reader
        with self._service.recording_refusals(request, identity, None, case_id):
            system = system_of(identity)
            found, _ = self._store.load(case_id, self._source.model)
            council = self._source.council(found)
            if not council:
                the_case_is_opened_to(system, ())
            decided: list[tuple[tuple[Opening, ...], Shelf]] = []

            def decide(state: S) -> list[Any]:
                opened = openings(self._source.releases(state), system, self._clock.today())
                shelf = self._source.shelf(state)
                decided[:] = [(opened, shelf)]
                kinds = None if document_id is None else self._kinds(shelf.find(document_id))
                events = disclose(opened, case_id, system, self._source.events, kinds)
                the_case_is_opened_to(system, {system} if events else ())
                return events

            saved = self._store.execute(case_id, self._source.model, decide, self._acting(reader, council))
        [(opened, shelf)] = decided
        return Opened(opened, shelf, saved.version)

    def _kinds(self, paper: Paper | None) -> tuple[Any, ...]:
        """The kind of a paper whose file is kept here; none for any other."""
        return (paper.kind,) if paper is not None and paper.file is not None and self._source.files else ()

    def _acting(self, reader: Reader, council: str) -> Acting:
        """The system's act, in the books of the council that holds the case."""
        return Acting(
            reader.identity.person,
            council,
            Purpose.REPORTING,
            self._clock.today(),
            correlation_id(),
            traceparent=current_traceparent(),
        )
