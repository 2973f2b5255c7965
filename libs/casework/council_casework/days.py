"""The business day of a command, whatever the service."""

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
            "future_reason",
            "発生日が本日より後です。先の日付とする理由を入力してください。",
            "The business date lies ahead: say why.",
        )
    return on
