"""Figures → management reports. Every number stands in the figures already; here they are only laid out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from council_directory import fiscal_year, fiscal_year_end, fiscal_year_start
from council_directory.directory import HQ
from council_kit.postgres import Pool

from council_reporting import rules
from council_reporting.figures import NATIONAL, Measure, month_end
from council_reporting.queries.answers import Figures, Table, Values
from council_reporting.queries.asking import By, Question, Scope, council_name
from council_reporting.queries.reading import read_figures, read_values
from council_reporting.queries.sheets.answers import Column, Content, ManagementReport, Row, Section, SheetKind
from council_reporting.queries.sheets.evaluating import evaluation_of_all, evaluation_of_council
from council_reporting.rules import Bands

OVERVIEW: Final = (
    "counter_consultations",
    "consulted_companies",
    "preliminary_consultations",
    "improvement_completions",
    "starts",
    "pre_plan_completions",
    "restructuring_completions",
    "guarantee_persons",
    "rechallenge_completions",
    "ends",
    "jobs_kept",
    "applications",
    "claims",
    "paid_yen",
)
"""The headline figures that stand side by side in an overview of areas."""
EVALUATED: Final = (
    "counter_consultations",
    "consulted_companies",
    "improvement_completions",
    "pre_plan_completions",
    "restructuring_completions",
    "guarantee_persons",
    "rechallenge_completions",
    "jobs_kept",
    "monitoring_reports",
    "mean_days",
    "failed_again_rate",
    "applications",
    "claims",
)
"""What the evaluation of 産競法140条4号 looks at; the criteria themselves are not public."""
_LESS_IS_BETTER: Final = frozenset({"mean_days", "failed_again_rate"})
BEHIND: Final[dict[str, tuple[str, str]]] = {
    "counter_consultations": (Measure.CONSULTATION.value, "counter"),
    "preliminary_consultations": (Measure.CONSULTATION.value, "preliminary"),
    "guarantee_consultations": (Measure.CONSULTATION.value, "guarantee"),
    "improvement_starts": (Measure.START.value, "revenue_improvement"),
    "guarantee_starts": (Measure.START.value, "guarantee"),
    "rechallenge_starts": (Measure.START.value, "rechallenge"),
    "completions": (Measure.DAYS.value, ""),
    "restructuring_completions": (Measure.COMPLETED_LINE.value, "restructuring"),
    "pre_plan_completions": (Measure.COMPLETED_LINE.value, "pre_plan"),
    "improvement_completions": (Measure.COMPLETED_LINE.value, "revenue_improvement"),
    "guarantee_persons": (Measure.COMPLETED_LINE.value, "guarantee"),
    "rechallenge_completions": (Measure.COMPLETED_LINE.value, "rechallenge"),
    "improvement_ends": (Measure.ENDED_LINE.value, "revenue_improvement"),
    "guarantee_ends": (Measure.ENDED_LINE.value, "guarantee"),
    "jobs_kept": (Measure.JOBS.value, ""),
    "failed_again": (Measure.FAILED_AGAIN.value, ""),
}
"""The figure behind a headline that is the sum of one item."""


class Asked(NamedTuple):
    """A report: its kind, the area (`all`, a bureau, a council), and a day within its month or fiscal year."""

    kind: SheetKind
    area: str
    day: dt.date


def make_report(pool: Pool, asked: Asked, bands: Bands) -> ManagementReport:
    """The report; raises KeyError for an area that its kind isn't made for."""
    return _MAKERS[asked.kind](pool, asked, bands)


def _question(area: str, first: dt.date, last: dt.date) -> Question:
    scope = Scope.NATIONAL if area == NATIONAL else Scope.BUREAU if area.startswith("BUR-") else Scope.COUNCIL
    return Question.of(first, last, By.MONTH, scope, None if area == NATIONAL else area)


def _monthly(pool: Pool, asked: Asked, bands: Bands) -> ManagementReport:
    """The month and the fiscal year to its end, each beside the same months of the year before (YR-2-1-3-3-8)."""
    first, last = asked.day.replace(day=1), month_end(asked.day)
    begins = fiscal_year_start(fiscal_year(first))
    month = read_figures(pool, _question(asked.area, first, last), bands, shown=())
    so_far = read_figures(pool, _question(asked.area, begins, last), bands, shown=())
    columns = (
        *_compared("当月", first, last),
        *_compared("年度累計", begins, last),
    )
    rows = tuple(_headline(name, (*_comparison(month, name), *_comparison(so_far, name))) for name in _numbers())
    sections = [
        Section(code="headline", title="主な集計値", columns=columns, rows=rows),
        Section(code="mean", title="平均日数・率", columns=columns[::4], rows=_means((month.totals, so_far.totals))),
        *(_table_section(of_month, table) for of_month, table in _pairs(month, so_far)),
    ]
    title = f"{first.year}年{first.month}月 {SheetKind.MONTHLY.label}"
    return _report(asked, title, month, sections)


def _pairs(month: Figures, so_far: Figures) -> list[tuple[tuple[Figures, Figures], tuple[Table, Table]]]:
    """The tables that have anything in them this fiscal year."""
    pairs = zip(month.tables, so_far.tables, strict=True)
    return [((month, so_far), pair) for pair in pairs if any(item.n for item in pair[1].items)]


def _table_section(of: tuple[Figures, Figures], tables: tuple[Table, Table]) -> Section:
    columns: list[Column] = []
    cells: dict[str, list[Any]] = {}
    labels: dict[str, str] = {}
    for figures, table, heading in zip(of, tables, ("当月", "年度累計"), strict=True):
        columns += [
            Column(label=heading, first=figures.first, last=figures.last, content=Content.NUMBER),
            Column(label=f"{heading}の割合", first=figures.first, last=figures.last, content=Content.SHARE),
        ]
        for item in table.items:
            labels.setdefault(item.code, item.label)
            cells.setdefault(item.code, [0, None] * (len(columns) // 2 - 1)).extend((item.n, item.share))
        for known in cells.values():
            known.extend([0, None] * ((len(columns) - len(known)) // 2))
    table = tables[1]
    rows = tuple(
        Row(code=code, label=labels[code], unit=table.unit, measure=table.code, item=code, cells=tuple(cells[code]))
        for code in labels
    )
    number = f"（{table.number}）" if table.number else ""
    return Section(code=table.code, title=f"{table.title}{number}", columns=tuple(columns), rows=rows)


def _annual(pool: Pool, asked: Asked, bands: Bands) -> ManagementReport:
    """The twelve months of a fiscal year and their total, beside the year before."""
    year = fiscal_year(asked.day)
    question = _question(asked.area, fiscal_year_start(year), fiscal_year_end(year))
    found = read_figures(pool, question, bands, shown=())
    months = tuple(
        Column(label=f"{part.first.month}月", first=part.first, last=part.last, content=Content.NUMBER)
        for part in found.trend
    )
    whole = _compared(f"{year}年度", found.first, found.last)
    rows = tuple(
        _headline(name, (*(getattr(part.values, name) for part in found.trend), *_comparison(found, name)))
        for name in _numbers()
    )
    total = Column(label="件数", first=found.first, last=found.last, content=Content.NUMBER)
    share = Column(label="割合", first=found.first, last=found.last, content=Content.SHARE)
    earlier = question.a_year_before()
    former = Column(label="前年度", first=earlier.first, last=earlier.last, content=Content.NUMBER)
    sections = [
        Section(code="headline", title="主な集計値", columns=(*months, *whole), rows=rows),
        Section(code="mean", title="平均日数・率", columns=(whole[0],), rows=_means((found.totals,))),
        *(
            Section(
                code=table.code,
                title=f"{table.title}{f'（{table.number}）' if table.number else ''}",
                columns=(total, share, former),
                rows=tuple(
                    Row(
                        code=item.code,
                        label=item.label,
                        unit=table.unit,
                        measure=table.code,
                        item=item.code,
                        cells=(item.n, item.share, item.before),
                    )
                    for item in table.items
                ),
            )
            for table in found.tables
        ),
    ]
    return _report(asked, f"{year}年度 {SheetKind.ANNUAL.label}", found, sections)


def _overview(pool: Pool, asked: Asked, _bands: Bands) -> ManagementReport:
    """One row a council: of a bureau, or of the nation with a row a bureau."""
    if (asked.kind is SheetKind.HEADQUARTERS) != (asked.area == NATIONAL):
        raise KeyError(asked.area)
    if asked.kind is SheetKind.BUREAU and not asked.area.startswith("BUR-"):
        raise KeyError(asked.area)
    year = fiscal_year(asked.day)
    question = _question(asked.area, fiscal_year_start(year), fiscal_year_end(year))
    bureaus = Question.of_level(question.first, question.last, Scope.BUREAU).areas if question.national else ()
    shown = [*question.map_councils, question.scope_key, *(code for code, _, _ in bureaus)]
    values = read_values(pool, question, list(dict.fromkeys(shown)))
    columns = tuple(
        Column(
            label=Values.model_fields[name].title or name,
            first=question.first,
            last=question.last,
            content=Content.NUMBER,
            unit=Values.model_fields[name].description,
        )
        for name in OVERVIEW
    )
    rows = [_area(code, council_name(code), values[code]) for code in question.map_councils]
    rows.append(_area(asked.area, f"{question.title}（計）", values[question.scope_key]))
    sections = [Section(code="areas", title="協議会別", columns=columns, rows=tuple(rows))]
    if question.national:
        # Counted as areas of their own: the distinct companies of councils do not add up where one went to two of them.
        of_bureaus = tuple(_area(code, name, values[code]) for code, name, _ in bureaus)
        sections.append(Section(code="bureaus", title="経済産業局等別", columns=columns, rows=of_bureaus))
        sections += evaluation_of_all(pool, year)
    return _report(asked, f"{year}年度 {asked.kind.label}", question, sections)


def _evaluation(pool: Pool, asked: Asked, bands: Bands) -> ManagementReport:
    """What a council did in a fiscal year beside the year before, the mean of all councils, and its place among them."""
    if asked.area not in {code for code, _, _ in _councils()}:
        raise KeyError(asked.area)
    year = fiscal_year(asked.day)
    first, last = fiscal_year_start(year), fiscal_year_end(year)
    everywhere = [code for code, _, _ in _councils()]
    own = read_figures(pool, _question(asked.area, first, last), bands, shown=())
    everybody = read_values(pool, _question(NATIONAL, first, last), everywhere)
    columns = (
        *_compared(f"{year}年度", first, last),
        Column(label="全国平均", first=first, last=last, content=Content.MEAN),
        Column(label="順位", first=first, last=last, content=Content.RANK),
    )
    rows = []
    for name in EVALUATED:
        values = {code: getattr(of_council, name) for code, of_council in everybody.items()}
        rows.append(
            _headline(name, (*_comparison(own, name), _mean(list(values.values())), _rank(values, asked.area, name)))
        )
    results = Section(code="results", title="実績", columns=columns, rows=tuple(rows))
    sections = [results, *evaluation_of_council(pool, asked.area, year)]
    return _report(asked, f"{year}年度 {SheetKind.EVALUATION.label}", own, sections)


def _councils() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    question = Question.of_level(dt.date(2024, 4, 1), dt.date(2024, 4, 1), Scope.COUNCIL)
    return tuple(area for area in question.areas if area[0] != HQ)


def _mean(values: Sequence[Any]) -> Decimal | None:
    known = [Decimal(value) for value in values if value is not None]
    return rules.tenth(sum(known, Decimal(0)) / len(known)) if known else None


def _rank(values: dict[str, Any], council: str, name: str) -> int | None:
    """1 is the best; equal values share a place."""
    own = values[council]
    if own is None:
        return None
    known = [value for value in values.values() if value is not None]
    better = [value for value in known if (value < own if name in _LESS_IS_BETTER else value > own)]
    return 1 + len(better)


def _compared(label: str, first: dt.date, last: dt.date) -> tuple[Column, ...]:
    earlier = Question.of_level(first, last, Scope.NATIONAL).a_year_before()
    return (
        Column(label=label, first=first, last=last, content=Content.NUMBER),
        Column(label="前年同期", first=earlier.first, last=earlier.last, content=Content.NUMBER),
        Column(label="増減", first=first, last=last, content=Content.DIFFERENCE),
        Column(label="増減率", first=first, last=last, content=Content.RATE),
    )


def _comparison(figures: Figures, name: str) -> tuple[Any, ...]:
    change = next((change for change in figures.changes if change.figure == name), None)
    if change is None:
        return (getattr(figures.totals, name), None, None, None)
    return (change.now, change.before, change.difference, change.rate)


def _numbers() -> list[str]:
    return [name for name, field in Values.model_fields.items() if field.annotation is int]


def _headline(name: str, cells: tuple[Any, ...]) -> Row:
    field = Values.model_fields[name]
    measure, item = BEHIND.get(name, (None, None))
    return Row(
        code=name, label=field.title or name, unit=field.description or "", measure=measure, item=item, cells=cells
    )


def _means(values: Sequence[Values]) -> tuple[Row, ...]:
    names = [name for name, field in Values.model_fields.items() if field.annotation is not int]
    return tuple(_headline(name, tuple(getattr(each, name) for each in values)) for name in names)


def _area(code: str, label: str, values: Values) -> Row:
    return Row(code=code, label=label, unit="", area=code, cells=tuple(getattr(values, name) for name in OVERVIEW))


def _report(asked: Asked, title: str, of: Figures | Question, sections: Sequence[Section]) -> ManagementReport:
    return ManagementReport(
        kind=asked.kind,
        title=title,
        area=asked.area,
        area_title=of.title,
        first=of.first,
        last=of.last,
        sections=tuple(sections),
    )


_MAKERS: Final[dict[SheetKind, Callable[[Pool, Asked, Bands], ManagementReport]]] = {
    SheetKind.MONTHLY: _monthly,
    SheetKind.ANNUAL: _annual,
    SheetKind.BUREAU: _overview,
    SheetKind.HEADQUARTERS: _overview,
    SheetKind.EVALUATION: _evaluation,
}
