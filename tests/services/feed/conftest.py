from collections.abc import AsyncIterator

import pytest

from tests.services.feed.desk import Desk, open_desk


@pytest.fixture
async def desk(database: str) -> AsyncIterator[Desk]:
    """The delivery alone."""
    async with open_desk(database) as opened:
        yield opened
