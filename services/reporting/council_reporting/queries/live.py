"""What happens today, from the windows: fast, may count twice, decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final
from zoneinfo import ZoneInfo

from council_kit.postgres import Pool

from council_reporting.queries.answers import LiveActivity, LiveCount

_JST: Final = ZoneInfo("Asia/Tokyo")
_LIVE: Final = """
SELECT council, service, hour, sum(events)::bigint FROM live.hours
WHERE hour >= %(since)s AND council = ANY(%(councils)s) GROUP BY council, service, hour ORDER BY hour DESC, council, service
"""


def live_activity(pool: Pool, now: dt.datetime, shown: Collection[str]) -> LiveActivity:
    """Events per service of these councils in each hour since midnight in Japan; `now` is the real time."""
    since = midnight(now)
    with pool.connection() as connection:
        rows = connection.execute(_LIVE, {"since": since, "councils": sorted(shown)}).fetchall()
    return LiveActivity(
        since=since,
        until=now,
        counts=tuple(
            LiveCount(council=code, service=service, hour=hour, events=events) for code, service, hour, events in rows
        ),
    )


def midnight(now: dt.datetime) -> dt.datetime:
    """When the day of this instant began in Japan."""
    return now.astimezone(_JST).replace(hour=0, minute=0, second=0, microsecond=0)
