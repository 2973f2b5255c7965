"""The councils' keys in a transit engine: sealing, search, outages, rights, and rotation without touching an event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from council_events import Sealed
from council_events.intake import AdviceGiven
from council_kit.outages import is_environment
from council_kit.postgres import Pool, open_pool
from council_kit.vault import KeyNotHeldError, KeysAwayError, Rotated, TransitKeys, Vault, rotate, versions_in_use

from tests.libs.kit.transit_engine import Engine

INTAKE = "encrypt/council-13", "decrypt/council-13", "hmac/council-13-search"


@pytest.fixture
def engine() -> Engine:
    made = Engine(tokens={"intake": INTAKE})
    made.make("council-13", "council-13-search", "council-hq", "council-hq-search")
    return made


@pytest.fixture
def address(engine: Engine, serving) -> Iterator[str]:
    with serving(engine.app()) as client:
        yield f"{client.base_url}/v1/transit"


@pytest.fixture
def keys(address: str, tmp_path: Path) -> Iterator[TransitKeys]:
    """As intake has them: no more than to wrap, unwrap and make tokens for council 13."""
    (tmp_path / "token").write_text("intake\n")
    held = TransitKeys(address, tmp_path / "token")
    yield held
    held.close()


@pytest.fixture
def rotator(address: str, tmp_path: Path) -> Iterator[TransitKeys]:
    (tmp_path / "root").write_text("root")
    held = TransitKeys(address, tmp_path / "root")
    yield held
    held.close()


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database) as opened:
        yield opened


def sealed(vault: Vault, text: str) -> Sealed[str]:
    case = uuid4()
    return vault.seal_event(AdviceGiven(case_id=case, advice=Sealed(text)), uuid4(), "13", f"case:{case}").advice


def test_a_data_key_is_wrapped_in_the_engine_and_opens_under_its_own_id_alone(keys: TransitKeys):
    [wrapped, other] = keys.wrap("13", [("13/case:a", b"a" * 32), ("13/case:b", b"b" * 32)])
    assert keys.unwrap("13", [("13/case:a", wrapped), ("13/case:b", other)]) == [b"a" * 32, b"b" * 32]
    with pytest.raises(ValueError, match="does not open"):
        keys.unwrap("13", [("13/case:b", wrapped)])
    with pytest.raises(ValueError, match="does not open"):
        keys.unwrap("13", [("13/case:a", wrapped[:-1] + bytes([wrapped[-1] ^ 1]))])


def test_a_batch_is_one_call(keys: TransitKeys, engine: Engine):
    wrapped = keys.wrap("13", [(f"13/case:{number}", bytes(32)) for number in range(100)])
    keys.unwrap("13", [(f"13/case:{number}", key) for number, key in enumerate(wrapped)])
    keys.mac("13", [f"{number}".encode() for number in range(100)])
    keys.mac("13", [])
    assert engine.calls == ["encrypt/council-13", "decrypt/council-13", "hmac/council-13-search"]


def test_a_vault_seals_opens_and_searches_with_it(keys: TransitKeys, pool: Pool):
    advice = sealed(Vault(pool, keys), "資金繰り表")
    vault = Vault(pool, keys)
    assert vault.open(advice) == "資金繰り表"
    [tokens] = vault.blind_tokens([advice], "13")
    assert set(vault.search_tokens("資金繰り", "13")) <= set(tokens)


def test_a_token_without_the_right_opens_nothing(keys: TransitKeys, rotator: TransitKeys):
    [of_the_headquarters] = rotator.wrap("hq", [("hq/case:a", bytes(32))])
    with pytest.raises(KeyNotHeldError):
        keys.unwrap("hq", [("hq/case:a", of_the_headquarters)])
    with pytest.raises(KeyNotHeldError):
        keys.add_version("13")
    with pytest.raises(KeyNotHeldError):
        rotator.wrap("14", [("14/case:a", bytes(32))])
    with pytest.raises(KeyNotHeldError):
        rotator.wrap("13/../../sys", [("x", bytes(32))])


def test_a_renewed_token_is_used_at_the_next_call(keys: TransitKeys, engine: Engine, tmp_path: Path):
    engine.tokens = {"renewed": INTAKE}
    with pytest.raises(KeyNotHeldError):
        keys.mac("13", [b"a"])
    (tmp_path / "token").write_text("renewed")
    assert len(keys.mac("13", [b"a"])[0]) == 32


def test_a_sealed_or_absent_engine_is_an_outage(keys: TransitKeys, engine: Engine, tmp_path: Path):
    engine.sealed = True
    with pytest.raises(KeysAwayError, match="503") as away:
        keys.mac("13", [b"a"])
    assert is_environment(away.value)
    with pytest.raises(KeysAwayError):
        TransitKeys("http://127.0.0.1:1/v1/transit", tmp_path / "token").mac("13", [b"a"])
    (tmp_path / "token").unlink()
    with pytest.raises(KeysAwayError):
        keys.mac("13", [b"a"])


def test_what_was_sealed_before_a_rotation_opens_after_it_and_its_bytes_are_the_same(
    keys: TransitKeys, rotator: TransitKeys, pool: Pool, engine: Engine
):
    advice = sealed(Vault(pool, keys), "資金繰り表")
    box, engine.calls = advice.box, []
    assert rotator.add_version("13") == 2
    assert rotate(pool, rotator, "13") == Rotated(rewrapped=1, keys=1)
    assert not any("decrypt" in call for call in engine.calls), "the data keys stay in the engine"
    assert rotate(pool, rotator, "13") == Rotated(rewrapped=0, keys=1)
    assert versions_in_use(pool, "13") == {2: 1}
    vault = Vault(pool, keys)
    assert (advice.box, vault.open(advice)) == (box, "資金繰り表")


def test_search_tokens_outlast_a_rotation(keys: TransitKeys, rotator: TransitKeys):
    before = keys.mac("13", [b"a"])
    rotator.add_version("13")
    assert keys.mac("13", [b"a"]) == before


def test_an_old_version_is_destroyed_and_what_was_left_under_it_is_lost(
    keys: TransitKeys, rotator: TransitKeys, pool: Pool, engine: Engine
):
    [copy] = keys.wrap("13", [("13/case:a", bytes(32))])
    advice = sealed(Vault(pool, keys), "残る")
    rotator.add_version("13")
    rotate(pool, rotator, "13")
    assert rotator.old_versions("13") == [1]
    assert rotator.made_at("13", 2) > 0
    rotator.remove_versions_before("13", 2)
    assert rotator.old_versions("13") == []
    assert set(engine.keys["council-13"].secrets) == {2}
    assert Vault(pool, keys).open(advice) == "残る"
    with pytest.raises(ValueError, match="does not open"):
        keys.unwrap("13", [("13/case:a", copy)])
