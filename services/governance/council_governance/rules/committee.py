"""The provisions on the committee: members, observers, 会長, meetings, what it adopts, advises and co-operates with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from council_directory import provision_row
from council_events.deciding import Asking, Refused, provision
from council_events.governance import Organ
from council_events.values import Office

from council_governance.rules.periods import Period, overlap


@provision("YR-2-1-2-1")
def a_member_sits_once(term: Period, held: Sequence[Period]) -> None:
    """Terms of one member do not overlap."""
    if any(overlap(term, other) for other in held):
        raise Refused(
            "YR-2-1-2-1", "その期間には既に委員です。", "The person is a member in that period already.", field="member"
        )


@provision("YR-2-1-2-1", "YR-2-1-2-1-2")
def a_member_is_no_observer(term: Period, other: Sequence[Period], field: str) -> None:
    """An observer takes part without being a member: nobody is both at once."""
    if any(overlap(term, each) for each in other):
        raise Refused(
            "YR-2-1-2-1-2",
            "委員とオブザーバーを同時に兼ねることはできません。",
            "Nobody is member and observer at once.",
            field=field,
        )


@provision("YR-2-1-2-2-1")
def the_chair_is_elected_by_the_members(by_mutual_vote: bool) -> None:
    """互選: the 長 does not name the 会長."""
    if not by_mutual_vote:
        raise Refused(
            "YR-2-1-2-2-1",
            "会長は委員の互選で選出します。認定支援機関の長が指名することはできません。",
            "The 会長 is elected by and among the members; the head of the host does not name the 会長.",
            field="method",
        )


@provision("YR-2-1-2-2-1")
def the_chair_is_a_member(chair: str, members: Collection[str]) -> None:
    """An observer, or anybody else who is no member, cannot be 会長; the host's head can, as a member."""
    if chair not in members:
        raise Refused(
            "YR-2-1-2-2-1",
            "会長は委員のうちから互選します。オブザーバーなど委員でない者は会長になれません。",
            "The 会長 is elected among the members; an observer is no member.",
            field="chair",
        )


@provision("YR-2-1-2-2-1")
def the_electors_are_members(electors: Collection[str], members: Collection[str]) -> None:
    """Only members vote."""
    if set(electors) - set(members):
        raise Refused(
            "YR-2-1-2-2-1",
            "互選に加わるのは委員だけです。",
            "Only members take part in the election.",
            field="electors",
        )


@provision("YR-2-1-2-2-4", "YR-2-1-2-2-3")
def the_chair_convenes(convened_by: str, chair: str | None, substitutes: Collection[str]) -> str | None:
    """会長は…招集し, or whoever acts for the 会長: gives the 会長 in whose place it is.

    While nobody is 会長 (the first meeting elects one), the head of the host may call the members.
    """
    if chair is not None and convened_by != chair and convened_by in substitutes:
        return chair
    if chair is not None and convened_by != chair:
        raise Refused(
            "YR-2-1-2-2-4",
            "全体会議は会長（又は会長が指名した職務代行者）が招集します。",
            "The 全体会議 is convened by the 会長, or by whom the 会長 designated to act in that place.",
            field="convened_by",
        )
    return None


@provision("YR-2-1-2-2-4")
def members_were_present(present: Collection[str], members: Collection[str]) -> None:
    """全体会議 is the members' meeting."""
    if set(present) - set(members):
        raise Refused(
            "YR-2-1-2-2-4",
            "出席した委員に、開催日に委員でない者が含まれています。",
            "Somebody who was no member on that day is listed as a member present.",
            field="present",
        )


@provision("YR-2-1-2-2-4")
def years_without_meeting(meetings: Collection[int], first: int, last: int) -> list[int]:
    """Fiscal years from `first` to `last` in which no 全体会議 was held (年１回, read as per 事業年度)."""
    return [year for year in range(first, last + 1) if year not in meetings]


@provision("YR-2-1-2-3-1")
def a_meeting_decided(held_on: dt.date | None, adopted_on: dt.date) -> None:
    """業務実施方針・方法 are deliberated and decided at a 全体会議."""
    if held_on is None or held_on > adopted_on:
        raise Refused(
            "YR-2-1-2-3-1",
            "業務実施方針・方法は全体会議で審議し決定します。決定した全体会議が記録されていません。",
            "業務実施方針・方法 are decided at a 全体会議; no such meeting is on record.",
            field="meeting_id",
        )


@provision("YR-2-1-2-3-1")
def a_policy_is_in_force(in_force: bool) -> None:
    """業務実施方針・方法に基づいて: guidance and advice are given under the one in force."""
    if not in_force:
        raise Refused(
            "YR-2-1-2-3-1",
            "その日に実施されている業務実施方針・方法がありません。",
            "No 業務実施方針・方法 is in force on that day.",
            field="given_on",
        )


@provision("YR-2-1-2-3-1", "YR24-2-1-4")
def advice_goes_to_who_does_the_business(to: Organ, center_exists: bool, on: dt.date) -> None:
    """支援業務部門, and since 2024 the 産業復興相談センター where there is one."""
    if to is Organ.DEPARTMENT or (to is Organ.RECOVERY_CENTER and center_exists):
        return
    raise Refused(
        "YR24-2-1-4" if provision_row("YR24-2-1-4").in_force(on) else "YR-2-1-2-3-1",
        "指導・助言の相手は支援業務部門、又は設置されている産業復興相談センターです。",
        "Guidance and advice go to the 支援業務部門, or to a recovery centre that exists.",
        field="to",
    )


@provision("YR-2-1-2-3-2")
def the_programme_is_registered(known: bool) -> None:
    """Only a co-operation on the register can end."""
    if not known:
        raise Refused(
            "YR-2-1-2-3-2",
            "その支援事業は登録されていません。",
            "The programme is not on the register.",
            field="programme_id",
        )


@provision("YR-2-1-2-2-3")
def the_chair_designates(asking: Asking, person: str) -> None:
    """会長が指名した者: the 会長 in person names who acts for the 会長."""
    if asking.person != person or not asking.holds(Office.CHAIR):
        raise Refused(
            "YR-2-1-2-2-3",
            "会長の職務を代行する者は、会長が指名します。",
            "Whoever acts for the 会長 is designated by the 会長.",
            forbidden=True,
        )
