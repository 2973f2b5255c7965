"""The provisions of the revenue improvement line (別冊１), one small function each. Pure.

The full text of 別冊１ was not available (YR-2-3-2): what the agency's summary says is decided here, the rest is terms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from council_directory import add_months, provision_row
from council_events.deciding import Refused, provision
from council_events.support import ImprovementForm, ImprovementPart, Method

from council_support.rules.years import period_end

MONTHS_MIN = 12
MONTHS_MAX = 36
MONTHS_WITH_SUPPORT = 12
TERM_CHANGES = frozenset({Method.RESCHEDULE, Method.DDS, Method.NEW_LOAN})
"""Support that a lighter line can carry; what asks for 債権放棄等 is restructuring (YR-2-3-1)."""


@provision("YR-2-3-1")
def distress_is_near(likely: bool) -> None:
    """The support is preventive: for companies that are likely to move into 有事."""
    if not likely:
        raise Refused(
            "YR-2-3-1",
            "有事に移行するおそれがあるとの判断が必要です（予防的対応）。",
            "The support is preventive: the company must be judged likely to move into distress.",
            field="likely_to_fall",
        )


@provision("YR-2-3-1")
def the_support_asked_stays_preventive(methods: Collection[Method]) -> None:
    """A waiver, a second company, a DES or a fund belongs to 再生支援."""
    beyond = [method for method in Method if method in methods and method not in TERM_CHANGES]
    if beyond:
        raise Refused(
            "YR-2-3-1",
            f"収益力改善支援では要請できない金融支援です：{'、'.join(method.label for method in beyond)}",
            f"Beyond preventive support: {', '.join(beyond)}",
            field="methods",
        )


@provision("YR-2-3-2")
def standard_date(started_on: dt.date, months: int | None) -> dt.date | None:
    """The service level that a deployment sets; the texts at hand name none. A miss never bars an act."""
    return None if months is None else add_months(started_on, months)


@provision("BR-6")
def the_business_was_analysed(analysed: bool) -> None:
    """A plan rests on an analysis of the current problems and of the business model."""
    if not analysed:
        raise Refused(
            "BR-6",
            "現状の課題・問題点とビジネスモデルの分析が記録されていません。",
            "The plan rests on an analysis of the current problems and the business model.",
        )


@provision("B1-2")
def form_of(methods: Collection[Method]) -> ImprovementForm:
    """The form follows from what is asked of the creditors."""
    return ImprovementForm.WITH_SUPPORT if methods else ImprovementForm.WITHOUT_SUPPORT


@provision("B1-1")
def the_parts_are_complete(parts: Collection[ImprovementPart]) -> None:
    """Action plan, simple profit plan and cash plan."""
    missing = [part for part in ImprovementPart if part not in parts]
    if missing:
        raise Refused(
            "B1-1",
            "収益力改善計画はアクションプランと簡易な収支・資金繰り計画からなります。"
            f"不足：{'、'.join(part.label for part in missing)}",
            "The plan consists of the action plan and a simple profit and cash plan.",
            field="parts",
        )


@provision("B1-1")
def the_plan_has_its_length(begins_on: dt.date, ends_on: dt.date, form: ImprovementForm) -> None:
    """One to three years; one year where creditors are asked for support."""
    if form is ImprovementForm.WITH_SUPPORT and ends_on != period_end(begins_on, MONTHS_WITH_SUPPORT):
        raise Refused(
            "B1-1",
            "主要債権者等に金融支援（リスケ等）を要請する計画の期間は1年です。",
            "A plan that asks creditors for support such as rescheduling is for one year.",
            field="ends_on",
        )
    if not period_end(begins_on, MONTHS_MIN) <= ends_on <= period_end(begins_on, MONTHS_MAX):
        raise Refused(
            "B1-1",
            "収益力改善計画の期間は1年以上3年以内です。",
            "The plan is to cover one to three years.",
            field="ends_on",
        )


@provision("YR24-2-3-1")
def governance_was_gone_through(governance: str | None, on: dt.date) -> None:
    """Since 2024-04-01 the plan takes in the view of 実務指針 on the company's governance."""
    if provision_row("YR24-2-3-1").in_force(on) and not governance:
        raise Refused(
            "YR24-2-3-1",
            "ガバナンス体制の整備支援の観点から、相談企業と確認した内容を記入してください。",
            "Record what was gone through with the company about its governance.",
            field="governance",
        )


@provision("B1-1")
def creditors_are_listed(creditors: Sequence[object], form: ImprovementForm) -> None:
    """Support is asked of creditors that the case knows."""
    if form is ImprovementForm.WITH_SUPPORT and not creditors:
        raise Refused(
            "B1-1",
            "金融支援を要請する債権者が登録されていません。",
            "No creditor is listed of whom the support is asked.",
            field="methods",
        )


@provision("B1-2")
def without_support_nobody_is_asked(form: ImprovementForm) -> None:
    """The company alone adopts a plan without support; one with support needs the creditors' consents."""
    if form is ImprovementForm.WITH_SUPPORT:
        raise Refused(
            "B1-2",
            "金融支援を要請する計画は、要請する全ての債権者の同意により成立します。",
            "A plan that asks for support comes into being with the consent of every creditor asked.",
        )


@provision("B1-2")
def with_support_the_creditors_are_asked(form: ImprovementForm) -> None:
    """A plan without support is put before no creditor."""
    if form is ImprovementForm.WITHOUT_SUPPORT:
        raise Refused(
            "B1-2",
            "金融支援を要請しない計画に、債権者の同意はありません。",
            "A plan without support is put before no creditor.",
        )


@provision("B1-2")
def only_who_is_asked_answers(asked: bool) -> None:
    """A creditor of whom the plan asks nothing has nothing to consent to."""
    if not asked:
        raise Refused(
            "B1-2",
            "この計画案では、この債権者に金融支援を要請していません。",
            "This plan asks no support of this creditor.",
            field="creditor_id",
        )


@provision("YR-2-3-2")
def other_grounds_are_said(other: bool, reason: str | None) -> None:
    """An end on another ground than those listed says which."""
    if other and not reason:
        raise Refused(
            "YR-2-3-2",
            "その他の事由による終了は、理由を記入してください。",
            "An end on another ground says which.",
            field="reason",
        )
