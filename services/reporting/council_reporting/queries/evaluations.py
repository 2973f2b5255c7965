"""T13: the grades that councils were given for a fiscal year, and what each had set out to reach beside what it reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final, NamedTuple

from council_directory import councils, fiscal_year_end, fiscal_year_start
from council_events.governance import EvaluationGrade
from council_kit.postgres import Pool
from psycopg import Connection
from pydantic import Field

from council_reporting import rules
from council_reporting.figures import Measure
from council_reporting.queries.answers import Answer
from council_reporting.queries.asking import By, Question, Scope, council_name
from council_reporting.queries.reading import by_scope, one_moment
from council_reporting.queries.tables import Sums, of_all

_GRADES: Final = "SELECT council, grade, published_on FROM evaluations.grades WHERE fiscal_year = %s"
_TARGETS: Final = "SELECT council, completions, drastic FROM evaluations.targets WHERE fiscal_year = %s"
_COUNTED: Final = [Measure.COMPLETION.value, Measure.METHOD_GROUP.value]
_GRADE_OF: Final = {grade.value: grade for grade in EvaluationGrade}
_COUNCILS: Final = tuple(each.code for each in councils())


class Target(Answer):
    """A target beside its result; without a target there is no rate."""

    target: int | None = Field(title="目標")
    result: int = Field(title="実績")
    rate: Decimal | None = Field(title="達成率（％）")


class CouncilEvaluation(Answer):
    """One council's year. The grade is public; targets and results are for those who may see the council's figures."""

    council: str = Field(title="協議会コード")
    name: str = Field(title="協議会")
    grade: EvaluationGrade | None = Field(title="評価")
    published_on: dt.date | None = Field(title="公表の日")
    completions: Target | None = Field(title="再生計画の成立")
    drastic: Target | None = Field(title="うち抜本再生")


class GradeCount(Answer):
    """How many councils were given a grade; the share is of all that were evaluated."""

    grade: EvaluationGrade = Field(title="評価")
    label: str = Field(title="評価の名称")
    councils: int = Field(title="協議会数")
    share: Decimal | None = Field(title="割合（％）")


class Evaluations(Answer):
    """A fiscal year of all councils. The nation's targets are the sum of those that were set."""

    fiscal_year: int = Field(title="年度")
    grades: tuple[GradeCount, ...] = Field(title="評価の分布")
    completions: Target = Field(title="再生計画の成立")
    drastic: Target = Field(title="うち抜本再生")
    councils: tuple[CouncilEvaluation, ...] = Field(title="協議会別")


class _Year(NamedTuple):
    grades: dict[str, tuple[str, dt.date]]
    targets: dict[str, tuple[int | None, int | None]]
    sums: dict[str, Sums]


def read_evaluations(pool: Pool, fiscal_year: int, seen: Collection[str]) -> Evaluations:
    """T13 of a fiscal year; `seen`: the councils of which the asker may see targets and results."""
    with one_moment(pool) as connection:
        year = _read(connection, fiscal_year)
    given = [grade for grade, _ in year.grades.values()]
    return Evaluations(
        fiscal_year=fiscal_year,
        grades=tuple(
            GradeCount(
                grade=grade,
                label=grade.label,
                councils=given.count(grade),
                share=rules.share(given.count(grade), len(given)),
            )
            for grade in EvaluationGrade
        ),
        completions=_together([_completions(year, code) for code in _COUNCILS]),
        drastic=_together([_drastic(year, code) for code in _COUNCILS]),
        councils=tuple(_council(year, code, code in seen) for code in _COUNCILS),
    )


def _read(connection: Connection[Any], fiscal_year: int) -> _Year:
    grades = connection.execute(_GRADES, [fiscal_year])
    targets = connection.execute(_TARGETS, [fiscal_year])
    first, last = fiscal_year_start(fiscal_year), fiscal_year_end(fiscal_year)
    question = Question.of(first, last, By.FISCAL_YEAR, Scope.NATIONAL, None)
    sums = by_scope(connection, question, _COUNCILS, _COUNTED)
    return _Year(
        {council: (grade, published_on) for council, grade, published_on in grades.fetchall()},
        {council: (completions, drastic) for council, completions, drastic in targets.fetchall()},
        sums,
    )


def _council(year: _Year, code: str, seen: bool) -> CouncilEvaluation:
    grade, published_on = year.grades.get(code, (None, None))
    return CouncilEvaluation(
        council=code,
        name=council_name(code),
        grade=None if grade is None else _GRADE_OF[grade],
        published_on=published_on,
        completions=_completions(year, code) if seen else None,
        drastic=_drastic(year, code) if seen else None,
    )


def _completions(year: _Year, code: str) -> Target:
    return _target(year.targets.get(code, (None, None))[0], of_all(year.sums.get(code, {}), Measure.COMPLETION)[0])


def _drastic(year: _Year, code: str) -> Target:
    reached = year.sums.get(code, {}).get((Measure.METHOD_GROUP, "drastic"), (0, 0))[0]
    return _target(year.targets.get(code, (None, None))[1], reached)


def _target(target: int | None, result: int) -> Target:
    return Target(target=target, result=result, rate=rules.share(result, target) if target else None)


def _together(targets: list[Target]) -> Target:
    known = [each.target for each in targets if each.target is not None]
    return _target(sum(known) if known else None, sum(each.result for each in targets))
