"""The business date of an act of audit: today, or a day before it."""

from __future__ import annotations

import datetime as dt

from council_kit.clock import Clock
from council_kit.problems import field_problem


def business_day(clock: Clock, occurred_on: dt.date | None) -> dt.date:
    """The day named, today where none is; raises a 422 problem for one that lies ahead."""
    today = clock.today()
    if occurred_on is not None and occurred_on > today:
        raise field_problem("occurred_on", "発生日は本日までとしてください。", "The business date lies ahead.")
    return occurred_on or today
