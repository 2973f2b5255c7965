"""What is counted, folded from one row per case. Pure: the projection adds the difference of the old and the new row.

Every figure stands under the council that acted and the month (JST) of the business date of the act, in a flat key
`(council, month, measure, item)` with two sums: `n`, a number of events, and `amount`, in the measure's own unit.
Distinct companies cannot be added up over months, so they are kept as steps: a company that came in a month, and
when it had come before. The distinct companies of any period are the steps within it whose `previous` lies before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from uuid import UUID

from council_directory import bureau_of
from council_directory.directory import HQ
from council_events.intake import ConsultationKind
from council_events.values import Code

from council_reporting import rules
from council_reporting.rules import Bands

NATIONAL: Final = "all"
NEVER: Final = dt.date.min
"""The `previous` of a company that had never come before."""


class Measure(Code):
    """What is counted; T1 to T14 are the published tables (council-notes §2.2). The unit is that of `amount`."""

    CONSULTATION = "consultation", "相談"
    RESULT = "result", "窓口相談の結果"
    CONSULTATION_INDUSTRY = "consultation_industry", "窓口相談の業種"
    ROUTE = "route", "窓口相談の持込経路"
    LINE = "line", "支援の検討"
    START = "start", "再生支援の開始"
    COMPLETION = "completion", "支援の完了"
    COMPLETED_LINE = "completed_line", "支援の完了（種類別）"
    COMPLETION_INDUSTRY = "completion_industry", "完了企業の業種"
    COMPLETION_SALES = "completion_sales", "完了企業の売上規模"
    COMPLETION_STAFF = "completion_staff", "完了企業の従業員規模"
    METHOD = "method", "金融支援の手法"
    METHOD_GROUP = "method_group", "金融支援の手法（再掲）"
    DAYS = "days", "相談から完了までの日数"
    JOBS = "jobs", "維持雇用者数"
    END = "end", "再生支援の終了"
    FAILED_AGAIN = "failed_again", "二次破綻"
    MONITORING = "monitoring", "モニタリングの報告"
    APPLICATION = "application", "利用申請"
    CLAIM = "claim", "支払申請"
    PAYMENT = "payment", "支払"
    PAYMENT_KIND = "payment_kind", "支払（費目別）"


class Distinct(Code):
    """What distinct companies are counted of (RP-3)."""

    CONSULTED = "consulted", "窓口相談の実企業数"
    COMPLETED = "completed", "完了した実企業数"


Key: TypeAlias = tuple[str, dt.date, str, str]
"""council, first day of the month, measure, item"""
Visit: TypeAlias = tuple[str, UUID, str, dt.date]
"""distinct, company, council, first day of the month"""
Step: TypeAlias = tuple[str, str, dt.date, dt.date]
"""distinct, scope (council, bureau or NATIONAL), month, previous month or NEVER"""


@dataclass(slots=True)
class CaseRow:
    """One case. Each event fills its own group of columns and no other, so the order of topics does not matter.

    Codes are kept as their stored values. The fields are the columns of the table, in its order.
    """

    case_id: UUID
    # ConsultationOpened
    opened_on: dt.date | None = None
    opened_council: str | None = None
    opened_kind: str | None = None
    opened_route: str | None = None
    opened_company: UUID | None = None
    opened_industry: str | None = None
    opened_employees: int | None = None
    opened_sales: int | None = None
    # ConsultationClosed
    closed_result: str | None = None
    # CandidateReceived
    candidate_company: UUID | None = None
    candidate_industry: str | None = None
    candidate_employees: int | None = None
    candidate_sales: int | None = None
    # RestructuringStarted
    started_on: dt.date | None = None
    started_council: str | None = None
    # PlanApproved
    approved_on: dt.date | None = None
    approved_council: str | None = None
    plan_kind: str | None = None
    methods: Sequence[str] = ()
    jobs: int | None = None
    consulted_on: dt.date | None = None
    # RestructuringEnded
    ended_on: dt.date | None = None
    ended_council: str | None = None
    end_ground: str | None = None
    # MonitoringReported with 二次破綻, the first one: the last day of its period
    failed_on: dt.date | None = None
    # SubsidyApplicationFiled
    applied_on: dt.date | None = None
    applied_council: str | None = None
    track: str | None = None
    estimated: int | None = None


def month_of(day: dt.date) -> dt.date:
    """The first day of the month, under which a business date is counted."""
    return day.replace(day=1)


class Tally:
    """Sums by key, and visits of companies, of many rows and events; a row is taken back with `sign` -1."""

    def __init__(self, bands: Bands) -> None:
        self._bands = bands
        self.sums: dict[Key, list[int]] = {}
        self.visits: dict[Visit, int] = {}

    def add(self, council: str, on: dt.date, measure: Measure, item: str, amount: int = 0, sign: int = 1) -> None:
        """Count one event (`sign` 1), or take one back (-1)."""
        sums = self.sums.setdefault((council, month_of(on), measure.value, item), [0, 0])
        sums[0] += sign
        sums[1] += sign * amount

    def row(self, row: CaseRow, sign: int = 1) -> None:
        """Count everything that follows from a case's row."""
        if row.opened_on is not None and row.opened_council is not None:
            self._consultation(row, row.opened_council, row.opened_on, sign)
        if row.started_on is not None and row.started_council is not None:
            self.add(row.started_council, row.started_on, Measure.START, "", 0, sign)
        if row.approved_on is not None and row.approved_council is not None:
            self._completion(row, row.approved_council, row.approved_on, sign)
        if row.ended_on is not None and row.ended_council is not None and row.end_ground is not None:
            self.add(row.ended_council, row.ended_on, Measure.END, row.end_ground, 0, sign)
        if row.applied_on is not None and row.applied_council is not None and row.track is not None:
            self.add(row.applied_council, row.applied_on, Measure.APPLICATION, row.track, row.estimated or 0, sign)

    def _consultation(self, row: CaseRow, council: str, on: dt.date, sign: int) -> None:
        self.add(council, on, Measure.CONSULTATION, row.opened_kind or rules.UNKNOWN, 0, sign)
        if row.opened_kind != ConsultationKind.COUNTER:
            return
        self.add(council, on, Measure.RESULT, rules.result_class(row.closed_result), 0, sign)
        self.add(council, on, Measure.CONSULTATION_INDUSTRY, row.opened_industry or rules.UNKNOWN, 0, sign)
        self.add(council, on, Measure.ROUTE, row.opened_route or rules.UNKNOWN, 0, sign)
        self._visit(Distinct.CONSULTED, row, council, on, sign)

    def _completion(self, row: CaseRow, council: str, on: dt.date, sign: int) -> None:
        if row.plan_kind is None or row.consulted_on is None:
            return
        industry = row.candidate_industry or row.opened_industry
        staff = row.opened_employees if row.candidate_employees is None else row.candidate_employees
        sales = row.opened_sales if row.candidate_sales is None else row.candidate_sales
        self.add(council, on, Measure.COMPLETION, row.plan_kind, 0, sign)
        self.add(council, on, Measure.COMPLETED_LINE, rules.completed_line(row.plan_kind), 0, sign)
        self.add(council, on, Measure.COMPLETION_INDUSTRY, industry or rules.UNKNOWN, 0, sign)
        self.add(council, on, Measure.COMPLETION_SALES, rules.band(sales, self._bands.sales), 0, sign)
        self.add(council, on, Measure.COMPLETION_STAFF, rules.band(staff, self._bands.staff), 0, sign)
        self.add(council, on, Measure.DAYS, "", (on - row.consulted_on).days, sign)
        self.add(council, on, Measure.JOBS, "", row.jobs or 0, sign)
        methods = set(row.methods)
        for method in methods:
            self.add(council, on, Measure.METHOD, method, 0, sign)
        if methods & rules.DRASTIC:
            self.add(council, on, Measure.METHOD_GROUP, "drastic", 0, sign)
        if methods & rules.WAIVER:
            self.add(council, on, Measure.METHOD_GROUP, "waiver", 0, sign)
        if rules.failed_again(on, row.failed_on):
            self.add(council, on, Measure.FAILED_AGAIN, "", 0, sign)
        self._visit(Distinct.COMPLETED, row, council, on, sign)

    def _visit(self, distinct: Distinct, row: CaseRow, council: str, on: dt.date, sign: int) -> None:
        company = rules.company_counted(row.case_id, row.opened_company, row.candidate_company)
        visit = (distinct.value, company, council, month_of(on))
        self.visits[visit] = self.visits.get(visit, 0) + sign


def steps(distinct: str, visits: Iterable[tuple[str, dt.date]]) -> list[Step]:
    """The steps of one company from the councils and months it came to: per council, per bureau and for the nation."""
    months: dict[str, set[dt.date]] = {}
    for council, month in visits:
        for scope in scopes_of(council):
            months.setdefault(scope, set()).add(month)
    found: list[Step] = []
    for scope, came in months.items():
        previous = NEVER
        for month in sorted(came):
            found.append((distinct, scope, month, previous))
            previous = month
    return found


def scopes_of(council: str) -> tuple[str, ...]:
    """Where an act of this council is counted: itself, its bureau (全国本部 has none) and the nation."""
    return (council, NATIONAL) if council == HQ else (council, bureau_of(council), NATIONAL)
