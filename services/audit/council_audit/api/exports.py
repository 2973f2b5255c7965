"""HTTP ⇄ export bundles: one case's history with its proofs, for those who may read the ledger."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from council_access import NATIONAL, Action, Service, Standing
from council_events import access
from council_kit.auth import SignedIn
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Query, Request, Response

from council_audit.bundle import Contents
from council_audit.queries import case_file
from council_audit.queries.exporting import Exporting

Since = Annotated[int | None, Query(ge=1, title="手元の検証点の件数", description="この件数からの一貫性の証明を添える")]


def export_routes(service: Service, pool: Pool, clock: Clock, exporting: Exporting) -> APIRouter:
    """The bundle is a zip file; `council verify` and, piece by piece, tools that are not ours check it offline."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["audit"])

    @router.get("/cases/{case_id}/export", summary="案件の履歴の書き出し（署名付き）", response_class=Response)
    def export(request: Request, who: SignedIn, case_id: UUID, since: Since = None) -> Response:
        """Events, accesses, proofs, checkpoint and a report for people."""

        def build(_: Standing) -> bytes:
            file = case_file(pool, case_id)
            if file is None:
                raise NotVisible
            contents = Contents(
                case_id=case_id, exported_at=clock.real_now(), exported_by=who.person, purpose=who.purpose.value
            )
            return exporting.bundle(file, contents, since)

        content = service.read(
            request, who, Action.READ_LEDGER, access.View.EXPORT, build, council=NATIONAL, cases=[case_id]
        )
        name = {"content-disposition": f'attachment; filename="case-{str(case_id)[:8]}.zip"'}
        return Response(content, media_type="application/zip", headers=name)

    return router
