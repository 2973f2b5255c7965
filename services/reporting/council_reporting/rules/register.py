"""When a prescribed report is late, and who reminds a council of it."""

from __future__ import annotations

import datetime as dt

from council_events.deciding import Asking, Refused, provision
from council_events.values import Office


@provision("YR-2-2-R1")
def late_before(today: dt.date, days: int) -> dt.date:
    """Late is a report that became due before this day and wasn't submitted within so many days; no number stands in the texts."""
    return today - dt.timedelta(days=days)


@provision("YR-2-2-2-4", "YR-2-2-3-7")
def an_addressee_chases(asking: Asking, concerned: str, area: frozenset[str]) -> None:
    """The bodies that reports go to remind of them: 全国本部 everybody, 経済産業局等 the councils of its area."""
    bureau = asking.holds(Office.BUREAU_OFFICER) and concerned in area
    if not asking.holds(Office.HQ_OFFICER) and not bureau:
        raise Refused(
            "YR-2-2-3-7",
            "報告書の督促は、提出先の経済産業局等又は全国本部が行います。",
            "A report is chased by the bodies that it goes to.",
            forbidden=True,
        )


@provision("YR-2-2-R1")
def something_is_late(late: int) -> None:
    """A council is reminded of what is late."""
    if not late:
        raise Refused(
            "YR-2-2-R1",
            "期限を過ぎた未提出の報告書はありません。",
            "No report of this council is late.",
            field="council",
        )
