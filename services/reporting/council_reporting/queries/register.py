"""The register of prescribed reports: how many are owed, submitted, late; which are late, for those who may see the cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from council_events import intake, support
from council_kit.postgres import Pool
from pydantic import Field

from council_reporting.figures import month_end, month_of
from council_reporting.queries.answers import Answer
from council_reporting.queries.asking import council_name
from council_reporting.queries.reading import one_moment
from council_reporting.rules.register import late_before

TITLES: Final[Mapping[tuple[str, str], str]] = {
    **{("intake", kind.value): kind.label for kind in intake.ReportKind},
    **{("support", kind.value): kind.label for kind in support.ReportKind},
}
_COUNTS: Final = """
SELECT council, service, kind, sum(asked)::int, sum(submitted)::int, sum(days)::int
FROM register.months WHERE council = ANY(%(councils)s) AND month BETWEEN %(first)s AND %(last)s
GROUP BY council, service, kind
"""
_OPEN: Final = """
SELECT council, service, kind, count(*)::int, count(*) FILTER (WHERE asked_on < late_before)::int, min(asked_on)
FROM register.reports LEFT JOIN unnest(%(kinds)s::text[], %(late_before)s::date[]) AS term (kind, late_before) USING (kind)
WHERE council = ANY(%(councils)s) AND submitted_on IS NULL AND asked_on IS NOT NULL
GROUP BY council, service, kind
"""
_CHASES: Final = "SELECT council, chased_on, times FROM register.chases WHERE council = ANY(%s)"


class ReportCount(Answer):
    """The reports of one kind of one council that became due in a period, and those that are open today."""

    council: str = Field(title="協議会コード")
    name: str = Field(title="協議会")
    service: str = Field(title="業務")
    kind: str = Field(title="報告書の種類コード")
    title: str = Field(title="報告書")
    asked: int = Field(title="期間中に提出を要することとなった数")
    submitted: int = Field(title="うち提出済み")
    days_to_submit: int = Field(title="提出までの日数の合計")
    open: int = Field(title="現在の未提出")
    late: int = Field(title="うち期限超過")
    oldest_on: dt.date | None = Field(title="最も古い未提出の起算日")


class Chased(Answer):
    """When a council was last reminded of its late reports."""

    council: str = Field(title="協議会コード")
    chased_on: dt.date = Field(title="督促日")
    times: int = Field(title="督促の回数")


class Register(Answer):
    """The register of some councils. Without a number of days in the settings no report is ever late (YR-2-2-R1)."""

    first: dt.date = Field(alias="from", title="開始日")
    last: dt.date = Field(alias="to", title="終了日")
    today: dt.date = Field(title="基準日")
    counts: tuple[ReportCount, ...] = Field(title="報告書の数")
    chases: tuple[Chased, ...] = Field(title="督促")


def read_register(
    pool: Pool, councils: Sequence[str], first: dt.date, last: dt.date, today: dt.date, days: Mapping[str, int]
) -> Register:
    """Of whole months. `days`: by kind of report, how many days after the event that makes it due it is to be submitted."""
    asked = {
        "councils": list(councils),
        "first": month_of(first),
        "last": month_end(last),
        "kinds": list(days),
        "late_before": [late_before(today, term) for term in days.values()],
    }
    with one_moment(pool) as connection:
        counted = connection.execute(_COUNTS, asked)
        waiting = connection.execute(_OPEN, asked)
        chases = connection.execute(_CHASES, [list(councils)])
        due = {(council, service, kind): sums for council, service, kind, *sums in counted}
        still = {(council, service, kind): rest for council, service, kind, *rest in waiting}
        chased = [Chased(council=council, chased_on=on, times=times) for council, on, times in chases]
    return Register(
        first=asked["first"],
        last=asked["last"],
        today=today,
        counts=tuple(
            _count(key, due.get(key, (0, 0, 0)), still.get(key, (0, 0, None))) for key in sorted({*due, *still})
        ),
        chases=tuple(chased),
    )


def _count(key: tuple[str, str, str], due: Sequence[int], still: Sequence[Any]) -> ReportCount:
    council, service, kind = key
    asked, submitted, days_to_submit = due
    waiting, late, oldest_on = still
    return ReportCount(
        council=council,
        name=council_name(council),
        service=service,
        kind=kind,
        title=TITLES[service, kind],
        asked=asked,
        submitted=submitted,
        days_to_submit=days_to_submit,
        open=waiting,
        late=late,
        oldest_on=oldest_on,
    )


def late_reports(pool: Pool, council: str, today: dt.date, days: Mapping[str, int]) -> int:
    """How many reports of a council are late."""
    found = read_register(pool, [council], today, today, today, days)
    return sum(each.late for each in found.counts)
