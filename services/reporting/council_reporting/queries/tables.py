"""The published tables: which measure each shows, its items in their order with labels, and what its shares are of. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple, TypeAlias

from council_events.intake import Channel, ConsultationKind, FirstResponse, Requester, Route
from council_events.reporting import Audience, OrganisationKind
from council_events.subsidy import EndKind, PaymentKind, Track
from council_events.support import (
    AdviceTopic,
    BusinessMethod,
    CompanySettlement,
    Effect,
    EndGround,
    ImprovementForm,
    Method,
    MonitoringDecision,
    MonitoringResult,
    NewStart,
    PersonalSettlement,
    PlanKind,
)
from council_events.values import Code, Industry, SupportLine

from council_reporting import rules
from council_reporting.figures import Function, Measure
from council_reporting.queries.answers import Item, ItemLabel, Table, TableDescription
from council_reporting.rules import Bands

Sums: TypeAlias = Mapping[tuple[str, str], tuple[int, int]]
"""(measure, item) → (n, amount)"""
Items: TypeAlias = tuple[tuple[str, str], ...]
"""(code, label) in the order of the table"""


class Shape(NamedTuple):
    """How a table is made of a measure.

    `number`: of the published table, where it is one. `base`: the measure, or one item of it, that the shares are of.
    """

    measure: Measure
    title: str
    items: Items
    base: Measure
    base_item: str | None = None
    number: str | None = None
    unit: str = "件"
    multiple: bool = False
    amount_unit: str | None = None

    @property
    def code(self) -> str:
        """The code of the table."""
        return self.measure.value


def _codes(codes: Iterable[Code]) -> Items:
    return tuple((code.value, code.label) for code in codes)


def _bands(bounds: tuple[int, ...], unit: int, name: str) -> Items:
    """Labels of bands from their upper bounds: 1億円以下, 1億円超5億円以下 …, 50億円超, 不明."""
    labels, low = [], ""
    for bound in bounds:
        shown = f"{bound // unit:,}" if bound % unit == 0 else f"{bound / unit:,}"
        labels.append((str(bound), f"{low}{shown}{name}以下"))
        low = f"{shown}{name}超"
    return (*labels, (rules.OVER, low), _UNKNOWN)


_UNKNOWN: Final = (rules.UNKNOWN, "不明")
_RESULTS: Final = (*_codes(FirstResponse), (rules.PENDING, "対応中"))
_INDUSTRIES: Final = (*_codes(Industry), _UNKNOWN)
_STARTED: Final = tuple(line for line in SupportLine if line is not SupportLine.PLAN_SUBSIDY)
_COMPLETED: Final[Items] = (
    ("revenue_improvement", "収益力改善支援"),
    ("pre_plan", "プレ再生支援"),
    ("restructuring", "再生支援"),
    ("rechallenge", "再チャレンジ支援"),
    ("guarantee", "保証債務の整理"),
)
_TRACKS: Final = (*_codes(Track), _UNKNOWN)
_METHOD_GROUPS: Final[Items] = (
    ("waiver", "債権放棄"),
    ("drastic", "抜本再生（債権放棄等・DES・DDSのいずれかを含む計画）"),
)
_SETTLEMENTS: Final[Items] = ((rules.TOGETHER, "一体型"), (rules.ALONE, "単独型"))
_CLAIMS: Final[Items] = (("plan", "計画策定支援費用"), ("accompaniment", "伴走支援費用"))
_PERFORMANCE: Final[Items] = (("on_plan", "計画どおり"), ("below_plan", "計画を下回る"))
_COUNTER: Final = ConsultationKind.COUNTER.value


@cache
def shapes(bands: Bands) -> tuple[Shape, ...]:
    """Every table, in the order in which they are shown."""
    m = Measure
    sales, staff = _bands(bands.sales, 100_000_000, "億円"), _bands(bands.staff, 1, "名")
    improved = m.IMPROVEMENT_FORM
    return (
        Shape(m.CONSULTATION, "相談の種類別", _codes(ConsultationKind), m.CONSULTATION, number="T1"),
        Shape(m.REQUESTER, "相談者別", _codes(Requester), m.CONSULTATION),
        Shape(m.RESULT, "窓口相談の結果", _RESULTS, m.CONSULTATION, _COUNTER, number="T2"),
        Shape(m.CONSULTATION_INDUSTRY, "窓口相談の業種", _INDUSTRIES, m.CONSULTATION, _COUNTER, number="T3"),
        Shape(m.ROUTE, "窓口相談の持込経路", _codes(Route), m.CONSULTATION, _COUNTER, number="T4"),
        Shape(m.CHANNEL, "窓口相談の応対方法", _codes(Channel), m.CONSULTATION, _COUNTER),
        Shape(m.CONSULTATION_SALES, "窓口相談企業の売上規模", sales, m.CONSULTATION, _COUNTER),
        Shape(m.CONSULTATION_STAFF, "窓口相談企業の従業員規模", staff, m.CONSULTATION, _COUNTER),
        Shape(m.LINE, "検討した支援の種類", _codes(SupportLine), m.LINE),
        Shape(m.START, "支援の開始", _codes(_STARTED), m.START),
        Shape(m.COMPLETED_LINE, "支援の完了", _COMPLETED, m.COMPLETED_LINE, number="T10"),
        Shape(m.COMPLETION, "成立した再生計画の種類", _codes(PlanKind), m.COMPLETION),
        Shape(m.COMPLETION_SALES, "完了企業の売上規模", sales, m.COMPLETION, number="T5"),
        Shape(m.COMPLETION_STAFF, "完了企業の従業員規模", staff, m.COMPLETION, number="T6"),
        Shape(m.COMPLETION_INDUSTRY, "完了企業の業種", _INDUSTRIES, m.COMPLETION, number="T7"),
        Shape(m.METHOD, "金融支援の手法", _codes(Method), m.COMPLETION, number="T8", multiple=True),
        Shape(m.METHOD_GROUP, "金融支援の手法（再掲）", _METHOD_GROUPS, m.COMPLETION, number="T8", multiple=True),
        Shape(m.BUSINESS_METHOD, "事業面の手法", _codes(BusinessMethod), m.COMPLETION, number="T9", multiple=True),
        Shape(improved, "成立した収益力改善計画", _codes(ImprovementForm), improved),
        Shape(m.IMPROVEMENT_SALES, "収益力改善支援の完了企業の売上規模", sales, improved),
        Shape(m.IMPROVEMENT_STAFF, "収益力改善支援の完了企業の従業員規模", staff, improved),
        Shape(m.IMPROVEMENT_INDUSTRY, "収益力改善支援の完了企業の業種", _INDUSTRIES, improved),
        Shape(m.IMPROVEMENT_METHOD, "収益力改善計画の金融支援の手法", _codes(Method), improved, multiple=True),
        Shape(m.GUARANTEE_PERSONS, "保証債務の整理", _SETTLEMENTS, m.GUARANTEE_PERSONS, number="T11", unit="人"),
        Shape(m.OUTCOME_COMPANY, "再チャレンジ支援の結果（法人）", _codes(CompanySettlement), m.OUTCOME_COMPANY),
        Shape(
            m.OUTCOME_PERSON, "再チャレンジ支援の結果（個人）", _codes(PersonalSettlement), m.OUTCOME_PERSON, unit="人"
        ),
        Shape(m.NEW_START, "再チャレンジの状況", _codes(NewStart), m.NEW_START, unit="人"),
        Shape(m.EFFECT, "再チャレンジ支援の効果", _codes(Effect), m.COMPLETED_LINE, "rechallenge", multiple=True),
        Shape(
            m.RECHALLENGE_TOPIC,
            "再チャレンジ支援の助言",
            _codes(AdviceTopic),
            m.COMPLETED_LINE,
            "rechallenge",
            multiple=True,
        ),
        Shape(m.ENDED_LINE, "支援の終了", _codes(_STARTED), m.ENDED_LINE),
        Shape(m.END, "再生支援の終了の理由", _codes(EndGround), m.END),
        Shape(m.MONITORING, "モニタリングの結果", _codes(MonitoringResult), m.MONITORING),
        Shape(m.MONITORING_DECISION, "モニタリング終了時の判断", _codes(MonitoringDecision), m.MONITORING_DECISION),
        Shape(m.PERFORMANCE, "実施状況の報告（別冊３）", _PERFORMANCE, m.PERFORMANCE),
        Shape(m.APPLICATION, "利用申請（枠別）", _TRACKS, m.APPLICATION, number="T14", amount_unit="円"),
        Shape(m.APPLICATION_INDUSTRY, "利用申請企業の業種", _INDUSTRIES, m.APPLICATION),
        Shape(m.ACCEPTANCE, "利用申請の受理（枠別）", _TRACKS, m.ACCEPTANCE),
        Shape(m.CLAIM, "支払申請（枠別）", _TRACKS, m.CLAIM, number="T14", amount_unit="円"),
        Shape(m.CLAIM_KIND, "支払申請（費用別）", _CLAIMS, m.CLAIM_KIND, amount_unit="円"),
        Shape(m.DECISION, "支払決定（枠別）", _TRACKS, m.DECISION, amount_unit="円"),
        Shape(m.PAYMENT, "支払（枠別）", _codes(Track), m.PAYMENT, number="T14", amount_unit="円"),
        Shape(m.PAYMENT_KIND, "支払（費目別）", _codes(PaymentKind), m.PAYMENT_KIND, amount_unit="円"),
        Shape(m.SUBSIDY_END, "計画策定支援事業の終了", _codes(EndKind), m.SUBSIDY_END),
        Shape(m.PUBLICITY, "広報活動（対象別）", _codes(Audience), m.PROMOTION, multiple=True),
        Shape(
            m.PUBLICITY_SUBSIDY,
            "広報活動（経営改善計画策定支援事業、対象別）",
            _codes(Audience),
            m.PROMOTION,
            multiple=True,
        ),
        Shape(
            m.TRAINING, "教育・研修（機関別）", _codes(OrganisationKind), m.TRAINING, multiple=True, amount_unit="人"
        ),
        Shape(
            m.TRAINING_SUBSIDY,
            "教育・研修（経営改善計画策定支援事業、機関別）",
            _codes(OrganisationKind),
            m.TRAINING_SUBSIDY,
            multiple=True,
            amount_unit="人",
        ),
    )


def shape_of(code: str, bands: Bands) -> Shape:
    """The table of this code; raises KeyError."""
    return _by_code(bands)[code]


@cache
def _by_code(bands: Bands) -> dict[str, Shape]:
    return {shape.code: shape for shape in shapes(bands)}


@cache
def item_labels(bands: Bands) -> Mapping[tuple[str, str], str]:
    """(measure, item) → label, for every item that a table names."""
    return {(shape.code, code): label for shape in shapes(bands) for code, label in shape.items}


def descriptions(bands: Bands) -> tuple[TableDescription, ...]:
    """The catalogue: what tables there are, without numbers."""
    return tuple(
        TableDescription(
            code=shape.code,
            number=shape.number,
            title=shape.title,
            unit=shape.unit,
            amount_unit=shape.amount_unit,
            multiple=shape.multiple,
            items=tuple(ItemLabel(code=code, label=label) for code, label in shape.items),
        )
        for shape in shapes(bands)
    )


def tables(now: Sums, before: Sums, bands: Bands) -> tuple[Table, ...]:
    """The published tables of a period beside those of the year before, every item in its place, also where it is 0."""
    published = tuple(
        Table(
            code=shape.code,
            number=shape.number,
            title=shape.title,
            base=base_of(now, shape),
            unit=shape.unit,
            multiple=shape.multiple,
            amount_unit=shape.amount_unit,
            items=items_of(shape, now, before),
        )
        for shape in shapes(bands)
    )
    return (*published, functions(now, before))


def functions(now: Sums, before: Sums) -> Table:
    """Every act of the period under exactly one of the three functions (YR-1-1-2)."""
    counted, former = _by_function(now), _by_function(before)
    whole = sum(counted.values())
    return Table(
        code="function",
        number=None,
        title="協議会の機能別の活動",
        base=whole,
        unit="件",
        items=tuple(
            Item(
                code=function.value,
                label=function.label,
                n=counted[function],
                share=rules.share(counted[function], whole),
                before=former[function],
            )
            for function in Function
        ),
    )


def _by_function(sums: Sums) -> Counter[str]:
    counted: Counter[str] = Counter()
    for (measure, _), (n, _) in sums.items():
        function = rules.function_of(measure)
        if function is not None:
            counted[function] += n
    return counted


def base_of(sums: Sums, shape: Shape) -> int:
    """What the shares of a table are of."""
    if shape.base_item is None:
        return of_all(sums, shape.base)[0]
    return sums.get((shape.base, shape.base_item), (0, 0))[0]


def items_of(shape: Shape, now: Sums, before: Sums, *, every: bool = False) -> tuple[Item, ...]:
    """The rows of a table; 不明 only where there is any, unless `every` row is wanted."""
    base = base_of(now, shape)
    items = []
    for code, label in shape.items:
        n, amount = now.get((shape.measure, code), (0, 0))
        former, former_amount = before.get((shape.measure, code), (0, 0))
        if code == rules.UNKNOWN and not n and not former and not every:
            continue
        items.append(
            Item(
                code=code,
                label=label,
                n=n,
                share=rules.share(n, base),
                amount=amount if shape.amount_unit else None,
                before=former,
                amount_before=former_amount if shape.amount_unit else None,
            )
        )
    return tuple(items)


def of_all(sums: Sums, measure: Measure) -> tuple[int, int]:
    """n and amount of all items of a measure."""
    found = [value for (name, _), value in sums.items() if name == measure]
    return sum(n for n, _ in found), sum(amount for _, amount in found)
