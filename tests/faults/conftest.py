"""A platform of its own for the faults, with the people of one council in office."""

from collections.abc import Iterator

import pytest

from tests.whole import Whole, staffed_platform


@pytest.fixture(scope="module")
def platform() -> Iterator[Whole]:
    with staffed_platform() as whole:
        yield whole
