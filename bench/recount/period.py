"""One period and some councils, counted: the values and the tables of the API, from lists of events."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from council_events import Envelope, intake, reporting, subsidy, support

if TYPE_CHECKING:
    from bench.recount import Recount

SALES = (
    (100_000_000, "100000000"),
    (500_000_000, "500000000"),
    (1_000_000_000, "1000000000"),
    (5_000_000_000, "5000000000"),
)
STAFF = ((10, "10"), (20, "20"), (100, "100"))


class Done(NamedTuple):
    """A completed case with what its tables need."""

    on: dt.date
    data: Any
    company: UUID
    industry: str
    sales: int | None
    staff: int | None
    failed: bool


class Period:
    """The events of one period and of some councils."""

    def __init__(self, recount: Recount, first: dt.date, last: dt.date, councils: Collection[str] | None) -> None:
        def counted(found: list[Envelope[Any]]) -> list[Envelope[Any]]:
            return [
                each
                for each in found
                if first <= getattr(each.data, "paid_on", each.occurredon) <= last
                and (councils is None or each.council in councils)
            ]

        self.recount = recount
        self.opened = counted(recount.last(intake.ConsultationOpened))
        self.counter = [each for each in self.opened if each.data.kind is intake.ConsultationKind.COUNTER]
        self.chosen = counted(recount.all(intake.SupportLineChosen))
        self.started = {line: counted(recount.last(kind)) for line, kind in _STARTS.items()}
        self.ended = {line: counted(recount.last(kind)) for line, kind in _ENDS.items()}
        self.plans = [recount.done(each) for each in counted(recount.last(support.PlanApproved))]
        self.improved = [recount.done(each) for each in counted(recount.last(support.ImprovementCompleted))]
        self.settled = [recount.done(each) for each in counted(recount.last(support.RepaymentPlanApproved))]
        self.outcomes = [recount.done(each) for each in counted(recount.last(support.OutcomeCompiled))]
        self.reports = counted(recount.all(support.MonitoringReported))
        self.decisions = counted(recount.all(support.MonitoringEnded))
        self.performances = counted(recount.all(support.PerformanceReported))
        self.applied = counted(recount.last(subsidy.SubsidyApplicationFiled))
        self.accepted = counted(recount.last(subsidy.SubsidyApplicationAccepted))
        self.claims = counted(recount.all(subsidy.PlanFeeClaimed, subsidy.AccompanimentClaimed))
        self.decided = counted(recount.all(subsidy.PlanFeeDecided, subsidy.AccompanimentDecided))
        self.paid = counted(recount.all(subsidy.FeePaid))
        self.closed = counted(recount.last(subsidy.SubsidyCaseEnded))
        self.publicity = counted(recount.all(reporting.PublicityGiven))
        self.trainings = counted(recount.all(reporting.TrainingHeld))

    def consultations(self) -> dict[str, Any]:
        """窓口相談, 事前相談, 利用相談."""
        kinds = Counter(each.data.kind for each in self.opened)
        return {
            "counter_consultations": len(self.counter),
            "preliminary_consultations": kinds[intake.ConsultationKind.PRELIMINARY],
            "guarantee_consultations": kinds[intake.ConsultationKind.GUARANTEE],
            "consulted_companies": len({self.recount.company(each.data.case_id) for each in self.counter}),
        }

    def lines(self) -> dict[str, Any]:
        """Starts, completions and ends of every support line."""
        plans, failed = self.plans, sum(each.failed for each in self.plans)
        together = {each.company for each in self.settled if _settlement(each) == "together"}
        alone = {each.company for each in self.settled if _settlement(each) == "alone"}
        return {
            "starts": len(self.started["restructuring"]) + len(self.started["tax_scheme"]),
            "improvement_starts": len(self.started["revenue_improvement"]),
            "guarantee_starts": len(self.started["guarantee"]),
            "rechallenge_starts": len(self.started["rechallenge"]),
            "completions": len(plans),
            "restructuring_completions": sum(each.data.kind is not support.PlanKind.PRE_PLAN for each in plans),
            "pre_plan_completions": sum(each.data.kind is support.PlanKind.PRE_PLAN for each in plans),
            "completed_companies": len({each.company for each in plans}),
            "improvement_completions": len(self.improved),
            "improved_companies": len({each.company for each in self.improved}),
            "guarantee_persons": len(self.settled),
            "guarantee_companies": len(together | alone),
            "guarantee_companies_together": len(together),
            "guarantee_companies_alone": len(alone),
            "rechallenge_completions": len(self.outcomes),
            "rechallenged_companies": len({each.company for each in self.outcomes}),
            "ends": len(self.ended["restructuring"]) + len(self.ended["tax_scheme"]),
            "improvement_ends": len(self.ended["revenue_improvement"]),
            "guarantee_ends": len(self.ended["guarantee"]),
            "jobs_kept": sum(each.data.jobs for each in plans),
            "mean_days": _mean_days(plans),
            "improvement_mean_days": _mean_days(self.improved),
            "guarantee_mean_days": _mean_days(self.settled),
            "failed_again": failed,
            "failed_again_rate": _tenth(Decimal(failed) * 100 / len(plans)) if plans else None,
            "monitoring_reports": len(self.reports),
            "performance_reports": len(self.performances),
        }

    def subsidy(self) -> dict[str, Any]:
        """Applications, claims, decisions, payments."""
        return {
            "applications": len(self.applied),
            "applied_companies": len({self.recount.company(each.data.case_id) for each in self.applied}),
            "estimated_yen": sum(_cost(each.data.estimates) for each in self.applied),
            "acceptances": len(self.accepted),
            "claims": len(self.claims),
            "claimed_yen": sum(_cost(each.data.costs) for each in self.claims),
            "decisions": len(self.decided),
            "decided_yen": sum(each.data.total for each in self.decided),
            "payments": len(self.paid),
            "paid_yen": sum(each.data.amount for each in self.paid),
        }

    def tables(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Every table: item → (n, amount)."""
        plans, track = self.plans, self.recount.track
        return {
            "consultation": _table((each.data.kind, 0) for each in self.opened),
            "requester": _table((each.data.requester, 0) for each in self.opened),
            "result": _table((self._result(each), 0) for each in self.counter),
            "consultation_industry": _table((each.data.industry, 0) for each in self.counter),
            "consultation_sales": _table((_band(each.data.sales, SALES), 0) for each in self.counter),
            "consultation_staff": _table((_band(each.data.employees, STAFF), 0) for each in self.counter),
            "route": _table((each.data.route, 0) for each in self.counter),
            "channel": _table((each.data.channel, 0) for each in self.counter),
            "line": _table((each.data.line, 0) for each in self.chosen),
            "start": _table((line, 0) for line, found in self.started.items() for _ in found),
            "ended_line": _table((line, 0) for line, found in self.ended.items() for _ in found),
            "completed_line": _table((name, 0) for name in self._completed()),
            "completion": _table((each.data.kind, 0) for each in plans),
            "completion_industry": _table((each.industry, 0) for each in plans),
            "completion_sales": _table((_band(each.sales, SALES), 0) for each in plans),
            "completion_staff": _table((_band(each.staff, STAFF), 0) for each in plans),
            "method": _table((method, 0) for each in plans for method in set(each.data.methods)),
            "business_method": _table((name, 0) for each in plans for name in set(each.data.business_methods)),
            "method_group": _table((group, 0) for each in plans for group in _groups(each.data.methods)),
            "improvement_form": _table((each.data.form, 0) for each in self.improved),
            "improvement_industry": _table((each.industry, 0) for each in self.improved),
            "improvement_sales": _table((_band(each.sales, SALES), 0) for each in self.improved),
            "improvement_staff": _table((_band(each.staff, STAFF), 0) for each in self.improved),
            "improvement_method": _table((m, 0) for each in self.improved for m in self.recount.methods(each.data)),
            "guarantee_persons": _table((_settlement(each), 0) for each in self.settled),
            "outcome_company": _table((each.data.company, 0) for each in self.outcomes if each.data.company),
            "outcome_person": _table((person, 0) for each in self.outcomes for person in each.data.persons),
            "new_start": _table((start, 0) for each in self.outcomes for start in each.data.starts),
            "effect": _table((effect, 0) for each in self.outcomes for effect in set(each.data.effects)),
            "rechallenge_topic": _table((topic, 0) for each in self.outcomes for topic in set(each.data.topics)),
            "end": _table((each.data.ground, 0) for each in self.ended["restructuring"]),
            "monitoring": _table((each.data.result, 0) for each in self.reports),
            "monitoring_decision": _table((each.data.decision, 0) for each in self.decisions),
            "performance": _table(("on_plan" if each.data.on_plan else "below_plan", 0) for each in self.performances),
            "application": _table((each.data.track, _cost(each.data.estimates)) for each in self.applied),
            "application_industry": _table((each.data.industry, 0) for each in self.applied),
            "acceptance": _table((track(each.data.case_id), 0) for each in self.accepted),
            "claim": _table((track(each.data.case_id), _cost(each.data.costs)) for each in self.claims),
            "claim_kind": _table((_claim(each.data), _cost(each.data.costs)) for each in self.claims),
            "decision": _table((track(each.data.case_id), each.data.total) for each in self.decided),
            "payment": _table((each.data.track, each.data.amount) for each in self.paid),
            "payment_kind": _table((each.data.kind, each.data.amount) for each in self.paid),
            "subsidy_end": _table((each.data.kind, 0) for each in self.closed),
            "publicity": _table((audience, 0) for audience in self._audiences(reporting.Programme.GENERAL)),
            "publicity_subsidy": _table((each, 0) for each in self._audiences(reporting.Programme.PLAN_SUBSIDY)),
            "training": _table((each.kind, each.persons) for each in self._trained(reporting.Programme.GENERAL)),
            "training_subsidy": _table(
                (each.kind, each.persons) for each in self._trained(reporting.Programme.PLAN_SUBSIDY)
            ),
            "function": _table((name, 0) for name in self._functions()),
        }

    def _result(self, opened: Envelope[Any]) -> str:
        closed = self.recount.of(opened.data.case_id, intake.ConsultationClosed)
        return "pending" if closed is None else str(closed.result)

    def _completed(self) -> list[str]:
        pre = sum(each.data.kind is support.PlanKind.PRE_PLAN for each in self.plans)
        return [
            *["pre_plan"] * pre,
            *["restructuring"] * (len(self.plans) - pre),
            *["revenue_improvement"] * len(self.improved),
            *["guarantee"] * len(self.settled),
            *["rechallenge"] * len(self.outcomes),
        ]

    def _audiences(self, programme: reporting.Programme) -> list[reporting.Audience]:
        told = [each.data for each in self.publicity if each.data.programme is programme]
        return [audience for event in told for audience in event.audiences]

    def _trained(self, programme: reporting.Programme) -> list[reporting.Participants]:
        told = [each.data for each in self.trainings if each.data.programme is programme]
        return [participants for event in told for participants in event.participants]

    def _functions(self) -> list[str]:
        parts: tuple[list[Any], ...] = (
            self.chosen,
            *self.started.values(),
            *self.ended.values(),
            self.plans,
            self.improved,
            self.settled,
        )
        more = (
            self.outcomes,
            self.reports,
            self.decisions,
            self.performances,
            self.applied,
            self.accepted,
            self.claims,
        )
        groups: list[list[Any]] = [*parts, *more, self.decided, self.paid, self.closed, self.trainings]
        acts = sum(len(group) for group in groups)
        return ["consultation"] * len(self.opened) + ["support"] * acts + ["promotion"] * len(self.publicity)


_STARTS: dict[str, type] = {
    "restructuring": support.RestructuringStarted,
    "tax_scheme": support.TaxSchemeStarted,
    "revenue_improvement": support.ImprovementStarted,
    "guarantee": support.RepaymentSupportStarted,
    "rechallenge": support.RechallengeStarted,
}
_ENDS: dict[str, type] = {
    "restructuring": support.RestructuringEnded,
    "tax_scheme": support.TaxSchemeEnded,
    "revenue_improvement": support.ImprovementEnded,
    "guarantee": support.RepaymentSupportEnded,
}


def _settlement(done: Done) -> str:
    return "together" if done.data.settlement is support.SettlementType.TOGETHER else "alone"


def _claim(claimed: Any) -> str:
    return "plan" if isinstance(claimed, subsidy.PlanFeeClaimed) else "accompaniment"


def _cost(costs: Iterable[Any]) -> int:
    return sum(int(cost.amount) for cost in costs)


def _mean_days(done: list[Done]) -> str | None:
    days = sum((each.on - each.data.consulted_on).days for each in done)
    return _tenth(Decimal(days) / len(done)) if done else None


def three_years_after(day: dt.date) -> dt.date:
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
