"""The demo's time: it begins with a whole fiscal year, is recorded by yesterday, and ends with that year published."""

import datetime as dt

import pytest
from council_directory import fiscal_year, fiscal_year_end
from council_kit.clock import JST, Clock, move_clock
from council_local.demo import publishing
from council_local.demo.playing import cast, first_day, script, the_day_before
from council_reporting.commands import CloseEdition, PublishYear
from council_reporting.rules.editions import period_of, the_period_is_over

TODAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize("today", [dt.date(2026, 3, 31), dt.date(2026, 4, 1), TODAY, dt.date(2028, 2, 29)])
def test_the_year_that_the_demo_begins_with_can_be_closed_and_published_today(today):
    close, publish = (act.json for act in publishing.script(today))
    first, last = period_of(CloseEdition.model_validate(close).kind, CloseEdition.model_validate(close).first)
    the_period_is_over(last, today - dt.timedelta(days=1))
    assert first == first_day(today)
    assert last == fiscal_year_end(PublishYear.model_validate(publish).fiscal_year)
    assert fiscal_year(today) - fiscal_year(first) == 1


def test_what_happens_today_is_played_today_and_nothing_is_left_out():
    acts = script(cast(141, TODAY), TODAY)
    before, today = acts.until_yesterday(TODAY), acts.today_only(TODAY)
    assert today
    assert {act.on for case in today for act in case} == {TODAY}
    assert max(act.on for case in before.cases for act in case) < TODAY
    assert before.total + sum(map(len, today)) == acts.total


def test_every_process_is_a_day_earlier_for_as_long_as_the_block_lasts(tmp_path):
    file = tmp_path / "clock"
    clock = Clock(file, production=False)
    real = clock.now()
    seen = []

    def fail() -> None:
        with the_day_before(file):
            seen.append(real - clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert dt.timedelta(hours=23) < seen[0] < dt.timedelta(hours=25)
    assert not file.exists()
    assert clock.now() - real < dt.timedelta(hours=1)


def test_a_clock_that_was_moved_before_goes_back_to_where_it_would_have_been(tmp_path):
    file = tmp_path / "clock"
    moved = dt.datetime(2025, 6, 1, 9, tzinfo=JST)
    move_clock(file, moved)
    clock = Clock(file, production=False)
    with the_day_before(file):
        assert clock.today() == dt.date(2025, 5, 31)
    assert clock.today() == moved.date()
