"""One platform for all faults, with the people of one council in office: what one of them leaves behind, the next must bear."""

from collections.abc import Iterator

import pytest

from tests.whole import Whole, staffed_platform


@pytest.fixture(scope="session")
def platform() -> Iterator[Whole]:
    with staffed_platform() as whole:
        yield whole
