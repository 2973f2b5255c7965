"""Papers of a case, in every line."""

from __future__ import annotations

from council_casework.papers import CheckPaper, ReceivePaper
from council_events.support import PaperKind
from pydantic import ConfigDict


class ReceiveDocument(ReceivePaper[PaperKind]):
    """A paper has come in: its file is uploaded, or it is said where the paper itself is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="書類を受け取る")


class CheckDocument(CheckPaper):
    """Somebody has looked through a paper."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="書類を確かめる")
