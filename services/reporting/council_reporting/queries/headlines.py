"""Sums → the headline figures, beside those of the year before, and since the first record. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, TypeAlias

from council_events.intake import ConsultationKind
from council_events.values import SupportLine

from council_reporting import rules
from council_reporting.figures import Distinct, Measure
from council_reporting.queries.answers import Change, Cumulative, Values
from council_reporting.queries.tables import Sums

Companies: TypeAlias = Mapping[str, int]
"""distinct → companies"""

OF_VALUES: Final[tuple[str, ...]] = tuple(
    measure.value
    for measure in (
        Measure.CONSULTATION,
        Measure.START,
        Measure.COMPLETED_LINE,
        Measure.DAYS,
        Measure.JOBS,
        Measure.IMPROVEMENT_DAYS,
        Measure.GUARANTEE_DAYS,
        Measure.GUARANTEE_PERSONS,
        Measure.ENDED_LINE,
        Measure.FAILED_AGAIN,
        Measure.MONITORING,
        Measure.PERFORMANCE,
        Measure.APPLICATION,
        Measure.ACCEPTANCE,
        Measure.CLAIM,
        Measure.DECISION,
        Measure.PAYMENT,
    )
)
"""The measures that the headline figures are made of."""
_RESTRUCTURING: Final = (SupportLine.RESTRUCTURING.value, SupportLine.TAX_SCHEME.value)
_IMPROVEMENT: Final = SupportLine.REVENUE_IMPROVEMENT.value


def values(sums: Sums, companies: Companies) -> Values:
    """The headline figures."""

    def n(measure: Measure, *items: str) -> int:
        return sum(sums.get((measure, item), (0, 0))[0] for item in items)

    of_all = _of_all_items(sums)
    completions, days = sums.get((Measure.DAYS, ""), (0, 0))
    improved, improvement_days = sums.get((Measure.IMPROVEMENT_DAYS, ""), (0, 0))
    settled, guarantee_days = sums.get((Measure.GUARANTEE_DAYS, ""), (0, 0))
    applications, estimated = of_all[Measure.APPLICATION]
    claims, claimed = of_all[Measure.CLAIM]
    decisions, decided = of_all[Measure.DECISION]
    payments, paid = of_all[Measure.PAYMENT]
    failed = n(Measure.FAILED_AGAIN, "")
    return Values(
        counter_consultations=n(Measure.CONSULTATION, ConsultationKind.COUNTER),
        preliminary_consultations=n(Measure.CONSULTATION, ConsultationKind.PRELIMINARY),
        guarantee_consultations=n(Measure.CONSULTATION, ConsultationKind.GUARANTEE),
        consulted_companies=companies.get(Distinct.CONSULTED, 0),
        starts=n(Measure.START, *_RESTRUCTURING),
        improvement_starts=n(Measure.START, _IMPROVEMENT),
        guarantee_starts=n(Measure.START, SupportLine.GUARANTEE),
        rechallenge_starts=n(Measure.START, SupportLine.RECHALLENGE),
        completions=completions,
        restructuring_completions=n(Measure.COMPLETED_LINE, "restructuring"),
        pre_plan_completions=n(Measure.COMPLETED_LINE, "pre_plan"),
        completed_companies=companies.get(Distinct.COMPLETED, 0),
        improvement_completions=improved,
        improved_companies=companies.get(Distinct.IMPROVED, 0),
        guarantee_persons=settled,
        guarantee_companies=companies.get(Distinct.GUARANTEE, 0),
        guarantee_companies_together=companies.get(Distinct.GUARANTEE_TOGETHER, 0),
        guarantee_companies_alone=companies.get(Distinct.GUARANTEE_ALONE, 0),
        rechallenge_completions=n(Measure.COMPLETED_LINE, SupportLine.RECHALLENGE),
        rechallenged_companies=companies.get(Distinct.RECHALLENGED, 0),
        ends=n(Measure.ENDED_LINE, *_RESTRUCTURING),
        improvement_ends=n(Measure.ENDED_LINE, _IMPROVEMENT),
        guarantee_ends=n(Measure.ENDED_LINE, SupportLine.GUARANTEE),
        jobs_kept=sums.get((Measure.JOBS, ""), (0, 0))[1],
        mean_days=rules.mean_days(days, completions),
        improvement_mean_days=rules.mean_days(improvement_days, improved),
        guarantee_mean_days=rules.mean_days(guarantee_days, settled),
        failed_again=failed,
        failed_again_rate=rules.share(failed, completions),
        monitoring_reports=of_all[Measure.MONITORING][0],
        performance_reports=of_all[Measure.PERFORMANCE][0],
        applications=applications,
        applied_companies=companies.get(Distinct.APPLIED, 0),
        estimated_yen=estimated,
        acceptances=of_all[Measure.ACCEPTANCE][0],
        claims=claims,
        claimed_yen=claimed,
        decisions=decisions,
        decided_yen=decided,
        payments=payments,
        paid_yen=paid,
    )


def _of_all_items(sums: Sums) -> Mapping[str, tuple[int, int]]:
    """n and amount of all items of each measure."""
    found: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (measure, _), (n, amount) in sums.items():
        known = found[measure]
        found[measure] = (known[0] + n, known[1] + amount)
    return found


def changes(now: Values, before: Values) -> tuple[Change, ...]:
    """Every headline figure that is a number of something, beside that of the year before."""
    found = []
    for name, field in Values.model_fields.items():
        this, that = getattr(now, name), getattr(before, name)
        if isinstance(this, int):
            found.append(
                Change(
                    figure=name,
                    title=field.title or name,
                    unit=field.description or "",
                    now=this,
                    before=that,
                    difference=this - that,
                    rate=rules.growth(this, that),
                )
            )
    return tuple(found)


CUMULATIVE: Final[tuple[str, ...]] = tuple(
    measure.value
    for measure in (
        Measure.CONSULTATION,
        Measure.START,
        Measure.COMPLETED_LINE,
        Measure.DAYS,
        Measure.JOBS,
        Measure.ENDED_LINE,
        Measure.GUARANTEE_PERSONS,
        Measure.GUARANTEE_DAYS,
        Measure.IMPROVEMENT_DAYS,
        Measure.APPLICATION,
        Measure.CLAIM,
        Measure.PAYMENT,
    )
)


def cumulative(sums: Sums, companies: Companies) -> Cumulative:
    """What has come together up to the end of a period; in progress is what was started and neither completed nor ended."""
    now = values(sums, companies)
    return Cumulative(
        counter_consultations=now.counter_consultations,
        consulted_companies=now.consulted_companies,
        completions=now.completions,
        in_progress=now.starts - now.completions - now.ends,
        jobs_kept=now.jobs_kept,
        improvement_completions=now.improvement_completions,
        improvement_in_progress=now.improvement_starts - now.improvement_completions - now.improvement_ends,
        guarantee_persons=now.guarantee_persons,
        guarantee_companies=now.guarantee_companies,
        rechallenge_completions=now.rechallenge_completions,
        applications=now.applications,
        claims=now.claims,
        paid_yen=now.paid_yen,
    )
