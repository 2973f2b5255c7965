"""Who may ask, and whether the act comes in its order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from council_directory import provision_row
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office

SYSTEM = "system:support"
"""Who asks where nobody does: reactions, and what days bring about by themselves. No person has such a name."""


@provision("YR-2-1-3-2-4", "B2-2-3-2")
def the_recused_do_not_act(asking: Asking) -> None:
    """A person with a recorded interest in the case neither acts in it nor sees it."""
    if asking.recused:
        raise Refused(
            "YR-2-1-3-2-4",
            "この案件について利害関係が申告されているため、操作できません。",
            "You have declared an interest in this case and may not act in it.",
            forbidden=True,
        )


def pledge_provision(on: dt.date) -> str:
    """The provision that asks for the pledge of secrecy on this day."""
    return "YR24-2-1-5-2" if provision_row("YR24-2-1-5-2").in_force(on) else "YR-2-1-4-2"


@provision("YR24-2-1-5-2", "YR-2-1-4-2")
def only_the_pledged_act(asking: Asking) -> None:
    """Nobody works on a case before the signed pledge of secrecy is on file."""
    if not asking.pledged:
        raise Refused(
            pledge_provision(asking.on),
            "守秘誓約書の受領が記録されていないため、操作できません。",
            "No pledge of secrecy is on file for you.",
            forbidden=True,
        )


def the_office_may_act(asking: Asking, offices: Collection[Office], provision_id: str) -> None:
    """The provision names the offices that do this; raises Refused (forbidden) for every other."""
    if not asking.holds(*offices):
        names = "・".join(office.label for office in offices)
        raise Refused(
            provision_id,
            f"この操作は{names}が行います。",
            f"This is done by: {', '.join(office.value for office in offices)}.",
            forbidden=True,
        )


def the_stage_fits(fits: bool, stage: str, provision_id: str) -> None:
    """The steps of 別冊２ follow one another; raises Refused when the case stands elsewhere."""
    if not fits:
        raise Refused(
            provision_id,
            f"現在の段階（{stage}）では行えません。",
            "The case is not at the stage at which this is done.",
        )


@provision("BR-7", "B2-Q17")
def the_creditor_is_listed(listed: bool) -> None:
    """Only listed creditors are approached and told; raises Refused for one that the case does not know."""
    if not listed:
        raise Refused(
            "B2-Q17",
            "対象債権者として登録されていません。",
            "This creditor is not listed in the case.",
            field="creditor_id",
        )


def the_day_has_come(day: dt.date, on: dt.date, provision_id: str, field: str) -> None:
    """What is recorded has happened: its day is not later than that of the act."""
    if day > on:
        raise Refused(
            provision_id,
            "記録する日より後の日付です。",
            "The day is later than that of the act which records it.",
            field=field,
        )


@provision("B2-2-2-2", "B3-2", "B4-4-2-3", "YR-2-1-1-3", "YR-2-1-1-4", "YR-2-1-2-2-2")
def who_is_consulted(named: str | None, on_duty: Collection[str] | None, office: Office) -> str | None:
    """The head of the host or the 会長; with a special tie in the case, whoever acts in that place.

    `on_duty`: who may be consulted in the case; None where that was not looked up. A name left out is the only one.
    """
    if on_duty is None or (named is not None and named in on_duty):
        return named
    if named is None and len(on_duty) == 1:
        return next(iter(on_duty))
    raise Refused(
        "YR-2-1-1-4" if office is Office.HOST_HEAD else "YR-2-1-2-2-2",
        f"{office.label}に特別な関わりがある案件では、その職務を代行する者と協議します。この案件で協議できる者を選んでください。",
        "With a special tie in this case, or where nobody is named, the 協議 is held with who acts in that place.",
        field="consulted",
    )
