"""The platform of the journeys, and browsers before it."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.lines import Journey
from tests.journeys.screens import Visitor
from tests.whole import Whole


@pytest.fixture(scope="package")
def platform(staffed: Whole) -> Iterator[Whole]:
    yield staffed
    staffed.today()


@pytest.fixture(scope="package")
def visitors(platform: Whole, played: dict[str, Journey]) -> Iterator[Callable[[str], Visitor]]:
    """`visitors(person)`: that person's browser, signed in for the work of the person's office."""
    purposes = {"office": "subsidy_work", "host": "administration"}
    known: dict[str, Visitor] = {}

    def visitor(person: str) -> Visitor:
        if person not in known:
            known[person] = Visitor(platform, person, purposes.get(person.rpartition("-")[2], "case_work"))
        return known[person]

    yield visitor
    for each in known.values():
        each.close()
