"""Key-encryption keys rotate: data keys are wrapped anew, and what they sealed before and after opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from council_events import Sealed
from council_events.intake import AdviceGiven
from council_kit.postgres import Pool, open_pool
from council_kit.vault import (
    ERASED,
    KeyFiles,
    KeyNotHeldError,
    Rotated,
    Vault,
    add_version,
    generate_keys,
    newest_version,
    old_versions,
    remove_version,
    rotate,
    versions_in_use,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    generate_keys(tmp_path / "keys", ["13", "hq"])
    return tmp_path / "keys"


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database) as opened:
        yield opened


def sealed(vault: Vault, text: str, council: str = "13") -> Sealed[str]:
    case = uuid4()
    return vault.seal_event(AdviceGiven(case_id=case, advice=Sealed(text)), uuid4(), council, f"case:{case}").advice


def test_what_was_sealed_before_a_rotation_opens_after_it_and_its_bytes_are_the_same(pool: Pool, keys: Path):
    before = sealed(Vault(pool, KeyFiles(keys)), "資金繰り表")
    box = before.box
    assert add_version(keys, "13") == 2
    assert rotate(pool, KeyFiles(keys), "13") == Rotated(rewrapped=1, keys=1)
    assert before.box == box
    vault = Vault(pool, KeyFiles(keys))
    assert vault.open(before) == "資金繰り表"
    assert vault.open(sealed(vault, "新しい")) == "新しい"
    assert versions_in_use(pool, "13") == {2: 2}


def test_a_rotation_that_is_repeated_changes_nothing_more(pool: Pool, keys: Path):
    vault = Vault(pool, KeyFiles(keys))
    for number in range(3):
        sealed(vault, str(number))
    add_version(keys, "13")
    assert rotate(pool, KeyFiles(keys), "13").rewrapped == 3
    assert rotate(pool, KeyFiles(keys), "13") == Rotated(rewrapped=0, keys=3)


def test_only_the_council_that_rotates_is_touched(pool: Pool, keys: Path):
    vault = Vault(pool, KeyFiles(keys))
    sealed(vault, "東京"), sealed(vault, "全国本部", "hq")
    add_version(keys, "13")
    rotate(pool, KeyFiles(keys), "13")
    assert versions_in_use(pool, "13") == {2: 1}
    assert versions_in_use(pool, "hq") == {1: 1}


def test_a_destroyed_key_stays_destroyed_through_a_rotation(pool: Pool, keys: Path):
    vault = Vault(pool, KeyFiles(keys))
    value = sealed(vault, "消える")
    vault.destroy(value.box.key_id)
    add_version(keys, "13")
    assert rotate(pool, KeyFiles(keys), "13").keys == 0
    assert Vault(pool, KeyFiles(keys)).open_many([value]) == [ERASED]


def test_after_the_rotation_the_old_version_can_go_and_is_missed_by_nothing(pool: Pool, keys: Path):
    value = sealed(Vault(pool, KeyFiles(keys)), "残る")
    add_version(keys, "13")
    rotate(pool, KeyFiles(keys), "13")
    assert old_versions(keys, "13") == [1]
    remove_version(keys, "13", 1)
    assert Vault(pool, KeyFiles(keys)).open(value) == "残る"
    assert (newest_version(keys, "13"), old_versions(keys, "13")) == (2, [])
    assert add_version(keys, "13") == 3


def test_without_its_version_a_data_key_stays_closed_and_the_newest_is_never_removed(pool: Pool, keys: Path):
    value = sealed(Vault(pool, KeyFiles(keys)), "閉じたまま")
    add_version(keys, "13")
    remove_version(keys, "13", 1)
    with pytest.raises(KeyNotHeldError):
        Vault(pool, KeyFiles(keys)).open(value)
    with pytest.raises(ValueError, match="newest"):
        remove_version(keys, "13", 2)


def test_a_data_key_wrapped_before_there_were_versions_opens_and_rotates(pool: Pool, keys: Path):
    value = sealed(Vault(pool, KeyFiles(keys)), "昔の")
    key_id = value.box.key_id
    with pool.connection() as connection:
        (wrapped,) = connection.execute("SELECT wrapped FROM data_keys WHERE key_id = %s", [key_id]).fetchone() or ()
        connection.execute("UPDATE data_keys SET wrapped = %s", [bytes(wrapped)[2:]])
    assert Vault(pool, KeyFiles(keys)).open(value) == "昔の"
    add_version(keys, "13")
    assert rotate(pool, KeyFiles(keys), "13").rewrapped == 1
    assert Vault(pool, KeyFiles(keys)).open(value) == "昔の"


def test_a_wrapped_key_moved_to_another_name_or_changed_does_not_open(keys: Path):
    keeper = KeyFiles(keys)
    (wrapped,) = keeper.wrap("13", [("13/case:1", AESGCM.generate_key(256))])
    for key_id, secret in (("13/case:2", wrapped), ("13/case:1", wrapped[:-1] + bytes([wrapped[-1] ^ 1]))):
        with pytest.raises(ValueError, match="does not open"):
            keeper.unwrap("13", [(key_id, secret)])


def test_a_new_version_is_private_and_needs_a_council_that_has_a_key(keys: Path):
    add_version(keys, "13")
    assert (keys / "13.kek.2").stat().st_mode & 0o777 == 0o600
    for council in ("27", "..", "13/../hq"):
        with pytest.raises(KeyNotHeldError):
            add_version(keys, council)
