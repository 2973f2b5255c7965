"""A management report on paper (a sheet of council_kit.sheets) and as CSV in the government's formats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from council_kit.sheets import Line, Part, Sheet

from council_reporting.queries.csv_file import CsvLines
from council_reporting.queries.sheets.answers import Content, ManagementReport

_UNITS: Final = {Content.SHARE: "％", Content.RATE: "％", Content.RANK: "位"}
"""Units of cells that are not in the unit of their row."""
_HEADER: Final = (
    "期間開始日",
    "期間終了日",
    "範囲コード",
    "範囲",
    "部コード",
    "部",
    "区分コード",
    "区分",
    "内容コード",
    "内容",
    "値",
    "単位",
)


def report_csv(report: ManagementReport) -> Iterator[str]:
    """One value a line: UTF-8, CRLF (RFC 4180), dates as YYYY-MM-DD (GIF DS-441), codes beside labels."""
    lines = CsvLines()
    yield lines.of(_HEADER)
    for section in report.sections:
        for row in section.rows:
            for column, cell in zip(section.columns, row.cells, strict=True):
                area = (row.area, row.label) if row.area else (report.area, report.area_title)
                what = (column.label, column.label) if row.area else (row.code, row.label)
                yield lines.of(
                    (
                        column.first.isoformat(),
                        column.last.isoformat(),
                        *area,
                        section.code,
                        section.title,
                        *what,
                        column.content.value,
                        column.label,
                        "" if cell is None else cell,
                        column.unit or _UNITS.get(column.content, row.unit),
                    )
                )


def report_sheet(report: ManagementReport, made_on: dt.date) -> Sheet:
    """The report as it is printed."""
    period = f"{report.first.isoformat()} ～ {report.last.isoformat()}"
    head = Part(title="対象", lines=(Line(label="範囲", value=report.area_title), Line(label="期間", value=period)))
    parts = tuple(
        Part(
            title=section.title,
            columns=("区分", *(column.label for column in section.columns), "単位"),
            rows=tuple((row.label, *(_printed(cell) for cell in row.cells), row.unit) for row in section.rows),
        )
        for section in report.sections
    )
    return Sheet(title=report.title, to=(), sender=report.area_title, dated=made_on.isoformat(), parts=(head, *parts))


def _printed(cell: int | Decimal | None) -> str:
    return "－" if cell is None else f"{cell:,}"
