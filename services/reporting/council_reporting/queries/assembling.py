"""Sums → the answer: headline values, tables with shares, comparison with the year before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from council_events.intake import ConsultationKind, FirstResponse, Route
from council_events.subsidy import PaymentKind, Track
from council_events.support import EndGround, Method, MonitoringResult, PlanKind
from council_events.values import Code, Industry, SupportLine

from council_reporting import rules
from council_reporting.figures import Distinct, Measure
from council_reporting.queries.answers import Change, Cumulative, Item, Table, Values
from council_reporting.rules import Bands

Sums: TypeAlias = Mapping[tuple[str, str], tuple[int, int]]
"""(measure, item) → (n, amount)"""
Companies: TypeAlias = Mapping[str, int]
"""distinct → companies"""


def _all(sums: Sums, measure: Measure) -> tuple[int, int]:
    """n and amount of all items of a measure."""
    found = [value for (name, _), value in sums.items() if name == measure]
    return sum(n for n, _ in found), sum(amount for _, amount in found)


def values(sums: Sums, companies: Companies) -> Values:
    """The headline figures."""

    def n(measure: Measure, item: str) -> int:
        return sums.get((measure, item), (0, 0))[0]

    completions, days = sums.get((Measure.DAYS, ""), (0, 0))
    applications, estimated = _all(sums, Measure.APPLICATION)
    claims, claimed = _all(sums, Measure.CLAIM)
    payments, paid = _all(sums, Measure.PAYMENT)
    failed = n(Measure.FAILED_AGAIN, "")
    return Values(
        counter_consultations=n(Measure.CONSULTATION, ConsultationKind.COUNTER),
        preliminary_consultations=n(Measure.CONSULTATION, ConsultationKind.PRELIMINARY),
        consulted_companies=companies.get(Distinct.CONSULTED, 0),
        starts=n(Measure.START, ""),
        completions=completions,
        restructuring_completions=n(Measure.COMPLETED_LINE, "restructuring"),
        pre_plan_completions=n(Measure.COMPLETED_LINE, "pre_plan"),
        completed_companies=companies.get(Distinct.COMPLETED, 0),
        ends=_all(sums, Measure.END)[0],
        jobs_kept=sums.get((Measure.JOBS, ""), (0, 0))[1],
        mean_days=rules.mean_days(days, completions),
        failed_again=failed,
        failed_again_rate=rules.share(failed, completions),
        monitoring_reports=_all(sums, Measure.MONITORING)[0],
        applications=applications,
        estimated_yen=estimated,
        claims=claims,
        claimed_yen=claimed,
        payments=payments,
        paid_yen=paid,
    )


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


def cumulative(sums: Sums, companies: Companies) -> Cumulative:
    """What has come together up to the end of a period; in progress is what was started and neither completed nor ended."""
    now = values(sums, companies)
    return Cumulative(
        counter_consultations=now.counter_consultations,
        consulted_companies=now.consulted_companies,
        completions=now.completions,
        in_progress=now.starts - now.completions - now.ends,
        jobs_kept=now.jobs_kept,
    )


class _Shape(NamedTuple):
    """How a table is made of a measure: its items in order with labels, and what its shares are of."""

    measure: Measure
    title: str
    items: tuple[tuple[str, str], ...]
    base: Measure
    base_item: str | None = None
    multiple: bool = False
    amount_unit: str | None = None


def _codes(codes: Iterable[Code]) -> tuple[tuple[str, str], ...]:
    return tuple((code.value, code.label) for code in codes)


def _bands(bounds: tuple[int, ...], unit: int, name: str) -> tuple[tuple[str, str], ...]:
    """Labels of bands from their upper bounds: 1億円以下, 1億円超5億円以下 …, 50億円超, 不明."""
    labels, low = [], ""
    for bound in bounds:
        shown = f"{bound // unit:,}" if bound % unit == 0 else f"{bound / unit:,}"
        labels.append((str(bound), f"{low}{shown}{name}以下"))
        low = f"{shown}{name}超"
    return (*labels, (rules.OVER, low), _UNKNOWN)


_UNKNOWN: Final = (rules.UNKNOWN, "不明")
_RESULTS: Final = (*_codes(FirstResponse), (rules.PENDING, "対応中"))


def _shapes(bands: Bands) -> tuple[_Shape, ...]:
    counter, done = ConsultationKind.COUNTER.value, Measure.COMPLETION
    return (
        _Shape(Measure.CONSULTATION, "相談の種類別", _codes(ConsultationKind), Measure.CONSULTATION),
        _Shape(Measure.RESULT, "窓口相談の結果", _RESULTS, Measure.CONSULTATION, counter),
        _Shape(Measure.CONSULTATION_INDUSTRY, "窓口相談の業種", _codes(Industry), Measure.CONSULTATION, counter),
        _Shape(Measure.ROUTE, "窓口相談の持込経路", _codes(Route), Measure.CONSULTATION, counter),
        _Shape(Measure.LINE, "検討した支援の種類", _codes(SupportLine), Measure.LINE),
        _Shape(done, "完了した計画の種類", _codes(PlanKind), done),
        _Shape(
            Measure.COMPLETED_LINE, "支援の完了", (("restructuring", "再生支援"), ("pre_plan", "プレ再生支援")), done
        ),
        _Shape(Measure.COMPLETION_INDUSTRY, "完了企業の業種", (*_codes(Industry), _UNKNOWN), done),
        _Shape(Measure.COMPLETION_SALES, "完了企業の売上規模", _bands(bands.sales, 100_000_000, "億円"), done),
        _Shape(Measure.COMPLETION_STAFF, "完了企業の従業員規模", _bands(bands.staff, 1, "名"), done),
        _Shape(Measure.METHOD, "金融支援の手法", _codes(Method), done, multiple=True),
        _Shape(
            Measure.METHOD_GROUP,
            "金融支援の手法（再掲）",
            (("waiver", "債権放棄"), ("drastic", "抜本再生（債権放棄等・DES・DDSのいずれかを含む計画）")),
            done,
            multiple=True,
        ),
        _Shape(Measure.END, "終了の理由", _codes(EndGround), Measure.END),
        _Shape(Measure.MONITORING, "モニタリングの結果", _codes(MonitoringResult), Measure.MONITORING),
        _Shape(Measure.APPLICATION, "利用申請（枠別）", _codes(Track), Measure.APPLICATION, amount_unit="円"),
        _Shape(Measure.CLAIM, "支払申請（枠別）", _codes(Track), Measure.CLAIM, amount_unit="円"),
        _Shape(Measure.PAYMENT, "支払（枠別）", _codes(Track), Measure.PAYMENT, amount_unit="円"),
        _Shape(Measure.PAYMENT_KIND, "支払（費目別）", _codes(PaymentKind), Measure.PAYMENT_KIND, amount_unit="円"),
    )


def tables(sums: Sums, bands: Bands) -> tuple[Table, ...]:
    """The published tables, every item in its place, also where it is 0."""
    return tuple(_table(sums, shape) for shape in _shapes(bands))


def _table(sums: Sums, shape: _Shape) -> Table:
    whole = _all(sums, shape.base) if shape.base_item is None else sums.get((shape.base, shape.base_item), (0, 0))
    base = whole[0]
    items = []
    for code, label in shape.items:
        n, amount = sums.get((shape.measure, code), (0, 0))
        if code == rules.UNKNOWN and n == 0:
            continue
        counted = amount if shape.amount_unit else None
        items.append(Item(code=code, label=label, n=n, share=rules.share(n, base), amount=counted))
    return Table(
        code=shape.measure.value,
        title=shape.title,
        base=base,
        multiple=shape.multiple,
        amount_unit=shape.amount_unit,
        items=tuple(items),
    )


def item_labels(bands: Bands) -> dict[tuple[str, str], str]:
    """(measure, item) → label, for every item that a table names."""
    return {(shape.measure.value, code): label for shape in _shapes(bands) for code, label in shape.items}
