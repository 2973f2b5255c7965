"""The business day of a command."""

from __future__ import annotations

import datetime as dt

from council_kit.clock import Clock
from council_kit.problems import field_problem


def business_day(clock: Clock, occurred_on: dt.date | None, future_reason: str | None) -> dt.date:
    """The day (JST) on which the act took place, today where none is given; raises a 422 problem for a later day
    without a reason.
    """
    today = clock.today()
    on = occurred_on or today
    if on > today and future_reason is None:
        raise field_problem(
            "occurred_on",
            "発生日が本日より後です。先の日付とする場合は理由を入力してください。",
            "The business date lies ahead; a later day needs a reason.",
        )
    return on
