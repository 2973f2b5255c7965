"""A report drawn from the events of its case, as a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from council_directory import bureaus, council, headquarters
from council_directory.directory import HQ as RUN_BY_HQ
from council_events import Sealed, read_envelope
from council_events.corrections import corrected
from council_events.event import Envelope
from council_events.values import Office
from council_kit.sheets import Line, Part, Sheet, fitted
from council_kit.timeline import shown_value
from council_kit.vault import Vault

from council_support.domain import Case
from council_support.domain.reports import Report
from council_support.queries.parts import day
from council_support.queries.reports.layouts import ON, Entry, Layout, PartLayout
from council_support.rules.reports import recipients, title_of

_MOST_BYTES: Final = 40_000
"""A sealed report must fit into an event (60,000 bytes, a third more when encrypted and written as text)."""


def drafted(case: Case, history: Sequence[bytes], report: Report, layout: Layout, on: dt.date, vault: Vault) -> Sheet:
    """The report as it would be frozen on this day; every sealed value is opened in one visit of the vault."""
    told = _Told(corrected([read_envelope(raw) for raw in history]))
    parts = [_values(part, told) for part in layout.parts_of(str(case.line), report.kind.value)]
    sealed = [value for part in parts for value in part.values() if isinstance(value, Sealed)]
    opened = dict(zip(map(id, sealed), vault.open_many(sealed), strict=True))
    sheet = Sheet(
        title=title_of(report.kind, case.line),
        to=tuple(body_name(body) for body in recipients(case.council)),
        sender=f"{council_name(case.council)}　{Office.HEAD.label}",
        dated=day(on) or "",
        parts=tuple(part.shown(opened) for part in parts),
    )
    return fitted(sheet, _MOST_BYTES, "…（以下、案件の経過を参照）")


def council_name(code: str) -> str:
    """The body that runs the case."""
    return body_name("HQ") if code == RUN_BY_HQ else council(code).name


def body_name(code: str) -> str:
    """The name of a body to which reports go; raises StopIteration for another."""
    return next(
        name
        for known, name in [
            *((bureau.code, bureau.name) for bureau in bureaus()),
            *((body.body_id, body.name) for body in headquarters()),
        ]
        if known == code
    )


class _Told:
    """The last event of each type, and of each type and value of a field."""

    def __init__(self, envelopes: Sequence[Envelope[Any]]) -> None:
        self.all = envelopes
        self._last = {type(envelope.data).__name__: envelope for envelope in envelopes}

    def value(self, entry: Entry, among: Mapping[str, Envelope[Any]] | None = None) -> Any:
        """What the entry names, None where nothing was told."""
        envelope = (self._last if among is None else among).get(entry.event)
        if envelope is None:
            return None
        return envelope.occurredon if entry.field == ON else getattr(envelope.data, entry.field)

    def rows(self, each: str, by: str | None) -> Iterator[dict[str, Envelope[Any]]]:
        """For each row of a table the events that tell of it."""
        own = [envelope for envelope in self.all if type(envelope.data).__name__ == each]
        if by is None:
            yield from ({each: envelope} for envelope in own)
            return
        for key in dict.fromkeys(getattr(envelope.data, by) for envelope in own):
            yield {type(e.data).__name__: e for e in self.all if getattr(e.data, by, None) == key}


class _Values(NamedTuple):
    """A part whose values are not opened yet."""

    layout: PartLayout
    lines: list[tuple[str, Any]]
    rows: list[list[Any]]

    def values(self) -> Iterator[Any]:
        yield from (value for _, value in self.lines)
        yield from (value for row in self.rows for value in row)

    def shown(self, opened: Mapping[int, Any]) -> Part:
        return Part(
            title=self.layout.title,
            lines=tuple(Line(label=label, value=shown_value(value, opened)) for label, value in self.lines),
            columns=tuple(entry.label for entry in self.layout.columns),
            rows=tuple(tuple(shown_value(value, opened) for value in row) for row in self.rows),
        )


def _values(part: PartLayout, told: _Told) -> _Values:
    """Lines of which nothing was told stand there empty: a form says what it does not know."""
    rows = (
        []
        if part.each is None
        else [[told.value(entry, among) for entry in part.columns] for among in told.rows(part.each, part.by)]
    )
    return _Values(part, [(entry.label, told.value(entry)) for entry in part.lines], rows)
