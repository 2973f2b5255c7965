"""`council keys` over files and over a transit engine: what no data key and no backup needs any more is retired, nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from council_kit.postgres import Pool, open_pool
from council_kit.vault import Rotated, generate_keys, rotate, versions_in_use
from council_local.keys import FileRing, Keys, Retired, open_keys, retire, rotate_all
from council_local.troubles import KeyServiceFails, Misused

if TYPE_CHECKING:
    from tests.openbao import Engine, OpenBao

WRAPPED = "INSERT INTO data_keys (key_id, wrapped) VALUES (%s, %s)"
TABLE = "CREATE TABLE data_keys (key_id text PRIMARY KEY, wrapped bytea)"


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database) as opened:
        with opened.connection() as connection:
            connection.execute(TABLE)
        yield opened


@pytest.fixture
def engine(openbao: OpenBao) -> Engine:
    return openbao.engine("13", "hq")


@pytest.fixture(params=["files", "transit"])
def keys(request: pytest.FixtureRequest, pool: Pool, tmp_path: Path) -> Iterator[Keys]:
    if request.param == "files":
        generate_keys(tmp_path / "keys", ["13", "hq"])
        yield Keys(FileRing(tmp_path / "keys"), pool)
        return
    yield Keys(request.getfixturevalue("engine").keys("council-rotation"), pool)


def keep(keys: Keys, key_id: str) -> None:
    [wrapped] = keys.ring.wrap("13", [(key_id, b"k" * 32)])
    with keys.pool.connection() as connection:
        connection.execute(WRAPPED, [key_id, wrapped])


def test_a_rotation_wraps_every_data_key_of_the_council_anew(keys: Keys):
    keep(keys, "13/case:a")
    assert rotate_all(keys, ["13"]) == {"13": Rotated(rewrapped=1, keys=1)}
    assert (keys.ring.newest_version("13"), keys.ring.old_versions("13")) == (2, [1])
    assert keys.ring.newest_version("hq") == 1


def test_an_old_version_stays_while_a_backup_of_the_vault_may_need_it(keys: Keys):
    keep(keys, "13/case:a")
    rotate_all(keys, ["13"])
    assert keys.ring.made_at("13", 2) == pytest.approx(time.time(), abs=30)
    assert retire(keys, ["13"]) == Retired([], ["13 v1"])
    assert retire(keys, ["13"], days=0) == Retired(["13 v1"], [])
    assert keys.ring.old_versions("13") == []
    assert list(versions_in_use(keys.pool, "13")) == [2]


def test_an_old_version_stays_while_a_data_key_needs_it(keys: Keys):
    keep(keys, "13/case:a")
    keys.ring.add_version("13")
    assert retire(keys, ["13"], days=0) == Retired([], ["13 v1"])
    rotate(keys.pool, keys.ring, "13")
    assert retire(keys, ["13"], days=0) == Retired(["13 v1"], [])


def test_a_council_that_there_is_not_is_refused(keys: Keys):
    with pytest.raises(Misused, match="48"):
        rotate_all(keys, ["48"])


def test_the_environment_names_the_engine_and_the_vaults_database(
    pool: Pool, engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COUNCIL_VAULT_TRANSIT", engine.address)
    monkeypatch.setenv("COUNCIL_VAULT_TRANSIT_AUTHORITY", str(engine.server.authority))
    with pytest.raises(Misused), open_keys():
        pass
    token = engine.token_file(engine.token("council-rotation"))
    monkeypatch.setenv("COUNCIL_VAULT_TRANSIT_TOKEN", str(token))
    monkeypatch.setenv("COUNCIL_VAULT_DATABASE", pool.conninfo)
    with open_keys() as keys:
        assert rotate_all(keys, ["13"]) == {"13": Rotated(rewrapped=0, keys=0)}
    assert engine.ask("GET", "transit/keys/council-13")["data"]["latest_version"] == 2


@pytest.mark.parametrize("token", ["expired", "of a service"])
def test_what_the_engine_refuses_is_told_with_what_to_look_at(
    token: str, pool: Pool, engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    file = engine.token_file("expired" if token == "expired" else engine.token("council-service"))
    monkeypatch.setenv("COUNCIL_VAULT_TRANSIT", engine.address)
    monkeypatch.setenv("COUNCIL_VAULT_TRANSIT_AUTHORITY", str(engine.server.authority))
    monkeypatch.setenv("COUNCIL_VAULT_TRANSIT_TOKEN", str(file))
    monkeypatch.setenv("COUNCIL_VAULT_DATABASE", pool.conninfo)
    with pytest.raises(KeyServiceFails, match="key service"), open_keys() as keys:
        rotate_all(keys, ["13"])
