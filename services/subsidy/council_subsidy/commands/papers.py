"""Papers of a case: brought in and looked through at any stage."""

from __future__ import annotations

from typing import Annotated

from council_casework.papers import ReceivePaper
from council_events.papers import HolderId
from council_events.subsidy import PaperKind
from pydantic import Field

_AGENCIES = {"x-options": "agencies"}


class ReceiveDocument(ReceivePaper[PaperKind]):
    """A paper has come in: its file is uploaded, or it is said where the paper itself is kept."""

    whose: Annotated[
        HolderId | None, Field(title="誰の書類か", description="機関ごとの書類のとき", json_schema_extra=_AGENCIES)
    ] = None
