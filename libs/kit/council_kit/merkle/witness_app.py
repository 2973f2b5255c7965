"""The door of a witness: `POST /add-checkpoint` as C2SP tlog-witness says, and its public key to configure it by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from council_kit.merkle.note import NoteError
from council_kit.merkle.witnessing import LARGEST_REQUEST, SIZE_TYPE, Witnessing, WitnessRefusal
from council_kit.telemetry import get_logger

log = get_logger("witness")
_FAULT: Final = 500


def witness_app(witnessing: Witnessing, verifier_key: str) -> Starlette:
    """The application; nobody signs in, since a checkpoint is believed by its signature alone."""

    async def add_checkpoint(request: Request) -> Response:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_REQUEST:
                return PlainTextResponse("the request is too large\n", 413)
        try:
            line = await run_in_threadpool(witnessing.add_checkpoint, body.decode())
        except UnicodeDecodeError:
            return PlainTextResponse("the request is no text\n", 400)
        except WitnessRefusal as refusal:
            log.warning("not cosigned", status=refusal.status, reason=refusal.reason)
            return _refused(refusal)
        except NoteError as broken:
            log.critical("what was cosigned last was changed", error=str(broken))
            return PlainTextResponse("the witness stands still until somebody has looked\n", _FAULT)
        return PlainTextResponse(line)

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ready\n")

    async def key(_: Request) -> Response:
        return PlainTextResponse(f"{verifier_key}\n")

    routes: Sequence[Route] = (
        Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
        Route("/key", key),
        Route("/readyz", ready),
    )
    return Starlette(routes=routes)


def _refused(refusal: WitnessRefusal) -> Response:
    if refusal.known_size is not None:
        return Response(f"{refusal.known_size}\n", refusal.status, headers={"content-type": SIZE_TYPE})
    return PlainTextResponse(f"{refusal.reason}\n", refusal.status)
