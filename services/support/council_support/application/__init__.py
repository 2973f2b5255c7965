"""Support at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from council_access import Reader, Service, Standing
from council_casework.closed_periods import ClosedPeriods
from council_casework.desk import as_far_as_kept, found_page, no_place, work_page
from council_casework.taking import Taking, Vocabulary
from council_events import Event, access
from council_events.deciding import Asking
from council_events.event import Envelope
from council_events.support import ClosedDayExplained, EntryCorrected, FutureDayExplained
from council_kit.answers import Page, WorkItem
from council_kit.blobs import Blobs
from council_kit.clock import Clock
from council_kit.routes import Call
from council_kit.sheets import spreadsheet
from council_kit.store import Acting, Model, ReactedTo, Saved, Store
from council_kit.vault import Vault

from council_support import queries
from council_support.application.due import Due
from council_support.application.principals import Principals
from council_support.commands import CheckReport, FreezeReport, ReceiveCandidate, StaffCommand
from council_support.domain import INITIAL, Case, Terms, decide, evolve, next_steps
from council_support.domain.correcting import may_correct
from council_support.domain.releases import EVENTS as RELEASES
from council_support.queries import Cases, CaseView, ListRow, Place, place_of
from council_support.queries.reports import REPORT_FIELDS, Layout, ReportView, drafted, report_view
from council_support.queries.terms import TermsView, terms_view
from council_support.rules.asking import SYSTEM
from council_support.rules.reports import layout_in_force

T = TypeVar("T")

MODEL: Final = Model(INITIAL, evolve)
VOCABULARY: Final = Vocabulary(
    MODEL, FutureDayExplained, ClosedDayExplained, EntryCorrected, may_correct, RELEASES, queries.LABELS
)


class Support:
    """The commands and queries of the service, as api.py and the reaction call them."""

    def __init__(
        self,
        store: Store,
        service: Service,
        cases: Cases,
        vault: Vault,
        clock: Clock,
        terms: Terms,
        blobs: Blobs,
        closed: ClosedPeriods,
        layouts: Sequence[Layout],
        consent_entry_days: int,
    ) -> None:
        self._store = store
        self._service = service
        self._cases = cases
        self._vault = vault
        self._clock = clock
        self._terms = terms
        self._principals = Principals(store, vault, MODEL)
        self._taking = Taking(store, service, clock, vault, blobs, closed, VOCABULARY, self._principals.read_many)
        self._streams, self.files = self._taking.streams, self._taking.files
        self.entries, self.details = self._taking.entries, self._taking.details
        self.jobs = Due(store, cases, MODEL, terms, consent_entry_days).jobs()
        self._layouts = {layout.version: layout for layout in layouts}

    def command(self, call: Call[StaffCommand]) -> Saved:
        """Any command on the case of the path; raises what `Taking.take` raises."""
        case_id, command = call.case_id, call.command
        return self._taking.take(call, case_id, lambda case, standing: self._decide(case, case_id, command, standing))

    def receive(self, command: ReceiveCandidate, envelope: Envelope[Any], reacted_to: ReactedTo) -> None:
        """The reaction to a line chosen, to a case that leads on, or to a judgement: its events, the row of the reaction and the offset are one transaction."""
        asking = Asking(SYSTEM, envelope.council, envelope.occurredon)
        acting = Acting.reacting(SYSTEM, envelope)
        self._store.execute(
            command.case_id,
            MODEL,
            lambda state: decide(state, command, asking, self._terms),
            acting,
            reaction=reacted_to,
        )

    def case(self, reader: Reader, case_id: UUID) -> CaseView:
        """One case with its creditors, next steps and history."""

        def build(standing: Standing, content: tuple[Case, list[bytes]]) -> CaseView:
            case, history = content
            known = self._principals.read(self._taking.with_files(case_id, case))
            earlier = self._led_here(case)
            return as_far_as_kept(
                self._vault,
                f"{case.council}/case:{case_id}",
                lambda: queries.case_view(case_id, known, history, standing, self._terms, self._vault, earlier),
            )

        return self._service.read_case(
            *reader, case_id, lambda: self._streams.found(case_id), build, fields=queries.CASE_FIELDS
        )

    def _led_here(self, case: Case) -> str:
        """The label of the case that led to this one: what is no case of support is one of the plan-subsidy programme."""
        earlier = case.state.candidate.earlier_case if case.state.candidate else None
        known_here = earlier is None or self._streams.resource(earlier) is not None
        return queries.OF_SUPPORT if known_here else queries.OF_SUBSIDY

    def work(
        self, reader: Reader, *, after: str | None, limit: int, overdue: bool, reasons: bool = False
    ) -> Page[WorkItem]:
        """The open cases that the asker may work on, the most urgent first.

        `reasons`: each whose next step can't be taken by the asker today says why.
        """
        today, place = self._clock.today(), _place_in_work(after)

        def build(standing: Standing, rows: Sequence[ListRow], following: str | None) -> Page[WorkItem]:
            page = self._cases.page(rows, today, following)
            if not reasons:
                return page
            return self._streams.explained(page, lambda case: next_steps(case, standing, self._terms))

        return work_page(
            self._service,
            reader,
            lambda scope: self._cases.work(scope, place, limit, today if overdue else None, self._terms.report_days),
            build,
            lambda row: _told(place_of(row)),
            limit,
            queries.SHOWN,
        )

    def search(self, reader: Reader, *, words: str, after: str | None, limit: int) -> Page[WorkItem]:
        """The cases whose company fits the words (part of name or kana, a whole number)."""

        def build(rows: Sequence[ListRow], following: str | None) -> Page[WorkItem]:
            return self._cases.page(rows, self._clock.today(), following)

        finder = self._cases.finder
        return found_page(self._service, reader, finder, build, (words, after, limit), queries.SHOWN)

    def terms(self) -> TermsView:
        """The settings of this deployment, for what the sources leave open; no case, so no access event."""
        return terms_view(self._terms)

    def report(self, reader: Reader, case_id: UUID, report_id: str, *, draft: bool) -> ReportView:
        """A report of the case, as it was checked or as it would be drafted today."""
        return self._report(reader, case_id, report_id, access.View.REPORT, lambda view: view, draft=draft)

    def spreadsheet(self, reader: Reader, case_id: UUID, report_id: str, *, draft: bool) -> bytes:
        """The same as a spreadsheet file; an export of its own on the access record."""
        return self._report(
            reader, case_id, report_id, access.View.EXPORT, lambda view: spreadsheet(view.sheet), draft=draft
        )

    def _report(
        self,
        reader: Reader,
        case_id: UUID,
        report_id: str,
        kind: access.View,
        shape: Callable[[ReportView], T],
        *,
        draft: bool,
    ) -> T:
        today = self._clock.today()

        def build(_standing: Standing, content: tuple[Case, list[bytes]]) -> T:
            view = report_view(*content, report_id, self._layout(today), today, self._terms, self._vault, draft=draft)
            return shape(view)

        return self._service.read_case(
            *reader, case_id, lambda: self._streams.found(case_id), build, fields=REPORT_FIELDS, view=kind
        )

    def _layout(self, on: dt.date) -> Layout:
        known = [(layout.version, layout.effective_from) for layout in self._layouts.values()]
        return self._layouts[layout_in_force(known, on)]

    def _decide(self, case: Case, case_id: UUID, command: StaffCommand, standing: Standing) -> list[Event]:
        asked = self._with_document(case, command, standing.on) if isinstance(command, CheckReport) else command
        events = decide(self._principals.read(case, command), asked, standing, self._terms)
        return self._taking.completed(events, case_id, command, standing.on)

    def _with_document(self, case: Case, command: CheckReport, on: dt.date) -> FreezeReport:
        """What is checked is what the events say now; an event recorded meanwhile makes the save a conflict."""
        layout, report = self._layout(on), case.reports.get(command.report)
        document = ""
        if report is not None:
            document = drafted(
                case, self._store.history(case.known_id), report, layout, on, self._vault
            ).model_dump_json()
        return FreezeReport(**command.model_dump(), layout=layout.version, document=document)


def _told(place: Place) -> str:
    return f"{place.due.isoformat()}.{place.case_id}.{int(place.report)}"


def _place_in_work(after: str | None) -> Place | None:
    """Where a page of the work list goes on; raises a 422 problem."""
    if after is None:
        return None
    day, _, rest = after.partition(".")
    case_id, _, report = rest.partition(".")
    try:
        return Place(dt.date.fromisoformat(day), UUID(case_id), report == "1")
    except ValueError:
        raise no_place() from None
