"""`council keys` over files and over a transit engine: what no data key and no backup needs any more is retired, nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from council_kit.postgres import Pool, open_pool
from council_kit.vault import Rotated, TransitKeys, generate_keys, rotate
from council_local.keys import FileRing, Keys, Retired, open_keys, retire, rotate_all
from council_local.troubles import Misused

from tests.libs.kit.transit_engine import Engine

WRAPPED = "INSERT INTO data_keys (key_id, wrapped) VALUES (%s, %s)"
TABLE = "CREATE TABLE data_keys (key_id text PRIMARY KEY, wrapped bytea)"


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database) as opened:
        with opened.connection() as connection:
            connection.execute(TABLE)
        yield opened


@pytest.fixture
def engine() -> Engine:
    made = Engine()
    made.make("council-13", "council-hq")
    return made


@pytest.fixture(params=["files", "transit"])
def keys(request: pytest.FixtureRequest, pool: Pool, tmp_path: Path, engine: Engine, serving) -> Iterator[Keys]:
    if request.param == "files":
        generate_keys(tmp_path / "keys", ["13", "hq"])
        yield Keys(FileRing(tmp_path / "keys"), pool)
        return
    (tmp_path / "token").write_text("root")
    with serving(engine.app()) as client:
        ring = TransitKeys(f"{client.base_url}/v1/transit", tmp_path / "token")
        yield Keys(ring, pool)
        ring.close()


@pytest.fixture
def a_while_later(engine: Engine, tmp_path: Path) -> object:
    """36 days later every key is that much older."""

    def wait() -> None:
        before = time.time() - 36 * 86_400
        for file in (tmp_path / "keys").glob("*.kek*"):
            os.utime(file, (before, before))
        for key in engine.keys.values():
            key.secrets = {number: (secret, before) for number, (secret, _) in key.secrets.items()}

    return wait


def keep(keys: Keys, key_id: str) -> None:
    [wrapped] = keys.ring.wrap("13", [(key_id, b"k" * 32)])
    with keys.pool.connection() as connection:
        connection.execute(WRAPPED, [key_id, wrapped])


def test_a_rotation_wraps_every_data_key_of_the_council_anew(keys: Keys):
    keep(keys, "13/case:a")
    assert rotate_all(keys, ["13"]) == {"13": Rotated(rewrapped=1, keys=1)}
    assert (keys.ring.newest_version("13"), keys.ring.old_versions("13")) == (2, [1])
    assert keys.ring.newest_version("hq") == 1


def test_an_old_version_stays_while_a_backup_of_the_vault_may_need_it(keys: Keys, a_while_later):
    keep(keys, "13/case:a")
    rotate_all(keys, ["13"])
    assert retire(keys, ["13"]) == Retired([], ["13 v1"])
    a_while_later()
    assert retire(keys, ["13"]) == Retired(["13 v1"], [])
    assert keys.ring.old_versions("13") == []
    with keys.pool.connection() as connection:
        [(wrapped,)] = connection.execute("SELECT wrapped FROM data_keys").fetchall()
    assert keys.ring.unwrap("13", [("13/case:a", bytes(wrapped))]) == [b"k" * 32]


def test_an_old_version_stays_while_a_data_key_needs_it(keys: Keys, a_while_later):
    keep(keys, "13/case:a")
    keys.ring.add_version("13")
    a_while_later()
    assert retire(keys, ["13"]) == Retired([], ["13 v1"])
    rotate(keys.pool, keys.ring, "13")
    assert retire(keys, ["13"]) == Retired(["13 v1"], [])


def test_a_council_that_there_is_not_is_refused(keys: Keys):
    with pytest.raises(Misused, match="48"):
        rotate_all(keys, ["48"])


def test_the_environment_names_the_engine_and_the_vaults_database(
    pool: Pool, engine: Engine, serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "token").write_text("root")
    with serving(engine.app()) as client:
        monkeypatch.setenv("COUNCIL_VAULT_TRANSIT", f"{client.base_url}/v1/transit")
        with pytest.raises(Misused), open_keys():
            pass
        monkeypatch.setenv("COUNCIL_VAULT_TRANSIT_TOKEN", str(tmp_path / "token"))
        monkeypatch.setenv("COUNCIL_VAULT_DATABASE", pool.conninfo)
        with open_keys() as keys:
            assert rotate_all(keys, ["13"]) == {"13": Rotated(rewrapped=0, keys=0)}
    assert engine.keys["council-13"].latest == 2
