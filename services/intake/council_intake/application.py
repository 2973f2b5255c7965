"""Intake at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from council_access import Found, Resource, Service, Standing
from council_events import Event, Sealed, read_envelope
from council_events.deciding import Fact
from council_events.intake import FutureDayExplained
from council_kit.clock import Clock
from council_kit.problems import field_problem
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store

from council_intake.commands import CaseCommand, OpenConsultation, RegisterCompany
from council_intake.domain import (
    INITIAL,
    NO_COMPANY,
    NOTHING,
    Around,
    Company,
    State,
    decide,
    evolve,
    evolve_company,
    register,
)
from council_intake.queries import NONE_FOUND, Cases, CaseView, Paged

CASE: Final = Model(INITIAL, evolve)
COMPANY: Final = Model(NO_COMPANY, evolve_company)


class History(NamedTuple):
    """A consultation's state and the envelopes that it was folded from."""

    state: State
    raw: list[bytes]


class Intake:
    """The commands and queries of the service, as api.py calls them."""

    def __init__(self, store: Store, service: Service, cases: Cases, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._cases = cases
        self._clock = clock

    # Commands raise NotVisible, Refused, ConcurrentDecision, the store's other errors, and 422 problems by field.

    def register_company(self, call: Call[RegisterCompany]) -> Saved:
        """Enter a company in the register of the council that was signed in for."""
        company_id = call.command.company_id or uuid4()
        command = call.command.model_copy(update={"company_id": company_id})

        def find() -> Resource | None:
            company = self._company(company_id)
            return self._service.case(company_id, company.council) if company.registered else None

        def save(standing: Standing, acting: Acting) -> Saved:
            return self._store.execute(
                company_id,
                COMPANY,
                lambda company: register(company, command, standing),
                acting,
                subject=f"company:{company_id}",
            )

        day = self._business_day(command.occurred_on, None)
        return self._service.command(call, company_id, find, save, opens=True, occurred_on=day)

    def open_consultation(self, call: Call[OpenConsultation]) -> Saved:
        """Receive a consultation, under the id that the caller chose or a new one."""
        case_id = call.command.case_id or uuid4()
        return self._command(call, case_id, call.command.model_copy(update={"case_id": case_id}), opens=True)

    def command(self, call: Call[CaseCommand]) -> Saved:
        """Any command on the case of the path."""
        return self._command(call, call.case_id, call.command)

    def _command(self, call: Call[Any], case_id: UUID, command: CaseCommand, *, opens: bool = False) -> Saved:
        def find() -> Resource | None:
            state, _ = self._store.load(case_id, CASE)
            return self._service.case(case_id, state.council) if state.opened else None

        def save(standing: Standing, acting: Acting) -> Saved:
            around = self._around(command, standing)
            return self._store.execute(
                case_id, CASE, lambda state: self._decide(state, command, standing, around, case_id), acting
            )

        day = self._business_day(command.occurred_on, command.future_reason)
        return self._service.command(call, case_id, find, save, opens=opens, occurred_on=day)

    def _decide(
        self, state: State, command: CaseCommand, standing: Standing, around: Around, case_id: UUID
    ) -> list[Event]:
        events = decide(state, command, standing, around)
        if events and command.future_reason is not None and standing.on > self._clock.today():
            events.append(FutureDayExplained(case_id=case_id, reason=Sealed(command.future_reason)))
        return events

    def _around(self, command: CaseCommand, standing: Standing) -> Around:
        """What a reception must know: the offices of the person assigned, and the company as it was registered."""
        if not isinstance(command, OpenConsultation):
            return NOTHING
        offices = frozenset[Any]()
        if command.assigned_to not in (None, standing.person):
            offices = self._cases.offices(standing.council, command.assigned_to or "", standing.on)
        return Around(offices, self._registered(command, standing.council))

    def _registered(self, command: OpenConsultation, council: str) -> Company:
        """The company from the council's own register; another council's is as unknown as one that never was."""
        if command.company_id is None:
            return NO_COMPANY
        company = self._company(command.company_id)
        if company.registered is not None and company.council == council:
            return company
        if command.company_name is None:
            raise field_problem(
                "company_id",
                "この企業番号の企業は登録されていません。企業を登録するか、企業名を入力してください。",
                "No company is registered under this id; register it, or give its name.",
            )
        return NO_COMPANY

    def _company(self, company_id: UUID) -> Company:
        return self._store.load(company_id, COMPANY)[0]

    def _business_day(self, occurred_on: dt.date | None, future_reason: str | None) -> dt.date:
        today = self._clock.today()
        on = occurred_on or today
        if on > today and future_reason is None:
            raise field_problem(
                "occurred_on",
                "発生日が本日より後です。先の日付とする場合は理由を入力してください。",
                "The business date lies ahead; a later day needs a reason.",
            )
        return on

    # Queries: what to load and how to shape it; api.py has rights and the record of the read put around them.

    def find(self, case_id: UUID) -> Found[History] | None:
        """A consultation as its stream says, None where there is none."""
        raw = self._store.history(case_id)
        state = reduce(evolve, (Fact.of(read_envelope(each)) for each in raw), INITIAL)
        if state.opened is None:
            return None
        return Found(self._service.case(case_id, state.council), len(raw), History(state, raw))

    def view(self, standing: Standing, history: History) -> CaseView:
        """The consultation with its history and what can come next."""
        return self._cases.view(standing, history.state, history.raw)

    def work(self, *, after: str | None, limit: int, overdue: bool) -> Paged:
        """Open consultations that wait for the asker. The programme sets a consultation no deadline: none is overdue."""
        if overdue:
            return Paged(self._cases, lambda _standing, _scope: NONE_FOUND)
        return Paged(self._cases, lambda standing, scope: self._cases.work(standing, scope, after=after, limit=limit))

    def search(self, words: str, *, after: str | None, limit: int) -> Paged:
        """Consultations found by part of a name or kana, or by a whole phone or corporate number."""
        return Paged(
            self._cases, lambda standing, scope: self._cases.search(standing, scope, words, after=after, limit=limit)
        )
