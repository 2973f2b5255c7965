"""The clock: business time can be moved in development, real time never."""

import datetime as dt
from pathlib import Path

import pytest
from council_kit.clock import JST, Clock, ClockError, ClockRefusedError, move_clock

A_SECOND = dt.timedelta(seconds=1)


def test_without_a_file_business_time_is_real_time():
    clock = Clock()
    before = dt.datetime.now(dt.UTC)
    assert before <= clock.now() <= dt.datetime.now(dt.UTC)
    assert clock.now().utcoffset() == dt.timedelta()


def test_the_business_date_is_that_of_japan(tmp_path: Path):
    file = tmp_path / "clock"
    clock = Clock(file, production=False)
    move_clock(file, dt.datetime(2026, 3, 31, 23, 30, tzinfo=JST))
    assert clock.today() == dt.date(2026, 3, 31)
    move_clock(file, dt.datetime(2026, 3, 31, 15, 0, tzinfo=dt.UTC))
    assert clock.today() == dt.date(2026, 4, 1)


def test_a_moved_clock_runs_on_and_moves_every_process_alike(tmp_path: Path):
    file = tmp_path / "clock"
    one, other = Clock(file, production=False), Clock(file, production=False)
    start = dt.datetime(2025, 4, 1, 9, 0, tzinfo=JST)
    move_clock(file, start)
    first = one.now()
    assert start - A_SECOND <= first < start + 60 * A_SECOND
    assert abs(other.now() - first) < A_SECOND
    assert one.now() > first


def test_it_is_moved_again_while_processes_run(tmp_path: Path):
    file = tmp_path / "clock"
    clock = Clock(file, production=False)
    move_clock(file, dt.datetime(2025, 4, 1, tzinfo=JST))
    assert clock.today().year == 2025
    move_clock(file, dt.datetime(2031, 4, 1, tzinfo=JST))
    assert clock.today().year == 2031


def test_seconds_move_it_forwards_and_backwards(tmp_path: Path):
    file = tmp_path / "clock"
    clock = Clock(file, production=False)
    file.write_text("+86400\n")
    assert abs(clock.now() - clock.real_now() - dt.timedelta(days=1)) < A_SECOND
    file.write_text("-3600.5")
    assert abs(clock.now() - clock.real_now() + dt.timedelta(seconds=3600.5)) < A_SECOND


def test_tokens_and_leases_keep_real_time(tmp_path: Path):
    file = tmp_path / "clock"
    move_clock(file, dt.datetime(2001, 1, 1, tzinfo=JST))
    assert abs(Clock(file, production=False).real_now() - dt.datetime.now(dt.UTC)) < A_SECOND


def test_a_file_not_written_yet_moves_nothing(tmp_path: Path):
    clock = Clock(tmp_path / "clock", production=False)
    assert abs(clock.now() - clock.real_now()) < A_SECOND


@pytest.mark.parametrize("text", ["yesterday", "2026-04-01T09:00:00", "+many"])
def test_a_file_that_says_no_time_is_an_error(tmp_path: Path, text: str):
    file = tmp_path / "clock"
    file.write_text(text)
    with pytest.raises(ClockError):
        Clock(file, production=False).now()


def test_production_refuses_a_movable_clock(tmp_path: Path):
    with pytest.raises(ClockRefusedError):
        Clock(tmp_path / "clock", production=True)
