"""The plan's contents and numeric tests (別冊２ 2(5)) and the 調査報告書 on it (2(6)).

Years are business years of the company, counted from the first that begins after 成立.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from council_events.deciding import Refused, provision
from council_events.support import InvestigationItem, Method, PlanFigures, PlanItem, PlanKind
from council_events.values import Industry, Qualification

from council_support.commands.restructuring import FinalYear
from council_support.rules.years import last_day_within

SOLVENCY_YEARS = 5
PROFIT_YEARS = 3
RATIO_MAX = 10.0
PRE_PLAN_YEARS = 3
SMALL_STAFF_MAX = 20
SMALL_STAFF_MAX_COMMERCE_SERVICE = 5
SMALL_MONEY_BELOW = 100_000_000
COMMERCE_AND_SERVICE = frozenset({Industry.WHOLESALE_RETAIL, Industry.SERVICE, Industry.FOOD_LODGING})
FLOW_YEARS = slice(1, 4)
"""The second to fourth year after the year of 成立, in a list that begins with the first."""


class RatioParts(NamedTuple):
    """What the ratio is made of, in yen: 有利子負債, 運転資金, numerator and denominator."""

    debt: int
    working_capital: int
    net_debt: int
    cash_flow: int


@provision("B2-Q26")
def ratio_parts(year: FinalYear) -> RatioParts:
    """The formula's parts: what can't be collected or sold is no working capital, bonus provisions are no cash flow."""
    debt = year.short_term_loans + year.discounted_bills + year.long_term_loans + year.bonds
    working = (year.receivables - year.uncollectable) + (year.stock - year.dead_stock) - year.payables
    retained = year.ordinary_profit - year.taxes - year.outflow
    return RatioParts(
        debt=debt,
        working_capital=working,
        net_debt=debt - year.cash - year.securities - working,
        cash_flow=retained + year.depreciation + year.provisions_change,
    )


@provision("B2-Q26")
def debt_to_cash_flow(year: FinalYear) -> float | None:
    """Net interest-bearing debt over cash flow, rounded half up to two decimals; 0 when the net debt is none.

    None: not computable, the cash flow being zero or less (on which the text is silent).
    """
    parts = ratio_parts(year)
    if parts.cash_flow <= 0:
        return None
    return float((Decimal(max(0, parts.net_debt)) / parts.cash_flow).quantize(Decimal("0.01"), ROUND_HALF_UP))


@provision("B2-2-5-1")
def the_items_are_complete(items: Collection[PlanItem], support: bool, guarantor_list: bool) -> None:
    """The eleven items: 金融支援 when it is asked, the guarantor's list with 債権放棄等 where one exists."""
    needed = set(PlanItem)
    if not support:
        needed.discard(PlanItem.FINANCIAL_SUPPORT)
    if not guarantor_list:
        needed.discard(PlanItem.GUARANTOR_ASSETS)
    missing = [item for item in PlanItem if item in needed - set(items)]
    if missing:
        raise Refused(
            "B2-2-5-1",
            f"計画案に記載がない事項があります：{'、'.join(item.label for item in missing)}",
            f"Item(s) missing from the plan: {', '.join(missing)}",
            field="items",
        )


@provision("B2-2-5-2", "B2-2-5-3", "B2-2-5-4")
def missed_tests(figures: PlanFigures) -> list[str]:
    """The provisions of the numeric tests that the figures miss: solvency in 5 years, profit in 3, ratio at most 10."""
    missed = []
    if figures.real_net_worth < 0 and not _within(figures.years_to_solvency, SOLVENCY_YEARS):
        missed.append("B2-2-5-2")
    if figures.ordinary_profit < 0 and not _within(figures.years_to_profit, PROFIT_YEARS):
        missed.append("B2-2-5-3")
    if figures.debt_to_cash_flow is None or figures.debt_to_cash_flow > RATIO_MAX:
        missed.append("B2-2-5-4")
    return missed


def _within(years: int | None, limit: int) -> bool:
    return years is not None and years <= limit


_TESTS = {
    "B2-2-5-2": ("実質債務超過を5年以内に解消", "net worth is mended within five years", "solvent_by"),
    "B2-2-5-3": ("経常黒字に3年以内に転換", "an ordinary profit is made within three years", "profitable_by"),
    "B2-2-5-4": ("有利子負債の対キャッシュフロー比率が10倍以下", "debt is at most ten times cash flow", "final_year"),
}


@provision("B2-2-5-2", "B2-2-5-3", "B2-2-5-4", "B2-Q26-2")
def a_missed_test_has_grounds(missed: Sequence[str], exception_grounds: str | None) -> None:
    """A plan that misses a numeric test states so, with its reasonable grounds."""
    if missed and not exception_grounds:
        ja, en, field = _TESTS[missed[0]]
        raise Refused(
            missed[0],
            f"数値基準（{ja}）を満たしません。合理的な理由を計画に記載してください。",
            f"The numeric test that {en} is missed, and the plan states no reasonable grounds.",
            field=field,
        )


@provision("B2-Q31")
def is_small(industry: Industry, employees: int, sales: int | None, debt: int | None) -> bool:
    """Regular staff of at most 20 (commerce and services 5), or sales and interest-bearing debt both below 100 m yen."""
    staff_max = SMALL_STAFF_MAX_COMMERCE_SERVICE if industry in COMMERCE_AND_SERVICE else SMALL_STAFF_MAX
    small_money = sales is not None and debt is not None and max(sales, debt) < SMALL_MONEY_BELOW
    return employees <= staff_max or small_money


@provision("B2-2-5-10")
def the_small_firm_rule_is_open(small: bool, waiver: bool) -> None:
    """Tests ② to ④ may be left out by small businesses without 債権放棄等 only."""
    if waiver:
        raise Refused(
            "B2-2-5-10",
            "小規模な事業者の特例は、債権放棄等（DESを含む）の要請を含まない計画に限られます。",
            "The small-firm rule is open only to plans without 債権放棄等.",
            field="methods",
        )
    if not small:
        raise Refused(
            "B2-2-5-10", "小規模な事業者に当たりません。", "The company is not a small business.", field="kind"
        )


@provision("B2-2-5-10")
def the_small_firm_lives_on(flows: Sequence[int], livelihood_benefit: str | None) -> None:
    """Operating cash flow above zero in years 2, 3 and 4 one after the other, and a benefit to the managers' livelihood."""
    years = flows[FLOW_YEARS]
    if len(years) < FLOW_YEARS.stop - FLOW_YEARS.start or min(years) <= 0:
        raise Refused(
            "B2-2-5-10",
            "成立年度の後の2事業年度目から3事業年度続けて営業キャッシュフローがプラスになる計画が必要です。",
            "Operating cash flow must be positive in the second, third and fourth year after the year of 成立.",
            field="operating_cash_flows",
        )
    if not livelihood_benefit:
        raise Refused(
            "B2-2-5-10",
            "経営者等の生活の確保において有益であることの記載が必要です。",
            "The benefit to the managers' livelihood is not stated.",
            field="livelihood_benefit",
        )


@provision("B2-2-5-11")
def a_pre_plan_is_complete(
    methods: Collection[Method],
    waiver: bool,
    manager_responsibility: str | None,
    regional: bool,
    full_plan_intended: bool,
) -> None:
    """A プレ再生計画: rescheduling without 債権放棄等, with ①, ⑤, ⑦ and ⑨, and a full plan to follow."""
    if waiver or Method.RESCHEDULE not in methods:
        raise Refused(
            "B2-2-5-11",
            "プレ再生計画は債権放棄等を含まない暫定的なリスケジュール計画です。",
            "A pre-plan is a provisional rescheduling without 債権放棄等.",
            field="methods",
        )
    if not manager_responsibility:
        raise Refused(
            "B2-2-5-11",
            "プレ再生計画にも⑤経営者責任の明確化の記載が必要です。",
            "⑤ (the managers' responsibility) is required of a pre-plan too.",
            field="manager_responsibility",
        )
    if not regional:
        raise Refused(
            "B2-2-5-11",
            "プレ再生計画にも⑨地域経済への影響の記載（該当がなければその旨）が必要です。",
            "⑨ (regional economy) is required of a pre-plan; a plan that states why it has none satisfies it.",
            field="has_regional_section",
        )
    if not full_plan_intended:
        raise Refused(
            "B2-2-5-11",
            "プレ再生計画は、将来の本格的な再生計画の策定を予定するものです。",
            "A pre-plan intends a full plan.",
            field="full_plan_intended",
        )


@provision("B2-Q32")
def a_pre_plan_is_short(until: dt.date | None, expected_approval_on: dt.date, closing_month: int) -> None:
    """Rescheduling until the end of the third business year after the year of 成立 at most."""
    limit = last_day_within(expected_approval_on, closing_month, PRE_PLAN_YEARS)
    if until is None or until > limit:
        raise Refused(
            "B2-Q32",
            f"プレ再生計画のリスケジュールは、成立年度を除く3事業年度（{limit.isoformat()}まで）が限度です。",
            f"A pre-plan reschedules until {limit.isoformat()} at the latest.",
            field="reschedule_until",
        )


@provision("B2-2-5-5")
def the_managers_answer(support: bool, responsibility: str | None) -> None:
    """Whenever 金融支援 is asked the plan says how the managers answer for it; retirement is not mandatory."""
    if support and not responsibility:
        raise Refused(
            "B2-2-5-5",
            "金融支援を要請する計画には、経営者責任の明確化の記載が必要です（退任は必須ではありません）。",
            "A plan that asks for 金融支援 states the managers' responsibility.",
            field="manager_responsibility",
        )


@provision("B2-2-5-6")
def the_shareholders_answer(methods: Collection[Method], waiver: bool, responsibility: str | None) -> None:
    """With 債権放棄等 the shareholders answer too; in 第二会社方式 the liquidation itself does."""
    if waiver and Method.SECOND_COMPANY not in methods and not responsibility:
        raise Refused(
            "B2-2-5-6",
            "債権放棄等を要請する計画には、株主責任の明確化の記載が必要です。",
            "A plan that asks for 債権放棄等 states the shareholders' responsibility.",
            field="shareholder_responsibility",
        )


@provision("B2-2-5-8")
def creditors_recover_more(
    waiver: bool, recovery: int | None, liquidation_value: int | None, economic_grounds: str | None
) -> None:
    """With 債権放棄等 creditors recover strictly more than in bankruptcy, or another economic reason is on record."""
    more = recovery is not None and liquidation_value is not None and recovery > liquidation_value
    if waiver and not more and not economic_grounds:
        raise Refused(
            "B2-2-5-8",
            "計画による回収見込額が、破産の場合の回収見込額を上回る必要があります。",
            "The recovery under the plan must exceed the one in bankruptcy.",
            field="recovery",
        )


@provision("B2-Q13")
def the_waived_debt_fits_the_methods(waiver: bool, waived: int, debt: int) -> None:
    """Debt is released by 債権放棄等 only, and never more than there is (yen)."""
    if (waived > 0) != waiver or waived > debt:
        raise Refused(
            "B2-Q13",
            "債務減免額が手法又は債権額と合いません（債権放棄等の場合のみ、債権額以内で入力）。",
            "The debt released does not fit the methods or exceeds the claims.",
            field="debt_waived",
        )


@provision("B2-2-6-2")
def the_report_is_complete(items: Collection[InvestigationItem], waiver: bool, regional: bool) -> None:
    """イ, ロ, ニ, ホ always; ハ with 債権放棄等; ヘ when the plan speaks of the region."""
    needed = set(InvestigationItem)
    if not waiver:
        needed.discard(InvestigationItem.LIQUIDATION)
    if not regional:
        needed.discard(InvestigationItem.REGION)
    missing = [item for item in InvestigationItem if item in needed - set(items)]
    if missing:
        raise Refused(
            "B2-2-6-2",
            f"調査報告書に記載がない事項があります：{'、'.join(item.label for item in missing)}",
            f"Item(s) missing from the report: {', '.join(missing)}",
            field="items",
        )


@provision("B2-2-6-1")
def the_right_person_signs(
    waiver: bool, qualification: Qualification | None, head_signs: bool, exception: str | None
) -> None:
    """The 統括責任者; with 債権放棄等 the team's 弁護士 in principle. `qualification` of the signer within the team."""
    if waiver and qualification is Qualification.LAWYER:
        return
    if waiver and not exception:
        raise Refused(
            "B2-2-6-1",
            "債権放棄等を要請する計画の調査報告書は、原則としてチームに参画した弁護士が作成します。",
            "With 債権放棄等 the report is in principle made by the team's lawyer.",
            field="signed_by",
        )
    if not head_signs:
        raise Refused(
            "B2-2-6-1",
            "調査報告書は統括責任者が作成します。",
            "The report is made by the 統括責任者, who submits it in person.",
            field="signed_by",
        )


@provision("B2-Q26-2")
def the_report_confirms_the_exception(missed: Sequence[str], confirmed: bool, on: dt.date) -> None:
    """From 2024-04-01: where the plan misses a numeric test the report confirms that the grounds are reasonable."""
    if missed and not confirmed and on >= dt.date(2024, 4, 1):
        raise Refused(
            "B2-Q26-2",
            "数値基準を満たさない理由が合理的であることを、調査報告書で確認してください。",
            "The report must confirm that the grounds for missing a numeric test are reasonable.",
            field="exception_confirmed",
        )


@provision("B2-2-6-1")
def the_report_has_reached_the_creditors(support: bool, reported: bool) -> None:
    """Where 金融支援 is asked, creditors decide after the 調査報告書 on this version."""
    if support and not reported:
        raise Refused(
            "B2-2-6-1",
            "この版の計画案についての調査報告書が提出されていません。",
            "No investigation report on this version has been submitted.",
        )


@provision("B2-2-5-11", "B2-2-5-10")
def is_tested_by_numbers(kind: PlanKind) -> bool:
    """Whether tests ② to ④ apply to this kind of plan."""
    return kind is PlanKind.ORDINARY
