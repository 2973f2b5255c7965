"""Who may bring a file in, which upload a paper may refer to, and how a file leaves: on record before its first byte."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from council_access import Found, Reader, Service
from council_events import Event, access
from council_events.papers import PaperReceived
from council_kit.blobs import Blob, Blobs, MediaType, NoSuchBlobError, Upload
from council_kit.problems import GONE, NotVisible, ProblemError, field_problem, make
from council_kit.vault import KeyDestroyedError, Vault
from pydantic import BaseModel, ConfigDict, Field

from council_casework.papers import Paper, Shelf

FILE_FIELDS: Final = ("file",)
_NAME_LENGTH: Final = 120

FindShelf = Callable[[UUID], "Found[Shelf] | None"]
"""A case with its shelf, None where there is none."""


class FileKept(BaseModel):
    """The answer to an upload: `file` is what `ReceiveDocument` refers to. `size` in bytes."""

    model_config = ConfigDict(frozen=True, title="登録されたファイル")

    file: str = Field(title="ファイル")
    media_type: str = Field(title="種類")
    size: int = Field(title="大きさ（バイト）")

    @classmethod
    def of(cls, blob: Blob) -> FileKept:
        """The answer for a finished upload."""
        return cls(file=blob.name, media_type=blob.media_type.value, size=blob.size)


class PaperFile(NamedTuple):
    """A file on its way out: its name for the reader, its type and size, and its bytes in pieces."""

    name: str
    media_type: MediaType
    size: int
    pieces: Iterator[bytes]


class Files:
    """The files of one service's cases. Every method blocks."""

    def __init__(self, service: Service, blobs: Blobs, vault: Vault, find: FindShelf) -> None:
        self._service = service
        self._blobs = blobs
        self._vault = vault
        self._find = find

    def begin(self, reader: Reader, case_id: UUID, media_type: MediaType) -> Upload:
        """Begin an upload for a case that the asker may work on; raises NotVisible, Refused, ScannerUnavailableError."""
        found = self._find(case_id)
        standing = self._service.permit(*reader, case_id, lambda: found.resource if found else None)
        return self._blobs.begin(case_id, found.resource.council if found else standing.council, media_type)

    def claim(self, case_id: UUID, events: Sequence[Event]) -> None:
        """Keep the uploads that these events, decided and about to be saved, refer to.

        What was refused keeps none. Raises a 422 problem for an upload that this case does not have.
        """
        for event in events:
            if isinstance(event, PaperReceived) and event.file is not None:
                self._keep(case_id, event.file)

    def _keep(self, case_id: UUID, name: str) -> None:
        try:
            self._blobs.keep(case_id, name)
        except NoSuchBlobError:
            raise field_problem(
                "file",
                "ファイルが登録されていません。もう一度登録してください。",
                "There is no such upload for this case. Upload the file again.",
            ) from None

    def left(self, case_id: UUID, shelf: Shelf) -> Shelf:
        """The shelf with what was lost marked: `council recover` brings events back, their files not (ADR 0018)."""
        return shelf.with_files(self._blobs.names(case_id)) if shelf.has_files else shelf

    def download(self, reader: Reader, case_id: UUID, document_id: UUID) -> PaperFile:
        """The file of a paper, the read recorded before this returns; raises NotVisible where there is none."""

        def load() -> Found[Shelf] | None:
            found = self._find(case_id)
            return found if found and _with_file(found.content, document_id) else None

        return self._service.read_case(
            *reader,
            case_id,
            load,
            lambda _standing, shelf: self.opened(case_id, _with_file(shelf, document_id)),
            fields=FILE_FIELDS,
            view=access.View.PAPER,
            papers=(document_id,),
        )

    def opened(self, case_id: UUID, paper: Paper | None) -> PaperFile:
        """The file of a paper, for a read that is permitted and on record; raises NotVisible and a 410 problem."""
        if paper is None or paper.file is None:
            raise NotVisible
        try:
            name = None if paper.file_name is None else self._vault.open(paper.file_name)
            found = self._blobs.open(case_id, paper.file)
        except KeyDestroyedError:
            raise ProblemError(make(GONE, "この書類は消去済みです。", "This paper was erased.")) from None
        except NoSuchBlobError:
            raise ProblemError(
                make(GONE, "この書類のファイルは失われています。", "The file of this paper is lost.")
            ) from None
        shown = file_name(name or paper.kind.label, found.blob.media_type)
        return PaperFile(shown, found.blob.media_type, found.blob.size, found.chunks)


def _with_file(shelf: Shelf, document_id: UUID) -> Paper | None:
    paper = shelf.find(document_id)
    return paper if paper and paper.file else None


def file_name(name: str, media_type: MediaType) -> str:
    """A name that no file system takes for a path or a command, ending as its type does."""
    kept = "".join(
        "_" if character in '/\\:*?"<>|' or unicodedata.category(character).startswith("C") else character
        for character in unicodedata.normalize("NFC", name)
    ).strip(". ")
    stem = kept.removesuffix(media_type.suffix)[:_NAME_LENGTH] or "書類"
    return stem + media_type.suffix
