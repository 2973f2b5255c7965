"""Subsidy at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from council_access import Reader, Service, Standing
from council_casework.closed_periods import ClosedPeriods
from council_casework.desk import as_far_as_kept, found_page, no_place, work_page
from council_casework.taking import Taking, Vocabulary
from council_events import Event
from council_events.deciding import Asking, Fact
from council_events.subsidy import ClosedDayExplained, EntryCorrected, FutureDayExplained
from council_events.values import Office
from council_kit.answers import Page, WorkItem
from council_kit.blobs import Blobs
from council_kit.clock import Clock
from council_kit.routes import Call
from council_kit.store import Beside, Model, Saved, Store, Together
from council_kit.vault import Vault

from council_subsidy import commands as c
from council_subsidy import queries
from council_subsidy.application.agencies import AgencyRegister, known_agencies
from council_subsidy.application.applicants import SharedApplicants
from council_subsidy.application.due import Due
from council_subsidy.commands import CaseCommand, Command, FileApplication
from council_subsidy.domain import (
    EMPTY,
    INITIAL,
    NO_REGISTER,
    Agency,
    Ledger,
    State,
    company_of,
    decide,
    evolve,
    evolve_ledger,
    next_steps,
    uses_to_count,
)
from council_subsidy.domain.releases import EVENTS as RELEASES
from council_subsidy.queries import UNKNOWN, Cases, CaseView, ListRow, Register, TermsView
from council_subsidy.rules.asking import the_secretariat_asks
from council_subsidy.rules.terms import Terms

__all__ = ["MODEL", "AgencyRegister", "SharedApplicants", "Subsidy"]

MODEL: Final = Model(INITIAL, evolve)
VOCABULARY: Final = Vocabulary(
    MODEL, FutureDayExplained, ClosedDayExplained, EntryCorrected, the_secretariat_asks, RELEASES, queries.LABELS
)
LEDGER: Final = Model(EMPTY, evolve_ledger)
ASK_THE_LEDGER: Final = (
    c.FileApplication,
    c.RecordEarlierUse,
    c.CheckNationwideUse,
    c.FindReuseFit,
    c.AcceptApplication,
    c.DecidePlanFee,
    c.DecideAccompaniment,
    c.LapseApplication,
    c.EndSubsidyCase,
)
"""Commands that rest on what the company used in other councils, or change what this case counts for."""
ASK_THE_REGISTER: Final = (
    c.FileApplication,
    c.AcceptApplication,
    c.ClaimPlanFee,
    c.DecidePlanFee,
    c.ClaimAccompaniment,
    c.DecideAccompaniment,
)
"""Commands that rest on what the register of 認定経営革新等支援機関 says of the agencies of the case."""


class Subsidy:
    """The commands and queries of the service, as api.py calls them."""

    def __init__(
        self,
        store: Store,
        service: Service,
        cases: Cases,
        register: Register,
        vault: Vault,
        clock: Clock,
        terms: Terms,
        blobs: Blobs,
        closed: ClosedPeriods,
    ) -> None:
        self._store = store
        self._service = service
        self._cases = cases
        self._register = register
        self._vault = vault
        self._clock = clock
        self._terms = terms
        self._taking = Taking(store, service, clock, vault, blobs, closed, VOCABULARY)
        self._streams, self.files = self._taking.streams, self._taking.files
        self.entries, self.details = self._taking.entries, self._taking.details
        self.jobs = Due(store, cases, MODEL, self._decide, terms.claim_entry_days).jobs()

    def open(self, call: Call[Any]) -> Saved:
        """An application or a preliminary consultation: a case is made, or goes on; raises what `Taking.take` raises."""
        return self._take(call, call.command.case_id, opens=True)

    def command(self, call: Call[CaseCommand]) -> Saved:
        """Any other command, on the case of the path; raises what `open` raises."""
        return self._take(call, call.case_id)

    def case(self, reader: Reader, case_id: UUID) -> CaseView:
        """One case with its agencies, amounts, next steps and history."""

        def build(standing: Standing, content: tuple[State, list[bytes]]) -> CaseView:
            state, history = content
            known = self._taking.with_files(case_id, state)
            return as_far_as_kept(
                self._vault,
                f"{state.council}/case:{case_id}",
                lambda: queries.case_view(case_id, known, history, standing, self._vault, self._terms),
            )

        return self._service.read_case(
            *reader, case_id, lambda: self._streams.found(case_id), build, fields=queries.CASE_FIELDS
        )

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
            return self._streams.explained(page, lambda state: next_steps(state, standing, self._terms))

        return work_page(
            self._service,
            reader,
            lambda scope: self._cases.work(scope, place, limit, today if overdue else None),
            build,
            lambda row: f"{row.due.isoformat()}.{row.case_id}",
            limit,
            queries.SHOWN,
        )

    def search(self, reader: Reader, *, words: str, after: str | None, limit: int) -> Page[WorkItem]:
        """The cases whose company fits the words (part of name or kana, a whole number)."""

        def build(rows: Sequence[ListRow], following: str | None) -> Page[WorkItem]:
            return self._cases.page(rows, self._clock.today(), following)

        finder = self._cases.finder
        return found_page(self._service, reader, finder, build, (words, after, limit), queries.SHOWN)

    def _take(self, call: Call[Any], case_id: UUID, *, opens: bool = False) -> Saved:
        command: Command = call.command
        return self._taking.take(
            call, case_id, lambda state, standing: self._decide(state, case_id, command, standing), opens=opens
        )

    def terms(self) -> TermsView:
        """The settings of this deployment, for what the sources leave open; no case, so no access event."""
        return queries.terms_view(self._terms)

    def _decide(self, state: State, case_id: UUID, command: Command, standing: Asking) -> list[Event] | Together:
        """The events of the case, and with them what the ledgers of its company must count from now on."""
        register = self._agencies_of(state, command)
        if not isinstance(command, ASK_THE_LEDGER):
            responder = self._responder(command, standing)
            events = decide(state, command, standing, self._terms, register=register, responder=responder)
            return self._taking.completed(events, case_id, command, standing.on)
        filed = command if isinstance(command, FileApplication) else state.application
        known = self._register.known(filed) if filed is not None else UNKNOWN
        ledgers = [(ledger_id, *self._store.load(ledger_id, LEDGER)) for ledger_id in known.ledgers]
        company = company_of(case_id, [ledger for _, ledger, _ in ledgers], known.supports)
        events = decide(state, command, standing, self._terms, company, register)
        told = self._taking.completed(events, case_id, command, standing.on)
        return Together(told, self._beside(ledgers, state, told, standing))

    def _responder(self, command: Command, standing: Asking) -> frozenset[Office]:
        """The offices of the person to whom a consultation is to be assigned, where that is somebody else."""
        if not isinstance(command, c.FindRevitalizationNecessary) or command.responder in (None, standing.person):
            return frozenset()
        return self._service.offices(standing.council, str(command.responder), standing.on)

    def _agencies_of(self, state: State, command: Command) -> Mapping[str, Agency]:
        """What the register says of the agencies, for the commands that rest on it."""
        if isinstance(command, FileApplication):
            return known_agencies(self._store, {agency.agency_id for agency in command.agencies})
        return known_agencies(self._store, state.agencies) if isinstance(command, ASK_THE_REGISTER) else NO_REGISTER

    def _beside(
        self,
        ledgers: Sequence[tuple[UUID, Ledger, int]],
        before: State,
        events: Sequence[Event],
        standing: Asking,
    ) -> list[Beside]:
        after = before
        for event in events:
            after = evolve(after, Fact(event, standing.on, standing.council, standing.person))
        counted = [
            Beside(ledger_id, version, uses_to_count(ledger_id, ledger, before, after), f"ledger:{ledger_id}")
            for ledger_id, ledger, version in ledgers
        ]
        return [beside for beside in counted if beside.events]


def _place_in_work(after: str | None) -> tuple[dt.date, UUID] | None:
    """Where a page of the work list goes on; raises a 422 problem."""
    if after is None:
        return None
    day, _, case_id = after.partition(".")
    try:
        return dt.date.fromisoformat(day), UUID(case_id)
    except ValueError:
        raise no_place() from None
