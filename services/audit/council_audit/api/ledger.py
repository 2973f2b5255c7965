"""HTTP ⇄ queries: who may see the ledger is decided by libs/access, every read is recorded before it is answered."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from council_access import NATIONAL, Action, Resource, Service, Standing, authorize
from council_events import access
from council_events.values import Office
from council_kit.auth import SignedIn
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Query, Request

from council_audit.api.instants import Instant, Moment, ordered, with_offset
from council_audit.application.resources import resource_of
from council_audit.queries import (
    CaseFile,
    Consistency,
    Difference,
    Proving,
    Receipt,
    Replay,
    SignedCheckpoint,
    case_file,
    difference_of,
    replay,
)
from council_audit.replay import Axis

Size = Annotated[int, Query(ge=1, title="件数")]
_NOWHERE = "00"
"""The council of a case that is not there: the policies are asked of it too, so that both kinds of 404 take one way."""


def routes(service: Service, pool: Pool, clock: Clock, proving: Proving) -> APIRouter:
    """The routes of audit. Nothing is opened here: what is shown is that, when and by whom something was recorded."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["audit"])
    _add_replay(router, service, pool, clock, proving)
    _add_difference(router, service, pool, proving)
    _add_proofs(router, service, pool, proving)
    return router


def _permit(standing: Standing, case_id: UUID, file: CaseFile | None) -> CaseFile:
    """Auditors by the ledger, staff by their right to the case; a case of another council is none for them."""
    if Office.AUDITOR in standing.offices_now:
        authorize(standing, Action.READ_LEDGER, Resource(None, NATIONAL))
    elif file is None:
        authorize(standing, Action.READ_CASE, Resource(case_id, _NOWHERE))
    else:
        authorize(standing, Action.READ_CASE, resource_of(file))
    if file is None:
        raise NotVisible
    return file


def _add_replay(router: APIRouter, service: Service, pool: Pool, clock: Clock, proving: Proving) -> None:
    @router.get("/cases/{case_id}/replay", summary="案件の履歴の再生")
    def replayed(request: Request, who: SignedIn, case_id: UUID, at: Instant = None, axis: Axis = Axis.KNOWN) -> Replay:
        instant = at or clock.now()
        with_offset("at", instant)
        standing = service.standing(who, case_id)
        with service.recording_refusals(request, who, standing, case_id):
            file = _permit(standing, case_id, case_file(pool, case_id))
            return service.answer(
                request,
                who,
                access.View.REPLAY,
                [case_id],
                [len(file.told)],
                [],
                lambda: replay(pool, proving, file, instant.astimezone(dt.UTC), axis),
                standing=standing,
            )


def _add_difference(router: APIRouter, service: Service, pool: Pool, proving: Proving) -> None:
    @router.get("/cases/{case_id}/difference", summary="二つの時点の違い")
    def between(
        request: Request, who: SignedIn, case_id: UUID, earlier: Moment, later: Moment, axis: Axis = Axis.KNOWN
    ) -> Difference:
        """Which events and values lie between two instants."""
        ordered(earlier, later)
        standing = service.standing(who, case_id)
        with service.recording_refusals(request, who, standing, case_id):
            file = _permit(standing, case_id, case_file(pool, case_id))
            return service.answer(
                request,
                who,
                access.View.REPLAY,
                [case_id],
                [len(file.told)],
                [],
                lambda: difference_of(pool, proving, file, earlier.astimezone(dt.UTC), later.astimezone(dt.UTC), axis),
                standing=standing,
            )


def _add_proofs(router: APIRouter, service: Service, pool: Pool, proving: Proving) -> None:
    @router.get("/checkpoint", summary="台帳の検証点")
    def checkpoint(request: Request, who: SignedIn) -> SignedCheckpoint:
        def build(_: Standing) -> SignedCheckpoint:
            found = proving.checkpoint()
            if found is None:
                raise NotVisible
            return found

        return service.read(request, who, Action.READ_LEDGER, access.View.REPLAY, build, council=NATIONAL)

    @router.get("/consistency", summary="台帳の一貫性の証明")
    def consistency(request: Request, who: SignedIn, first: Size, second: Size) -> Consistency:
        def build(_: Standing) -> Consistency:
            return proving.consistency(first, second)

        return service.read(request, who, Action.READ_LEDGER, access.View.REPLAY, build, council=NATIONAL)

    @router.get("/proofs/{event_id}", summary="イベントの包含証明")
    def proof(request: Request, who: SignedIn, event_id: UUID) -> Receipt:
        leaf = proving.leaf(event_id)
        case_id = leaf.case_id if leaf else None
        standing = service.standing(who, case_id)
        with service.recording_refusals(request, who, standing, case_id):
            if leaf is None or case_id is None:
                authorize(standing, Action.READ_LEDGER, Resource(None, NATIONAL))
            else:
                _permit(standing, case_id, case_file(pool, case_id))
            if leaf is None:
                raise NotVisible
            cases = [case_id] if case_id else []
            return service.answer(
                request,
                who,
                access.View.REPLAY,
                cases,
                [0] * len(cases),
                [],
                lambda: proving.receipt(event_id, leaf),
                standing=standing,
            )
