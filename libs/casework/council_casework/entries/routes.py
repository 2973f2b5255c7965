"""HTTP ⇄ entries and their corrections."""

from __future__ import annotations

from uuid import UUID

from council_access import Reader
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Request

from council_casework.corrections import CorrectEntry
from council_casework.entries.correcting import Entries, EntryView


def entry_routes(entries: Entries) -> APIRouter:
    """`GET /cases/{case_id}/entries/{event_id}` and the command `correct-entry`."""
    router = APIRouter()

    @router.get("/cases/{case_id}/entries/{event_id}", summary="記録の一件", responses=PROBLEMS)
    def entry(request: Request, who: SignedIn, case_id: UUID, event_id: UUID) -> EntryView:
        """One entry of the history, with what can be corrected in it."""
        return entries.entry(Reader(request, who), case_id, event_id)

    command_route(router, f"/cases/{{case_id}}/{kebab(CorrectEntry)}", CorrectEntry, entries.correct)
    return router
