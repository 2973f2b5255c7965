"""The end without a plan, and what follows it (別冊２ 2(9))."""

from __future__ import annotations

import datetime as dt

from council_events.deciding import Refused, provision
from council_events.support import EndGround


@provision("B2-2-9-1")
def the_ground_is_named(ground: EndGround, reason: str | None) -> None:
    """Support ends on a listed ground, or on another one that is said."""
    if ground is EndGround.OTHER and not reason:
        raise Refused(
            "B2-2-9-1",
            "その他の事由による終了は、事情を記入してください。",
            "An end on another ground says which.",
            field="reason",
        )


@provision("B2-2-9-2")
def the_company_is_told_of_great_difficulty(
    difficult: bool, told_on: dt.date | None, response: str | None, on: dt.date
) -> None:
    """Revival judged extremely difficult: the company is told, with the response that is possible."""
    if not difficult:
        return
    if told_on is None or told_on > on:
        raise Refused(
            "B2-2-9-2",
            "再生が極めて困難と判断した旨を相談企業に伝えた日を記録してください。",
            "Record the day on which the company was told of the judgement.",
            field="difficulty_told_on",
        )
    if not response:
        raise Refused(
            "B2-2-9-2",
            "再チャレンジ支援の提案や弁護士の紹介等、可能な対応を記入してください。",
            "Record the response that is possible: 再チャレンジ支援, the introduction of a lawyer or the like.",
            field="response",
        )
