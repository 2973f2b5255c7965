"""Investigations at work: load → decide → save, and the answers to their investigators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from council_access import Action, Reader, Resource, Service, Standing, Within, authorize
from council_casework.days import business_day
from council_directory.directory import HQ
from council_events import Envelope, access
from council_events.audit import AccessLogGiven, Entitled
from council_events.intake import ConsultationKind, ConsultationOpened, Requester
from council_events.support import GuaranteeOutlined
from council_kit.answers import Page
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.problems import NotVisible, field_problem
from council_kit.routes import Call
from council_kit.sheets import Sheet
from council_kit.store import Acting, Model, Saved, Store
from council_kit.vault import Vault

from council_audit.application.openings import Openings, keys_of
from council_audit.commands import GiveAccessLog, InvestigationCommand, RequestInvestigation
from council_audit.domain import INITIAL, Around, State, decide, evolve, give_access_log, next_steps, request
from council_audit.queries import CaseFile, access_sheet, case_file
from council_audit.queries.access import AccessLog
from council_audit.queries.investigations import (
    InvestigationRow,
    InvestigationTimeline,
    InvestigationView,
    OpenedContent,
    investigation_timeline,
    investigation_view,
    is_running,
    listed,
    opened_content,
)
from council_audit.rules.investigations import KnownCase, only_the_investigating_body

INVESTIGATION: Final = Model(INITIAL, evolve)
GIVEN: Final = Model[tuple[AccessLogGiven, ...]](
    (), lambda given, fact: (*given, fact.event) if isinstance(fact.event, AccessLogGiven) else given
)
_MOST_LISTED: Final = 200
_NOWHERE: Final = "00"
"""The council of an investigation that is not there."""
T = TypeVar("T")


class Investigations:
    """The commands and queries of investigations, as api/ calls them. Every method blocks."""

    def __init__(
        self, store: Store, service: Service, pool: Pool, vault: Vault, openings: Openings, clock: Clock
    ) -> None:
        self._store = store
        self._service = service
        self._pool = pool
        self._vault = vault
        self._openings = openings
        self._clock = clock
        self._log = AccessLog(pool)

    # Commands raise NotVisible, Refused, the store's errors, and 422 problems by field.

    def request(self, call: Call[RequestInvestigation]) -> Saved:
        """Receive the request of an entitled person, under the id that the caller chose or a new one."""
        command = call.command
        investigation_id = command.investigation_id or uuid4()

        def save(standing: Standing, acting: Acting) -> Saved:
            around = Around(self._known(command.cases))
            return self._save(
                investigation_id, acting, lambda s: request(s, investigation_id, command, standing, around)
            )

        return self._begin(call, command.concerned, command.entitled, save)

    def give_access_log(self, call: Call[GiveAccessLog]) -> Saved:
        """Give an entitled person the log of its own cases."""
        command = call.command
        log_id = command.log_id or uuid4()

        def save(standing: Standing, acting: Acting) -> Saved:
            around = Around(self._known(command.cases), is_running(self._pool, command.cases))
            return self._store.execute(
                log_id,
                GIVEN,
                lambda given: [] if given else give_access_log(log_id, command, standing, around),
                acting,
                subject=f"investigation:{log_id}",
            )

        return self._begin(call, command.concerned, command.entitled, save)

    def command(self, call: Call[InvestigationCommand]) -> Saved:
        """Any command on the investigation of the path."""
        investigation_id = call.path["investigation_id"]
        state, _ = self._store.load(investigation_id, INVESTIGATION)

        def save(standing: Standing, acting: Acting) -> Saved:
            around = self._around(state)
            self._entry_is_there(state, call.command)
            return self._save(investigation_id, acting, lambda now: decide(now, call.command, standing, around))

        return self._service.act(
            call,
            save,
            action=Action.INVESTIGATE,
            council=_concerned(state),
            occurred_on=business_day(self._clock, call.command),
        )

    # Queries

    def listed(self, reader: Reader) -> Page[InvestigationRow]:
        """Investigations about the councils that the asker investigates."""
        standing = self._service.standing(reader.identity, council=HQ)
        with self._service.recording_refusals(*reader, standing):
            councils = self._investigated(standing)
            return self._service.answer(
                *reader,
                access.View.INVESTIGATION,
                [],
                [],
                ("concerned", "stage"),
                lambda: Page[InvestigationRow](items=listed(self._pool, councils, _MOST_LISTED)),
                standing=standing,
            )

    def view(self, reader: Reader, investigation_id: UUID) -> InvestigationView:
        """One investigation with its own texts."""

        def build(standing: Standing, state: State) -> InvestigationView:
            steps = next_steps(state, standing, self._around(state))
            return investigation_view(state, self._store.history(investigation_id), steps, self._vault)

        return self._read(reader, investigation_id, access.View.INVESTIGATION, ("header", "timeline"), build)

    def timeline(self, reader: Reader, investigation_id: UUID, after: str | None) -> InvestigationTimeline:
        """Who read, copied or was sent what, beside the cases' events; only once the investigation has begun."""

        def build(_: Standing, state: State) -> InvestigationTimeline:
            if state.opened_on is None:
                raise NotVisible
            files = self._files(state.requested.cases if state.requested else ())
            return investigation_timeline(self._pool, self._log, files, state, after=after)

        return self._read(reader, investigation_id, access.View.ACCESS_LOG, ("timeline", "access"), build)

    def content(self, reader: Reader, investigation_id: UUID, entry: UUID) -> OpenedContent:
        """The fields of an entry that this investigation opened, while it runs."""

        def build(_: Standing, state: State) -> OpenedContent:
            envelope = self._entry(state, entry)
            opened = state.opened.get(entry)
            if envelope is None or opened is None or not state.is_open:
                raise NotVisible
            with self._openings.permitting(keys_of(envelope, opened.fields)):
                return opened_content(envelope, opened.fields, self._vault)

        return self._read(reader, investigation_id, access.View.INVESTIGATION, ("content",), build, entry)

    def given_log(self, reader: Reader, log_id: UUID) -> Sheet:
        """The access log as it was given to the person entitled: nothing that was recorded later is on it."""
        given, _ = self._store.load(log_id, GIVEN)
        council = given[0].concerned if given else _NOWHERE
        standing = self._service.standing(reader.identity, council=council)
        with self._service.recording_refusals(*reader, standing):
            authorize(standing, Action.INVESTIGATE, Resource(None, council))
            return self._service.answer(
                *reader,
                access.View.ACCESS_LOG,
                given[0].cases,
                [0] * len(given[0].cases),
                ("access",),
                lambda: access_sheet(self._log, given[0], self._store.history(log_id)[0], self._vault),
                standing=standing,
            )

    # What both need

    def _begin(
        self, call: Call[Any], concerned: str, entitled: Entitled, save: Callable[[Standing, Acting], Saved]
    ) -> Saved:
        """For those who investigate the council; others who hold an office are told who does."""
        day = business_day(self._clock, call.command)
        standing = self._service.standing(call.identity, council=concerned, occurred_on=day)
        with self._service.recording_refusals(call.request, call.identity, standing):
            if not standing.offices_now:
                raise NotVisible
            only_the_investigating_body(concerned, standing.area, standing, entitled)
        return self._service.act(call, save, action=Action.INVESTIGATE, council=concerned, occurred_on=day)

    def _save(self, investigation_id: UUID, acting: Acting, take: Callable[[State], Sequence[Any]]) -> Saved:
        return self._store.execute(
            investigation_id, INVESTIGATION, take, acting, subject=f"investigation:{investigation_id}"
        )

    def _read(
        self,
        reader: Reader,
        investigation_id: UUID,
        view: access.View,
        fields: Sequence[str],
        build: Callable[[Standing, State], T],
        entry: UUID | None = None,
    ) -> T:
        """One investigation for its investigator: to all others it is as unknown as one that never was."""
        state, _ = self._store.load(investigation_id, INVESTIGATION)
        standing = self._service.standing(reader.identity, council=_concerned(state))
        cases = state.requested.cases if state.requested else ()
        opened = state.opened.get(entry) if entry else None
        with self._service.recording_refusals(*reader, standing):
            authorize(standing, Action.INVESTIGATE, Resource(None, _concerned(state)))
            return self._service.answer(
                *reader,
                view,
                cases,
                [0] * len(cases),
                fields,
                lambda: build(standing, state),
                standing=standing,
                within=Within(investigation_id, opened.reason if opened else None),
            )

    def _investigated(self, standing: Standing) -> list[str]:
        """The councils whose investigations the asker may see; raises what `authorize` raises where there are none."""
        own = sorted(standing.area)
        if own:
            authorize(standing, Action.INVESTIGATE, Resource(None, own[0]))
            return own
        authorize(standing, Action.INVESTIGATE, Resource(None, HQ))
        return [HQ]

    def _around(self, state: State) -> Around:
        return Around(self._known(state.requested.cases)) if state.requested else Around()

    def _known(self, cases: Sequence[UUID]) -> tuple[KnownCase, ...]:
        return tuple(known_case(file) for file in self._files(cases))

    def _files(self, cases: Sequence[UUID]) -> list[CaseFile]:
        found = (case_file(self._pool, case_id) for case_id in dict.fromkeys(cases))
        return [file for file in found if file is not None]

    def _entry(self, state: State, entry: UUID) -> Envelope[Any] | None:
        """The event of one of the cases asked about; None for any other."""
        cases = state.requested.cases if state.requested else ()
        told = (each.envelope for file in self._files(cases) for each in file.told)
        return next((envelope for envelope in told if envelope.id == entry), None)

    def _entry_is_there(self, state: State, command: InvestigationCommand) -> None:
        """Content is opened of an entry that the cases have, and of fields that it has; raises a 422 problem."""
        entry, names = getattr(command, "entry", None), getattr(command, "fields", ())
        if entry is None or not names:
            return
        envelope = self._entry(state, entry)
        if envelope is None or getattr(envelope.data, "case_id", None) != getattr(command, "opened_case", None):
            raise field_problem("entry", "この案件にその番号の記録はありません。", "The case has no such entry.")
        if not set(names) <= set(type(envelope.data).model_fields):
            raise field_problem("fields", "この記録にその項目はありません。", "The entry has no such field.")


def known_case(file: CaseFile) -> KnownCase:
    """What a request must know of a case, from its events in the ledger."""
    events = [each.envelope.data for each in file.told]
    companies = {company for event in events if (company := getattr(event, "company_id", None)) is not None}
    return KnownCase(
        case_id=file.case_id,
        councils=frozenset({file.council}) | file.former_councils,
        entitled=_entitled(events),
        company_id=next(iter(companies)) if len(companies) == 1 else None,
        acted=frozenset(each.envelope.actor for each in file.told),
    )


def _entitled(events: Sequence[Any]) -> Entitled | None:
    """A guarantor's case is the guarantor's; a bank's or adviser's 事前相談 is nobody's who could ask here."""
    opened = next((event for event in events if isinstance(event, ConsultationOpened)), None)
    if opened is not None and opened.requester in (Requester.FINANCIAL_INSTITUTION, Requester.ADVISER):
        return None
    guarantees = opened is not None and (
        opened.requester is Requester.GUARANTOR or opened.kind is ConsultationKind.GUARANTEE
    )
    if guarantees or any(isinstance(event, GuaranteeOutlined) for event in events):
        return Entitled.GUARANTOR
    return Entitled.COMPANY


def _concerned(state: State) -> str:
    return state.requested.concerned if state.requested else _NOWHERE
