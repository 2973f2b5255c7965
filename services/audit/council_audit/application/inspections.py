"""Inspections at work: load → decide → save, a council's cases as they were, and the content that was opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from council_access import Action, Reader, Resource, Service, Standing, Within, authorize
from council_casework.days import business_day
from council_directory.directory import HQ
from council_events import Envelope, access
from council_kit.answers import Page
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.problems import NotVisible, field_problem
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store
from council_kit.vault import Vault

from council_audit.application.openings import Openings, keys_of
from council_audit.commands.inspections import BeginInspection, InspectionCommand, OpenInspectedContent
from council_audit.domain.inspections import NOT_BEGUN, Inspection, begin, decide_inspection, evolve_inspection
from council_audit.queries import CaseFile, Difference, Proving, Replay, case_file, difference_of, replay
from council_audit.queries.inspections import (
    MOST_CASES,
    InspectedCases,
    InspectionRow,
    InspectionView,
    Window,
    acted_in,
    cases_of_council,
    inspected_cases,
    inspection_view,
    listed,
)
from council_audit.queries.investigations import OpenedContent, opened_content
from council_audit.rules.inspections import it_runs, only_the_supervising_body

INSPECTION: Final = Model(NOT_BEGUN, evolve_inspection)
_MOST_LISTED: Final = 200
_NOWHERE: Final = "00"
"""The council of an inspection that is not there."""
T = TypeVar("T")


class Inspections:
    """The commands and queries of inspections, as api/ calls them. Every method blocks."""

    def __init__(
        self,
        store: Store,
        service: Service,
        pool: Pool,
        vault: Vault,
        openings: Openings,
        proving: Proving,
        clock: Clock,
    ) -> None:
        self._store = store
        self._service = service
        self._pool = pool
        self._vault = vault
        self._openings = openings
        self._proving = proving
        self._clock = clock

    # Commands raise NotVisible, Refused, the store's errors, and 422 problems by field.

    def begin(self, call: Call[BeginInspection]) -> Saved:
        """For the body that supervises the council; others who hold an office are told who does."""
        command = call.command
        inspection_id, day = command.inspection_id or uuid4(), business_day(self._clock, command)
        standing = self._service.standing(call.identity, council=command.concerned, occurred_on=day)
        with self._service.recording_refusals(call.request, call.identity, standing):
            if not standing.offices_now:
                raise NotVisible
            only_the_supervising_body(command.concerned, standing.area, standing)
        return self._service.act(
            call,
            lambda _, acting: self._save(inspection_id, acting, lambda state: begin(state, inspection_id, command)),
            action=Action.INSPECT,
            council=command.concerned,
            occurred_on=day,
        )

    def command(self, call: Call[InspectionCommand]) -> Saved:
        """Any command on the inspection of the path."""
        inspection_id = call.path["inspection_id"]
        state, _ = self._store.load(inspection_id, INSPECTION)

        def save(_: Standing, acting: Acting) -> Saved:
            acted = self._acted(state, call.command)
            return self._save(inspection_id, acting, lambda now: decide_inspection(now, call.command, acted=acted))

        return self._service.act(
            call,
            save,
            action=Action.INSPECT,
            council=_concerned(state),
            occurred_on=business_day(self._clock, call.command),
        )

    # Queries

    def listed(self, reader: Reader) -> Page[InspectionRow]:
        """Inspections of the councils that the asker supervises."""
        standing = self._service.standing(reader.identity, council=HQ)
        with self._service.recording_refusals(*reader, standing):
            councils = supervised(standing)
            return self._service.answer(
                *reader,
                access.View.LIST,
                [],
                [],
                ("concerned", "begun_on"),
                lambda: Page[InspectionRow](items=listed(self._pool, councils, _MOST_LISTED)),
                standing=standing,
            )

    def view(self, reader: Reader, inspection_id: UUID) -> InspectionView:
        """One inspection with its own texts and every opening, also when it has ended."""

        def build(state: Inspection) -> InspectionView:
            return inspection_view(state, self._store.history(inspection_id), self._vault)

        return self._read(reader, inspection_id, [], [], ("header", "timeline"), build, running=False)

    def cases(
        self, reader: Reader, inspection_id: UUID, window: Window, after: str | None, limit: int = MOST_CASES
    ) -> InspectedCases:
        """A page of the council's cases as of the instant, sealed; every case of the page stands on the record of the read."""
        state, council = self._loaded(inspection_id)
        page = cases_of_council(self._pool, council, window, after, limit)

        def build(_: Inspection) -> InspectedCases:
            return inspected_cases(self._pool, self._proving, inspection_id, council, window, page)

        cases, versions = [file.case_id for file in page.files], [len(file.told) for file in page.files]
        return self._read(reader, inspection_id, cases, versions, ("entries",), build, loaded=state)

    def case(self, reader: Reader, inspection_id: UUID, case_id: UUID, window: Window) -> Replay:
        """One of the council's cases as of an instant, sealed."""
        return self._of_case(
            reader,
            inspection_id,
            case_id,
            lambda file: replay(self._pool, self._proving, file, window.at, window.axis),
        )

    def difference(
        self, reader: Reader, inspection_id: UUID, case_id: UUID, earlier: dt.datetime, window: Window
    ) -> Difference:
        """What lies between two instants of one of the council's cases."""
        return self._of_case(
            reader,
            inspection_id,
            case_id,
            lambda file: difference_of(self._pool, self._proving, file, earlier, window.at, window.axis),
        )

    def content(self, reader: Reader, inspection_id: UUID, case_id: UUID, entry: UUID) -> OpenedContent:
        """The fields of an entry that this inspection opened, while it runs."""
        state, _ = self._loaded(inspection_id)
        opened = state.opened.get(entry)

        def build(file: CaseFile) -> OpenedContent:
            envelope = _entry_in(file, entry)
            if envelope is None or opened is None:
                raise NotVisible
            with self._openings.permitting(keys_of(envelope, opened.fields)):
                return opened_content(envelope, opened.fields, self._vault)

        within = Within(inspection_id, opened.reason if opened else None)
        return self._of_case(reader, inspection_id, case_id, build, within=within, fields=("content",))

    # What they need

    def _of_case(
        self,
        reader: Reader,
        inspection_id: UUID,
        case_id: UUID,
        build: Callable[[CaseFile], T],
        *,
        within: Within | None = None,
        fields: Sequence[str] = ("entries",),
    ) -> T:
        state, council = self._loaded(inspection_id)
        file = case_file(self._pool, case_id) if acted_in(self._pool, council, case_id) else None

        def answer(_: Inspection) -> T:
            if file is None:
                raise NotVisible
            return build(file)

        shown = [len(file.told)] if file else []
        cases = [case_id] if file else []
        return self._read(reader, inspection_id, cases, shown, fields, answer, loaded=state, within=within)

    def _read(
        self,
        reader: Reader,
        inspection_id: UUID,
        cases: Sequence[UUID],
        versions: Sequence[int],
        fields: Sequence[str],
        build: Callable[[Inspection], T],
        *,
        loaded: Inspection | None = None,
        running: bool = True,
        within: Within | None = None,
    ) -> T:
        """For its inspectors: to all others it is as unknown as one that never was. `running`: only until it has ended."""
        state = loaded or self._loaded(inspection_id)[0]
        council = _concerned(state)
        standing = self._service.standing(reader.identity, council=council)
        with self._service.recording_refusals(*reader, standing):
            authorize(standing, Action.INSPECT, Resource(None, council))
            if running:
                it_runs(state.runs)
            return self._service.answer(
                *reader,
                access.View.REPLAY,
                cases,
                versions,
                fields,
                lambda: build(state),
                standing=standing,
                within=within or Within(inspection_id),
            )

    def _loaded(self, inspection_id: UUID) -> tuple[Inspection, str]:
        state, _ = self._store.load(inspection_id, INSPECTION)
        return state, _concerned(state)

    def _save(self, inspection_id: UUID, acting: Acting, take: Callable[[Inspection], Sequence[Any]]) -> Saved:
        return self._store.execute(inspection_id, INSPECTION, take, acting, subject=f"inspection:{inspection_id}")

    def _acted(self, state: Inspection, command: InspectionCommand) -> bool:
        """Whether the case named is one of the council's; raises a 422 problem for an entry or field that it lacks."""
        if not isinstance(command, OpenInspectedContent):
            return True
        if not acted_in(self._pool, _concerned(state), command.opened_case):
            return False
        file = case_file(self._pool, command.opened_case)
        envelope = _entry_in(file, command.entry) if file else None
        if envelope is None:
            raise field_problem("entry", "この案件にその番号の記録はありません。", "The case has no such entry.")
        if not set(command.fields) <= set(type(envelope.data).model_fields):
            raise field_problem("fields", "この記録にその項目はありません。", "The entry has no such field.")
        return True


def supervised(standing: Standing) -> list[str]:
    """The councils that the asker inspects; raises what `authorize` raises where there are none."""
    own = sorted(standing.area)
    authorize(standing, Action.INSPECT, Resource(None, own[0] if own else HQ))
    return own or [HQ]


def _entry_in(file: CaseFile, entry: UUID) -> Envelope[Any] | None:
    return next((each.envelope for each in file.told if each.envelope.id == entry), None)


def _concerned(state: Inspection) -> str:
    return state.begun.concerned if state.begun else _NOWHERE
