"""Today, from the windows: the hours since midnight in Japan."""

import datetime as dt

import pytest
from council_reporting.queries.live import live_activity, midnight
from council_reporting.windows import DDL

from tests.services.reporting.situations import Desk

NOW = dt.datetime(2026, 11, 27, 1, 30, tzinfo=dt.UTC)  # 10:30 in Japan


@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("2026-11-27T14:59:59+00:00", "2026-11-26T15:00:00+00:00"),
        ("2026-11-27T15:00:00+00:00", "2026-11-27T15:00:00+00:00"),
        ("2026-11-27T23:00:00+00:00", "2026-11-27T15:00:00+00:00"),
    ],
)
def test_the_day_begins_at_midnight_in_japan(now: str, began: str) -> None:
    assert midnight(dt.datetime.fromisoformat(now)) == dt.datetime.fromisoformat(began)


async def test_today_is_every_hour_since_midnight_and_no_hour_of_yesterday(desk: Desk) -> None:
    hours = ["2026-11-26 14:00+00", "2026-11-26 15:00+00", "2026-11-27 00:00+00", "2026-11-27 01:00+00"]
    with desk.pool.connection() as connection:
        connection.execute(DDL)
        for place, hour in enumerate(hours):
            row = [hour, place, "13", "intake", 10**place]
            connection.execute("INSERT INTO live.hours VALUES (%s, %s, %s, %s, %s)", row)
        connection.execute("INSERT INTO live.hours VALUES (%s, 0, '24', 'support', 7)", [hours[-1]])
    found = live_activity(desk.pool, NOW, {"13"})
    assert found.since == dt.datetime(2026, 11, 26, 15, tzinfo=dt.UTC)
    assert [each.events for each in found.counts] == [1000, 100, 10]
    assert {each.council for each in live_activity(desk.pool, NOW, {"13", "24"}).counts} == {"13", "24"}
