"""The provision on 受渡し・共同支援の基準 with the 関係支援機関: who keeps them, from when one holds, and for whom there is to be one."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_directory import provision_row
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office, ReferralBody

NAMED: Final = (ReferralBody.YOROZU, ReferralBody.SUCCESSION_CENTER)
"""よろず支援拠点、事業承継・引継ぎセンター等: those that the provision names."""


@provision("YR24-2-1-3-3-11")
def the_department_keeps_the_standards(asking: Asking) -> None:
    """支援業務部門は…基準を整備するなど…に努める."""
    if not asking.holds(Office.HEAD, Office.DEPUTY):
        raise Refused(
            "YR24-2-1-3-3-11",
            "受渡し・共同支援の基準は、支援業務部門（統括責任者又は統括責任者補佐）が定めます。",
            "The standards with partner bodies are kept by the 支援業務部門.",
            forbidden=True,
        )


@provision("YR24-2-1-3-3-11")
def it_holds_from_its_adoption(adopted_on: dt.date, in_force_from: dt.date) -> None:
    """No case was handed over by a standard that was not there yet."""
    if in_force_from < adopted_on:
        raise Refused(
            "YR24-2-1-3-3-11",
            "施行の日は、基準を定めた日以後としてください。",
            "A standard is in force from the day of its adoption at the earliest.",
            field="in_force_from",
        )


@provision("YR24-2-1-3-3-11")
def it_follows_the_last(in_force_from: dt.date, last: dt.date | None) -> None:
    """A standard is superseded by a later one, never rewritten: cases cite the one in force on their day."""
    if last is not None and in_force_from <= last:
        raise Refused(
            "YR24-2-1-3-3-11",
            f"この機関との基準は{last.year}年{last.month}月{last.day}日施行のものがあります。"
            "新しい基準の施行の日は、それより後としてください（定めた基準は書き換えられません）。",
            f"There is a standard with this body from {last} on; a new one takes effect later, none is rewritten.",
            field="in_force_from",
        )


@provision("YR24-2-1-3-3-11")
def lacks_a_standard(body: ReferralBody, held: bool, on: dt.date) -> bool:
    """Whether the council is to see that it has no standard with a body on a day. It is 努める: nothing is barred by it."""
    return body in NAMED and not held and provision_row("YR24-2-1-3-3-11").in_force(on)
