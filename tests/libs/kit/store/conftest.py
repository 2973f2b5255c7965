"""One database, vault and store for the tests of a file."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from council_kit.clock import Clock
from council_kit.postgres import Pool, open_pool
from council_kit.store import Store
from council_kit.vault import KeyFiles, Vault, generate_keys


@pytest.fixture(scope="module")
def pool(module_database: str) -> Iterator[Pool]:
    with open_pool(module_database) as pool:
        yield pool


@pytest.fixture(scope="module")
def vault(pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> Vault:
    keys = tmp_path_factory.mktemp("keys")
    generate_keys(keys, ["13"])
    return Vault(pool, KeyFiles(keys))


@pytest.fixture(scope="module")
def store(pool: Pool, vault: Vault) -> Store:
    return Store("intake", pool, vault, Clock())


@pytest.fixture
def case() -> UUID:
    return uuid4()
