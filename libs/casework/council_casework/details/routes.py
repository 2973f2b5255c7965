"""HTTP ⇄ detail. The gateway alone reaches these routes, for the token of a subscription."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from council_access import Reader
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from council_casework.details.answers import DetailView
from council_casework.details.giving import Details
from council_casework.files.routes import GIVEN_OUT, handed_out


def detail_routes(details: Details[Any]) -> APIRouter:
    """`GET /cases/{case_id}/detail` and `GET /cases/{case_id}/detail/papers/{document_id}`."""
    router = APIRouter()

    @router.get("/cases/{case_id}/detail", summary="連携先のシステムへの詳細", responses=PROBLEMS)
    def detail(request: Request, who: SignedIn, case_id: UUID) -> DetailView:
        """What a consent or an exception on record opens to the system that asks; on record as a disclosure."""
        return details.give(Reader(request, who), case_id)

    @router.get(
        "/cases/{case_id}/detail/papers/{document_id}",
        summary="連携先のシステムへの書類のファイル",
        responses=GIVEN_OUT,
        response_class=StreamingResponse,
    )
    def paper(request: Request, who: SignedIn, case_id: UUID, document_id: UUID) -> StreamingResponse:
        """The file of one paper that is opened, as a download; on record as a disclosure."""
        return handed_out(details.file(Reader(request, who), case_id, document_id))

    return router
