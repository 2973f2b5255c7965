"""Read tables are rebuilt beside the live ones and swapped in; readers never wait and never see less."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import psycopg
import pytest
from council_kit.runner import RebuildUnderWayError


async def test_a_rebuild_gives_the_same_tables_again(stage, runner, notes, running, seen, produce_cases):
    cases = [uuid4() for _ in range(50)]
    one = runner(notes())
    await produce_cases(cases, range(1, 21))
    async with running(one):
        before = await seen(1000)
        with psycopg.connect(stage.dsn, autocommit=True) as connection:
            connection.execute("DELETE FROM notes.seen; DELETE FROM notes.counts")
        assert await one.rebuild("notes") == 1000
        assert await seen(1000) == before


async def test_nothing_that_was_read_ahead_is_missing_after_the_swap(stage, runner, notes, seen, produce_cases):
    """Each batch takes longer than the pause between two looks at what is left; all stand in one partition."""

    async def slow(connection, records):
        await connection.execute("SELECT pg_sleep(0.45)")

    await produce_cases([uuid4()], range(1, 4501))
    assert await runner(notes(before=slow)).rebuild("notes") == 4500
    await seen(4500, within=1)


async def test_the_live_runner_goes_on_in_the_new_tables(stage, runner, notes, running, seen, produce_cases):
    cases = [uuid4() for _ in range(20)]
    one = runner(notes())
    async with running(one):
        for round_ in range(3):
            await produce_cases(cases, range(round_ * 5 + 1, round_ * 5 + 6))
            await one.rebuild("notes")
            await seen(100 * (round_ + 1))
        await produce_cases(cases, [16])
        await seen(320)
    assert stage.rows("SELECT generation, state FROM runner_generations") == [(4, "live")]
    assert stage.rows("SELECT DISTINCT generation FROM runner_offsets") == [(4,)]


async def test_tables_can_be_built_before_a_runner_ever_ran(stage, runner, notes, running, seen, produce_cases):
    await produce_cases([uuid4()], range(1, 6))
    one = runner(notes())
    await one.rebuild("notes")
    await seen(5)
    await produce_cases([uuid4()], [1])
    async with running(one):
        await seen(6)


async def test_readers_never_stop_and_never_see_less_while_events_keep_coming(
    stage, runner, notes, running, seen, produce_cases
):
    cases = [uuid4() for _ in range(20)]
    one = runner(notes())
    counted = []
    enough = asyncio.Event()

    async def read():
        async with await psycopg.AsyncConnection.connect(stage.dsn, autocommit=True) as connection:
            while not enough.is_set():
                cursor = await connection.execute("SELECT count(*) FROM notes.seen")
                counted.append((await cursor.fetchone())[0])

    async def write():
        number = 5
        while not enough.is_set():
            number += 1
            await produce_cases(cases, [number])
        return number

    await produce_cases(cases, range(1, 6))
    async with running(one):
        await seen(100)
        reading, writing = asyncio.create_task(read()), asyncio.create_task(write())
        for _ in range(3):
            await one.rebuild("notes")
        enough.set()
        await reading
        await seen(20 * await writing)
    assert len(counted) > 50
    assert counted == sorted(counted)


async def test_former_tables_go_even_if_their_files_take_longer_than_a_transaction_may(
    stage, runner, notes, seen, produce_cases
):
    await produce_cases([uuid4()], range(1, 6))
    one = runner(notes())
    await one.rebuild("notes")
    with psycopg.connect(stage.dsn, autocommit=True) as connection:
        connection.execute("""
            CREATE FUNCTION linger() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.1); END $$;
            CREATE EVENT TRIGGER linger ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION linger()""")

    async with asyncio.timeout(30):
        await one.rebuild("notes")

    assert stage.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'notes_old'") == [(0,)]
    await seen(5, within=1)


async def test_a_rebuild_that_was_killed_goes_on_where_it_stood(stage, runner, notes, running, seen, produce_cases):
    cases = [uuid4() for _ in range(100)]
    await produce_cases(cases, range(1, 61))
    applied = []

    async def count(connection, records):
        applied.append(len(records))
        if sum(applied) > 3000:
            await asyncio.Event().wait()

    killed = asyncio.create_task(runner(notes(before=count)).rebuild("notes"))
    while sum(applied) <= 3000:
        await asyncio.sleep(0.01)
    killed.cancel()
    await asyncio.wait([killed])
    kept = sum(applied[:-1])
    assert stage.rows("SELECT count(*) FROM notes_next.seen") == [(kept,)]
    assert await runner(notes()).rebuild("notes") == 6000 - kept
    await seen(6000)


async def test_a_half_built_generation_of_another_ddl_is_begun_anew(stage, runner, notes, running, seen, produce_cases):
    await produce_cases([uuid4() for _ in range(10)], range(1, 6))

    entered = asyncio.Event()

    async def hang(connection, records):
        entered.set()
        await asyncio.Event().wait()

    begun = asyncio.create_task(
        runner(notes(before=hang, ddl=notes().ddl + "CREATE TABLE old (n int);")).rebuild("notes")
    )
    await entered.wait()
    begun.cancel()
    await asyncio.wait([begun])
    await runner(notes()).rebuild("notes")
    await seen(50)
    assert stage.rows("SELECT to_regclass('notes.old')") == [(None,)]


async def test_only_one_rebuild_of_a_projection_runs(stage, runner, notes, produce_cases):
    await produce_cases([uuid4()], [1])
    entered = asyncio.Event()

    async def hang(connection, records):
        entered.set()
        await asyncio.Event().wait()

    first = asyncio.create_task(runner(notes(before=hang)).rebuild("notes"))
    await entered.wait()
    with pytest.raises(RebuildUnderWayError):
        await runner(notes()).rebuild("notes")
    first.cancel()
    await asyncio.wait([first])


async def test_progress_tells_rate_and_what_is_left(stage, runner, notes, seen, produce_cases):
    await produce_cases([uuid4() for _ in range(100)], range(1, 51))
    told = []
    await runner(notes()).rebuild("notes", told.append)
    assert told[-1].done == 5000
    assert told[-1].events_left == 0
    assert told[-1].rate > 0


async def test_nothing_of_the_old_generation_is_left(stage, runner, notes, running, seen, produce_cases):
    one = runner(notes())
    await produce_cases([uuid4()], [1])
    async with running(one):
        await seen(1)
        await one.rebuild("notes")
    schemas = stage.rows("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 'notes')")
    assert schemas == [("notes",)]


async def test_a_rebuild_compares_the_former_tables_with_the_new_ones(
    stage, runner, notes, running, seen, produce_cases
):
    one = runner(notes())
    await produce_cases([uuid4() for _ in range(20)], range(1, 6))
    found = []
    async with running(one):
        await seen(100)
        await one.rebuild("notes", on_compared=found.append)
        with psycopg.connect(stage.dsn, autocommit=True) as connection:
            connection.execute(
                "UPDATE notes.counts SET events = 7 WHERE case_id = (SELECT min(case_id) FROM notes.counts)"
            )
            (tampered,) = connection.execute("SELECT min(case_id) FROM notes.counts").fetchone()
        await one.rebuild("notes", on_compared=found.append)
    honest, drifted = ([each for each in comparison.differences if each.table == "counts"] for comparison in found)
    assert set(found[0].tables) == {"seen", "counts"}
    assert honest == []
    assert [(each.only_before, each.only_after, each.keys) for each in drifted] == [(1, 1, (tampered,))]
