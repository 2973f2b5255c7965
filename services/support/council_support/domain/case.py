"""A case of any line: the state of its line, and what every line has beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from council_casework.papers import EMPTY, Shelf
from council_casework.releases import EMPTY as NOTHING_RELEASED
from council_casework.releases import Releases
from council_events.values import CaseId, SupportLine

from council_support.domain.reports import NONE, Reports


@dataclass(frozen=True)
class Case:
    """`state` is that of its line, None before the first event. `judged_difficult`: in the course of this line.

    `shelf`: its papers; `releases`: what may leave, and what has left. `reports`: those that the case owes to 経済産業局等 and 全国本部, by their id.
    """

    line: SupportLine | None = None
    case_id: CaseId | None = None
    council: str = ""
    state: Any = None
    shelf: Shelf = EMPTY
    releases: Releases = NOTHING_RELEASED
    reports: Reports = field(default_factory=lambda: NONE)
    judged_difficult: bool = False

    @property
    def stage(self) -> Any:
        """The stage in its line."""
        return self.state.stage

    @property
    def known_id(self) -> CaseId:
        """The number of a case that has begun; raises LookupError before."""
        if self.case_id is None:
            raise LookupError("no case has begun in this stream")
        return self.case_id

    @property
    def known_line(self) -> SupportLine:
        """The line of a case that has begun; raises LookupError before."""
        if self.line is None:
            raise LookupError("no case has begun in this stream")
        return self.line
