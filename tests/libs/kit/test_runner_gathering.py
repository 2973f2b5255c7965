"""A rebuild that gathers first and folds each case once gives what the runner would have given, whatever befalls it."""

from __future__ import annotations

import asyncio
from threading import Timer
from uuid import uuid4

import psycopg
import pytest
from council_kit.runner import Gathering
from pydantic_core import from_json, to_json

POISON = "丸の内商事の山田"
BEFORE = 10**6
"""What is folded has places before all that the runner notes afterwards."""


class Folding:
    """What the notes' projection gathers and folds; `bad`: (case, sequence) of events that its code can't bear."""

    def __init__(self, *bad):
        self.bad = set(bad)
        self.folded = 0
        self.fail_after = None

    def keep(self, envelope):
        return envelope.streamid, to_json([envelope.partitionkey, envelope.sequence, "\\ \t\n 山田"])

    def fold(self, cases):
        if self.fail_after is not None and self.folded >= self.fail_after:
            raise asyncio.CancelledError
        seen, numbers = [], []
        for case_id, kept in cases:
            events = sorted(from_json(kept))
            assert all(odd == "\\ \t\n 山田" for _, _, odd in events)
            if any((key, sequence) in self.bad for key, sequence, _ in events):
                raise ValueError(POISON)
            seen += [f"{sequence - BEFORE}\t{key}\t{sequence}\tintake\n" for key, sequence, _ in events]
            numbers.append(f"{case_id}\t{len(events)}\n")
        self.folded += len(cases)
        return {"seen": seen, "numbers": numbers}

    @property
    def gathering(self):
        return Gathering(
            keep=self.keep,
            fold=self.fold,
            sums=((("counts", "SELECT case_id::text, events FROM numbers ORDER BY case_id"),),),
            between={"numbers": "case_id uuid, events int"},
        )


def hold_once(connection, table):
    """Let nobody write into the table for a while, as a disk that does not answer; asked again, do nothing."""
    if not connection.closed and connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
        connection.execute(f"LOCK TABLE {table} IN SHARE MODE")
        Timer(2.5, connection.close).start()


@pytest.fixture
def folding():
    return Folding()


@pytest.fixture
def gathered(notes, folding):
    """`gathered(before=…)`: the notes' projection, with a shorter way for a rebuild."""
    return lambda **changes: notes(gathering=folding.gathering, **changes)


async def test_gathering_gives_the_tables_that_the_runner_gives(stage, runner, gathered, running, seen, produce_cases):
    one = runner(gathered())
    await produce_cases([uuid4() for _ in range(50)], range(1, 21))
    async with running(one):
        live = await seen(1000)
        found = []
        assert await one.rebuild("notes", on_compared=found.append) == 1000
        assert await seen(1000) == live
    assert [each.table for each in found[0].differences] == ["seen"]  # which notes in what place
    assert stage.rows("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 'notes')") == [("notes",)]
    tables = stage.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'notes' ORDER BY 1")
    assert tables == [("counts",), ("seen",)]


async def test_the_live_runner_goes_on_in_tables_that_were_gathered(
    stage, runner, gathered, running, seen, produce_cases
):
    cases = [uuid4() for _ in range(20)]
    one = runner(gathered())
    async with running(one):
        for round_ in range(3):
            await produce_cases(cases, range(round_ * 5 + 1, round_ * 5 + 6))
            await one.rebuild("notes")
            await seen(100 * (round_ + 1))
        await produce_cases(cases, [16])
        await seen(320)


async def test_a_rebuild_killed_while_it_gathers_goes_on_where_it_stood(
    stage, runner, gathered, folding, seen, produce_cases
):
    await produce_cases([uuid4() for _ in range(100)], range(1, 61))
    kept = 0

    def keep(envelope):
        nonlocal kept
        kept += 1
        if kept > 3000:
            raise asyncio.CancelledError
        return Folding.keep(folding, envelope)

    folding.keep = keep
    with pytest.raises(asyncio.CancelledError):
        await runner(gathered()).rebuild("notes")
    [(stood,)] = stage.rows("SELECT count(*) FROM notes_next.gathered")
    assert 0 < stood <= 3000
    assert stage.rows("SELECT count(*) FROM notes_next.seen") == [(0,)]
    del folding.keep
    assert await runner(gathered()).rebuild("notes") == 6000 - stood
    await seen(6000)


async def test_a_rebuild_killed_while_it_folds_folds_all_again(stage, runner, gathered, folding, seen, produce_cases):
    cases = [uuid4() for _ in range(2500)]
    await produce_cases(cases, [1])
    folding.fail_after = 2000
    with pytest.raises(asyncio.CancelledError):
        await runner(gathered()).rebuild("notes")
    assert stage.rows("SELECT count(*) FROM notes_next.gathered") == [(2500,)]
    folding.fail_after = None
    await produce_cases(cases[:10], [2])
    assert await runner(gathered()).rebuild("notes") == 10
    await seen(2510)


async def test_who_stands_in_the_way_at_the_end_has_nothing_folded_again(
    stage, runner, gathered, folding, seen, produce_cases
):
    await produce_cases([uuid4() for _ in range(20)], [1])
    reading = psycopg.connect(stage.dsn)

    def fold(cases):
        reading.execute("SELECT FROM notes_next.gathered")  # and goes on to hold it
        Timer(1.5, reading.close).start()
        return Folding.fold(folding, cases)

    folding.fold = fold
    await runner(gathered()).rebuild("notes")
    assert folding.folded == 20
    await seen(20)


async def test_a_table_that_takes_no_row_for_a_while_has_nothing_folded_again(
    stage, runner, gathered, folding, seen, produce_cases
):
    await produce_cases([uuid4() for _ in range(20)], [1])
    holding = psycopg.connect(stage.dsn)

    def fold(cases):
        hold_once(holding, "notes_next.seen")
        return Folding.fold(folding, cases)

    folding.fold = fold
    await runner(gathered()).rebuild("notes")
    assert folding.folded == 20
    await seen(20)


async def test_gathering_sits_out_a_table_that_takes_no_row_for_a_while(
    stage, runner, gathered, folding, seen, produce_cases
):
    await produce_cases([uuid4() for _ in range(20)], [1, 2, 3])
    holding = psycopg.connect(stage.dsn)

    def keep(envelope):
        hold_once(holding, "notes_next.gathered")
        return Folding.keep(folding, envelope)

    folding.keep = keep
    await runner(gathered()).rebuild("notes")
    await seen(60)


async def test_an_event_that_cannot_be_folded_parks_its_case_and_all_others_go_on(
    stage, runner, gathered, folding, running, seen, produce_cases
):
    cases = [uuid4() for _ in range(30)]
    bad = str(cases[7])
    folding.bad = {(bad, 4)}
    await produce_cases(cases, range(1, 11))
    one = runner(gathered())
    await one.rebuild("notes")
    applied = await seen(300 - 7)
    assert applied[bad] == [1, 2, 3]
    [case] = await one.parked_cases("notes")
    assert (case.case_key, case.waiting) == (bad, 6)
    assert case.error.startswith("builtins.ValueError")
    assert POISON not in case.error
    async with running(one):
        await one.retry("notes", bad, by="admin-1", reason="修正版を配備した")
        assert (await seen(300))[bad] == list(range(1, 11))


async def test_a_rebuild_begun_again_after_a_case_was_parked_parks_it_once(
    stage, runner, gathered, folding, seen, produce_cases
):
    cases = [uuid4() for _ in range(30)]
    bad = str(cases[7])
    folding.bad = {(bad, 4)}
    await produce_cases(cases, range(1, 11))
    good = folding.gathering
    broken = Gathering(good.keep, good.fold, ((("counts", "SELECT 1 / 0"),),), good.between)
    projection = gathered()
    one = runner(projection)
    object.__setattr__(projection, "gathering", broken)
    with pytest.raises(psycopg.errors.DivisionByZero):
        await one.rebuild("notes")
    object.__setattr__(projection, "gathering", good)
    await one.rebuild("notes")
    assert (await seen(300 - 7))[bad] == [1, 2, 3]
    [case] = await one.parked_cases("notes")
    assert (case.case_key, case.waiting) == (bad, 6)


async def test_what_could_not_be_read_waits_behind_what_cannot_be_folded(
    stage, runner, gathered, folding, seen, produce_cases
):
    case_id = uuid4()
    bad = str(case_id)
    folding.bad = {(bad, 2)}
    await produce_cases([case_id], [1, 2, 3])
    await stage.produce([(bad, b"{")])
    await produce_cases([case_id], [4])
    one = runner(gathered())
    await one.rebuild("notes")
    assert await seen(1) == {bad: [1]}
    parked = stage.rows('SELECT "offset", error IS NOT NULL FROM parked ORDER BY place')
    assert parked == [(1, True), (2, False), (3, True), (4, False)]


async def test_a_rebuild_that_gathers_keeps_to_the_decision_to_skip(
    stage, runner, gathered, folding, running, seen, produce_cases
):
    case_id = uuid4()
    bad = str(case_id)
    folding.bad = {(bad, 2)}
    await produce_cases([case_id], range(1, 6))
    one = runner(gathered())
    await one.rebuild("notes")
    async with running(one):
        await one.skip("notes", bad, by="admin-1", reason="誤送の記録")
        await one.rebuild("notes")
        assert await seen(4) == {bad: [1, 3, 4, 5]}
    assert await one.parked_cases("notes") == []


async def test_progress_tells_how_much_is_folded(stage, runner, gathered, seen, produce_cases):
    await produce_cases([uuid4() for _ in range(100)], range(1, 21))
    told = []
    await runner(gathered()).rebuild("notes", told.append)
    assert [each.folded for each in told if each.folded is not None] == [1]
    assert told[-1].done == 2000
