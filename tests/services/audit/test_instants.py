"""Instants in a query: with their offset, and near enough to be told in every time zone."""

from __future__ import annotations

import datetime as dt

import pytest
from council_audit.api.instants import ordered, with_offset
from council_kit.problems import ProblemError

NOON = dt.datetime(2024, 7, 1, 3, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "instant",
    [
        dt.datetime(2024, 7, 1, 12),  # noqa: DTZ001  # what is refused
        dt.datetime.min.replace(tzinfo=dt.UTC),
        dt.datetime.max.replace(tzinfo=dt.UTC),
        dt.datetime(1899, 12, 31, tzinfo=dt.UTC),
        dt.datetime(3000, 1, 1, tzinfo=dt.UTC),
    ],
)
def test_an_instant_without_offset_or_far_from_every_case_is_refused(instant: dt.datetime) -> None:
    with pytest.raises(ProblemError) as refused:
        with_offset("at", instant)
    assert refused.value.problem.status == 422


def test_others_are_taken() -> None:
    with_offset("at", None)
    with_offset("at", NOON)
    ordered(NOON, NOON)


def test_the_earlier_comes_first() -> None:
    with pytest.raises(ProblemError):
        ordered(NOON, NOON - dt.timedelta(microseconds=1))
