"""Consultations at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from council_access import Action, Found, Scope, Service, Standing, authorize
from council_casework.closed_periods import ClosedPeriods
from council_casework.desk import as_far_as_kept
from council_casework.taking import Taking, Vocabulary
from council_events import Event, read_envelope
from council_events.deciding import Asking, Fact, Refused
from council_events.event import Envelope
from council_events.intake import (
    ClosedDayExplained,
    ConsultationReportDrafted,
    EntryCorrected,
    FutureDayExplained,
    ReferralMade,
)
from council_kit.answers import Page, WorkItem
from council_kit.blobs import Blobs
from council_kit.clock import Clock
from council_kit.problems import NotVisible, field_problem
from council_kit.routes import Call
from council_kit.sheets import Sheet
from council_kit.store import Acting, Model, ReactedTo, Saved, Store
from council_kit.vault import Vault

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
    standard_cited,
)
from council_intake.domain.papers import EVENTS as RELEASES
from council_intake.queries import LABELS, Cases, CaseView, Explaining, Paged, Rows, as_it_is, reports, view
from council_intake.queries.partners import Partners, PartnersView
from council_intake.rules.asking import SYSTEM, may_correct
from council_intake.rules.terms import Terms

CASE: Final = Model(INITIAL, evolve)
VOCABULARY: Final = Vocabulary(
    CASE, FutureDayExplained, ClosedDayExplained, EntryCorrected, may_correct, RELEASES, LABELS
)
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
        closed: ClosedPeriods,
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
        self._taking = Taking(store, service, clock, vault, blobs, closed, VOCABULARY, follows=self._standard_of)
        self.files, self.entries, self.details = self._taking.files, self._taking.entries, self._taking.details
        self.jobs = Due(store, cases, CASE, terms).jobs()

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
        def decided(state: State, standing: Standing) -> list[Event]:
            events = decide(state, command, standing, self._around(command, standing, case_id))
            return self._taking.completed(events, case_id, command, standing.on)

        return self._taking.take(call, case_id, decided, opens=opens)

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

    def _standard_of(self, fact: Fact) -> dict[str, Any]:
        """The standard that a referral cites, by the body, the manner and the day that it has."""
        event = fact.event
        if not isinstance(event, ReferralMade):
            return {}
        return standard_cited(event, fact.on, self._partners.standards(fact.council, event.body))

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

    def find(self, case_id: UUID) -> Found[History] | None:
        """A consultation as its stream says, None where there is none."""
        found = self._taking.streams.found(case_id)
        if found is None:
            return None
        state, raw = found.content
        return Found(found.resource, found.version, History(self._taking.with_files(case_id, state), raw))

    def view(self, standing: Standing, history: History) -> CaseView:
        """The consultation with its history and what can come next."""
        state = history.state
        assert state.opened is not None, "the consultation was found"
        return as_far_as_kept(
            self._vault,
            f"{state.council}/case:{state.opened.case_id}",
            lambda: view(standing, state, history.raw, self._terms, self._vault),
        )

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
        return self._taking.streams.explained(page, lambda state: next_steps(state, standing, self._terms))

    def search(self, words: str, *, after: str | None, limit: int) -> Paged:
        """Consultations found by part of a name or kana, or by a whole phone or corporate number."""
        return self._paged(lambda standing, scope: self._cases.search(standing, scope, words, after=after, limit=limit))

    def partners(self, standing: Standing, year: int) -> PartnersView:
        """The council's standards with 関係支援機関, and its referrals of a fiscal year that cite none."""
        return self._partners.view(standing.council, year, self._clock.today())

    def _paged(self, find: Callable[[Standing, Scope], Rows], explain: Explaining = as_it_is) -> Paged:
        return Paged(self._cases, self._terms, self._clock.today(), find, explain)
