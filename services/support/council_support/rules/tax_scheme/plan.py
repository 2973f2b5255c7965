"""The plan, the 一時停止の通知 and the resolutions of the first meeting (別冊３ 3 to 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from council_events.deciding import Refused, provision
from council_events.support import (
    MeetingMatter,
    NoticePaper,
    SchemePlanItem,
    StandstillPoint,
    SupportStatement,
)

YEARS_TO_SOLVENCY = 5
YEARS_TO_PROFIT = 3
"""概ね, counted from the first business year that begins after 成立 (別冊３ 6(2)(3))."""
PROCEDURAL = frozenset({MeetingMatter.SECOND_MEETING, MeetingMatter.OTHER_PROCEDURAL})
"""Matters that leave the rights and duties of the creditors as they are."""


@provision("B3-6")
def both_sides_were_examined(financial: bool, business: bool) -> None:
    """A plan rests on a financial and a business examination (別冊３ 3(1))."""
    if not (financial and business):
        raise Refused(
            "B3-6",
            "財務及び事業の調査分析が完了していません。",
            "The plan rests on a financial and a business examination.",
        )


@provision("B3-6")
def the_plan_is_complete(items: Collection[SchemePlanItem], statements: Collection[SupportStatement]) -> None:
    """Every listed item, the basis of the waiver among them, and the attached statement of the support."""
    missing = [item.label for item in SchemePlanItem if item not in items]
    missing += [statement.label for statement in SupportStatement if statement not in statements]
    if missing:
        raise Refused(
            "B3-6",
            f"再生計画案に記載がありません：{'、'.join(missing)}",
            f"{len(missing)} item(s) missing from the plan or its attached statement.",
            field="items",
        )


@provision("B3-6")
def the_years_have_grounds(solvency: int | None, profit: int | None, grounds: str | None) -> None:
    """Negative net worth is cured within about five years, a loss within about three, or reasons are given.

    None: the plan names no year. No ratio to cash flow is tested here, unlike in 別冊２.
    """
    late = solvency is None or solvency > YEARS_TO_SOLVENCY or profit is None or profit > YEARS_TO_PROFIT
    if late and not grounds:
        raise Refused(
            "B3-6",
            "実質債務超過の解消は概ね５年以内、経常黒字化は概ね３年以内です。超える場合は合理的な理由を記入してください。",
            "Net worth is mended within about five years and profit within about three, or reasons are given.",
            field="exception_grounds",
        )


@provision("B3-6")
def the_owners_answer(diluted: bool, grounds: str | None) -> None:
    """Shareholders are diluted in principle, or the exception is recorded."""
    if not diluted and not grounds:
        raise Refused(
            "B3-6",
            "原則として減増資により既存株主の割合的地位を低下又は消滅させます。よらない場合は理由を記入してください。",
            "Shareholders are diluted in principle; record why not.",
            field="shareholder_grounds",
        )


@provision("B3-6")
def the_managers_answer(resign: bool, grounds: str | None) -> None:
    """Managers resign in principle, or it is recorded why they are indispensable and how they answer."""
    if not resign and not grounds:
        raise Refused(
            "B3-6",
            "経営者は退任を原則とします。残る場合は、再生に不可欠である理由と経営責任（私財の提供など）を記入してください。",
            "Managers resign in principle; record why not and how they answer.",
            field="manager_grounds",
        )


@provision("B3-6")
def creditors_recover_more(recovery: int, others: Mapping[str, int]) -> None:
    """More (yen) than in bankruptcy, 会社更生 and 民事再生 each; `others` by the name of the procedure."""
    better = [name for name, value in others.items() if value >= recovery]
    if better:
        raise Refused(
            "B3-6",
            f"計画による回収見込額が{'・'.join(better)}による回収見込額を上回っていません。",
            "Creditors recover more than in bankruptcy, 会社更生 and 民事再生.",
            field="recovery",
        )


@provision("B3-6")
def the_waived_debt_is_owed(waived: int, debt: int) -> None:
    """No more can be waived than is owed (yen)."""
    if waived > debt:
        raise Refused(
            "B3-6",
            "債務免除等の額が対象債権の総額を超えています。",
            "More is waived than is owed.",
            field="debt_waived",
        )


@provision("B3-4")
def all_main_creditors_and_the_head_agree(
    agreeing: Collection[object], main: Collection[object], head_agrees: bool
) -> None:
    """The notice is found adequate by all main creditors together with the 統括責任者."""
    if not set(main) <= set(agreeing) or not head_agrees:
        raise Refused(
            "B3-4",
            "一時停止の通知を発することは、主要債権者全員の合意及び統括責任者の判断によります。",
            "All main creditors and the 統括責任者 agree that the notice be given.",
            field="creditors",
        )


@provision("B3-4")
def the_three_points_were_examined(points: Collection[StandstillPoint]) -> None:
    """Requirements, prospect of consent and feasibility."""
    missing = [point for point in StandstillPoint if point not in points]
    if missing:
        raise Refused(
            "B3-4",
            f"検討されていない点があります：{'、'.join(point.label for point in missing)}",
            f"Not examined: {', '.join(missing)}.",
            field="points",
        )


@provision("B3-4")
def the_notice_was_found_adequate(judged: bool) -> None:
    """The judgement comes before the notice."""
    if not judged:
        raise Refused(
            "B3-4",
            "一時停止の通知を相当とする主要債権者全員及び統括責任者の判断が記録されていません。",
            "The judgement that the notice is adequate is not on record.",
        )


@provision("B3-4")
def the_notice_bears_all_names(
    signing: Collection[object], main: Collection[object], company: bool, head: bool
) -> None:
    """Main creditors, debtor and 統括責任者 sign together."""
    if not (set(main) <= set(signing) and company and head):
        raise Refused(
            "B3-4",
            "一時停止の通知は、主要債権者（全員）、債務者及び統括責任者の連名で発します。",
            "All main creditors, the debtor and the 統括責任者 sign the notice.",
            field="signing_creditors",
        )


@provision("B3-4")
def the_notice_goes_to_all_in_writing(
    sent_to: Collection[object], creditors: Collection[object], written: bool
) -> None:
    """In writing, to every creditor."""
    if set(sent_to) != set(creditors) or not written:
        raise Refused(
            "B3-4",
            "一時停止の通知は、対象債権者全員に対して書面により発します。",
            "The notice goes to every creditor in writing.",
            field="creditors",
        )


@provision("B3-4")
def the_notice_calls_the_first_meeting(
    papers: Collection[NoticePaper], meeting_on: dt.date | None, place: str | None, sent_on: dt.date
) -> None:
    """The notice doubles as call to the first meeting and carries its material."""
    missing = [paper for paper in NoticePaper if paper not in papers]
    if missing or meeting_on is None or place is None or meeting_on < sent_on:
        raise Refused(
            "B3-4",
            "一時停止の通知は第１回債権者会議の招集（日時・場所）を兼ね、説明資料（資産負債・損益の状況、再生計画案）を添付します。",
            "The notice calls the first meeting (day, place) and carries its papers.",
            field="papers",
        )


@provision("B3-5")
def the_first_meeting_is_the_one_called(held_on: dt.date, called_on: dt.date) -> None:
    """The meeting is not held before the day it was called for."""
    if held_on < called_on:
        raise Refused(
            "B3-5",
            "第１回債権者会議の開催日が招集の日より前です。",
            "The first meeting is not held before the day it was called for.",
            field="held_on",
        )


@provision("B3-5")
def only_those_present_consent(consenting: Collection[object], attending: Collection[object]) -> None:
    """A resolution is made by the creditors that attended."""
    if not set(consenting) <= set(attending):
        raise Refused(
            "B3-5",
            "出席していない対象債権者が同意者に含まれています。",
            "A creditor that did not attend is among those consenting.",
            field="consenting",
        )


@provision("B3-5")
def is_passed(matter: MeetingMatter, consenting: int, attending: int, creditors: int) -> bool:
    """With all that attend; a purely procedural matter with more than half of all creditors by number."""
    if matter in PROCEDURAL:
        return consenting * 2 > creditors
    return consenting == attending


@provision("B3-5")
def a_day_is_set(matter: MeetingMatter, until: dt.date | None) -> None:
    """The extension of the 一時停止 and the second meeting name their day."""
    if matter in (MeetingMatter.RATIFY_STANDSTILL, MeetingMatter.SECOND_MEETING) and until is None:
        raise Refused(
            "B3-5",
            "一時停止の延長の末日又は第２回債権者会議の開催日を記入してください。",
            "Name the day to which the standstill is extended, or of the second meeting.",
            field="until",
        )
