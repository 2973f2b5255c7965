"""The register of prescribed reports: how many are owed, submitted, late; which are late, for those who may see the cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from council_events import intake, support
from council_kit.postgres import Pool
from pydantic import Field

from council_reporting.queries.answers import Answer
from council_reporting.queries.asking import council_name
from council_reporting.rules.register import due_on, is_late

TITLES: Final[Mapping[tuple[str, str], str]] = {
    **{("intake", kind.value): kind.label for kind in intake.ReportKind},
    **{("support", kind.value): kind.label for kind in support.ReportKind},
}
_COUNTS: Final = """
SELECT council, service, kind,
    count(*) FILTER (WHERE asked_on BETWEEN %(first)s AND %(last)s)::int,
    count(*) FILTER (WHERE asked_on BETWEEN %(first)s AND %(last)s AND submitted_on IS NOT NULL)::int,
    sum(submitted_on - asked_on) FILTER (WHERE asked_on BETWEEN %(first)s AND %(last)s AND submitted_on IS NOT NULL)::int
FROM register.reports WHERE council = ANY(%(councils)s) AND asked_on BETWEEN %(first)s AND %(last)s
GROUP BY council, service, kind ORDER BY council, service, kind
"""
_OPEN: Final = """
SELECT council, service, kind, asked_on, count(*)::int FROM register.reports
WHERE council = ANY(%(councils)s) AND submitted_on IS NULL AND asked_on IS NOT NULL
GROUP BY council, service, kind, asked_on
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
    """`days`: by kind of report, how many days after the event that makes it due it is to be submitted."""
    asked = {"councils": list(councils), "first": first, "last": last}
    with pool.connection() as connection:
        counted = connection.execute(_COUNTS, asked).fetchall()
        waiting = connection.execute(_OPEN, asked).fetchall()
        chases = connection.execute(_CHASES, [list(councils)]).fetchall()
    totals: dict[tuple[str, str, str], list[int]] = {
        (council, service, kind): [due, done, spent or 0] for council, service, kind, due, done, spent in counted
    }
    still: dict[tuple[str, str, str], tuple[int, int, dt.date]] = {}
    for council, service, kind, asked_on, n in waiting:
        key = (council, service, kind)
        known, late, oldest = still.get(key, (0, 0, asked_on))
        overdue = n if is_late(due_on(asked_on, days.get(kind)), today) else 0
        still[key] = (known + n, late + overdue, min(oldest, asked_on))
    return Register(
        first=first,
        last=last,
        today=today,
        counts=tuple(_count(key, totals.get(key, [0, 0, 0]), still.get(key)) for key in sorted({*totals, *still})),
        chases=tuple(Chased(council=council, chased_on=on, times=times) for council, on, times in chases),
    )


def _count(key: tuple[str, str, str], totals: Sequence[int], still: tuple[int, int, dt.date] | None) -> ReportCount:
    council, service, kind = key
    waiting, late, oldest = still or (0, 0, None)
    return ReportCount(
        council=council,
        name=council_name(council),
        service=service,
        kind=kind,
        title=TITLES[service, kind],
        asked=totals[0],
        submitted=totals[1],
        days_to_submit=totals[2],
        open=waiting,
        late=late,
        oldest_on=oldest,
    )


def late_reports(pool: Pool, council: str, today: dt.date, days: Mapping[str, int]) -> int:
    """How many reports of a council are late."""
    found = read_register(pool, [council], today, today, today, days)
    return sum(each.late for each in found.counts)
