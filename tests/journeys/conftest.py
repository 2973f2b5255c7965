"""The platform of the journeys."""

import pytest

from tests.whole import Whole


@pytest.fixture(scope="package")
def platform(staffed: Whole) -> Whole:
    return staffed
