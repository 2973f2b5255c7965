"""HTTP ⇄ queries: who may see the ledger is decided by libs/access, every read is recorded before it is answered."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from council_access import Action, Resource, Service, authorize
from council_directory.directory import HQ
from council_events import access
from council_kit.auth import SignedIn
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Query, Request

from council_audit.ledger import Verifier
from council_audit.queries import (
    CheckpointAnswer,
    Consistency,
    Receipt,
    Replay,
    consistency,
    last_checkpoint,
    leaves_of,
    receipt_of,
    replay,
    told,
)
from council_audit.replay import Axis

Instant = Annotated[dt.datetime | None, Query(title="時点", description="空欄は現在。時差のない時刻は受け付けない")]
Size = Annotated[int, Query(ge=1, title="件数")]


def make_router(service: Service, pool: Pool, clock: Clock, verifier: Verifier) -> APIRouter:
    """The routes of audit: for auditors, who see what was recorded, never what it says."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["audit"])
    _add_replay(router, service, pool, clock)
    _add_checkpoints(router, service, pool, verifier)
    _add_proofs(router, service, pool)
    return router


def _add_replay(router: APIRouter, service: Service, pool: Pool, clock: Clock) -> None:

    @router.get("/cases/{case_id}/replay", summary="案件の履歴の再生")
    def replayed(request: Request, who: SignedIn, case_id: UUID, at: Instant = None, axis: Axis = Axis.KNOWN) -> Replay:
        instant = (at or clock.now()).astimezone(dt.UTC)
        standing = service.standing(who)
        with service.recording_refusals(request, who, standing, case_id):
            found = leaves_of(pool, case_id)
            authorize(standing, Action.READ_LEDGER, Resource(None, found.council if found else HQ))
            if found is None:
                raise NotVisible
            return service.answer(
                request,
                who,
                access.View.REPLAY,
                [case_id],
                [len(found.leaves)],
                ["entries", "state"],
                lambda: replay(pool, case_id, found, instant, axis),
                standing=standing,
            )


def _add_checkpoints(router: APIRouter, service: Service, pool: Pool, verifier: Verifier) -> None:
    @router.get("/checkpoint", summary="台帳の検証点")
    def checkpoint(request: Request, who: SignedIn) -> CheckpointAnswer:
        def build(_standing: object) -> CheckpointAnswer:
            last = last_checkpoint(pool)
            if last is None:
                raise NotVisible
            return told(last)

        return service.read(request, who, Action.READ_LEDGER, access.View.REPLAY, build)

    @router.get("/verifier-key", summary="検証点の公開鍵")
    def verifier_key(request: Request, who: SignedIn) -> str:
        return service.read(
            request, who, Action.READ_LEDGER, access.View.REPLAY, lambda _standing: verifier.verifier_key
        )


def _add_proofs(router: APIRouter, service: Service, pool: Pool) -> None:
    @router.get("/proofs/{event_id}", summary="イベントの包含証明")
    def proof(request: Request, who: SignedIn, event_id: UUID) -> Receipt:
        def build(_standing: object) -> Receipt:
            found = receipt_of(pool, event_id)
            if found is None:
                raise NotVisible
            return found

        return service.read(request, who, Action.READ_LEDGER, access.View.REPLAY, build)

    @router.get("/consistency", summary="台帳の一貫性の証明")
    def consistent(request: Request, who: SignedIn, first: Size, second: Size) -> Consistency:
        def build(_standing: object) -> Consistency:
            found = consistency(pool, first, second)
            if found is None:
                raise NotVisible
            return found

        return service.read(request, who, Action.READ_LEDGER, access.View.REPLAY, build)
