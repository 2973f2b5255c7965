"""From the facts of a case to what is counted: its acts, each with council, business date and cells. Pure.

An act is one consultation, one start, one completion …; its cells say under which items of which measures it counts,
and with what amount. The sums of all cells are the figures; the list of acts is what stands behind a figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any, Final, NamedTuple, TypeAlias

from council_events.intake import ConsultationKind
from council_events.reporting import Programme
from council_events.support import MonitoringResult
from council_events.values import SupportLine

from council_reporting import rules
from council_reporting.figures.facts import Fact, corrected, in_order
from council_reporting.figures.measures import ActKind, Distinct, Measure
from council_reporting.rules import Bands

Cell: TypeAlias = tuple[str, str, int]
"""measure, item, amount"""
_M: Final = SimpleNamespace(**{measure.name: measure.value for measure in Measure})
"""The stored values of the measures: `Measure.X.value` is a function call, and this is the inner loop of a rebuild."""


class Act(NamedTuple):
    """`number`: '' for the only one of its kind in a case, else the event's id. `visits`: the distinct counts of the company."""

    kind: str
    number: str
    council: str
    on: dt.date
    company: str
    visits: tuple[str, ...]
    cells: tuple[Cell, ...]


class _Case:
    """The facts of one case, by kind, with what several acts ask of them."""

    def __init__(self, case_id: str, facts: Sequence[Fact], bands: Bands) -> None:
        self._by_kind: dict[str, list[Fact]] = {}
        for fact in facts:
            self._by_kind.setdefault(fact.kind, []).append(fact)
        self.bands = bands
        self.case_id = case_id
        self._company: str | None = None

    @property
    def kinds(self) -> Iterable[str]:
        """The kinds of facts that there are."""
        return self._by_kind

    def last(self, kind: str) -> Fact | None:
        """The latest of its kind."""
        found = self._by_kind.get(kind)
        return found[-1] if found else None

    def each(self, *kinds: str) -> Iterator[Fact]:
        """All of these kinds in their order."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    def value(self, kind: str, name: str) -> Any:
        """A field of the latest fact of a kind; None where there is none."""
        fact = self.last(kind)
        return None if fact is None else fact.values[name]

    def known(self, name: str, *kinds: str) -> Any:
        """A field as the first of these kinds that has it says."""
        for kind in kinds:
            value = self.value(kind, name)
            if value is not None:
                return value
        return None

    @property
    def company(self) -> str:
        """The company that the case counts for (RP-3)."""
        if self._company is None:
            known = self.known("company_id", "ConsultationOpened", "CandidateReceived", "SubsidyApplicationFiled")
            self._company = rules.company_counted(self.case_id, known)
        return self._company

    @property
    def track(self) -> str:
        """The track of the subsidy case."""
        return str(self.value("SubsidyApplicationFiled", "track") or rules.UNKNOWN)

    def sizes(self, industry: Measure, sales: Measure, staff: Measure) -> tuple[Cell, ...]:
        """Industry and size bands, as the support line learned them, else as the consultation did."""
        kinds = ("CandidateReceived", "ConsultationOpened")
        sales_band = rules.band(self.known("sales", *kinds), self.bands.sales)
        staff_band = rules.band(self.known("employees", *kinds), self.bands.staff)
        return (
            (industry.value, self.known("industry", *kinds) or rules.UNKNOWN, 0),
            (sales.value, sales_band, 0),
            (staff.value, staff_band, 0),
        )

    def act(
        self,
        kind: ActKind,
        fact: Fact,
        *cells: Cell,
        number: str = "",
        on: dt.date | None = None,
        visits: tuple[str, ...] = (),
    ) -> Act:
        """An act by the council of the fact, on its business date."""
        return Act(kind.value, number, fact.council, on or fact.on, self.company, visits, cells)


def acts_of(case_id: str, facts: Sequence[Fact], bands: Bands) -> dict[tuple[str, str], Act]:
    """The acts of a case by kind and number, from all its facts in any order."""
    case = _Case(case_id, corrected(in_order(facts)), bands)
    tellers = dict.fromkeys(_TOLD_BY[kind] for kind in case.kinds if kind in _TOLD_BY)
    return {(act.kind, act.number): act for tell in tellers for act in tell(case)}


def _consultation(case: _Case) -> Iterator[Act]:
    fact = case.last("ConsultationOpened")
    if fact is None:
        return
    values = fact.values
    cells: list[Cell] = [
        (_M.CONSULTATION, values["kind"], 0),
        (_M.REQUESTER, values["requester"], 0),
    ]
    if values["kind"] != ConsultationKind.COUNTER:
        yield case.act(ActKind.CONSULTATION, fact, *cells)
        return
    cells += [
        (_M.RESULT, rules.result_class(case.value("ConsultationClosed", "result")), 0),
        (_M.CONSULTATION_INDUSTRY, values["industry"], 0),
        (_M.CONSULTATION_SALES, rules.band(values["sales"], case.bands.sales), 0),
        (_M.CONSULTATION_STAFF, rules.band(values["employees"], case.bands.staff), 0),
        (_M.ROUTE, values["route"], 0),
        (_M.CHANNEL, values["channel"], 0),
    ]
    yield case.act(ActKind.CONSULTATION, fact, *cells, visits=(Distinct.CONSULTED.value,))


def _lines(case: _Case) -> Iterator[Act]:
    for fact in case.each("SupportLineChosen"):
        yield case.act(ActKind.LINE, fact, (_M.LINE, fact.values["line"], 0), number=fact.event_id)


_STARTS: Final = {
    "RestructuringStarted": SupportLine.RESTRUCTURING.value,
    "TaxSchemeStarted": SupportLine.TAX_SCHEME.value,
    "ImprovementStarted": SupportLine.REVENUE_IMPROVEMENT.value,
    "RepaymentSupportStarted": SupportLine.GUARANTEE.value,
    "RechallengeStarted": SupportLine.RECHALLENGE.value,
}
_ENDS: Final = {
    "RestructuringEnded": SupportLine.RESTRUCTURING.value,
    "TaxSchemeEnded": SupportLine.TAX_SCHEME.value,
    "ImprovementEnded": SupportLine.REVENUE_IMPROVEMENT.value,
    "RepaymentSupportEnded": SupportLine.GUARANTEE.value,
}


def _starts(case: _Case) -> Iterator[Act]:
    for kind, line in _STARTS.items():
        fact = case.last(kind)
        if fact is not None:
            yield case.act(ActKind.START, fact, (_M.START, line, 0), number=line)


def _ends(case: _Case) -> Iterator[Act]:
    for kind, line in _ENDS.items():
        fact = case.last(kind)
        if fact is None:
            continue
        cells: list[Cell] = [(_M.ENDED_LINE, line, 0)]
        if kind == "RestructuringEnded":
            cells.append((_M.END, fact.values["ground"], 0))
        yield case.act(ActKind.END, fact, *cells, number=line)


def _days(fact: Fact, on: dt.date) -> int:
    return (on - dt.date.fromisoformat(fact.values["consulted_on"])).days


def _plan(case: _Case) -> Iterator[Act]:
    """再生計画: 別冊２ and 別冊３ alike."""
    fact = case.last("PlanApproved")
    if fact is None:
        return
    values, methods = fact.values, sorted(set(fact.values["methods"]))
    business = sorted(set(values.get("business_methods", ())))  # a fact kept before there were any has none
    failures = [
        each for each in case.each("MonitoringReported") if each.values["result"] == MonitoringResult.FAILED_AGAIN
    ]
    failed_on = min((dt.date.fromisoformat(each.values["period_to"]) for each in failures), default=None)
    groups = [("waiver", rules.WAIVER), ("drastic", rules.DRASTIC)]
    yield case.act(
        ActKind.COMPLETION,
        fact,
        (_M.COMPLETION, values["kind"], 0),
        (_M.COMPLETED_LINE, rules.completed_line(values["kind"]), 0),
        *case.sizes(Measure.COMPLETION_INDUSTRY, Measure.COMPLETION_SALES, Measure.COMPLETION_STAFF),
        (_M.DAYS, "", _days(fact, fact.on)),
        (_M.JOBS, "", values["jobs"]),
        (_M.DEBT, "", values["debt_before"]),
        *([(_M.WAIVED, "", values["debt_waived"])] if values["debt_waived"] else []),
        *((_M.METHOD, method, 0) for method in methods),
        *((_M.BUSINESS_METHOD, method, 0) for method in business),
        *((_M.METHOD_GROUP, name, 0) for name, group in groups if not group.isdisjoint(methods)),
        *([(_M.FAILED_AGAIN, "", 0)] if rules.failed_again(fact.on, failed_on) else []),
        visits=(Distinct.COMPLETED.value,),
    )


def _improvement(case: _Case) -> Iterator[Act]:
    fact = case.last("ImprovementCompleted")
    if fact is None:
        return
    version = fact.values["plan_version"]
    drafts = [each for each in case.each("ImprovementPlanDrafted") if each.values["version"] == version]
    methods = sorted(set(drafts[-1].values["methods"])) if drafts else []
    yield case.act(
        ActKind.COMPLETION,
        fact,
        (_M.COMPLETED_LINE, SupportLine.REVENUE_IMPROVEMENT.value, 0),
        (_M.IMPROVEMENT_FORM, fact.values["form"], 0),
        *case.sizes(Measure.IMPROVEMENT_INDUSTRY, Measure.IMPROVEMENT_SALES, Measure.IMPROVEMENT_STAFF),
        *((_M.IMPROVEMENT_METHOD, method, 0) for method in methods),
        (_M.IMPROVEMENT_DAYS, "", _days(fact, fact.on)),
        number=SupportLine.REVENUE_IMPROVEMENT.value,
        visits=(Distinct.IMPROVED.value,),
    )


def _guarantee(case: _Case) -> Iterator[Act]:
    """One case is one guarantor: the act counts a person, its visit the company (RP-3)."""
    fact = case.last("RepaymentPlanApproved")
    if fact is None:
        return
    kind = rules.settlement_kind(fact.values["settlement"])
    together = kind == rules.TOGETHER
    yield case.act(
        ActKind.COMPLETION,
        fact,
        (_M.COMPLETED_LINE, SupportLine.GUARANTEE.value, 0),
        (_M.GUARANTEE_PERSONS, kind, 0),
        (_M.GUARANTEE_RELEASED, "", fact.values["debt_released"]),
        (_M.GUARANTEE_DAYS, "", _days(fact, fact.on)),
        number=SupportLine.GUARANTEE.value,
        visits=(
            Distinct.GUARANTEE.value,
            (Distinct.GUARANTEE_TOGETHER if together else Distinct.GUARANTEE_ALONE).value,
        ),
    )


def _rechallenge(case: _Case) -> Iterator[Act]:
    """A 再チャレンジ支援 is complete when its outcome is compiled (YR-2-6-3-2)."""
    fact = case.last("OutcomeCompiled")
    if fact is None:
        return
    values = fact.values
    yield case.act(
        ActKind.COMPLETION,
        fact,
        (_M.COMPLETED_LINE, SupportLine.RECHALLENGE.value, 0),
        *([(_M.OUTCOME_COMPANY, values["company"], 0)] if values["company"] else []),
        *((_M.OUTCOME_PERSON, each, 0) for each in values["persons"]),
        *((_M.NEW_START, each, 0) for each in values["starts"]),
        *((_M.EFFECT, each, 0) for each in sorted(set(values["effects"]))),
        *((_M.RECHALLENGE_TOPIC, each, 0) for each in sorted(set(values["topics"]))),
        number=SupportLine.RECHALLENGE.value,
        visits=(Distinct.RECHALLENGED.value,),
    )


def _monitoring(case: _Case) -> Iterator[Act]:
    for fact in case.each("MonitoringReported"):
        cell = (_M.MONITORING, fact.values["result"], 0)
        yield case.act(ActKind.MONITORING, fact, cell, number=fact.event_id)
    for fact in case.each("PerformanceReported"):
        item = "on_plan" if fact.values["on_plan"] else "below_plan"
        yield case.act(ActKind.MONITORING, fact, (_M.PERFORMANCE, item, 0), number=fact.event_id)
    for fact in case.each("MonitoringEnded"):
        cell = (_M.MONITORING_DECISION, fact.values["decision"], 0)
        yield case.act(ActKind.MONITORING_END, fact, cell, number=fact.event_id)


def _subsidy(case: _Case) -> Iterator[Act]:
    fact = case.last("SubsidyApplicationFiled")
    if fact is not None:
        yield case.act(
            ActKind.APPLICATION,
            fact,
            (_M.APPLICATION, case.track, sum(fact.values["estimates"])),
            (_M.APPLICATION_INDUSTRY, fact.values["industry"], 0),
            visits=(Distinct.APPLIED.value,),
        )
    accepted = case.last("SubsidyApplicationAccepted")
    if accepted is not None:
        yield case.act(ActKind.ACCEPTANCE, accepted, (_M.ACCEPTANCE, case.track, 0))
    ended = case.last("SubsidyCaseEnded")
    if ended is not None:
        yield case.act(ActKind.SUBSIDY_END, ended, (_M.SUBSIDY_END, ended.values["kind"], 0))


def _money(case: _Case) -> Iterator[Act]:
    for kind, name in (("PlanFeeClaimed", "plan"), ("AccompanimentClaimed", "accompaniment")):
        for fact in case.each(kind):
            amount = sum(fact.values["costs"])
            cells = ((_M.CLAIM, case.track, amount), (_M.CLAIM_KIND, name, amount))
            yield case.act(ActKind.CLAIM, fact, *cells, number=fact.event_id)
    for fact in case.each("PlanFeeDecided", "AccompanimentDecided"):
        cell = (_M.DECISION, case.track, fact.values["total"])
        yield case.act(ActKind.DECISION, fact, cell, number=fact.event_id)
    for fact in case.each("FeePaid"):
        values, amount = fact.values, fact.values["amount"]
        yield case.act(
            ActKind.PAYMENT,
            fact,
            (_M.PAYMENT, values["track"], amount),
            (_M.PAYMENT_KIND, values["kind"], amount),
            number=fact.event_id,
            on=dt.date.fromisoformat(values["paid_on"]),
        )


def _activities(case: _Case) -> Iterator[Act]:
    """Publicity counts once under each audience, training under each kind of organisation, with its persons."""
    for fact in case.each("PublicityGiven"):
        measure = Measure.PUBLICITY if fact.values["programme"] == Programme.GENERAL else Measure.PUBLICITY_SUBSIDY
        cells = [(measure.value, audience, 0) for audience in fact.values["audiences"]]
        cells.append((_M.PROMOTION, "", fact.values["reached"] or 0))
        yield case.act(ActKind.PUBLICITY, fact, *cells)
    for fact in case.each("TrainingHeld"):
        measure = Measure.TRAINING if fact.values["programme"] == Programme.GENERAL else Measure.TRAINING_SUBSIDY
        cells = [(measure.value, kind, persons) for kind, _, persons in fact.values["participants"]]
        cells.append((_M.TRAININGS, "", sum(persons for _, _, persons in fact.values["participants"])))
        yield case.act(ActKind.TRAINING, fact, *cells)


_TOLD_BY: Final[dict[str, Callable[[_Case], Iterator[Act]]]] = {
    "ConsultationOpened": _consultation,
    "SupportLineChosen": _lines,
    **dict.fromkeys(_STARTS, _starts),
    "PlanApproved": _plan,
    "ImprovementCompleted": _improvement,
    "RepaymentPlanApproved": _guarantee,
    "OutcomeCompiled": _rechallenge,
    **dict.fromkeys(_ENDS, _ends),
    **dict.fromkeys(("MonitoringReported", "PerformanceReported", "MonitoringEnded"), _monitoring),
    **dict.fromkeys(("SubsidyApplicationFiled", "SubsidyApplicationAccepted", "SubsidyCaseEnded"), _subsidy),
    **dict.fromkeys(
        ("PlanFeeClaimed", "AccompanimentClaimed", "PlanFeeDecided", "AccompanimentDecided", "FeePaid"), _money
    ),
    **dict.fromkeys(("PublicityGiven", "TrainingHeld"), _activities),
}
"""Which acts follow from a fact of a kind; the other kinds only say more about these."""
