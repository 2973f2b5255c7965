"""Who may ask, and whether the act comes in its order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from council_directory import provision_row
from council_directory.directory import HQ
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office

SYSTEM: Final = "system:subsidy"
"""Who asks where nobody does: what days bring about by themselves. No person has such a name."""
ADVISERS: Final = (Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT)
"""支援業務部門, from which advice and support with banks come."""


@provision("YR-2-1-3-2-4", "YR-2-1-4-2", "YR24-2-1-5-2")
def _stands_free(asking: Asking) -> None:
    """Nobody acts with an interest of his or her own, or before the pledge. Raises Refused (forbidden)."""
    if asking.recused:
        raise Refused(
            "YR-2-1-3-2-4",
            "この案件について利害関係が申告されているため、操作できません。",
            "You have declared an interest in this case and may not act in it.",
            forbidden=True,
        )
    if not asking.pledged:
        raise Refused(
            "YR24-2-1-5-2" if provision_row("YR24-2-1-5-2").in_force(asking.on) else "YR-2-1-4-2",
            "守秘誓約書の受領が記録されていないため、操作できません。",
            "No pledge of secrecy is on file for you.",
            forbidden=True,
        )


@provision("YR-3-2-1-1", "YR-3-2-2-1")
def the_secretariat_asks(asking: Asking) -> None:
    """Only a council's 協議会事務局 receives, decides and pays. Raises Refused (forbidden)."""
    _stands_free(asking)
    if asking.council == HQ or not asking.holds(Office.SECRETARIAT):
        raise Refused(
            "YR-3-2-1-1",
            "利用申請の受付、支払の決定と支払は、協議会の事務局員が行います。",
            "Applications are received, decided and paid by the secretariat of a council.",
            forbidden=True,
        )
    the_secretary_may_hold_the_other_office(asking.offices, asking.on)


@provision("SUB-C-5", "SUB-C-6")
def the_secretariat_or_the_clock_asks(asking: Asking) -> None:
    """A lapse comes by itself: the platform records it when its day has come, or a 事務局員 before. Raises Refused."""
    if asking.person != SYSTEM:
        the_secretariat_asks(asking)


@provision("YR-3-2-1-3", "YR24-3-2-1")
def the_secretary_may_hold_the_other_office(offices: Collection[Office], on: dt.date) -> None:
    """Of 支援業務部門 only a 統括責任者補佐 is 事務局員 too: until 2024-03-31 経営改善支援担当 alone, then any of them.

    Raises Refused (forbidden).
    """
    now = provision_row("YR24-3-2-1").in_force(on)
    barred = {Office.HEAD} if now else {Office.HEAD, Office.DEPUTY}
    if Office.DEPUTY_IMPROVEMENT in offices and Office.HEAD not in offices:
        barred = set()
    held = barred.intersection(offices)
    if held:
        raise Refused(
            "YR24-3-2-1" if now else "YR-3-2-1-3",
            f"{'・'.join(sorted(office.label for office in held))}は、協議会事務局員を兼ねることができません。",
            "The holder of this office may not act as secretariat as well.",
            forbidden=True,
        )


@provision("YR-2-4-1", "YR-2-4-2-1-1", "YR24-2-4-2")
def an_adviser_asks(asking: Asking) -> None:
    """Advice comes from the 統括責任者, or a 統括責任者補佐: until 2024-03-31 経営改善支援担当 only. Raises Refused."""
    _stands_free(asking)
    now = provision_row("YR24-2-4-2").in_force(asking.on)
    if not asking.holds(*ADVISERS) if now else not asking.holds(Office.HEAD, Office.DEPUTY_IMPROVEMENT):
        raise Refused(
            "YR24-2-4-2" if now else "YR-2-4-2-1-1",
            "助言支援は、統括責任者又は統括責任者補佐が行います。"
            if now
            else "助言支援は、統括責任者又は統括責任者補佐（経営改善支援担当）が行います。",
            "Advice is given by the 統括責任者 or a 統括責任者補佐 entitled to it on that day.",
            forbidden=True,
        )


@provision("YR-2-4-2-3-2", "YR-2-6-2-1-1")
def the_support_department_asks(asking: Asking, provision_id: str) -> None:
    """Support with 金融調整, and the judgement that revival is extremely difficult, are the 支援業務部門's.

    Raises Refused (forbidden).
    """
    _stands_free(asking)
    if not asking.holds(*ADVISERS):
        raise Refused(
            provision_id,
            "この操作は、支援業務部門（統括責任者又は統括責任者補佐）が行います。",
            "This is done by the support department.",
            forbidden=True,
        )


@provision("SUB-E-4", "YR-3-2-1-4", "YR-3-2-2-4", "YR24-3-2-2-4")
def the_head_asks(asking: Asking, provision_id: str) -> None:
    """The 統括責任者 alone finds a second use fit, designates a proxy and leads an applicant on to 事業再生.

    Raises Refused (forbidden).
    """
    _stands_free(asking)
    if not asking.holds(Office.HEAD):
        raise Refused(
            provision_id,
            "統括責任者が行います。",
            "This is done by the 統括責任者.",
            forbidden=True,
        )


@provision("YR-3-2-1-4", "YR24-3-2-1")
def the_head_or_a_proxy_signs(asking: Asking, proxies: Collection[str]) -> bool:
    """Notices are issued in the name of the 統括責任者; whether a proxy signs. Raises Refused (forbidden).

    A proxy is designated by the 統括責任者 and is 統括責任者補佐: until 2024-03-31 経営改善支援担当, then any.
    """
    _stands_free(asking)
    if asking.holds(Office.HEAD):
        return False
    now = provision_row("YR24-3-2-1").in_force(asking.on)
    deputies = (Office.DEPUTY, Office.DEPUTY_IMPROVEMENT) if now else (Office.DEPUTY_IMPROVEMENT,)
    if not asking.holds(*deputies) or asking.person not in proxies:
        raise Refused(
            "YR24-3-2-1" if now else "YR-3-2-1-4",
            "通知は統括責任者の名で発行し、代理できるのは統括責任者が指名した統括責任者補佐に限ります。",
            "Notices are issued by the 統括責任者, by proxy only by a deputy whom the 統括責任者 designated.",
            forbidden=True,
        )
    return True


@provision("YR-2-6-2-0")
def the_company_was_told_by_then(told_on: dt.date, on: dt.date) -> None:
    """That the judgement was told is recorded on or after the day."""
    if told_on > on:
        raise Refused("YR-2-6-2-0", "まだ来ていない日です。", "This day is yet to come.", field="told_on")


def the_stage_fits(fits: bool, stage: str, provision_id: str) -> None:
    """Raises Refused when the case stands at a stage at which this is not done."""
    if not fits:
        raise Refused(
            provision_id,
            f"現在の段階（{stage}）では行えません。",
            "The case is not at the stage at which this is done.",
        )


@provision("SUB-C-4", "YR-3-2-2-2")
def the_payment_has_taken_place(paid_on: dt.date, on: dt.date) -> None:
    """A payment is recorded on or after its day."""
    if paid_on > on:
        raise Refused(
            "SUB-C-4", "支払日が記録する日より後です。", "The day of payment is yet to come.", field="paid_on"
        )


@provision("YR-3-2-2-2", "YR-3-2-2-3", "SUB-C-4")
def the_payee_is_an_agency(payee: str, agencies: Collection[str]) -> None:
    """What a claim brings goes to an agency of the case, never to the company, never to another agency's account."""
    if payee not in agencies:
        raise Refused(
            "YR-3-2-2-2",
            "費用は、この案件の認定経営革新等支援機関に支払います（申請企業には支払いません）。",
            "Fees are paid to the agencies of the case, never to the company.",
            forbidden=False,
        )
