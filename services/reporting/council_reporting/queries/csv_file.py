"""The figures as a CSV file: UTF-8 without BOM, CRLF (RFC 4180), GIF dates, codes beside labels, one value a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from council_reporting.queries.answers import Figures, Values

HEADER = (
    "期間開始日",
    "期間終了日",
    "範囲コード",
    "範囲",
    "集計表コード",
    "集計表",
    "区分コード",
    "区分",
    "値",
    "単位",
)


def csv_rows(figures: Figures) -> Iterator[str]:
    """The file line by line: the headline figures of the scope, of each part and each council, then the tables."""
    line = CsvLines()
    yield line.of(HEADER)
    whole = (figures.first.isoformat(), figures.last.isoformat())
    scope = (figures.code or "", figures.title)
    yield from line.values(whole, scope, figures.totals)
    for part in figures.trend:
        yield from line.values((part.first.isoformat(), part.last.isoformat()), scope, part.values)
    for tile in figures.councils:
        yield from line.values(whole, (tile.code, tile.name), tile.values)
    for table in figures.tables:
        for item in table.items:
            head = (*whole, *scope, table.code, table.title, item.code, item.label)
            yield line.of((*head, item.n, table.unit))
            if item.amount is not None:
                yield line.of((*head, item.amount, table.amount_unit or ""))


class CsvLines:
    """Quotes one line at a time."""

    def __init__(self) -> None:
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, lineterminator="\r\n")

    def of(self, cells: tuple[object, ...]) -> str:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._writer.writerow(cells)
        return self._buffer.getvalue()

    def values(self, period: tuple[str, str], scope: tuple[str, str], values: Values) -> Iterator[str]:
        for name, field in Values.model_fields.items():
            value = getattr(values, name)
            shown = "" if value is None else value
            yield self.of((*period, *scope, "headline", "主な集計値", name, field.title, shown, field.description))
