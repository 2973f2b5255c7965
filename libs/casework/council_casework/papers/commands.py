"""The commands of papers. A service names its kinds: `class ReceiveDocument(ReceivePaper[PaperKind])`."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from council_events.papers import DocumentId, FileHash, Finding, HolderId, Holding
from council_events.values import Code, Count, Date
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from council_casework.dated import Dated

K = TypeVar("K", bound=Code)

_TEXTAREA = {"x-widget": "textarea"}
_ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Field(json_schema_extra=_TEXTAREA)
]
_NAME_LENGTH = 200
_ENDING_LENGTH = 10


def _shortened(name: object) -> object:
    """A long name keeps its beginning and its ending: nobody can mend a field that the form does not show."""
    if not isinstance(name, str) or len(name.strip()) <= _NAME_LENGTH:
        return name
    stem, dot, ending = name.strip().rpartition(".")
    if not dot or len(ending) > _ENDING_LENGTH:
        return name.strip()[:_NAME_LENGTH]
    return f"{stem[: _NAME_LENGTH - len(ending) - 2]}….{ending}"


_FileName = Annotated[_ShortText, BeforeValidator(_shortened)]


class ReceivePaper(Dated, Generic[K]):
    """A paper has come in. Either its file is uploaded, or it is said where the paper itself is kept, or both.

    `file` names an upload of this case by the hash that the upload was answered with.
    """

    model_config = ConfigDict(title="書類を受け取る")

    document_id: DocumentId
    kind: Annotated[K, Field(title="書類の種類")]
    holding: Annotated[Holding, Field(title="原本・写しの別")]
    whose: HolderId | None = None
    dated_on: Annotated[Date | None, Field(title="書類の日付（発行日）")] = None
    pages: Annotated[Count | None, Field(title="枚数")] = None
    file: Annotated[FileHash | None, Field(title="ファイル", json_schema_extra={"x-widget": "file"})] = None
    file_name: Annotated[_FileName | None, Field(title="ファイル名", json_schema_extra={"x-widget": "hidden"})] = None
    kept_at: Annotated[_ShortText | None, Field(title="紙の書類の保管場所", description="紙で保管するとき")] = None


class CheckDocument(Dated):
    """Somebody has looked through a paper of the case."""

    model_config = ConfigDict(title="書類を確かめる")

    document_id: Annotated[DocumentId, Field(title="書類", json_schema_extra={"x-options": "papers"})]
    finding: Annotated[Finding, Field(title="確認の結果")]
    note: Annotated[_LongText | None, Field(title="不備の内容・備考")] = None
