"""The provisions on the pledge of secrecy."""

from __future__ import annotations

import datetime as dt

from council_directory import provision_row
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office


def pledge_provision(on: dt.date) -> str:
    """The provision on the pledge of secrecy in force on a day."""
    return "YR24-2-1-5-2" if provision_row("YR24-2-1-5-2").in_force(on) else "YR-2-1-4-2"


@provision("YR-2-1-4-2", "YR24-2-1-5-2")
def the_pledge_is_on_file(pledge_on: dt.date | None, on: dt.date, begins_on: dt.date) -> None:
    """The written pledge names secrecy in office and after; it is taken at the commission and opens the file room."""
    if pledge_on is None or pledge_on > max(on, begins_on):
        raise Refused(
            pledge_provision(on),
            "在職中・退任後を問わず秘密を守る旨の誓約書を受領していません。",
            "The pledge of secrecy in office and after has not been received.",
        )


@provision("YR-2-1-4-2", "YR24-2-1-5-2")
def the_host_takes_the_pledge(asking: Asking) -> None:
    """The 認定支援機関 takes the pledge; of those whom an administrator enters, the administrator files it."""
    if not asking.holds(Office.HOST_HEAD, Office.ADMINISTRATOR):
        raise Refused(
            pledge_provision(asking.on),
            "誓約書は認定支援機関の長（システム管理者が登録する者についてはシステム管理者）が受領します。",
            "The pledge is taken by the host's head (by the administrator from those whom the administrator enters).",
            forbidden=True,
        )
