"""HTTP ⇄ the keeping of a case: legal hold, destruction by two, and the report on it."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from council_access import NATIONAL, Action, Resource, RightsStale, Service, authorize
from council_events import access
from council_events.values import Office
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.postgres import Pool
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Request

from council_audit.application.destructions import Destructions
from council_audit.application.resources import resource_of
from council_audit.commands.destructions import DestructionCommand
from council_audit.queries import case_file
from council_audit.queries.destructions import DestructionReport, KeptRow

_NOWHERE = "00"


def destruction_routes(service: Service, pool: Pool, destructions: Destructions) -> APIRouter:
    """For those who decide on the case, and for auditors."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["retention"])

    @router.get("/cases/{case_id}/destruction", summary="案件の保存と廃棄")
    def report(request: Request, who: SignedIn, case_id: UUID) -> DestructionReport:
        """How far it is, who decided, which keys and copies are gone, and when that is complete."""
        standing = service.standing(who, case_id)
        with service.recording_refusals(request, who, standing, case_id):
            file = case_file(pool, case_id)
            if Office.AUDITOR in standing.offices_now:
                authorize(standing, Action.READ_LEDGER, Resource(None, NATIONAL))
            else:
                authorize(standing, Action.READ_CASE, resource_of(file) if file else Resource(case_id, _NOWHERE))
            if file is None:
                raise NotVisible
            return service.answer(
                request,
                who,
                access.View.REPORT,
                [case_id],
                [0],
                ["keeping"],
                lambda: destructions.report(file, standing),
                standing=standing,
            )

    @router.get("/destructions", summary="保存と廃棄の一覧")
    def listed(request: Request, who: SignedIn) -> Page[KeptRow]:
        """Cases that are held, or whose destruction is proposed, approved or done."""
        standing = service.standing(who)
        with service.recording_refusals(request, who, standing):
            if Office.AUDITOR in standing.offices_now:
                authorize(standing, Action.READ_LEDGER, Resource(None, NATIONAL))
            elif not standing.in_council:
                raise NotVisible
            elif standing.stale:
                raise RightsStale
            rows = destructions.listed(standing)
            return service.answer(
                request,
                who,
                access.View.LIST,
                [row.case_id for row in rows],
                [0] * len(rows),
                ["keeping"],
                lambda: Page[KeptRow](items=rows),
                standing=standing,
            )

    for command in get_args(DestructionCommand):
        command_route(router, f"/cases/{{case_id}}/{kebab(command)}", command, destructions.command)
    return router
