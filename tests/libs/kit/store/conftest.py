"""One store for the tests of a file."""

from uuid import UUID, uuid4

import pytest
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.store import Store
from council_kit.vault import Vault


@pytest.fixture(scope="module")
def store(pool: Pool, vault: Vault) -> Store:
    return Store("intake", pool, vault, Clock())


@pytest.fixture
def case() -> UUID:
    return uuid4()
