"""`Service`: what a service's api.py uses to answer: rights, policies, and the record of every read and refusal.

api.py looks nothing up itself: it says what is asked for and how the answer is built; this decides whether, and
records it before the answer leaves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from council_events import access
from council_events.deciding import Refused
from council_events.sealed import Sealed
from council_events.values import Office
from council_kit.auth import Identity
from council_kit.clock import Clock
from council_kit.door import template_of
from council_kit.problems import NotRecorded, NotVisible
from council_kit.routes import Call
from council_kit.store import Acting, Saved, Store
from council_kit.telemetry import REFUSALS, correlation_id, current_traceparent, get_logger
from fastapi import Request

from council_access.cedar import Action, Line, Resource
from council_access.refusals import the_host_may_open_cases
from council_access.rights import Rights, authorize, authorize_page
from council_access.scope import OWN_CASES, Reach, Scope
from council_access.standing import Standing

T = TypeVar("T")
L = TypeVar("L")

_log = get_logger("access")


class Row(Protocol):
    """What a list's row must have, whatever else it has. `version` is the one shown."""

    @property
    def case_id(self) -> UUID: ...
    @property
    def council(self) -> str: ...
    @property
    def version(self) -> int: ...


R = TypeVar("R", bound=Row)


class Reader(NamedTuple):
    """Who reads, and by which request: handed through application.py, which looks into neither."""

    request: Request
    identity: Identity


class Within(NamedTuple):
    """The investigation that a read belongs to, and why its content was needed (sealed when it was opened)."""

    investigation: UUID
    reason: Sealed[str] | None = None


class Found(NamedTuple, Generic[L]):
    """A case as it was loaded, once: who holds it, its version, and what the answer is built from."""

    resource: Resource
    version: int
    content: L


class Service:
    """Answers for one service. `line` says whose files its cases are; lists and single cases use the same."""

    def __init__(self, name: str, store: Store, rights: Rights, clock: Clock, *, line: Line = Line.SUPPORT) -> None:
        self._name = name
        self._store = store
        self._rights = rights
        self._clock = clock
        self.line: Final = line

    def case(self, case_id: UUID, council: str, former_councils: frozenset[str] = frozenset()) -> Resource:
        """A case of this service, as the policies know it."""
        return Resource(case_id, council, self.line, former_councils)

    def standing(
        self,
        identity: Identity,
        case_id: UUID | None = None,
        *,
        council: str | None = None,
        occurred_on: dt.date | None = None,
    ) -> Standing:
        """Who asks, with today's rights; `occurred_on` is the business date of the act (default today)."""
        return self._rights.asking(
            identity,
            self._clock.today(),
            case_id,
            council=council,
            business_date=occurred_on,
            now=self._clock.now(),
        )

    def offices(self, council: str, person: str, on: dt.date) -> frozenset[Office]:
        """The offices of somebody else in a council on a day, to whom work is to be assigned."""
        return self._rights.offices_of(council, person, on)

    def acting(self, identity: Identity, standing: Standing, call: Call[Any] | None = None) -> Acting:
        """The act for the store: who, for which council, when, and the headers of the command."""
        return Acting(
            actor=identity.person,
            council=standing.council,
            purpose=identity.purpose,
            occurred_on=standing.on,
            correlation_id=correlation_id(),
            on_behalf_of=standing.on_behalf_of,
            traceparent=current_traceparent(),
            idempotency_key=call.idempotency_key if call else None,
            expected_version=call.expected_version if call else None,
            request_hash=call.body_hash if call else None,
        )

    # Commands

    def command(
        self,
        call: Call[Any],
        case_id: UUID,
        find: Callable[[], Resource | None],
        decide: Callable[[Standing, Acting], Saved],
        *,
        opens: bool = False,
        action: Action = Action.WORK_CASE,
        occurred_on: dt.date | None = None,
    ) -> Saved:
        """A command on a case: rights, policies, then `decide`, which saves through the store.

        `find` gives the case as it stands, None when there is none; `opens`: the command makes it, for the identity's
        own council. Refusals are recorded, the rules' own too. Raises what http.py tells as problems.
        """
        standing = self.standing(call.identity, case_id, occurred_on=occurred_on)
        with self.recording_refusals(call.request, call.identity, standing, case_id):
            resource = find()
            begins = resource is None and opens
            if begins:
                resource = self.case(case_id, call.identity.council)
            self._authorize(standing, action, resource, case_id)
            if begins:
                the_host_may_open_cases(standing)
            return decide(standing, self.acting(call.identity, standing, call))

    def act(
        self,
        call: Call[Any],
        decide: Callable[[Standing, Acting], Saved],
        *,
        action: Action,
        council: str | None = None,
        occurred_on: dt.date | None = None,
    ) -> Saved:
        """A command that is about a council, not a case (offices, companies). `council`: the one in question."""
        standing = self.standing(call.identity, council=council, occurred_on=occurred_on)
        with self.recording_refusals(call.request, call.identity, standing):
            authorize(standing, action, Resource(None, standing.council))
            return decide(standing, self.acting(call.identity, standing, call))

    def permit(
        self,
        request: Request,
        identity: Identity,
        case_id: UUID,
        find: Callable[[], Resource | None],
        *,
        action: Action = Action.WORK_CASE,
    ) -> Standing:
        """Whether the asker may act on a case by something that is no command yet: a file on its way in.

        Refusals are recorded. Raises NotVisible and Refused.
        """
        standing = self.standing(identity, case_id)
        with self.recording_refusals(request, identity, standing, case_id):
            self._authorize(standing, action, find(), case_id)
        return standing

    # Reads

    def read_case(
        self,
        request: Request,
        identity: Identity,
        case_id: UUID,
        load: Callable[[], Found[L] | None],
        build: Callable[[Standing, L], T],
        *,
        fields: Sequence[str] = (),
        view: access.View = access.View.CASE,
        papers: Sequence[UUID] = (),
        action: Action = Action.READ_CASE,
    ) -> T:
        """One case: loaded once, permitted, recorded with the version that is shown, built (opened) meanwhile.

        `papers`: those of the case whose file is given out. `action`: what of the case is read.
        """
        standing = self.standing(identity, case_id)
        with self.recording_refusals(request, identity, standing, case_id):
            found = load()
            self._authorize(standing, action, found.resource if found else None, case_id)
            if found is None:
                raise NotVisible
            return self.answer(
                request,
                identity,
                view,
                [case_id],
                [found.version],
                fields,
                lambda: build(standing, found.content),
                standing=standing,
                papers=papers,
            )

    def read_list(
        self,
        request: Request,
        identity: Identity,
        query: Callable[[Standing, Scope], Sequence[R]],
        build: Callable[[Standing, Sequence[R]], T],
        *,
        view: access.View = access.View.LIST,
        fields: Sequence[str] = (),
        words: str | None = None,
        alias: str = "",
        reach: Reach = OWN_CASES,
    ) -> T:
        """A list or search: `query` takes the predicate of scope() into its SQL, `build` opens and shapes the page.

        Every row is checked by the policies before it is recorded and shown. `words` are recorded sealed. `reach`: whose
        rows they are, and what of each is shown.
        """
        standing = self.standing(identity)
        action = Action.SEARCH if view is access.View.SEARCH else reach.whole
        with self.recording_refusals(request, identity, standing):
            authorize(standing, action, Resource(None, standing.council))
            rows = query(standing, reach.rows(standing, self.line, alias))
            authorize_page(standing, [self.case(row.case_id, row.council) for row in rows], reach.each)
            return self.answer(
                request,
                identity,
                view,
                [row.case_id for row in rows],
                [row.version for row in rows],
                fields,
                lambda: build(standing, rows),
                standing=standing,
                words=words,
            )

    def read(
        self,
        request: Request,
        identity: Identity,
        action: Action,
        view: access.View,
        build: Callable[[Standing], T],
        *,
        council: str | None = None,
        cases: Sequence[UUID] = (),
        fields: Sequence[str] = (),
    ) -> T:
        """What belongs to a council (or `national`) and is no case: figures, the ledger, people."""
        standing = self.standing(identity, council=None if council == "national" else council)
        with self.recording_refusals(request, identity, standing):
            authorize(standing, action, Resource(None, council or standing.council))
            return self.answer(
                request, identity, view, cases, [0] * len(cases), fields, lambda: build(standing), standing=standing
            )

    def answer(
        self,
        request: Request,
        identity: Identity,
        view: access.View,
        cases: Sequence[UUID],
        versions: Sequence[int],
        fields: Sequence[str],
        build: Callable[[], T],
        *,
        standing: Standing | None = None,
        words: str | None = None,
        found: int | None = None,
        papers: Sequence[UUID] = (),
        within: Within | None = None,
    ) -> T:
        """Record the read, build the answer while the record is committed, wait for that, and give what was built.

        Raises NotRecorded (503) when the record could not be made: then nothing is shown. An error of `build` comes
        before one of the commit. `found` defaults to the number of cases.
        """
        event = access.Read(
            view=view,
            route=route_of(request),
            office=standing.office if standing else None,
            cases=tuple(cases),
            versions=tuple(versions),
            fields=tuple(fields),
            words=Sealed(words) if words is not None else None,
            found=len(cases) if found is None else found,
            papers=tuple(papers),
            investigation=within.investigation if within else None,
            reason=within.reason if within else None,
        )
        try:
            finish = self._store.begin_access(event, self._accessing(identity, standing))
        except Exception as failure:
            raise _not_recorded(failure) from failure
        not_durable: Exception | None = None
        try:
            built = build()
        finally:
            try:
                finish()
            except Exception as failure:
                not_durable = failure
        if not_durable is not None:
            raise _not_recorded(not_durable) from not_durable
        return built

    # Refusals

    @contextmanager
    def recording_refusals(
        self, request: Request, identity: Identity, standing: Standing | None = None, case_id: UUID | None = None
    ) -> Iterator[None]:
        """Record a NotVisible or Refused that is raised inside, then let it go on; 503 when it can't be recorded."""
        try:
            yield
        except NotVisible:
            self._refuse(request, identity, standing, case_id, access.RefusalKind.NOT_FOUND, None)
            raise
        except Refused as refused:
            kind = access.RefusalKind.FORBIDDEN if refused.forbidden else access.RefusalKind.RULE
            self._refuse(request, identity, standing, case_id, kind, refused.provision)
            raise

    def _refuse(
        self,
        request: Request,
        identity: Identity,
        standing: Standing | None,
        case_id: UUID | None,
        kind: access.RefusalKind,
        provision: str | None,
    ) -> None:
        REFUSALS.labels(self._name, kind.value).inc()
        event = access.Refused(
            kind=kind,
            route=route_of(request),
            office=standing.office if standing else None,
            case_id=case_id,
            provision=provision,
        )
        try:
            self._store.record_access(event, self._accessing(identity, standing))
        except Exception as failure:
            _log.error("a refusal could not be recorded", exc_info=failure)
            raise NotRecorded from failure

    def _authorize(self, standing: Standing, action: Action, resource: Resource | None, case_id: UUID) -> None:
        """The policies are asked of a case that is not there too, so that both kinds of 404 take the same way."""
        authorize(standing, action, resource or self.case(case_id, _NOWHERE))

    def _accessing(self, identity: Identity, standing: Standing | None) -> Acting:
        """A read is an act of the asker's own body, today."""
        return Acting(
            actor=identity.person,
            council=identity.council,
            purpose=identity.purpose,
            occurred_on=self._clock.today(),
            correlation_id=correlation_id(),
            on_behalf_of=standing.on_behalf_of if standing else None,
            traceparent=current_traceparent(),
        )


def _not_recorded(failure: Exception) -> NotRecorded:
    _log.error("a read could not be recorded", exc_info=failure)
    return NotRecorded()


_NOWHERE: Final = "--"
"""The council of a case that does not exist."""


def route_of(request: Request) -> str:
    """Method and path template of the request, as access events name it; never the path itself."""
    return f"{request.method} {template_of(request.scope)}"
