"""Read tables are held against others filled from the events; nothing that is read changes.

The table `seen` of these tests numbers its rows as they come, so that only `counts` is the same each time.
"""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import psycopg
import pytest
from council_kit.postgres import open_async_pool, open_pool
from council_kit.runner.nightly import Nightly, check_now, latest_checks, night_of


async def test_tables_that_are_what_the_events_say_have_no_drift_and_stay_as_they_are(
    stage, runner, notes, running, seen, produce_cases
):
    one = runner(notes())
    await produce_cases([uuid4() for _ in range(20)], range(1, 6))
    async with running(one):
        before = await seen(100)
        comparison = await one.check("notes")
        assert [each for each in comparison.differences if each.table == "counts"] == []
        assert set(comparison.tables) == {"seen", "counts"}
        assert await seen(100) == before
        await produce_cases([uuid4()], range(1, 6))
        await seen(105)
    assert stage.rows("SELECT generation, state FROM runner_generations") == [(1, "live")]
    assert stage.rows("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 'notes')") == [("notes",)]


async def test_a_row_that_was_tampered_with_is_found_and_left_as_it_is(
    stage, runner, notes, running, seen, produce_cases
):
    one = runner(notes())
    await produce_cases([uuid4() for _ in range(20)], range(1, 6))
    async with running(one):
        await seen(100)
        tampered = "UPDATE notes.counts SET events = 7 WHERE case_id = (SELECT min(case_id) FROM notes.counts)"
        with psycopg.connect(stage.dsn, autocommit=True) as connection:
            connection.execute(tampered)
        async with open_async_pool(stage.dsn, max_size=2) as pool:
            found = await check_now("intake", pool, "notes", one.check)
    assert found is not None
    assert found.rows >= 2
    assert found.ahead == 0
    assert [each for each in found.found if each.startswith("counts: ")]
    assert stage.rows("SELECT count(*) FROM notes.counts WHERE events = 7") == [(1,)]
    with open_pool(stage.dsn, max_size=1) as blocking:
        [kept] = latest_checks(blocking)
    assert (kept.projection, kept.rows, kept.found) == ("notes", found.rows, found.found)


async def test_before_the_first_start_there_is_nothing_to_check(stage, runner, notes):
    one = runner(notes())
    assert await one.check("notes") is None
    with open_pool(stage.dsn, max_size=1) as blocking:
        assert latest_checks(blocking) == []


async def test_a_night_is_checked_once_however_often_it_is_looked_at(
    stage, runner, notes, running, seen, produce_cases
):
    one = runner(notes())
    await produce_cases([uuid4()], range(1, 6))
    async with running(one), open_async_pool(stage.dsn, max_size=3) as pool:
        await seen(5)
        now = dt.datetime.now(dt.UTC)
        hour, clock = (now + dt.timedelta(hours=9)).hour, [now]
        nightly = Nightly("intake", pool, ["notes"], one.check, hour, lambda: clock[0])
        await nightly.look()
        there = stage.rows("SELECT to_regclass('public.runner_checks') IS NOT NULL")
        assert there == [(False,)], "the process began after the hour had struck"
        clock[0] -= dt.timedelta(days=1)
        nightly = Nightly("intake", pool, ["notes"], one.check, hour, lambda: clock[0])
        clock[0] = now
        await nightly.look()
        await nightly.look()
    assert stage.rows("SELECT projection, rows FROM runner_checks") == [("notes", 0)]


@pytest.mark.parametrize(
    ("now", "struck"),
    [
        ("2026-11-27T17:59:00+00:00", "2026-11-26T18:00:00+00:00"),
        ("2026-11-27T18:00:00+00:00", "2026-11-27T18:00:00+00:00"),
        ("2026-11-27T19:00:00+00:00", "2026-11-27T18:00:00+00:00"),
    ],
)
def test_the_hour_strikes_in_japan(now: str, struck: str) -> None:
    assert night_of(dt.datetime.fromisoformat(now), 3) == dt.datetime.fromisoformat(struck)
