"""A poison event parks its case only; retry and skip are recorded decisions."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import psycopg
import pytest
from council_kit.runner import NotParkedError

SECRET = "丸の内商事の山田"


class Poison:
    """A projection's code that can't bear some events, until it is mended."""

    def __init__(self, *bad):
        self.bad = set(bad)

    async def __call__(self, connection, records):
        for record in records:
            if (record.envelope.partitionkey, record.envelope.sequence) in self.bad:
                raise ValueError(SECRET)


async def test_a_poison_event_parks_its_case_and_all_others_go_on(stage, runner, notes, running, seen, produce_cases):
    cases = [uuid4() for _ in range(30)]
    bad = str(cases[7])
    await produce_cases(cases, range(1, 11))
    running_one = runner(notes(before=Poison((bad, 4))))
    async with running(running_one):
        await seen(300 - 7)
        await produce_cases(cases, range(11, 14))
        applied = await seen(390 - 10)
    assert applied[bad] == [1, 2, 3]
    [case] = await running_one.parked_cases("notes")
    assert (case.case_key, case.waiting) == (bad, 9)


async def test_the_error_shown_names_type_and_place_and_nothing_of_the_event(
    stage, runner, notes, running, seen, produce_cases
):
    case_id = uuid4()
    await produce_cases([case_id, uuid4()], [1])
    running_one = runner(notes(before=Poison((str(case_id), 1))))
    async with running(running_one):
        await seen(1)
    [case] = await running_one.parked_cases("notes")
    assert case.error.startswith("builtins.ValueError at kit/test_runner_parking.py:")
    assert SECRET not in case.error


async def test_a_case_is_parked_in_all_topics_of_its_projection(stage, runner, notes, running, seen, produce_cases):
    case_id, other = uuid4(), uuid4()
    await produce_cases([case_id, other], [1])
    both = runner(notes(services=("intake", "support"), before=Poison((str(case_id), 1))))
    async with running(both):
        await seen(1)
        await produce_cases([case_id, other], [2], "support")
        applied = await seen(2)
    assert applied == {str(other): [1, 2]}
    assert [case.waiting for case in await both.parked_cases("notes")] == [1]


async def test_only_the_projection_that_fails_parks(stage, runner, notes, running, seen, produce_cases):
    case_id = uuid4()
    await produce_cases([case_id, uuid4()], [1, 2])
    two = runner(notes(before=Poison((str(case_id), 1))), notes(name="other"))
    async with running(two):
        await seen(2)
        await seen(4, schema="other")
    assert await two.parked_cases("other") == []


async def test_a_retry_after_mending_applies_the_waiting_events_in_order(
    stage, runner, notes, running, seen, produce_cases
):
    case_id = uuid4()
    poison = Poison((str(case_id), 2))
    await produce_cases([case_id], range(1, 121))
    mended = runner(notes(before=poison))
    async with running(mended):
        await seen(1)
        await produce_cases([case_id], range(121, 131))
        poison.bad.clear()
        assert await mended.retry("notes", str(case_id), by="admin-1", reason="修正版を配備した") == 0
        await produce_cases([case_id], range(131, 136))
        assert (await seen(135)) == {str(case_id): list(range(1, 136))}
    assert await mended.parked_cases("notes") == []
    assert stage.rows("SELECT case_key, decision, decided_by, reason FROM parking_decisions") == [
        (str(case_id), "retry", "admin-1", "修正版を配備した")
    ]


async def test_a_retry_that_fails_again_leaves_the_case_parked(stage, runner, notes, running, seen, produce_cases):
    case_id = uuid4()
    poison = Poison((str(case_id), 2), (str(case_id), 4))
    await produce_cases([case_id], range(1, 6))
    one = runner(notes(before=poison))
    async with running(one):
        await seen(1)
        poison.bad.discard((str(case_id), 2))
        assert await one.retry("notes", str(case_id), by="admin-1", reason="再試行") == 2
        await seen(3)
    [case] = await one.parked_cases("notes")
    assert case.waiting == 1
    assert case.error.startswith("builtins.ValueError")


async def test_a_skip_leaves_out_the_failing_event_only(stage, runner, notes, running, seen, produce_cases):
    case_id = uuid4()
    await produce_cases([case_id], range(1, 6))
    one = runner(notes(before=Poison((str(case_id), 2))))
    async with running(one):
        await seen(1)
        assert await one.skip("notes", str(case_id), by="admin-1", reason="誤送の記録") == 0
        await produce_cases([case_id], [6])
        assert await seen(5) == {str(case_id): [1, 3, 4, 5, 6]}
    [(decision, event_id)] = stage.rows("SELECT decision, event_id FROM parking_decisions")
    assert (decision, event_id is not None) == ("skip", True)


async def test_a_rebuild_keeps_to_the_decision_to_skip(stage, runner, notes, running, seen, produce_cases):
    case_id = uuid4()
    await produce_cases([case_id], range(1, 6))
    one = runner(notes(before=Poison((str(case_id), 2))))
    async with running(one):
        await seen(1)
        await one.skip("notes", str(case_id), by="admin-1", reason="誤送の記録")
        await one.rebuild("notes")
        assert await seen(4) == {str(case_id): [1, 3, 4, 5]}
    assert await one.parked_cases("notes") == []


async def test_only_a_parked_case_can_be_decided_about(stage, runner, notes, running, seen, produce_cases):
    case_id = uuid4()
    await produce_cases([case_id], [1])
    one = runner(notes())
    async with running(one):
        await seen(1)
        with pytest.raises(NotParkedError):
            await one.retry("notes", str(case_id), by="admin-1", reason="なし")
    assert stage.rows("SELECT count(*) FROM parking_decisions") == [(0,)]


async def test_bytes_that_cannot_be_read_park_the_case_of_their_key(
    stage, runner, notes, running, seen, produce_cases, make_envelope
):
    case_id, other = uuid4(), uuid4()
    unknown = make_envelope(case_id, 3).replace(b"RoleExplained.v1", b"RoleExplained.v9")
    await produce_cases([case_id, other], [1])
    await stage.produce([(str(case_id), b"no envelope"), (str(other), unknown)])
    await produce_cases([case_id, other], [2])
    one = runner(notes())
    async with running(one):
        assert await seen(2) == {str(case_id): [1], str(other): [1]}
        first, second = await one.parked_cases("notes")
        assert {first.case_key, second.case_key} == {str(case_id), str(other)}
        assert await one.skip("notes", str(case_id), by="admin-1", reason="壊れた記録") == 0
        assert await seen(3) == {str(case_id): [1, 2], str(other): [1]}
    errors = {case.case_key: case.error for case in (first, second)}
    assert errors[str(case_id)].startswith("builtins.ValueError at council_events/")
    assert "UnknownEventTypeError" in errors[str(other)]


async def test_a_value_that_fits_no_column_is_the_events_fault(stage, runner, notes, running, seen, produce_cases):
    case_id = uuid4()

    async def overflow(connection, records):
        if any(record.envelope.partitionkey == str(case_id) for record in records):
            await connection.execute("SELECT 99999999999::int")

    await produce_cases([case_id, uuid4()], [1])
    one = runner(notes(before=overflow))
    async with running(one):
        await seen(1)
    [case] = await one.parked_cases("notes")
    assert case.error.startswith("psycopg.errors.NumericValueOutOfRange [22003] at ")


async def test_a_database_that_fails_is_waited_for_and_parks_nothing(
    stage, runner, notes, running, seen, produce_cases
):
    failures = []

    async def flaky(connection, records):
        if len(failures) < 4:
            failures.append(1)
            raise psycopg.OperationalError("the server is going away")

    await produce_cases([uuid4() for _ in range(10)], [1, 2])
    one = runner(notes(before=flaky))
    async with running(one):
        await seen(20)
    assert await one.parked_cases("notes") == []


async def test_many_poison_cases_at_once_park_each_its_own(stage, runner, notes, running, seen, produce_cases):
    cases = [uuid4() for _ in range(300)]
    bad = [str(case) for case in cases[::3]]
    await produce_cases(cases, range(1, 4))
    one = runner(notes(before=Poison(*((case, 2) for case in bad))))
    async with running(one):
        await seen(200 * 3 + 100, within=60)
    assert {case.case_key for case in await one.parked_cases("notes")} == set(bad)


async def test_an_event_that_arrives_while_its_case_is_retried_does_not_stay_behind(
    stage, runner, notes, running, seen, produce_cases, eventually_async
):
    """The live batch waits for the retry; it must then see that the case is parked no more."""
    case_id = uuid4()
    retrying, arrived = asyncio.Event(), asyncio.Event()

    async def hold(connection, records):
        if records[0].envelope.sequence == 1:
            if not retrying.is_set():
                raise ValueError
            await arrived.wait()

    await produce_cases([case_id], [1])
    one = runner(notes(before=hold))
    async with running(one):
        await eventually_async(lambda: one.parked_cases("notes"))
        retrying.set()
        retry = asyncio.create_task(one.retry("notes", str(case_id), by="admin-1", reason="再試行"))
        await produce_cases([case_id], [2])
        blocked = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        await eventually_async(lambda: stage.rows(blocked))
        arrived.set()
        assert await retry == 0
        assert await seen(2) == {str(case_id): [1, 2]}
    assert stage.rows("SELECT count(*) FROM parked") == [(0,)]
