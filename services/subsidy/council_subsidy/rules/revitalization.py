"""When an applicant needs 事業再生: who is told what the application tells, and how the 窓口相談 begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.values import Office

NOW = "YR24-3-2-2-4"
"""The edition of 2024-04-01, which adds the sharing within the council; before it stands YR-3-2-2-4."""


@provision("YR-3-2-2-4", "YR24-3-2-2-4")
def sharing_provision(on: dt.date) -> str:
    """The provision on a day by which applicants' data are shared, and a 窓口相談 is to begin without hindrance."""
    return NOW if provision_row(NOW).in_force(on) else "YR-3-2-2-4"


@provision("YR-3-2-2-4", "YR24-3-2-2-4")
def the_company_asked_for_the_consultation(requested_on: dt.date | None, on: dt.date) -> dt.date:
    """A 窓口相談 is the company's own wish: nobody is made to come. Gives the day on which it asked."""
    if requested_on is None or requested_on > on:
        raise Refused(
            sharing_provision(on),
            "窓口相談は、申請企業の申し出を受けて受け付けます（申し出のあった日を入力してください）。",
            "A 窓口相談 is received when the company asks for it: give the day on which it did.",
            field="requested_on",
        )
    return requested_on


@provision("YR-2-2-3-1")
def a_deputy_or_the_head_responds(offices: Collection[Office]) -> None:
    """統括責任者補佐（場合によっては統括責任者）が応対する。"""
    if not {Office.DEPUTY, Office.HEAD} & set(offices):
        raise Refused(
            "YR-2-2-3-1",
            "窓口相談の応対者は統括責任者補佐（場合によっては統括責任者）から選んでください。",
            "A 窓口相談 is assigned to a 統括責任者補佐 or, at times, to the 統括責任者.",
            field="responder",
        )
