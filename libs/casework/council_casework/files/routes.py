"""HTTP ⇄ files: an upload is streamed as it comes, a download leaves as an attachment and nothing else."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from council_access import Reader
from council_kit.auth import SignedIn
from council_kit.blobs import (
    CHUNK_BYTES,
    LARGEST_BLOB,
    Blob,
    BlobTooLargeError,
    EmptyBlobError,
    MalwareFoundError,
    MediaType,
    ScannerUnavailableError,
    Upload,
    WrongMediaTypeError,
)
from council_kit.blobs.media import media_type_of
from council_kit.problems import FILE_TYPE, TOO_LARGE, UNAVAILABLE, ProblemError, field_problem, make
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from council_casework.files.keeping import FileKept, Files, PaperFile

_TYPES: Final = "、".join(kind.label for kind in MediaType)
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in MediaType},
    }
}
GIVEN_OUT: Final[dict[int | str, dict[str, Any]]] = {
    **PROBLEMS,
    200: {
        "description": "ファイル",
        "content": {kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in MediaType},
    },
    410: {"description": "消去済み"},
}


class HandedOut(StreamingResponse):
    """Pieces on their way out; they are let go of when the last has left, and at once when the reader goes away before."""

    def __init__(self, pieces: Iterator[bytes], **rest: Any) -> None:
        super().__init__(pieces, **rest)
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See Response."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if isinstance(self._pieces, Generator):
                await run_in_threadpool(self._pieces.close)


def file_routes(files: Files) -> APIRouter:
    """`POST /cases/{case_id}/files` and `GET /cases/{case_id}/papers/{document_id}/file`."""
    router = APIRouter()

    @router.post(
        "/cases/{case_id}/files",
        summary="書類のファイルを登録する",
        status_code=201,
        responses=PROBLEMS,
        openapi_extra=_BODY,
    )
    async def upload(request: Request, who: SignedIn, case_id: UUID) -> FileKept:
        """Take the body as one file of the type that Content-Type names. It is kept once a paper refers to it."""
        media_type = _media_type(request.headers.get("content-type", ""))
        upload = await _blocking(files.begin, Reader(request, who), case_id, media_type)
        try:
            return FileKept.of(await _taken(request, upload))
        except BaseException:
            await run_in_threadpool(upload.give_up)
            raise

    @router.get(
        "/cases/{case_id}/papers/{document_id}/file",
        summary="書類のファイル",
        responses=GIVEN_OUT,
        response_class=StreamingResponse,
    )
    def download(request: Request, who: SignedIn, case_id: UUID, document_id: UUID) -> StreamingResponse:
        """The file of a paper, always as a download; the read is on record before the first byte leaves."""
        return handed_out(files.download(Reader(request, who), case_id, document_id))

    return router


def handed_out(file: PaperFile) -> HandedOut:
    """A file as a download, never shown in the reader's window."""
    return HandedOut(
        file.pieces,
        media_type=file.media_type.value,
        headers={
            "content-length": str(file.size),
            "content-disposition": f"attachment; filename=\"paper{file.media_type.suffix}\"; filename*=UTF-8''{quote(file.name, safe='')}",
            "content-security-policy": "sandbox; default-src 'none'",
        },
    )


async def _taken(request: Request, upload: Upload) -> Blob:
    """The body, handed on in pieces of a chunk; no more than one is held."""
    waiting = bytearray()
    async for piece in request.stream():
        waiting += piece
        if len(waiting) >= CHUNK_BYTES:
            await _blocking(upload.write, bytes(waiting))
            waiting.clear()
    if waiting:
        await _blocking(upload.write, bytes(waiting))
    blob: Blob = await _blocking(upload.finish)
    return blob


async def _blocking(act: Any, *values: Any) -> Any:
    """Do it in a worker thread, and tell what went wrong with the file as a problem."""
    try:
        return await run_in_threadpool(act, *values)
    except BlobTooLargeError:
        raise ProblemError(
            make(
                TOO_LARGE,
                f"ファイルは {LARGEST_BLOB // 1024 // 1024} MB までです。分けて登録してください。",
                f"A file may have at most {LARGEST_BLOB // 1024 // 1024} MB. Upload it in parts.",
                field="file",
            ),
            {"connection": "close"},
        ) from None
    except EmptyBlobError:
        raise field_problem("file", "ファイルが空です。", "The file is empty.") from None
    except WrongMediaTypeError:
        raise field_problem(
            "file",
            f"ファイルの中身が種類と合いません。登録できるのは {_TYPES} です。",
            "The content is not of the type that was told.",
        ) from None
    except MalwareFoundError:
        raise field_problem(
            "file",
            "ファイルから不正なプログラムが見つかりました。登録していません。管理者に知らせてください。",
            "Malware was found in the file; it was not kept. Tell an administrator.",
        ) from None
    except ScannerUnavailableError:
        raise ProblemError(
            make(
                UNAVAILABLE,
                "ファイルの検査ができないため、登録できません。時間をおいてやり直してください。",
                "The malware scanner does not answer. Try again later.",
            ),
            {"retry-after": "60"},
        ) from None


def _media_type(header: str) -> MediaType:
    try:
        return media_type_of(header.partition(";")[0].strip().lower())
    except KeyError:
        raise ProblemError(
            make(
                FILE_TYPE,
                f"登録できるファイルの種類は {_TYPES} です。",
                "A file of this type is not kept.",
                field="file",
            )
        ) from None
