"""What everybody may read: the published years, their tables as they were published, and the same as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from council_directory import add_months, bureaus, council, fiscal_year_end, fiscal_year_start
from council_directory.directory import HQ
from council_events.reporting import Obstacle
from council_events.values import Code
from council_kit.postgres import Pool
from pydantic import Field

from council_reporting.figures import NATIONAL, Measure
from council_reporting.publishing import TOTAL
from council_reporting.queries.answers import Answer
from council_reporting.queries.reading import one_moment
from council_reporting.queries.tables import Shape, shapes
from council_reporting.rules import Bands


class PublishedYear(Answer):
    """A fiscal year whose figures are public. `threshold`, `dominance_percent`: what was withheld, and how much of it."""

    fiscal_year: int = Field(title="年度")
    published_on: dt.date = Field(title="公表日")
    threshold: int = Field(title="秘匿のしきい値（社）")
    dominance_percent: int = Field(title="一社の推計を防ぐ幅（％）")
    shown: int = Field(title="公表した値の数")
    withheld: int = Field(title="秘匿した値の数")


class Stage(Code):
    """How far a year's publication has come."""

    NONE = "none", "公表していません"
    WORKING = "working", "公表の準備をしています"
    GIVEN_UP = "given_up", "公表を取りやめました"
    PUBLISHED = "published", "公表しました"


class PublicationProgress(Answer):
    """How far a year's publication has come, for the headquarters that asked for it."""

    fiscal_year: int = Field(title="年度")
    stage: Stage = Field(title="状況")
    since: dt.datetime | None = Field(title="この状況になった時刻")
    edition_id: UUID | None = Field(title="公表する版の番号")
    obstacle: Obstacle | None = Field(title="取りやめた理由")


class PublishedItem(Answer):
    """An item of a published table."""

    code: str = Field(title="区分コード")
    label: str = Field(title="区分")


class PublishedValue(Answer):
    """One published number; without `n` it is withheld."""

    item: str = Field(title="区分コード")
    area: str = Field(title="範囲コード")
    period: str = Field(title="期間コード")
    n: int | None = Field(title="件数")
    amount: int | None = Field(title="金額等")


class PublishedTable(Answer):
    """One published table."""

    code: str = Field(title="集計表コード")
    number: str | None = Field(title="公表表の番号")
    title: str = Field(title="集計表")
    unit: str = Field(title="単位")
    amount_unit: str | None = Field(title="金額等の単位")
    multiple: bool = Field(title="複数回答")
    items: tuple[PublishedItem, ...] = Field(title="区分")
    values: tuple[PublishedValue, ...] = Field(title="値")


class PublishedFigures(Answer):
    """A published year with its tables."""

    year: PublishedYear = Field(title="公表")
    tables: tuple[PublishedTable, ...] = Field(title="集計表")


_YEARS: Final = """
SELECT fiscal_year, published_on, threshold, dominance_percent, shown, withheld FROM publications.years
ORDER BY fiscal_year DESC
"""
_PROGRESS: Final = """
SELECT y.recorded_at, r.edition_id, r.requested_at, r.obstacle
FROM (SELECT %(year)s::integer AS fiscal_year) AS asked
LEFT JOIN publications.years y USING (fiscal_year) LEFT JOIN publications.requests r USING (fiscal_year)
"""
_REQUESTED: Final = """
SELECT fiscal_year FROM publications.requests WHERE obstacle IS NULL
    AND fiscal_year NOT IN (SELECT fiscal_year FROM publications.years) ORDER BY requested_at
"""
_CELLS: Final = """
SELECT table_code, item, area, period, n, amount FROM publications.cells WHERE fiscal_year = %s
ORDER BY table_code, period, area, item
"""
_WITHOUT_SHAPE: Final = {
    Measure.DAYS.value: ("T12", "相談から完了までの日数", "日"),
    Measure.JOBS.value: ("T1", "維持雇用者数", "人"),
    Measure.FAILED_AGAIN.value: (None, "二次破綻", None),
}
"""Number, title and unit of the amount of the tables that are one number each."""


def requested_years(pool: Pool) -> list[int]:
    """The years that are being worked out, the longest waiting first."""
    with pool.connection() as connection:
        return [year for (year,) in connection.execute(_REQUESTED)]


def publication_progress(pool: Pool, year: int) -> PublicationProgress:
    """How far the publication of a year has come."""
    with pool.connection() as connection:
        row = connection.execute(_PROGRESS, {"year": year}).fetchone()
    published_at, edition_id, asked_at, obstacle = row or (None,) * 4
    if published_at is not None:
        stage = Stage.PUBLISHED
    elif obstacle is not None:
        stage = Stage.GIVEN_UP
    else:
        stage = Stage.NONE if asked_at is None else Stage.WORKING
    return PublicationProgress(
        fiscal_year=year,
        stage=stage,
        since=published_at or asked_at,
        edition_id=edition_id,
        obstacle=None if obstacle is None else _OBSTACLES[obstacle],
    )


_OBSTACLES: Final = {obstacle.value: obstacle for obstacle in Obstacle}


def published_years(pool: Pool) -> tuple[PublishedYear, ...]:
    """Every published year, the latest first."""
    with pool.connection() as connection:
        return tuple(_year(row) for row in connection.execute(_YEARS).fetchall())


def published_figures(pool: Pool, fiscal_year: int, bands: Bands) -> PublishedFigures:
    """The tables of a year; raises KeyError for one that is not public."""
    with one_moment(pool) as connection:
        years, cells_of_year = connection.execute(_YEARS), connection.execute(_CELLS, [fiscal_year])
        year = next((row for row in years if row[0] == fiscal_year), None)
        if year is None:
            raise KeyError(fiscal_year)
        rows = cells_of_year.fetchall()
    cells: dict[str, list[PublishedValue]] = {}
    for code, item, area, period, n, amount in rows:
        cells.setdefault(code, []).append(PublishedValue(item=item, area=area, period=period, n=n, amount=amount))
    order = [shape.code for shape in shapes(bands)]
    known = {shape.code: shape for shape in shapes(bands)}
    found = sorted(cells, key=lambda code: (order.index(code) if code in known else len(order), code))
    return PublishedFigures(
        year=_year(year), tables=tuple(_table(code, known.get(code), tuple(cells[code])) for code in found)
    )


def _year(row: tuple[Any, ...]) -> PublishedYear:
    names = ("fiscal_year", "published_on", "threshold", "dominance_percent", "shown", "withheld")
    return PublishedYear(**dict(zip(names, row, strict=True)))


def _table(code: str, shape: Shape | None, values: tuple[PublishedValue, ...]) -> PublishedTable:
    if shape is None:
        number, title, amount_unit = _WITHOUT_SHAPE.get(code, (None, code, None))
        items: tuple[tuple[str, str], ...] = ((TOTAL, "計"),)
        unit, multiple = "件", False
    else:
        published = {value.item for value in values}
        number, title, unit, amount_unit = shape.number, shape.title, shape.unit, shape.amount_unit
        items = tuple(item for item in shape.items if item[0] in published)
        multiple = shape.multiple
    return PublishedTable(
        code=code,
        number=number,
        title=title,
        unit=unit,
        amount_unit=amount_unit,
        multiple=multiple,
        items=tuple(PublishedItem(code=item, label=label) for item, label in items),
        values=values,
    )


HEADER: Final = (
    "年度",
    "期間コード",
    "期間開始日",
    "期間終了日",
    "範囲コード",
    "全国地方公共団体コード",
    "範囲",
    "集計表コード",
    "集計表",
    "区分コード",
    "区分",
    "値",
    "単位",
    "秘匿",
)
_WITHHELD: Final = "X"


def published_csv(figures: PublishedFigures) -> Iterator[str]:
    """UTF-8 without BOM, CRLF (RFC 4180), GIF dates; one value a line, a withheld one empty and marked X."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADER)
    year = figures.year.fiscal_year
    for table in figures.tables:
        labels = {item.code: item.label for item in table.items}
        for value in table.values:
            area = (value.area, *_area(value.area))
            head = (year, value.period, *days_of(value.period), *area, table.code, table.title)
            item = (value.item, labels.get(value.item, value.item))
            withheld = _WITHHELD if value.n is None else ""
            writer.writerow((*head, *item, "" if value.n is None else value.n, table.unit, withheld))
            if table.amount_unit is not None:
                amount = "" if value.amount is None else value.amount
                writer.writerow((*head, *item, amount, table.amount_unit, withheld))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _area(code: str) -> tuple[str, str]:
    """Local government code (prefectures only) and name."""
    if code == NATIONAL:
        return "", "全国"
    if code == HQ:
        return "", "全国本部"
    if code.startswith("BUR-"):
        return "", next(bureau.name for bureau in bureaus() if bureau.code == code)
    found = council(code)
    return found.local_government_code, found.name


def days_of(period: str) -> tuple[str, str]:
    """First and last day of `2024` or `2024-Q1`."""
    year, _, quarter = period.partition("-Q")
    if not quarter:
        return fiscal_year_start(int(year)).isoformat(), fiscal_year_end(int(year)).isoformat()
    first = add_months(fiscal_year_start(int(year)), 3 * (int(quarter) - 1))
    return first.isoformat(), (add_months(first, 3) - dt.timedelta(days=1)).isoformat()
