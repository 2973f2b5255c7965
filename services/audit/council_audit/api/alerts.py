"""HTTP ⇄ alerts on unusual access, for auditors."""

from __future__ import annotations

from council_access import NATIONAL, Action, Service
from council_events import access
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.postgres import Pool
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Request

from council_audit.queries.alerts import Alert, alerts


def alert_routes(service: Service, pool: Pool) -> APIRouter:
    """`GET /v1/alerts`."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["audit"])

    @router.get("/alerts", summary="通常と異なる閲覧の知らせ")
    def listed(request: Request, who: SignedIn) -> Page[Alert]:
        """What was unusual, the newest first."""
        return service.read(
            request,
            who,
            Action.READ_LEDGER,
            access.View.ALERTS,
            lambda _: Page[Alert](items=alerts(pool)),
            council=NATIONAL,
            fields=("kind", "person", "counted"),
        )

    return router
