"""The timer: what a day brings about is recorded once, by however many processes, and no stream holds another up."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events import Event, intake, read_envelope
from council_events.deciding import Refused
from council_kit.clock import JST, Clock, move_clock
from council_kit.postgres import Pool
from council_kit.store import Model, Store
from council_kit.timer import AT_ONCE, Job, Timer, acting_by_clock
from psycopg import errors

COUNTING = Model(0, lambda count, _: count + 1)
DUE = dt.date(2026, 4, 2)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    file = tmp_path / "clock"
    move_clock(file, dt.datetime(2026, 4, 1, 23, 59, tzinfo=JST))
    return Clock(file, production=False)


@pytest.fixture
def passes(tmp_path: Path) -> Callable[[], None]:
    """The due day begins."""
    return lambda: move_clock(tmp_path / "clock", dt.datetime(2026, 4, 2, 0, 1, tzinfo=JST))


def once(pool: Pool, streams: Sequence[UUID], clock: Clock) -> Job:
    """A job of one process, which opens its own store: an event for each stream on the day DUE."""
    store = Store("intake", pool, None, clock)

    def decide(count: int) -> list[Event]:
        return [] if count else [intake.RoleExplained(case_id=uuid4())]

    def act(stream: UUID, today: dt.date) -> object:
        return store.execute(stream, COUNTING, decide, acting_by_clock("intake", "13", today, f"once:{stream}"))

    return Job("once", lambda today: streams if today >= DUE else (), act)


def recorded(pool: Pool, clock: Clock, stream: UUID) -> list[Any]:
    return [read_envelope(raw) for raw in Store("intake", pool, None, clock).history(stream)]


async def test_a_day_brings_its_event_about_once_whoever_looks(
    pool: Pool,
    clock: Clock,
    passes: Callable[[], None],
    running: Callable[..., Any],
    eventually_async: Callable[..., Any],
) -> None:
    streams = [uuid4() for _ in range(12)]
    timers = [Timer("intake", clock, [once(pool, streams, clock)], every=0.02) for _ in range(3)]
    async with running(*timers):
        await asyncio.to_thread(timers[0].do, once(pool, streams, clock))
        assert not any(recorded(pool, clock, stream) for stream in streams), "the day has not come"
        passes()
        await eventually_async(lambda: all(recorded(pool, clock, stream) for stream in streams), within=20)
        assert Timer("intake", clock, []).do(once(pool, streams, clock)) == len(streams)
    for stream in streams:
        [envelope] = recorded(pool, clock, stream)
        assert (envelope.actor, envelope.purpose, envelope.occurredon) == ("system:intake", "reaction", DUE)


def test_a_stream_that_fails_or_whose_day_has_not_come_holds_no_other_up(clock: Clock) -> None:
    done: list[UUID] = []
    refused, broken, fine = uuid4(), uuid4(), uuid4()

    def act(stream: UUID, _today: dt.date) -> None:
        if stream == refused:
            raise Refused("B3-8", "期限前", "not yet")
        if stream == broken:
            raise RuntimeError
        done.append(stream)

    assert Timer("intake", clock, []).do(Job("some", lambda _: [refused, broken, fine], act)) == 1
    assert done == [fine]


def test_more_streams_that_wait_than_a_look_takes_hold_no_other_up(clock: Clock) -> None:
    waiting, free = [uuid4() for _ in range(2 * AT_ONCE)], uuid4()
    due, done = [*waiting, free], list[UUID]()

    def act(stream: UUID, _today: dt.date) -> None:
        if stream in waiting:
            raise Refused("B3-8", "期限前", "not yet")
        done.append(due.pop(due.index(stream)))

    timer, job = Timer("intake", clock, []), Job("some", lambda _: tuple(due), act)
    assert [timer.do(job) for _ in range(3)] == [0, 0, 1]
    assert done == [free]


def test_what_had_to_wait_is_taken_up_again_in_the_next_round_and_what_became_due_in_this_one(clock: Clock) -> None:
    due = [uuid4() for _ in range(AT_ONCE + 1)]
    taken: list[UUID] = []
    timer, job = Timer("intake", clock, []), Job("some", lambda _: tuple(due), lambda stream, _: taken.append(stream))
    timer.do(job)
    due.insert(0, uuid4())
    timer.do(job)
    assert taken == [*due[1:-1], due[0], due[-1]], "each once"
    timer.do(job)
    assert taken[AT_ONCE + 2 :] == due[:AT_ONCE], "the longest waiting first"


def test_a_job_before_which_nothing_else_may_come_is_done_in_one_look(clock: Clock) -> None:
    due = [uuid4() for _ in range(3 * AT_ONCE)]
    assert Timer("audit", clock, []).do(Job("all", lambda _: due, lambda *_: None, at_once=None)) == len(due)


@pytest.mark.parametrize("error", [errors.UndefinedTable, errors.AdminShutdown])
def test_a_table_that_is_not_made_yet_and_a_database_that_is_away_are_sat_out(
    clock: Clock, error: type[Exception]
) -> None:
    def due(_today: dt.date) -> Sequence[UUID]:
        raise error

    assert Timer("intake", clock, []).do(Job("later", due, lambda *_: None)) == 0


def test_a_fault_of_the_job_itself_is_told(clock: Clock) -> None:
    def due(_today: dt.date) -> Sequence[UUID]:
        raise KeyError

    with pytest.raises(KeyError):
        Timer("intake", clock, []).do(Job("wrong", due, lambda *_: None))
