"""The figures counted a second time, plainly and slowly, from raw events: what the tests and the demo hold the tables against.

Shares no line with council_reporting: it reads every event, keeps lists, and counts them for one period at a time.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from uuid import UUID

from council_events import Envelope, intake, subsidy, support

SALES = (
    (100_000_000, "100000000"),
    (500_000_000, "500000000"),
    (1_000_000_000, "1000000000"),
    (5_000_000_000, "5000000000"),
)
STAFF = ((10, "10"), (20, "20"), (100, "100"))


class _Done(NamedTuple):
    """A completed case with what its tables need."""

    council: str
    on: dt.date
    plan: support.PlanApproved
    company: UUID
    industry: str
    sales: int | None
    staff: int | None
    failed: bool


class Recount:
    """Everything that was ever counted; ask `figures` for a period and a set of councils (None: all)."""

    def __init__(self, envelopes: Iterable[Envelope[Any]]) -> None:
        """`envelopes`: all events of intake, support and subsidy, each case's events of one service in their order."""
        self._by_case: dict[UUID, dict[type, list[Envelope[Any]]]] = defaultdict(lambda: defaultdict(list))
        for envelope in envelopes:
            case_id = getattr(envelope.data, "case_id", None)
            if case_id is not None:
                self._by_case[case_id][type(envelope.data)].append(envelope)

    def figures(self, first: dt.date, last: dt.date, councils: Collection[str] | None = None) -> dict[str, Any]:
        """`values` and `tables` of a period, both days inclusive, as the API gives them."""

        def counted(envelope: Envelope[Any], on: dt.date | None = None) -> bool:
            day = on or envelope.occurredon
            return first <= day <= last and (councils is None or envelope.council in councils)

        opened = [each for each in self._last(intake.ConsultationOpened) if counted(each)]
        counter = [each for each in opened if each.data.kind is intake.ConsultationKind.COUNTER]
        chosen = [each for each in self._all(intake.SupportLineChosen) if counted(each)]
        started = [each for each in self._last(support.RestructuringStarted) if counted(each)]
        ended = [each for each in self._last(support.RestructuringEnded) if counted(each)]
        done = [self._done(each) for each in self._last(support.PlanApproved) if counted(each)]
        reports = [each for each in self._all(support.MonitoringReported) if counted(each)]
        applied = [each for each in self._last(subsidy.SubsidyApplicationFiled) if counted(each)]
        claims = [
            each
            for kind in (subsidy.PlanFeeClaimed, subsidy.AccompanimentClaimed)
            for each in self._all(kind)
            if counted(each)
        ]
        paid = [each for each in self._all(subsidy.FeePaid) if counted(each, each.data.paid_on)]
        days = sum((each.on - each.plan.consulted_on).days for each in done)
        failed = sum(each.failed for each in done)
        values = {
            "counter_consultations": len(counter),
            "preliminary_consultations": len(opened) - len(counter),
            "consulted_companies": len({self._company(each.data.case_id) for each in counter}),
            "starts": len(started),
            "completions": len(done),
            "restructuring_completions": sum(each.plan.kind is not support.PlanKind.PRE_PLAN for each in done),
            "pre_plan_completions": sum(each.plan.kind is support.PlanKind.PRE_PLAN for each in done),
            "completed_companies": len({each.company for each in done}),
            "ends": len(ended),
            "jobs_kept": sum(each.plan.jobs for each in done),
            "mean_days": _tenth(Decimal(days) / len(done)) if done else None,
            "failed_again": failed,
            "failed_again_rate": _tenth(Decimal(failed) * 100 / len(done)) if done else None,
            "monitoring_reports": len(reports),
            "applications": len(applied),
            "estimated_yen": sum(cost.amount for each in applied for cost in each.data.estimates),
            "claims": len(claims),
            "claimed_yen": sum(cost.amount for each in claims for cost in each.data.costs),
            "payments": len(paid),
            "paid_yen": sum(each.data.amount for each in paid),
        }
        tables = {
            "consultation": _table((each.data.kind, 0) for each in opened),
            "result": _table((self._result(each.data.case_id), 0) for each in counter),
            "consultation_industry": _table((each.data.industry, 0) for each in counter),
            "route": _table((each.data.route, 0) for each in counter),
            "line": _table((each.data.line, 0) for each in chosen),
            "completion": _table((each.plan.kind, 0) for each in done),
            "completed_line": _table(
                ("pre_plan" if each.plan.kind is support.PlanKind.PRE_PLAN else "restructuring", 0) for each in done
            ),
            "completion_industry": _table((each.industry, 0) for each in done),
            "completion_sales": _table((_band(each.sales, SALES), 0) for each in done),
            "completion_staff": _table((_band(each.staff, STAFF), 0) for each in done),
            "method": _table((method, 0) for each in done for method in set(each.plan.methods)),
            "method_group": _table((group, 0) for each in done for group in _groups(each.plan.methods)),
            "end": _table((each.data.ground, 0) for each in ended),
            "monitoring": _table((each.data.result, 0) for each in reports),
            "application": _table(
                (each.data.track, sum(cost.amount for cost in each.data.estimates)) for each in applied
            ),
            "claim": _table(
                (self._track(each.data.case_id), sum(cost.amount for cost in each.data.costs)) for each in claims
            ),
            "payment": _table((each.data.track, each.data.amount) for each in paid),
            "payment_kind": _table((each.data.kind, each.data.amount) for each in paid),
        }
        return {"values": values, "tables": tables}

    def _last(self, kind: type) -> list[Envelope[Any]]:
        """The last event of this type of every case that has one."""
        return [events[kind][-1] for events in self._by_case.values() if events.get(kind)]

    def _all(self, kind: type) -> list[Envelope[Any]]:
        return [envelope for events in self._by_case.values() for envelope in events.get(kind, ())]

    def _of(self, case_id: UUID, kind: type) -> Any | None:
        """The data of the case's last event of this type."""
        events = self._by_case[case_id].get(kind)
        return events[-1].data if events else None

    def _company(self, case_id: UUID) -> UUID:
        for kind in (intake.ConsultationOpened, support.CandidateReceived):
            event = self._of(case_id, kind)
            if event is not None and event.company_id is not None:
                return UUID(str(event.company_id))
        return case_id

    def _result(self, case_id: UUID) -> str:
        closed = self._of(case_id, intake.ConsultationClosed)
        return "pending" if closed is None else str(closed.result)

    def _track(self, case_id: UUID) -> str:
        filed = self._of(case_id, subsidy.SubsidyApplicationFiled)
        return "unknown" if filed is None else str(filed.track)

    def _done(self, approved: Envelope[support.PlanApproved]) -> _Done:
        case_id = approved.data.case_id
        told = self._of(case_id, support.CandidateReceived) or self._of(case_id, intake.ConsultationOpened)
        at_first = self._of(case_id, intake.ConsultationOpened)
        sales = None if told is None else told.sales
        if sales is None and at_first is not None:
            sales = at_first.sales
        failures = [
            each.data.period_to
            for each in self._by_case[case_id].get(support.MonitoringReported, ())
            if each.data.result is support.MonitoringResult.FAILED_AGAIN
        ]
        return _Done(
            approved.council,
            approved.occurredon,
            approved.data,
            self._company(case_id),
            "unknown" if told is None else told.industry.value,
            sales,
            None if told is None else told.employees,
            bool(failures) and failures[0] <= _three_years_after(approved.occurredon),
        )


def _three_years_after(day: dt.date) -> dt.date:
    try:
        return dt.date(day.year + 3, day.month, day.day)
    except ValueError:  # 29 February
        return dt.date(day.year + 3, day.month, 28)


def _tenth(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _band(value: int | None, bounds: tuple[tuple[int, str], ...]) -> str:
    if value is None:
        return "unknown"
    return next((name for bound, name in bounds if value <= bound), "over")


def _groups(methods: Iterable[support.Method]) -> list[str]:
    used = set(methods)
    waived = bool(used & {support.Method.DIRECT_WAIVER, support.Method.SECOND_COMPANY})
    drastic = waived or support.Method.DES in used or support.Method.DDS in used
    return ["waiver"] * waived + ["drastic"] * drastic


def _table(rows: Iterable[tuple[str, int]]) -> dict[str, tuple[int, int]]:
    """item → (n, amount)"""
    n: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    for item, amount in rows:
        n[str(item)] += 1
        amounts[str(item)] += amount
    return {item: (n[item], amounts[item]) for item in n}


def differences(answer: Mapping[str, Any], recount: Recount, councils: Collection[str] | None = None) -> list[str]:
    """What differs between an answer of GET /v1/figures (parsed JSON) and the recount; [] when they agree.

    `councils`: those within the answer's scope; None for the nation.
    """
    first, last = dt.date.fromisoformat(answer["from"]), dt.date.fromisoformat(answer["to"])
    expected = recount.figures(first, last, councils)
    found = _differ("totals", answer["totals"], expected["values"])
    for table in answer["tables"]:
        shown = {item["code"]: (item["n"], item["amount"] or 0) for item in table["items"] if item["n"]}
        found += _differ(f"table {table['code']}", shown, expected["tables"][table["code"]])
    for part in answer["trend"]:
        days = dt.date.fromisoformat(part["from"]), dt.date.fromisoformat(part["to"])
        found += _differ(part["code"], part["values"], recount.figures(*days, councils)["values"])
    for tile in answer["councils"]:
        found += _differ(tile["code"], tile["values"], recount.figures(first, last, {tile["code"]})["values"])
    return found


def _differ(where: str, shown: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    return [
        f"{where}, {name}: shown {shown.get(name)}, counted {expected.get(name)}"
        for name in sorted({*shown, *expected})
        if shown.get(name) != expected.get(name)
    ]
