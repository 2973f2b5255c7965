from collections.abc import Iterator

import pytest

from tests.services.reporting.situations import Desk


@pytest.fixture(scope="module")
def shared_desk(module_database: str) -> Iterator[Desk]:
    desk = Desk(module_database)
    yield desk
    desk.close()


@pytest.fixture
def desk(shared_desk: Desk) -> Iterator[Desk]:
    """Empty read tables."""
    yield shared_desk
    shared_desk.empty()
