"""HTTP ⇄ the published ledger as C2SP tlog-tiles: whoever may read the ledger can mirror it with tools that are not ours.

The hashes say nothing of a case; the entry bundles hold the events' bytes, so handing one out is a read like any other.
"""

from __future__ import annotations

import re
from typing import Final

from council_access import NATIONAL, Action, Resource, Service, authorize
from council_events import access
from council_kit.auth import Identity, SignedIn
from council_kit.merkle import TileFolder
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Request, Response

_TILE: Final = re.compile(r"(0|[1-9]|[1-5]\d|6[0-3])/(x\d{3}/)*\d{3}(\.p/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?")
_BUNDLE: Final = re.compile(r"entries/(x\d{3}/)*\d{3}(\.p/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?")
_BYTES: Final = "application/octet-stream"
_KEPT: Final = {"cache-control": "private, max-age=31536000, immutable"}
"""A tile never changes; it is for the reader alone all the same."""


def tlog_routes(service: Service, folder: TileFolder) -> APIRouter:
    """`<prefix>` of tlog-tiles is `/v1/tlog`."""
    router = APIRouter(prefix="/v1/tlog", responses=PROBLEMS, tags=["audit"])

    @router.get("/checkpoint", summary="台帳の検証点（tlog-tiles）", response_class=Response)
    def checkpoint(request: Request, who: SignedIn) -> Response:
        """What was signed last, with the cosignatures of the witnesses."""
        _permit(service, request, who)
        note = folder.last_checkpoint()
        if note is None:
            raise NotVisible
        return Response(note, media_type="text/plain; charset=utf-8")

    @router.get("/tile/{place:path}", summary="台帳のタイル（tlog-tiles）", response_class=Response)
    def tile(request: Request, who: SignedIn, place: str) -> Response:
        """A tile of hashes, or a bundle of entries; only files that a checkpoint has vouched for are final."""
        if _TILE.fullmatch(place):
            _permit(service, request, who)
            return Response(_read(folder, place), media_type=_BYTES, headers=_KEPT)
        if not _BUNDLE.fullmatch(place):
            raise NotVisible
        content = service.read(
            request, who, Action.READ_LEDGER, access.View.EXPORT, lambda _: _read(folder, place), council=NATIONAL
        )
        return Response(content, media_type=_BYTES, headers=_KEPT)

    return router


def _permit(service: Service, request: Request, who: Identity) -> None:
    standing = service.standing(who)
    with service.recording_refusals(request, who, standing):
        authorize(standing, Action.READ_LEDGER, Resource(None, NATIONAL))


def _read(folder: TileFolder, place: str) -> bytes:
    try:
        return folder.read(f"tile/{place}")
    except FileNotFoundError:
        raise NotVisible from None
