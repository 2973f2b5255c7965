"""A printed sheet: heading, lines and tables of plain text. Kept as JSON, shown as a page, given out as a spreadsheet file."""

from __future__ import annotations

import io
import re
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]  # it publishes no types
from pydantic import BaseModel, ConfigDict, Field

SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of the file."""
_NAME_CHARACTERS: Final = 31
_FORBIDDEN_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'\ufffe\uffff", "・"))
_NARROW: Final = 26
_WIDE: Final = 30
_COLUMNS: Final = 5
_SLIM: Final = 14
_NUMBER: Final = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?")
_TEXT_LIMITS: Final = (4000, 1000, 400, 160, 60)
"""Characters of a text that are kept, tried in this order."""


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Text):
    """A label and what stands beside it; the value may have several lines."""

    label: str = Field(title="項目")
    value: str = Field(title="内容")


class Part(_Text):
    """A numbered part of the sheet: lines, and a table where `columns` names any."""

    title: str = Field(title="見出し")
    lines: tuple[Line, ...] = Field(default=(), title="項目")
    columns: tuple[str, ...] = Field(default=(), title="列")
    rows: tuple[tuple[str, ...], ...] = Field(default=(), title="行")


class Sheet(_Text):
    """A sheet as it is read. `dated` is the day as printed."""

    title: str = Field(title="標題")
    to: tuple[str, ...] = Field(title="宛先")
    sender: str = Field(title="提出者")
    dated: str = Field(title="日付")
    parts: tuple[Part, ...] = Field(title="記載事項")


def fitted(sheet: Sheet, most_bytes: int, rest: str) -> Sheet:
    """The sheet with every text cut to the longest limit with which its JSON fits; `rest` stands where a text was cut."""
    for limit in _TEXT_LIMITS:
        cut = sheet.model_copy(update={"parts": tuple(_cut(part, limit, rest) for part in sheet.parts)})
        if len(cut.model_dump_json().encode()) <= most_bytes:
            break
    return cut


def _cut(part: Part, limit: int, rest: str) -> Part:
    def short(text: str) -> str:
        return text if len(text) <= limit else text[:limit] + rest

    return part.model_copy(
        update={
            "lines": tuple(Line(label=line.label, value=short(line.value)) for line in part.lines),
            "rows": tuple(tuple(short(cell) for cell in row) for row in part.rows),
        }
    )


def spreadsheet(sheet: Sheet, *, numbers: bool = False) -> bytes:
    """The sheet as an .xlsx file (Office Open XML), A4, one page wide; lying where a table has many columns.

    Every cell is text, nothing is a formula. With `numbers`, cells of tables that are a number are written as one.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": sheet.title})
        _Writer(book, sheet, numbers).write()
    return target.getvalue()


def _name(title: str) -> str:
    """The title as the name of a worksheet, whose length is counted in UTF-16 units."""
    units = title.translate(_FORBIDDEN_IN_NAMES).encode("utf-16-le")[: 2 * _NAME_CHARACTERS]
    return units.decode("utf-16-le", "ignore")


class _Writer:
    """Writes one sheet from the top down."""

    def __init__(self, book: Any, sheet: Sheet, numbers: bool) -> None:
        self._sheet = sheet
        self._numbers = numbers
        self._last = max([_COLUMNS, *(len(part.columns) - 1 for part in sheet.parts)])
        self._page = book.add_worksheet(_name(sheet.title))
        self._row = 0
        cell = {"border": 1, "text_wrap": True, "valign": "top"}
        self._heading = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self._right = book.add_format({"align": "right"})
        self._part = book.add_format({"bold": True, "font_size": 12, "top": 1})
        self._label = book.add_format({**cell, "bold": True, "bg_color": "#F2F2F2"})
        self._cell = book.add_format(cell)
        self._number = book.add_format({**cell, "align": "right", "num_format": "#,##0.###"})
        self._plain = book.add_format({})

    def write(self) -> None:
        """Heading, addressees, parts; the page set for printing."""
        page, sheet = self._page, self._sheet
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_column(0, 0, _NARROW)
        page.set_column(1, self._last, _WIDE if self._last == _COLUMNS else _SLIM)
        if self._last > _COLUMNS:
            page.set_landscape()
        page.merge_range(self._next(), 0, self._row - 1, self._last, sheet.title, self._heading)
        self._text(self._last, sheet.dated, self._right)
        for addressee in sheet.to:
            self._text(0, f"{addressee}　御中", self._plain)
        self._text(self._last, sheet.sender, self._right)
        for number, part in enumerate(sheet.parts, start=1):
            self._next()
            self._write_part(number, part)

    def _write_part(self, number: int, part: Part) -> None:
        self._text(0, f"{number}　{part.title}", self._part)
        for line in part.lines:
            row = self._next()
            self._page.write_string(row, 0, line.label, self._label)
            self._page.merge_range(row, 1, row, self._last, "", self._cell)
            self._page.write_string(row, 1, line.value, self._cell)
        if part.columns:
            for cells, look in ((part.columns, self._label), *((row, self._cell) for row in part.rows)):
                row = self._next()
                for column, text in enumerate(cells):
                    self._write_cell(row, column, text, look)

    def _write_cell(self, row: int, column: int, text: str, look: Any) -> None:
        if self._numbers and look is self._cell and column and _NUMBER.fullmatch(text):
            self._page.write_number(row, column, float(text.replace(",", "")), self._number)
        else:
            self._page.write_string(row, column, text, look)

    def _text(self, column: int, text: str, look: Any) -> None:
        self._page.write_string(self._next(), column, text, look)

    def _next(self) -> int:
        self._row += 1
        return self._row - 1
