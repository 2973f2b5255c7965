"""The days of an entry: of those whose figures were closed something is entered for a reason alone."""

import datetime as dt

import pytest
from council_casework.dated import Dated, Period, closed_days, closed_figures_change_for_a_reason
from council_events.deciding import Refused
from council_subsidy.commands import PayFees

TODAY = dt.date(2024, 7, 20)
QUARTER = Period(dt.date(2024, 4, 1), dt.date(2024, 6, 30))


def quarter(day: dt.date) -> Period | None:
    """The figures of April to June 2024 were closed."""
    return QUARTER if QUARTER.first <= day <= QUARTER.last else None


def closed(command: Dated) -> list[Period]:
    return closed_days(command, TODAY, quarter)


@pytest.mark.parametrize(("day", "within"), [("03-31", False), ("04-01", True), ("06-30", True)])
def test_a_day_within_a_closed_period_is_found_from_its_first_to_its_last(day: str, *, within: bool):
    found = closed(Dated(occurred_on=dt.date.fromisoformat(f"2024-{day}")))
    assert found == ([QUARTER] if within else [])


def test_no_day_or_one_of_the_month_that_runs_is_never_asked_about():
    def never(day: dt.date) -> Period | None:
        raise AssertionError(day)

    for day in (None, TODAY, TODAY.replace(day=1), dt.date(2024, 8, 1)):
        assert closed_days(Dated(occurred_on=day), TODAY, never) == []


def test_a_payment_counts_by_the_day_on_which_it_was_made():
    assert closed(PayFees(paid_on=dt.date(2024, 6, 28))) == [QUARTER]
    assert closed(PayFees(paid_on=dt.date(2024, 7, 1), occurred_on=dt.date(2024, 6, 28))) == [QUARTER]
    assert closed(PayFees(paid_on=dt.date(2024, 7, 1))) == []


def test_something_of_closed_figures_is_entered_for_a_reason_alone():
    """RP-2: what was published stays; who changes it afterwards says why."""
    with pytest.raises(Refused) as refused:
        closed_figures_change_for_a_reason([QUARTER], None)
    assert (refused.value.provision, refused.value.field, refused.value.forbidden) == ("RP-2", "closed_reason", False)
    assert "2024-04-01から2024-06-30まで" in refused.value.ja
    assert "from 2024-04-01 to 2024-06-30" in refused.value.en
    closed_figures_change_for_a_reason([QUARTER], "申込書の到着が遅れたため")
    closed_figures_change_for_a_reason([], None)


def test_a_reason_is_more_than_blanks():
    with pytest.raises(ValueError, match="closed_reason"):
        Dated(closed_reason="  ")
