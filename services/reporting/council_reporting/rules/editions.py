"""When the figures of a period may be closed, and why they may be closed again."""

from __future__ import annotations

import datetime as dt

from council_directory import fiscal_year_end
from council_directory.calendar import fiscal_year
from council_events.deciding import Asking, Refused, provision
from council_events.reporting import EditionGround, EditionKind
from council_events.values import Office


@provision("RP-2")
def headquarters_closes(asking: Asking) -> None:
    """The published figures are compiled for the whole nation, at 全国本部."""
    if not asking.holds(Office.HQ_OFFICER):
        raise Refused(
            "RP-2",
            "集計の版は全国本部が確定します。",
            "An edition of the figures is closed by 全国本部.",
            forbidden=True,
        )


def period_of(kind: EditionKind, first: dt.date) -> tuple[dt.date, dt.date]:
    """The period of this kind that begins in the month of `first`; raises ValueError where none begins."""
    begins = first.replace(day=1)
    if kind is EditionKind.FISCAL_YEAR:
        if begins.month != 4:
            raise ValueError("a fiscal year begins in April")
        return begins, fiscal_year_end(fiscal_year(begins))
    if kind is EditionKind.QUARTER and begins.month not in (1, 4, 7, 10):
        raise ValueError("a quarter begins in April, July, October or January")
    months = 3 if kind is EditionKind.QUARTER else 1
    after = begins.year * 12 + begins.month - 1 + months
    return begins, dt.date(after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)


@provision("RP-2")
def the_period_is_over(last: dt.date, known_until: dt.date) -> None:
    """The figures are those known at the end of a day, the last of the period or a later one."""
    if known_until < last:
        raise Refused(
            "RP-2",
            f"期間の末日（{last.isoformat()}）の翌日以降に確定してください。",
            f"The period ends on {last.isoformat()}; it can be closed from the day after.",
            field="first",
        )


@provision("RP-2")
def the_council_explains(asking: Asking, concerned: str | None) -> None:
    """Who made the entry says why: an office of the council's department, or 全国本部 for its own."""
    offices = (Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT, Office.SECRETARIAT, Office.HQ_OFFICER)
    if concerned is None or concerned != asking.council or not asking.holds(*offices):
        raise Refused(
            "RP-2",
            "確定した集計を変えた記録の理由は、その記録をした協議会が記録します。",
            "The council that made an entry says why it changed figures that were closed.",
            forbidden=True,
        )


@provision("RP-2")
def late_entries_are_explained(unexplained: int) -> None:
    """No further edition while it is not known why the figures of the last one have changed."""
    if unexplained:
        raise Refused(
            "RP-2",
            f"前の版を変えた記録のうち、理由が記録されていないものが{unexplained}件あります。協議会が理由を記録してから確定してください。",
            f"{unexplained} entries changed the last edition without a reason on record.",
            field="first",
        )


@provision("RP-2")
def another_edition_says_why(number: int, ground: EditionGround) -> None:
    """The first edition of a period is the first; any other says why there is another."""
    if (number == 1) != (ground is EditionGround.FIRST):
        ja = "この期間の最初の版です。" if number == 1 else "この期間には既に版があります。改める理由を選んでください。"
        en = "It is the first edition of the period." if number == 1 else "There is an edition; say why another."
        raise Refused("RP-2", ja, en, field="ground")
