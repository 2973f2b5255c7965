"""Consultations at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from council_access import Action, Found, Resource, Scope, Service, Standing, authorize
from council_casework.details import Details, Source
from council_casework.entries import Entries, Mount, Records
from council_casework.files import Files
from council_casework.papers import Shelf
from council_casework.work import with_reason
from council_events import Event, Sealed, read_envelope
from council_events.deciding import Asking, Refused
from council_events.event import Envelope
from council_events.intake import ConsultationReportDrafted, EntryCorrected, FutureDayExplained
from council_kit.answers import Page, WorkItem
from council_kit.blobs import Blobs
from council_kit.clock import Clock
from council_kit.problems import NotVisible, field_problem
from council_kit.routes import Call
from council_kit.sheets import Sheet
from council_kit.store import Acting, Model, ReactedTo, Saved, Store, folded
from council_kit.vault import Vault

from council_intake.application.days import business_day
from council_intake.application.due import Due
from council_intake.application.register import Register
from council_intake.commands import (
    CaseCommand,
    DraftReport,
    LinkEarlierConsultation,
    MakeReferral,
    OpenConsultation,
    OpenGuaranteeConsultation,
    ReceiveApplicant,
)
from council_intake.domain import (
    INITIAL,
    NO_COMPANY,
    Around,
    Company,
    State,
    decide,
    evolve,
    next_steps,
    receive_applicant,
)
from council_intake.domain.papers import EVENTS as RELEASES
from council_intake.queries import LABELS, Cases, CaseView, Explaining, Paged, Rows, as_it_is, reports, view
from council_intake.queries.partners import Partners, PartnersView
from council_intake.rules.asking import SYSTEM, may_correct
from council_intake.rules.terms import Terms

CASE: Final = Model(INITIAL, evolve)
Opening = OpenConsultation | OpenGuaranteeConsultation


class History(NamedTuple):
    """A consultation's state and the envelopes that it was folded from."""

    state: State
    raw: list[bytes]


class Intake:
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
        partners: Partners,
    ) -> None:
        self._partners = partners
        self._store = store
        self._service = service
        self._cases = cases
        self._register = register
        self._vault = vault
        self._clock = clock
        self._terms = terms
        self.files = Files(service, blobs, vault, self._shelf)
        self.jobs = Due(store, cases, CASE, terms).jobs()
        mount = Mount(lambda standing, _entry: may_correct(standing), EntryCorrected, _future, LABELS)
        self.entries = Entries(service, Records(store, vault, clock, mount), self._history)
        self.details = Details(
            store,
            service,
            clock,
            Source(CASE, lambda s: s.council, lambda s: s.releases, lambda s: s.shelf, RELEASES, self.files),
        )

    # Commands raise NotVisible, Refused, ConcurrentDecision, the store's other errors, and 422 problems by field.

    def open_consultation(self, call: Call[Any]) -> Saved:
        """Receive a consultation of any kind, under the id that the caller chose or a new one."""
        case_id = call.command.case_id or uuid4()
        return self._command(call, case_id, call.command.model_copy(update={"case_id": case_id}), opens=True)

    def command(self, call: Call[CaseCommand]) -> Saved:
        """Any command on the case of the path."""
        return self._command(call, call.case_id, call.command)

    def receive_applicant(self, command: ReceiveApplicant, envelope: Envelope[Any], reacted_to: ReactedTo) -> None:
        """The reaction to a finding in a subsidy case: its events, the row of the reaction and the offset are one transaction."""
        asking = Asking(SYSTEM, envelope.council, envelope.occurredon)
        acting = Acting.reacting(SYSTEM, envelope)
        self._store.execute(
            command.case_id, CASE, lambda state: receive_applicant(state, command, asking), acting, reaction=reacted_to
        )

    def _command(self, call: Call[Any], case_id: UUID, command: CaseCommand, *, opens: bool = False) -> Saved:
        def find() -> Resource | None:
            state, _ = self._store.load(case_id, CASE)
            return self._service.case(case_id, state.council) if state.opened else None

        def save(standing: Standing, acting: Acting) -> Saved:
            around = self._around(command, standing, case_id)
            return self._store.execute(
                case_id, CASE, lambda state: self._decide(state, command, standing, around, case_id), acting
            )

        day = business_day(self._clock, command.occurred_on, command.future_reason)
        return self._service.command(call, case_id, find, save, opens=opens, occurred_on=day)

    def _decide(
        self, state: State, command: CaseCommand, standing: Standing, around: Around, case_id: UUID
    ) -> list[Event]:
        events = decide(self._with_files(case_id, state), command, standing, around)
        if events and command.future_reason is not None and standing.on > self._clock.today():
            events.append(FutureDayExplained(case_id=case_id, reason=Sealed(command.future_reason)))
        self.files.claim(case_id, events)
        return events

    def _around(self, command: CaseCommand, standing: Standing, case_id: UUID) -> Around:
        """What a command must know besides the case; its earlier case is one that the asker may see."""
        if isinstance(command, (OpenConsultation, OpenGuaranteeConsultation, LinkEarlierConsultation)):
            self._earlier_is_open_to(standing, command.earlier_case, case_id)
        if isinstance(command, DraftReport):
            return Around(document=self._document(case_id, standing.on), terms=self._terms)
        if isinstance(command, MakeReferral):
            return Around(terms=self._terms, standards=self._partners.standards(standing.council, command.body))
        if not isinstance(command, (OpenConsultation, OpenGuaranteeConsultation)):
            return Around(terms=self._terms)
        offices = frozenset[Any]()
        if command.assigned_to not in (None, standing.person):
            offices = self._service.offices(standing.council, command.assigned_to or "", standing.on)
        return Around(offices, self._registered(command, standing.council), terms=self._terms)

    def _document(self, case_id: UUID, on: dt.date) -> str:
        found = self.find(case_id)
        if found is None:
            return ""
        return reports.draw_up(found.content.state, found.content.raw, on, self._vault).model_dump_json()

    def _earlier_is_open_to(self, standing: Standing, earlier: str | None, case_id: UUID) -> None:
        """A case that the asker may not see is as unknown as one that never was."""
        if earlier is None:
            return
        state, _ = self._store.load(UUID(earlier), CASE)
        try:
            if state.opened is None or UUID(earlier) == case_id:
                raise NotVisible
            authorize(standing, Action.READ_CASE, self._service.case(UUID(earlier), state.council))
        except (NotVisible, Refused):
            raise field_problem(
                "earlier_case",
                "この案件番号の相談は見つかりません。",
                "No consultation is found under this number.",
            ) from None

    def _registered(self, command: Opening, council: str) -> Company:
        """The company from the council's own register; another council's is as unknown as one that never was."""
        if command.company_id is None:
            return NO_COMPANY
        company = self._register.load(command.company_id)
        if company.registered is not None and company.council == council:
            if company.is_closed:
                raise field_problem(
                    "company_id",
                    "この企業の登録は閉鎖されています。企業を登録し直してください。",
                    "This company's entry was closed; register the company anew.",
                )
            return company
        if command.company_name is None:
            raise field_problem(
                "company_id",
                "この企業番号の企業は登録されていません。企業を登録するか、企業名を入力してください。",
                "No company is registered under this id; register it, or give its name.",
            )
        return NO_COMPANY

    # Queries: what to load and how to shape it; api.py has rights and the record of the read put around them.

    def _history(self, case_id: UUID) -> Found[Sequence[bytes]] | None:
        """What was recorded of a case, for those who correct it."""
        found = self.find(case_id)
        return None if found is None else Found(found.resource, found.version, found.content.raw)

    def _shelf(self, case_id: UUID) -> Found[Shelf] | None:
        """The papers of a case, for those who bring files in or fetch them."""
        state, version = self._store.load(case_id, CASE)
        return Found(self._service.case(case_id, state.council), version, state.shelf) if state.opened else None

    def find(self, case_id: UUID) -> Found[History] | None:
        """A consultation as its stream says, None where there is none."""
        raw = self._store.history(case_id)
        state = folded(raw, CASE)
        if state.opened is None:
            return None
        return Found(
            self._service.case(case_id, state.council), len(raw), History(self._with_files(case_id, state), raw)
        )

    def view(self, standing: Standing, history: History) -> CaseView:
        """The consultation with its history and what can come next."""
        return view(standing, history.state, history.raw, self._terms, self._vault)

    def _with_files(self, case_id: UUID, state: State) -> State:
        """A paper whose file is lost is asked for again."""
        return replace(state, shelf=self.files.left(case_id, state.shelf))

    def report(self, _standing: Standing, history: History) -> Sheet:
        """The last report that was drawn up; raises NotVisible where there is none."""
        envelopes = [read_envelope(each) for each in history.raw]
        drafts = [each.data for each in envelopes if isinstance(each.data, ConsultationReportDrafted)]
        if not drafts:
            raise NotVisible
        return reports.frozen(drafts[-1].document, self._vault)

    def work(self, *, after: str | None, limit: int, overdue: bool, reasons: bool = False) -> Paged:
        """Consultations that wait for the asker, open or without their report; overdue where the deployment sets a term.

        `reasons`: each whose next step can't be taken by the asker today says why.
        """
        today = self._clock.today()

        def find(standing: Standing, scope: Scope) -> Rows:
            late_on = today if overdue else None
            return self._cases.work(standing, scope, self._terms, after=after, limit=limit, late_on=late_on)

        return self._paged(find, self._explained) if reasons else self._paged(find)

    def _explained(self, standing: Standing, page: Page[WorkItem]) -> Page[WorkItem]:
        states = self._store.load_many([item.case_id for item in page.items], CASE)
        items = tuple(with_reason(item, next_steps(states[item.case_id], standing, self._terms)) for item in page.items)
        return Page(items=items, next=page.next)

    def search(self, words: str, *, after: str | None, limit: int) -> Paged:
        """Consultations found by part of a name or kana, or by a whole phone or corporate number."""
        return self._paged(lambda standing, scope: self._cases.search(standing, scope, words, after=after, limit=limit))

    def partners(self, standing: Standing, year: int) -> PartnersView:
        """The council's standards with 関係支援機関, and its referrals of a fiscal year that cite none."""
        return self._partners.view(standing.council, year, self._clock.today())

    def _paged(self, find: Callable[[Standing, Scope], Rows], explain: Explaining = as_it_is) -> Paged:
        return Paged(self._cases, self._terms, self._clock.today(), find, explain)


def _future(case_id: UUID, _person: str, reason: Sealed[str]) -> Event:
    return FutureDayExplained(case_id=case_id, reason=reason)
