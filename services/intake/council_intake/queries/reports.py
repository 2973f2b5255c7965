"""The report of a consultation, drawn up from what is on record: addressees, the requester, what was learned and done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from council_directory import council
from council_directory.directory import HQ
from council_events import Sealed
from council_kit.sheets import Line, Part, Sheet
from council_kit.timeline import timeline
from council_kit.vault import Vault

from council_intake.domain import State
from council_intake.queries.labels import pairs
from council_intake.queries.views import header_of
from council_intake.rules import papers

HEADQUARTERS: Final = "中小企業活性化全国本部"
AGENCY: Final = "中小企業庁"
_MOST_BYTES: Final = 40_000
"""A sealed report must fit into an event (60,000 bytes, a third more when encrypted and written as text)."""
_CELLS: Final = (4000, 1000, 400, 160, 60)
"""Characters of a text that are kept, the first limit with which the report fits; the case's history keeps the whole."""


def draw_up(state: State, history: Sequence[bytes], on: dt.date, vault: Vault) -> Sheet:
    """The report as of now. Raises LookupError for a stream without a reception."""
    opened = state.opened
    if opened is None:
        raise LookupError("no consultation was received")
    report, _provision = papers.report_of(opened.kind)
    head = header_of(state, opened, vault)
    course = [
        (entry.occurred_on.isoformat(), entry.title, "\n".join(f"{each.label}：{each.value}" for each in entry.fields))
        for entry in timeline(history, pairs, vault)
    ]
    parts = _fitting(
        Part(title="相談の概要", lines=tuple(Line(label=label, value=text) for label, text in head.items())),
        Part(title="対応の経過", columns=("発生日", "対応", "内容"), rows=tuple(course)),
    )
    return Sheet(title=report.label, to=_addressees(state), sender=_sender(state), dated=on.isoformat(), parts=parts)


def _addressees(state: State) -> tuple[str, str]:
    return (AGENCY if state.council == HQ else council(state.council).bureau, HEADQUARTERS)


def _sender(state: State) -> str:
    return f"{HEADQUARTERS if state.council == HQ else council(state.council).name}　統括責任者"


def _fitting(*parts: Part) -> tuple[Part, ...]:
    """The parts with every text cut to the longest limit that lets the report fit."""
    for limit in _CELLS:
        cut = tuple(_cut(part, limit) for part in parts)
        if sum(len(part.model_dump_json().encode()) for part in cut) <= _MOST_BYTES:
            break
    return cut


def _cut(part: Part, limit: int) -> Part:
    return part.model_copy(
        update={
            "lines": tuple(Line(label=line.label, value=_short(line.value, limit)) for line in part.lines),
            "rows": tuple(tuple(_short(cell, limit) for cell in row) for row in part.rows),
        }
    )


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…（以下、案件の経過を参照）"


def frozen(document: Sealed[str], vault: Vault) -> Sheet:
    """A report as it was drawn up; raises KeyDestroyedError where the case's content was erased."""
    return Sheet.model_validate_json(vault.open(document))
