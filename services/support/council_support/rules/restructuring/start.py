"""Who can be supported, whom the council may hear, and the start decision (別冊２ 2(1), 2(2))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from council_directory import add_months
from council_events.deciding import Refused, provision
from council_events.support import DueDiligence, Finding, Intention, Method, PlanKind
from council_events.values import CreditorKind, Industry, LegalForm

EXCLUDED_FORMS = frozenset(
    {
        LegalForm.SOCIAL_WELFARE,
        LegalForm.NPO,
        LegalForm.ASSOCIATION,
        LegalForm.FOUNDATION,
        LegalForm.FARM_UNION,
        LegalForm.CONSUMER_COOP,
        LegalForm.LLP,
        LegalForm.SCHOOL,
    }
)
WAIVERS = frozenset({Method.DIRECT_WAIVER, Method.SECOND_COMPANY, Method.DES})
TERM_CHANGES = frozenset({Method.RESCHEDULE, Method.DDS})
MEDICAL_STAFF_MAX = 300
_M = 1_000_000
SME_LIMITS: dict[Industry, tuple[int, int]] = {
    # capital in yen, regular staff; either limit kept suffices (産業競争力強化法 2条22項). The published classes put
    # wholesale and retail together, lodging with restaurants: the wider limit of each pair decides here.
    Industry.WHOLESALE_RETAIL: (100 * _M, 100),
    Industry.SERVICE: (50 * _M, 100),
    Industry.FOOD_LODGING: (50 * _M, 100),
}
SME_LIMIT_OTHERS = (300 * _M, 300)


@provision("B2-Q13")
def asks_waiver(methods: Collection[Method]) -> bool:
    """Whether these methods are 債権放棄等: direct or substantial waiver, or DES. Never a free entry."""
    return not WAIVERS.isdisjoint(methods)


@provision("B2-Q13")
def asks_support(methods: Collection[Method]) -> bool:
    """Whether these methods ask creditors for 金融支援 at all (changed terms or 債権放棄等)."""
    return not (WAIVERS | TERM_CHANGES).isdisjoint(methods)


@provision("B2-2-1-X", "B2-2-1-0")
def the_company_can_be_supported(
    legal_form: LegalForm, industry: Industry, employees: int, capital: int | None
) -> None:
    """The circle of 中小企業者; regard for region or employment does not widen it. `capital` in yen, None: none."""
    if legal_form in EXCLUDED_FORMS:
        raise Refused(
            "B2-2-1-X",
            f"{legal_form.label}は再生支援の対象外です（地域経済や雇用への影響を理由とする例外もありません）。",
            "This legal form is outside the scheme, without any exception.",
        )
    if legal_form is LegalForm.MEDICAL:
        fits = employees <= MEDICAL_STAFF_MAX
    else:
        capital_max, staff_max = SME_LIMITS.get(industry, SME_LIMIT_OTHERS)
        fits = employees <= staff_max or (capital is not None and capital <= capital_max)
    if not fits:
        raise Refused(
            "B2-2-1-0",
            "資本金・常時使用する従業員数が中小企業者（医療法人は300人以下）の範囲を超えています。",
            "Capital and staff exceed the limits of a small or medium-sized enterprise.",
        )


@provision("B2-Q17-3", "B2-Q17-22", "YR-2-1-1-4-2")
def exceptional_creditors_have_grounds(kind: CreditorKind, grounds: str | None, on: dt.date) -> None:
    """A trade creditor takes part only as a recorded exception; a 貸金業者 too until 2024-03-31."""
    if grounds:
        return
    if kind is CreditorKind.TRADE:
        raise Refused(
            "B2-Q17-3",
            "取引債権者は原則として対象債権者に含まれません。含める理由（多額・密接な関係・任意の協力）を記入してください。",
            "A trade creditor is a recorded exception only.",
            field="exception_grounds",
        )
    if kind is CreditorKind.MONEY_LENDER and on < dt.date(2024, 4, 1):
        raise Refused(
            "B2-Q17-22",
            "貸金業者は、計画の策定に必要と判断した場合に限り対象債権者とします。理由を記入してください。",
            "Until 2024-03-31 a money lender takes part only when judged necessary.",
            field="exception_grounds",
        )


@provision("B2-Q16", "YR-2-1-3-3-3")
def main_creditors(claims: Sequence[tuple[UUID, int]], share_percent: int) -> frozenset[UUID]:
    """The creditors from the largest claim (yen) down until together they hold `share_percent` of all.

    A claim equal to the last one counted is counted too. Nobody is main while there is no claim.
    """
    total = sum(claim for _, claim in claims)
    held, smallest = 0, total + 1
    for _, claim in sorted(claims, key=lambda pair: -pair[1]):
        if held * 100 >= total * share_percent:
            break
        held, smallest = held + claim, claim
    return frozenset(creditor for creditor, claim in claims if claim >= smallest)


@provision("B2-2-2-1")
def contact_needs_the_companys_consent(consented: bool) -> None:
    """A main creditor is approached only after the company's consent is recorded."""
    if not consented:
        raise Refused(
            "B2-2-2-1",
            "この債権者と接触することへの相談企業の承諾が記録されていません。",
            "Creditors are approached only with the company's consent.",
            field="creditor_id",
        )


@provision("B2-2-2-1")
def an_intention_follows_the_inquiry(inquired: bool) -> None:
    """What a creditor thinks is recorded after it was asked."""
    if not inquired:
        raise Refused(
            "B2-2-2-1",
            "この債権者への意向確認がまだ始まっていません。",
            "The inquiry of this creditor has not been started.",
            field="creditor_id",
        )


@provision("B2-2-2-2")
def the_company_has_applied(applied: bool) -> None:
    """The start is decided on the company's application."""
    if not applied:
        raise Refused("B2-2-2-2", "相談企業からの申込みが記録されていません。", "The company has not applied.")


@provision("B2-2-2-1", "B2-2-2-2")
def no_main_creditor_is_negative(main: Collection[UUID], intentions: Mapping[UUID, Intention]) -> None:
    """Every main creditor was heard and none is negative to examining the revival."""
    if not main:
        raise Refused("B2-2-2-1", "対象債権者が登録されていません。", "No creditor with a claim is listed.")
    unheard = sum(creditor not in intentions for creditor in main)
    if unheard:
        raise Refused(
            "B2-2-2-1",
            f"主要債権者{unheard}者の意向が確認されていません。",
            f"{unheard} main creditor(s) have not been heard.",
        )
    if any(intentions[creditor] is Intention.NEGATIVE for creditor in main):
        raise Refused(
            "B2-2-2-1",
            "主要債権者が再生の検討に否定的です。",
            "A main creditor is negative to examining the revival.",
        )


@provision("B2-2-2-2")
def the_host_head_was_consulted(consulted_on: dt.date | None, on: dt.date) -> None:
    """The decision comes after 協議 with the head of the 認定支援機関."""
    if consulted_on is None or consulted_on > on:
        raise Refused(
            "B2-2-2-2",
            "認定支援機関の長との協議が記録されていません。",
            "The decision is made after 協議 with the head of the 認定支援機関.",
        )


@provision("B2-2-1-1", "B2-2-1-2", "B2-2-1-3", "B2-2-1-W", "B2-2-2-2")
def the_findings_support_the_start(findings: Collection[Finding], waiver: bool, exception_grounds: str | None) -> None:
    """不相当ではない always; conditions ① to ③, or regional grounds in their place while no 債権放棄等 is asked."""
    if Finding.NOT_UNSUITABLE not in findings:
        raise Refused(
            "B2-2-2-2",
            "再生支援が不相当ではないとの判断が必要です。",
            "The finding 不相当ではない is missing.",
            field="findings",
        )
    conditions = {
        Finding.DIFFICULTY: "B2-2-1-1",
        Finding.HONEST_DISCLOSURE: "B2-2-1-2",
        Finding.NO_ANTISOCIAL_FORCES: "B2-2-1-3",
    }
    missing = [finding for finding in conditions if finding not in findings]
    if missing and waiver and exception_grounds:
        raise Refused(
            "B2-2-1-W",
            "要件①～③の例外は、債権放棄等の要請を含まない計画に限られます。",
            "Conditions ① to ③ are waived only for plans without 債権放棄等.",
            field="exception_grounds",
        )
    if missing and not exception_grounds:
        raise Refused(
            conditions[missing[0]],
            f"要件の判断がありません：{'、'.join(finding.label for finding in missing)}",
            f"Finding(s) missing: {', '.join(missing)}",
            field="findings",
        )


@provision("B2-2-1-4")
def a_waiver_needs_the_fourth_finding(findings: Collection[Finding], waiver: bool, field: str) -> None:
    """With 債権放棄等 a legal procedure must threaten the business value."""
    if waiver and Finding.VALUE_AT_RISK not in findings:
        raise Refused(
            "B2-2-1-4",
            "債権放棄等を要請する場合は、法的整理では事業価値が毀損されるおそれがあるとの判断が必要です。",
            "With 債権放棄等 the finding that a legal procedure would damage the business value is needed.",
            field=field,
        )


@provision("B2-2-1-W")
def an_exceptional_start_asks_no_waiver(exceptional: bool, waiver: bool) -> None:
    """Support started without conditions ① to ③ never turns to 債権放棄等."""
    if exceptional and waiver:
        raise Refused(
            "B2-2-1-W",
            "要件①～③の例外として開始した支援では、債権放棄等を要請できません。",
            "Support that was started by exception may not ask for 債権放棄等.",
            field="methods",
        )


ABOLISHED_ON = dt.date(2022, 4, 1)


@provision("B2-Q37")
def the_method_was_not_abolished(due_diligence: DueDiligence, on: dt.date) -> None:
    """迅速かつ簡易な再生計画の策定支援 ended with the edition of 2022-04-01."""
    if due_diligence is DueDiligence.QUICK and on >= ABOLISHED_ON:
        raise Refused(
            "B2-Q37",
            "「迅速かつ簡易な再生計画の策定支援」は2022年4月1日に廃止されています。",
            "That method was abolished on 2022-04-01.",
            field="due_diligence",
        )


@provision("B2-Q37")
def a_simple_examination_fits(due_diligence: DueDiligence, kind: PlanKind, waiver: bool, field: str) -> None:
    """簡易 is for the financial side of a プレ再生計画 or a small business's plan without 債権放棄等."""
    if due_diligence is not DueDiligence.SIMPLE_FINANCIAL:
        return
    if waiver or kind not in (PlanKind.PRE_PLAN, PlanKind.SMALL_BUSINESS):
        raise Refused(
            "B2-Q37",
            "簡易な財務調査は、債権放棄等を含まないプレ再生計画又は小規模な事業者の計画に限られます。",
            "The simple financial examination is for pre-plans and small businesses' plans without 債権放棄等.",
            field=field,
        )


@provision("B2-Q35-3")
def standard_date(started_on: dt.date, due_diligence: DueDiligence) -> dt.date:
    """The service level: six months after the start, four for 検証型. A miss never bars an act."""
    return add_months(started_on, 4 if due_diligence is DueDiligence.VERIFYING else 6)


@provision("BR-8")
def main_business_finding(profitable: bool | None) -> bool | None:
    """Whether the main business is expected to make a profit: an explanation beside the conditions, never one of them."""
    return profitable


@provision("B2-Q21")
def annex_two_knows_no_standstill(standstill: bool) -> None:
    """A 一時停止 notice belongs to 別冊３; here a grace may be asked for, without force."""
    if standstill:
        raise Refused(
            "B2-Q21",
            "別冊２（協議会スキーム）に一時停止の通知はありません。返済猶予の要請によります（一時停止は別冊３の手続です）。",
            "別冊２ knows no notice of 一時停止; that instrument belongs to 別冊３.",
            field="instrument",
        )


@provision("B2-Q21")
def grace_is_asked_of_all_in_joint_names(all_creditors: bool, joint_names: bool) -> None:
    """A 返済猶予の要請 goes to every creditor, in the names of 統括責任者 and company."""
    if not all_creditors:
        raise Refused(
            "B2-Q21",
            "返済猶予の要請は全ての対象債権者に対して行います。",
            "The request goes to every creditor.",
            field="creditors",
        )
    if not joint_names:
        raise Refused(
            "B2-Q21",
            "返済猶予の要請は統括責任者と相談企業の連名で行います。",
            "The request bears the names of 統括責任者 and company.",
            field="joint_names",
        )


@provision("B2-2-2-3")
def the_company_was_notified(notified: bool) -> None:
    """The company is told of the start in every case, before the work goes on."""
    if not notified:
        raise Refused(
            "B2-2-2-3",
            "相談企業への開始の通知が記録されていません。",
            "The company has not been notified of the start.",
        )
