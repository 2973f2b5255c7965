"""Papers of a case, in every line."""

from __future__ import annotations

from typing import Annotated

from council_casework.papers import CheckPaper, ReceivePaper
from council_events.papers import HolderId
from council_events.support import PaperKind
from pydantic import ConfigDict, Field

CREDITORS = {"x-options": "creditors"}


class ReceiveDocument(ReceivePaper[PaperKind]):
    """A paper has come in: its file is uploaded, or it is said where the paper itself is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="書類を受け取る")

    whose: Annotated[
        HolderId | None, Field(title="誰の書類か", description="債権者ごとの書類のとき", json_schema_extra=CREDITORS)
    ] = None


class CheckDocument(CheckPaper):
    """Somebody has looked through a paper."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="書類を確かめる")
