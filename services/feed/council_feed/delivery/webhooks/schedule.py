"""When a failed webhook is tried again, when its endpoint is spared, and when its owner is told. Pure.

The delays are those that Standard Webhooks 1.0 recommends: ten attempts over some 75 hours.
"""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime
from typing import Final

from council_events.feed import TroubleKind

DELAYS: Final = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds after the first failed attempt, the second …"""
MOST_ATTEMPTS: Final = len(DELAYS) + 1
_JITTER: Final = 0.1
_LONGEST_RETRY_AFTER: Final = 86_400.0
FAILURES_TO_OPEN: Final = 5
"""Failures in a row after which an endpoint is spared for a while (circuit breaker)."""
_FIRST_PAUSE: Final = 30.0
_LONGEST_PAUSE: Final = 1800.0
_NOTICES: Final = {4: TroubleKind.FAILING, MOST_ATTEMPTS - 1: TroubleKind.GIVING_UP}
"""Told after so many failed attempts of one event: after some 2.5 hours, and a day before the last one."""


def delay_after(attempts: int, chance: float, retry_after: float | None = None) -> float | None:
    """Seconds until the next attempt after so many failed ones; None when it was the last.

    `chance` in [0, 1) spreads the delay by a tenth either way. A `Retry-After` is honoured up to a day.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    spread = DELAYS[attempts - 1] * (1 - _JITTER + 2 * _JITTER * chance)
    return spread if retry_after is None else max(spread, min(retry_after, _LONGEST_RETRY_AFTER))


def notice_after(attempts: int) -> TroubleKind | None:
    """What the owner is told after so many failed attempts of one event."""
    return _NOTICES.get(attempts)


def gives_up_at(attempts: int, now: dt.datetime) -> dt.datetime:
    """When the last attempt would be made, after so many failed ones."""
    return now + dt.timedelta(seconds=sum(DELAYS[attempts - 1 :]))


def pause_after(failures: int) -> float | None:
    """Seconds for which an endpoint is spared after so many failures in a row; None while it is not."""
    if failures < FAILURES_TO_OPEN:
        return None
    return float(min(_FIRST_PAUSE * 2 ** min(failures - FAILURES_TO_OPEN, 10), _LONGEST_PAUSE))


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for, given as a number or as a date; None when it says nothing."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None
