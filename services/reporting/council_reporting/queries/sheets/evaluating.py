"""T13 in the reports: grades, and targets beside results; nothing where a year has neither."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from council_directory import councils, fiscal_year_end, fiscal_year_start
from council_kit.postgres import Pool

from council_reporting.figures import NATIONAL, Measure
from council_reporting.queries.evaluations import CouncilEvaluation, Evaluations, Target, read_evaluations
from council_reporting.queries.sheets.answers import Column, Content, Row, Section

_BEHIND: Final = {
    "completions": ("再生計画の成立", Measure.DAYS.value, ""),
    "drastic": ("うち抜本再生", Measure.METHOD_GROUP.value, "drastic"),
}


def evaluation_of_council(pool: Pool, code: str, year: int) -> tuple[Section, ...]:
    """What a council had set out to reach, what it reached, and the grade it was given."""
    found = read_evaluations(pool, year, [code])
    [own] = [each for each in found.councils if each.council == code]
    targets = {"completions": own.completions, "drastic": own.drastic}
    known = {name: each for name, each in targets.items() if each is not None}
    if own.grade is None and all(each.target is None for each in known.values()):
        return ()
    rows = tuple(
        Row(code=name, label=label, unit="件", measure=measure, item=item, cells=_cells(known[name]))
        for name, (label, measure, item) in _BEHIND.items()
    )
    return (Section(code="targets", title=f"目標と実績{_graded(own)}", columns=_targets(year), rows=rows),)


def evaluation_of_all(pool: Pool, year: int) -> tuple[Section, ...]:
    """How many councils were given each grade, and the targets of those that set any, with the nation's sum."""
    found = read_evaluations(pool, year, [each.code for each in councils()])
    sections = []
    if any(each.councils for each in found.grades):
        sections.append(_grades(found))
    if found.completions.target is not None:
        sections += [_by_council(found, name, label) for name, (label, _, _) in _BEHIND.items()]
    return tuple(sections)


def _grades(found: Evaluations) -> Section:
    first, last = _days(found.fiscal_year)
    columns = (
        Column(label="協議会数", first=first, last=last, content=Content.NUMBER),
        Column(label="割合", first=first, last=last, content=Content.SHARE),
    )
    rows = tuple(
        Row(code=each.grade.value, label=each.label, unit="協議会", cells=(each.councils, each.share))
        for each in found.grades
    )
    return Section(code="grades", title="中小機構による評価（T13）", columns=columns, rows=rows)


def _by_council(found: Evaluations, name: str, label: str) -> Section:
    shown = [(each.council, f"{each.name}{_graded(each)}", getattr(each, name)) for each in found.councils]
    rows = [
        Row(code=code, label=whose, unit="件", area=code, cells=_cells(target))
        for code, whose, target in shown
        if target is not None and target.target is not None
    ]
    whole = Row(code=NATIONAL, label="全国（計）", unit="件", area=NATIONAL, cells=_cells(getattr(found, name)))
    title = f"協議会別の目標と実績（{label}、T13）"
    return Section(code=f"targets_{name}", title=title, columns=_targets(found.fiscal_year), rows=(*rows, whole))


def _graded(council: CouncilEvaluation) -> str:
    return "" if council.grade is None else f"（{council.grade.label}）"


def _targets(year: int) -> tuple[Column, ...]:
    first, last = _days(year)
    return (
        Column(label="目標", first=first, last=last, content=Content.TARGET),
        Column(label="実績", first=first, last=last, content=Content.NUMBER),
        Column(label="達成率", first=first, last=last, content=Content.SHARE),
    )


def _cells(target: Target) -> tuple[int | Decimal | None, ...]:
    return (target.target, target.result, target.rate)


def _days(year: int) -> tuple[dt.date, dt.date]:
    return fiscal_year_start(year), fiscal_year_end(year)
