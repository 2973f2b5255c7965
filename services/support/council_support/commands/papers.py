"""Papers of a case, in every line."""

from __future__ import annotations

from typing import Annotated

from council_casework.papers import ReceivePaper
from council_events.papers import HolderId
from council_events.support import PaperKind
from pydantic import Field

CREDITORS = {"x-options": "creditors"}


class ReceiveDocument(ReceivePaper[PaperKind]):
    """A paper has come in: its file is uploaded, or it is said where the paper itself is kept."""

    whose: Annotated[
        HolderId | None, Field(title="誰の書類か", description="債権者ごとの書類のとき", json_schema_extra=CREDITORS)
    ] = None
