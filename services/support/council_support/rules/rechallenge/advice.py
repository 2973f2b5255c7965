"""Advice under the eyes of a lawyer, and help with a 廃業型私的整理 (基本要領 第二章第6 2(1)③, 2(2), 2(3))."""

from __future__ import annotations

import datetime as dt

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.support.rechallenge import WorkoutParty

LISTED = frozenset(WorkoutParty) - {WorkoutParty.OTHER}


def workout_provision(on: dt.date) -> str:
    """The provision on who is helped with a workout, in force on this day."""
    return "YR24-2-6-2-2-1" if provision_row("YR24-2-6-2-2-1").in_force(on) else "YR-2-6-2-2-1"


@provision("YR-2-6-2-2-1", "YR24-2-6-2-2-1")
def advice_came_first(advised: bool, on: dt.date) -> None:
    """Help with a workout follows the advice under 2(1)."""
    if not advised:
        raise Refused(
            workout_provision(on),
            "サポート支援は、円滑な廃業に向けた助言等（２（１））を経た上で行います。",
            "Help with a workout comes after the advice under 2(1).",
        )


@provision("YR-2-6-2-2-1")
def the_workout_was_judged_appropriate(judgement: str | None, on: dt.date) -> None:
    """Until 2024-03-31 the 統括責任者 judges that the procedure is appropriate."""
    if provision_row("YR-2-6-2-2-1").in_force(on) and not judgement:
        raise Refused(
            "YR-2-6-2-2-1",
            "廃業型の私的整理手続を行うことが適切であるとの統括責任者の判断を記入してください。",
            "Say why the 統括責任者 finds the procedure appropriate.",
            field="judgement",
        )


@provision("YR-2-6-2-2-1", "YR24-2-6-2-2-1")
def the_workout_was_entered(entered: bool, on: dt.date) -> None:
    """There is a workout to help with."""
    if not entered:
        raise Refused(
            workout_provision(on),
            "廃業型の私的整理手続への移行が記録されていません。",
            "The company has not moved to a 廃業型私的整理.",
        )


@provision("YR-2-6-2-2-1", "YR24-2-6-2-2-1")
def the_party_is_listed(party: WorkoutParty, guideline: bool, on: dt.date) -> None:
    """The circle is closed: company, its expert, 主要債権者, and under the guideline the 第三者支援専門家."""
    if party not in LISTED:
        raise Refused(
            workout_provision(on),
            "助言の相手は、中小企業者、弁護士等の支援専門家、主要債権者、第三者支援専門家に限ります。",
            "Advice goes to the company, its lawyer or other 支援専門家, the 主要債権者 and the 第三者支援専門家 only.",
            field="party",
        )
    if party is WorkoutParty.THIRD_PARTY_EXPERT and not guideline:
        raise Refused(
            workout_provision(on),
            "第三者支援専門家への助言は、中小企業版ガイドラインを活用する場合に限ります。",
            "The 第三者支援専門家 is advised only where the guideline is used.",
            field="party",
        )


@provision("YR24-2-6-2-2-1")
def it_was_requested(requested_on: dt.date | None, act_on: dt.date) -> None:
    """From 2024-04-01 help with a workout is given on request."""
    if not provision_row("YR24-2-6-2-2-1").in_force(act_on):
        return
    if requested_on is None or requested_on > act_on:
        raise Refused(
            "YR24-2-6-2-2-1",
            "助言は相手からの求めがある場合に行います。求めのあった日（助言の日以前）を記入してください。",
            "Help is given on request: name its day, not later than the act.",
            field="requested_on",
        )


@provision("YR-2-6-2-2-2")
def the_council_is_an_observer(observer: bool) -> None:
    """In the creditors' meeting the council has no vote: only creditors consent."""
    if not observer:
        raise Refused(
            "YR-2-6-2-2-2",
            "協議会は債権者会議にオブザーバーとして参加できるにとどまり、議決に加わることはできません。",
            "The council is an observer; only creditors consent.",
            field="seat",
        )
