"""Who may ask, and whether the act comes in its order."""

from __future__ import annotations

import datetime as dt

from council_events.deciding import Asking, Refused, provision
from council_events.values import Office


@provision("YR-3-2-1-1")
def the_secretariat_asks(asking: Asking) -> None:
    """Only the 協議会事務局 receives, decides and pays; never a recused or unpledged person. Raises Refused (forbidden)."""
    if asking.recused:
        raise Refused(
            "YR-2-1-3-2-4",
            "この案件について利害関係が申告されているため、操作できません。",
            "You have declared an interest in this case and may not act in it.",
            forbidden=True,
        )
    if not asking.pledged:
        raise Refused(
            "YR24-2-1-5-2",
            "守秘誓約書の受領が記録されていないため、操作できません。",
            "No pledge of secrecy is on file for you.",
            forbidden=True,
        )
    if not asking.holds(Office.SECRETARIAT):
        raise Refused(
            "YR-3-2-1-1",
            "利用申請の受付、支払の決定と支払は協議会事務局員が行います。",
            "Applications are received, decided and paid by the council's secretariat.",
            forbidden=True,
        )


def the_stage_fits(fits: bool, stage: str, provision_id: str) -> None:
    """Raises Refused when the case stands at a stage at which this is not done."""
    if not fits:
        raise Refused(
            provision_id,
            f"現在の段階（{stage}）では行えません。",
            "The case is not at the stage at which this is done.",
        )


@provision("SUB-C-4")
def the_payment_has_taken_place(paid_on: dt.date, on: dt.date) -> None:
    """A payment is recorded on or after its day."""
    if paid_on > on:
        raise Refused(
            "SUB-C-4", "支払日が記録する日より後です。", "The day of payment is yet to come.", field="paid_on"
        )
