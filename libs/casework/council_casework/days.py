"""The business day of a command, whatever the service."""

from __future__ import annotations

import datetime as dt

from council_kit.clock import Clock
from council_kit.problems import field_problem
from pydantic import BaseModel


def business_day(clock: Clock, command: BaseModel) -> dt.date:
    """The day (JST) on which the act took place (`occurred_on` of the command), today where none is given.

    Raises a 422 problem for a later day: without its reason where the command takes one, and at all where it takes none.
    """
    today = clock.today()
    on: dt.date = getattr(command, "occurred_on", None) or today
    if on <= today or getattr(command, "future_reason", None) is not None:
        return on
    if "future_reason" in type(command).model_fields:
        raise field_problem(
            "future_reason",
            "発生日が本日より後です。先の日付とする理由を入力してください。",
            "The business date lies ahead: say why.",
        )
    raise field_problem("occurred_on", "発生日は本日までとしてください。", "The business date lies ahead.")
