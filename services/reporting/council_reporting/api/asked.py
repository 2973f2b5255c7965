"""What the routes ask for: periods, scopes, and whose figures the asker may see."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, NamedTuple

from council_access import Service, Standing, figure_scope
from council_directory import councils
from council_directory.directory import HQ
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.problems import field_problem
from fastapi import Query

from council_reporting.queries import By, Question, Scope
from council_reporting.rules import Bands

EVERY_COUNCIL: Final = frozenset({*(each.code for each in councils()), HQ})
_EARLIEST, _LATEST = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
_LONGEST: Final = dt.timedelta(days=366 * 10)

First = Annotated[dt.date, Query(alias="from", title="開始日", description="その月の初日から数える")]
Last = Annotated[dt.date, Query(alias="to", title="終了日", description="その月の末日まで数える")]
Division = Annotated[By, Query(title="期間の区切り")]
Whose = Annotated[Scope, Query(title="範囲")]
Level = Annotated[Scope, Query(title="範囲の段階")]
Code = Annotated[str | None, Query(title="範囲コード", pattern=r"^(0[1-9]|[1-3]\d|4[0-7]|hq|BUR-0[1-9])$")]


class Desk(NamedTuple):
    """What the routes answer with."""

    service: Service
    pool: Pool
    clock: Clock
    bands: Bands


def shown(standing: Standing, question: Question) -> tuple[str, ...]:
    """The councils within the scope whose own figures the asker may see, in the order of the map."""
    allowed = figure_scope(standing, EVERY_COUNCIL).councils
    return tuple(code for code in question.map_councils if code in allowed)


def check_period(first: dt.date, last: dt.date) -> None:
    """Raise a 422 problem for a period that ends before it begins, or is too long."""
    if not _EARLIEST <= first <= last <= _LATEST:
        raise field_problem("to", "終了日は開始日以後の日付にしてください。", "The period must end after it begins.")
    if last - first > _LONGEST:
        raise field_problem("to", "期間は10年以内にしてください。", "A period has at most ten years.")


def question_of(first: dt.date, last: dt.date, by: By, scope: Scope, code: str | None) -> Question:
    """The question; raises a 422 problem for one that makes no sense."""
    check_period(first, last)
    try:
        return Question.of(first, last, by, scope, code)
    except KeyError:
        raise field_problem(
            "code", "範囲に合うコードを指定してください。", "The code does not fit the scope."
        ) from None
