"""A figure about one or two companies, or one that a single company makes, could point to it."""

import pytest
from council_directory.disclosure import THRESHOLD, is_dominated, is_small


def test_a_figure_of_one_or_two_companies_is_small_and_one_of_none_or_three_is_not() -> None:
    assert [companies for companies in range(6) if is_small(companies)] == [1, 2]
    assert THRESHOLD == 3


def test_a_higher_threshold_withholds_more() -> None:
    assert is_small(9, threshold=10)
    assert not is_small(10, threshold=10)


@pytest.mark.parametrize(
    ("total", "largest", "second", "dominated"),
    [
        (100, 100, 0, True),
        (100, 60, 40, True),  # the second knows its 40 and learns the 60 exactly
        (106, 60, 40, False),  # 6 of others hide the 60 by 10 %
        (105, 60, 40, True),
        (0, 0, 0, False),
    ],
)
def test_a_total_that_lets_the_second_company_tell_the_first_to_within_ten_percent_is_dominated(
    total: int, largest: int, second: int, *, dominated: bool
) -> None:
    assert is_dominated(total, largest, second) is dominated
