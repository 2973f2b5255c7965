"""The provisions that a council must have met by a day: what is missing is reported, with the provision, never refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import NamedTuple

from council_directory import fiscal_year_end, provision_row
from council_events.deciding import provision
from council_events.governance import BodyCategory, ObserverKind, Organ

from council_governance.rules.committee import years_without_meeting
from council_governance.rules.offices import one_head_provision

MANDATORY: tuple[Organ, ...] = (Organ.COMMITTEE, Organ.DEPARTMENT, Organ.SECRETARIAT)
"""The three organs that every host has."""


class Finding(NamedTuple):
    """What is missing. `due_on`: the day by which it must be there; `overdue`: that day has passed, or there is none."""

    provision: str
    ja: str
    en: str
    due_on: dt.date | None = None
    overdue: bool = True


@provision("YR-2-1-1-1")
def organs_missing(organs: Collection[Organ]) -> list[Finding]:
    """A host that lacks one of the three mandatory organs."""
    return [
        Finding("YR-2-1-1-1", f"{organ.label}が置かれていません。", f"The {organ.value} has not been set up.")
        for organ in MANDATORY
        if organ not in organs
    ]


@provision("YR-2-1-1-5")
def substitution_rules_missing(in_force: bool) -> list[Finding]:
    """A host without 職務代行規程."""
    if in_force:
        return []
    return [Finding("YR-2-1-1-5", "施行されている職務代行規程がありません。", "No rules on substitution are in force.")]


@provision("YR-2-1-2-1")
def categories_missing(represented: Collection[BodyCategory], observing: Collection[ObserverKind]) -> list[Finding]:
    """原則として: the kinds of bodies without a member; the 都道府県 may be an observer instead, and it alone."""
    seen = set(represented)
    if ObserverKind.PREFECTURE in observing:
        seen.add(BodyCategory.PREFECTURE)
    return [
        Finding(
            "YR-2-1-2-1",
            f"{category.label}を代表する委員がいません。",
            f"No member represents the category {category.value}.",
        )
        for category in BodyCategory
        if category not in seen
    ]


@provision("YR-2-1-2-1-2")
def observers_missing(observing: Collection[ObserverKind]) -> list[Finding]:
    """経済産業局等 and 財務局 take part as observers."""
    return [
        Finding(
            "YR-2-1-2-1-2",
            f"{kind.label}がオブザーバーとして登録されていません。",
            f"The {kind.value} is not registered as an observer.",
        )
        for kind in (ObserverKind.BUREAU, ObserverKind.FINANCE_BUREAU)
        if kind not in observing
    ]


@provision("YR-2-1-2-2-1")
def chair_missing(chair: str | None) -> list[Finding]:
    """A committee without 会長."""
    return [] if chair else [Finding("YR-2-1-2-2-1", "会長がいません。", "Nobody is 会長.")]


@provision("YR-2-1-2-2-4")
def meetings_missing(met: Collection[int], first: int, today: dt.date, current: int) -> list[Finding]:
    """Years without 全体会議: those that have ended are overdue, the current one is due by its last day."""
    return [
        Finding(
            "YR-2-1-2-2-4",
            f"{year}年度の全体会議が開催されていません。",
            f"No 全体会議 was held in fiscal year {year}.",
            fiscal_year_end(year),
            fiscal_year_end(year) < today,
        )
        for year in years_without_meeting(met, first, current)
    ]


@provision("YR-2-1-2-3-1")
def policy_missing(in_force: bool) -> list[Finding]:
    """A committee without 業務実施方針・方法."""
    if in_force:
        return []
    return [Finding("YR-2-1-2-3-1", "業務実施方針・方法が定められていません。", "No 業務実施方針・方法 is in force.")]


@provision("YR-2-1-3-3-7")
def plans_missing(planned: Collection[int], first: int, current: int) -> list[Finding]:
    """Years without 事業計画; it is made per 事業年度, so a year that has begun without one is late."""
    return [
        Finding("YR-2-1-3-3-7", f"{year}年度の事業計画がありません。", f"Fiscal year {year} has no annual plan.")
        for year in range(first, current + 1)
        if year not in planned
    ]


@provision("YR-2-1-3-1", "YR24-2-1-3-1", "BR-3")
def staff_missing(heads: int, deputies: int, on: dt.date) -> list[Finding]:
    """One 統括責任者 and at least one 統括責任者補佐; since the leaflet of 2024-05-01, which tells of several, one is few."""
    rests_on = one_head_provision(on)
    found = []
    if not heads:
        found.append(Finding(rests_on, "統括責任者が配置されていません。", "There is no 統括責任者."))
    if not deputies:
        found.append(Finding(rests_on, "統括責任者補佐が配置されていません。", "There is no 統括責任者補佐."))
    elif deputies == 1 and provision_row("BR-3").in_force(on):
        ja = "統括責任者補佐（ＳＭ）が一人です。複数のＳＭを配置してください。"
        found.append(Finding("BR-3", ja, "There is one 統括責任者補佐 (ＳＭ) where several are expected."))
    return found


@provision("YR-2-1-3-3-10-2", "YR24-2-1-3-3-10")
def requests_open(open_since: Iterable[tuple[dt.date, str]]) -> list[Finding]:
    """Requests for a 業務改善計画 (day and provision) that no plan has answered."""
    return [
        Finding(
            rests_on,
            f"{day.year}年{day.month}月{day.day}日に要請された業務改善計画が提出されていません。",
            f"The improvement plan requested on {day} has not been filed.",
        )
        for day, rests_on in open_since
    ]


@provision("YR-2-1-3-3-10")
def inquiries_missing(received_on: Iterable[dt.date]) -> list[Finding]:
    """Opinions about the conduct of the business that the 統括責任者 has not inquired into."""
    return [
        Finding(
            "YR-2-1-3-3-10",
            f"{day.year}年{day.month}月{day.day}日に受け付けた意見等について、統括責任者の調査の結果が記録されていません。",
            f"The opinion received on {day} has not been inquired into.",
        )
        for day in received_on
    ]


@provision("YR24-2-1-3-3-10", "YR24-2-1-3-3-10-2")
def plans_to_ask_for(years: Iterable[int]) -> list[Finding]:
    """Years whose evaluation misses the 基準, with no request for a 業務改善計画 since."""
    return [
        Finding(
            "YR24-2-1-3-3-10-2",
            f"{year}年度の評価の結果が基準を満たしていません。経済産業局等は業務改善計画の作成を要請することができます。",
            f"The evaluation of {year} misses the standard: the bureau may ask for an improvement plan.",
        )
        for year in years
    ]


@provision("LAW-137")
def certification_missing(cancelled_on: dt.date | None) -> list[Finding]:
    """A host whose certification is cancelled."""
    if cancelled_on is None:
        return []
    return [
        Finding(
            "LAW-137",
            f"認定支援機関の認定が{cancelled_on.year}年{cancelled_on.month}月{cancelled_on.day}日に取り消されています。"
            "新たな案件は受け付けられません。",
            f"The certification of the host was cancelled on {cancelled_on}; no case is opened.",
        )
    ]
