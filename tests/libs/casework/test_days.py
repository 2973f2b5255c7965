"""The business day of a command: today where none is given, a later one with its reason only."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from council_casework.days import business_day
from council_kit.clock import JST, Clock, move_clock
from council_kit.problems import ProblemError
from pydantic import BaseModel

TODAY, TOMORROW = dt.date(2024, 7, 1), dt.date(2024, 7, 2)


class Act(BaseModel):
    occurred_on: dt.date | None = None


class ExplainedAct(Act):
    future_reason: str | None = None


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    move_clock(tmp_path / "clock", dt.datetime(2024, 7, 1, 12, tzinfo=JST))
    return Clock(tmp_path / "clock", production=False)


def fault(clock: Clock, command: BaseModel) -> Any:
    with pytest.raises(ProblemError) as caught:
        business_day(clock, command)
    return caught.value.problem.field


@pytest.mark.parametrize("act", [Act, ExplainedAct])
def test_an_act_without_a_day_is_of_today_and_one_of_an_earlier_day_keeps_it(clock: Clock, act: type[Act]):
    assert business_day(clock, act()) == TODAY
    assert business_day(clock, act(occurred_on=dt.date(2024, 6, 3))) == dt.date(2024, 6, 3)


def test_a_later_day_needs_its_reason(clock: Clock):
    assert fault(clock, ExplainedAct(occurred_on=TOMORROW)) == "future_reason"
    assert business_day(clock, ExplainedAct(occurred_on=TOMORROW, future_reason="予定の記録")) == TOMORROW


def test_a_command_that_takes_no_reason_takes_no_later_day(clock: Clock):
    assert fault(clock, Act(occurred_on=TOMORROW)) == "occurred_on"
