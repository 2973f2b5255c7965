"""The councils' keys in the transit engine of a real OpenBao: sealing, search, outages, rights, and rotation without touching an event."""

from __future__ import annotations

import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from council_events import Sealed
from council_events.intake import AdviceGiven
from council_kit.outages import is_environment
from council_kit.postgres import Pool, open_pool
from council_kit.vault import (
    KeyDestroyedError,
    KeyNotHeldError,
    KeysAwayError,
    KeysRefusedError,
    Rotated,
    TransitKeys,
    Vault,
    rotate,
    versions_in_use,
)
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse

if TYPE_CHECKING:
    from tests.openbao import Engine, OpenBao


@pytest.fixture
def engine(openbao: OpenBao) -> Engine:
    return openbao.engine("13", "hq")


@pytest.fixture
def keys(engine: Engine) -> TransitKeys:
    """As a service has them."""
    return engine.keys("council-service")


@pytest.fixture
def rotator(engine: Engine) -> TransitKeys:
    return engine.keys("council-rotation")


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database) as opened:
        yield opened


def sealed(vault: Vault, text: str) -> Sealed[str]:
    case = uuid4()
    return vault.seal_event(AdviceGiven(case_id=case, advice=Sealed(text)), uuid4(), "13", f"case:{case}").advice


def data_keys(count: int) -> list[tuple[str, bytes]]:
    return [(f"13/case:{number}", number.to_bytes(32, "big")) for number in range(count)]


def test_a_data_key_is_wrapped_in_the_engine_and_opens_under_its_own_id_alone(keys: TransitKeys):
    [wrapped, other] = keys.wrap("13", [("13/case:a", b"a" * 32), ("13/case:b", b"b" * 32)])
    assert keys.unwrap("13", [("13/case:a", wrapped), ("13/case:b", other)]) == [b"a" * 32, b"b" * 32]
    with pytest.raises(ValueError, match="does not open"):
        keys.unwrap("13", [("13/case:b", wrapped)])
    with pytest.raises(ValueError, match="does not open"):
        keys.unwrap("13", [("13/case:a", wrapped[:-1] + bytes([wrapped[-1] ^ 1]))])


def test_a_batch_is_one_call(keys: TransitKeys, engine: Engine):
    wrapped = keys.wrap("13", data_keys(100))
    keys.unwrap("13", [(key_id, key) for (key_id, _), key in zip(data_keys(100), wrapped, strict=True)])
    keys.mac("13", [f"{number}".encode() for number in range(100)])
    keys.mac("13", [])
    assert engine.calls()[-3:] == ["encrypt/council-13", "decrypt/council-13", "hmac/council-13-search"]


def test_more_than_the_engine_reads_at_once_is_asked_in_parts(keys: TransitKeys, rotator: TransitKeys):
    given = data_keys(1_000)
    ids = [key_id for key_id, _ in given]
    wrapped = list(zip(ids, keys.wrap("13", given), strict=True))
    assert list(zip(ids, keys.unwrap("13", wrapped), strict=True)) == given
    rotator.add_version("13")
    assert keys.unwrap("13", list(zip(ids, rotator.rewrap("13", wrapped), strict=True))) == [key for _, key in given]
    words = [f"{number}".encode() for number in range(1_000)]
    assert keys.mac("13", words)[-1:] == keys.mac("13", words[-1:])


def test_a_vault_seals_opens_and_searches_with_it(keys: TransitKeys, pool: Pool):
    advice = sealed(Vault(pool, keys), "資金繰り表")
    vault = Vault(pool, keys)
    assert vault.open(advice) == "資金繰り表"
    [tokens] = vault.blind_tokens([advice], "13")
    assert set(vault.search_tokens("資金繰り", "13")) <= set(tokens)


def test_the_words_of_many_values_are_hashed_in_one_call(keys: TransitKeys, pool: Pool, engine: Engine):
    vault = Vault(pool, keys)
    advice = [sealed(vault, text) for text in ("資金繰り表", "返済計画", "資金計画")]
    before = len(engine.calls())
    [[first], [second], [third]] = [vault.index_tokens([[each]], "13") for each in advice]
    assert vault.index_tokens([advice, [None], advice[:1]], "13") == [sorted({*first, *second, *third}), [], first]
    assert vault.blind_tokens([*advice, None], "13") == [first, second, third, []]
    assert engine.calls()[before:] == ["hmac/council-13-search"] * 5


def test_a_destroyed_data_key_is_gone_whatever_the_engine_could_still_unwrap(keys: TransitKeys, pool: Pool):
    advice = sealed(Vault(pool, keys), "資金繰り表")
    Vault(pool, keys).destroy(advice.box.key_id)
    with pytest.raises(KeyDestroyedError):
        Vault(pool, keys).open(advice)


def test_a_service_uses_the_keys_and_neither_makes_nor_reads_nor_rotates_nor_deletes_one(
    keys: TransitKeys, engine: Engine
):
    for act in (keys.add_version, keys.newest_version, lambda council: keys.remove_versions_before(council, 1)):
        with pytest.raises(KeysRefusedError):
            act("13")
    with pytest.raises(KeysRefusedError):
        keys.rewrap("13", [("13/case:a", keys.wrap("13", [("13/case:a", bytes(32))])[0])])
    with pytest.raises(KeysRefusedError):
        keys.wrap("14", [("14/case:a", bytes(32))])  # there is none, and `create` would make it
    assert set(engine.ask("LIST", "transit/keys")["data"]["keys"]) == {
        f"council-{name}" for name in ("13", "13-search", "hq", "hq-search")
    }


def test_who_rotates_opens_nothing(keys: TransitKeys, rotator: TransitKeys):
    wrapped = keys.wrap("13", [("13/case:a", bytes(32))])
    with pytest.raises(KeysRefusedError):
        rotator.unwrap("13", [("13/case:a", wrapped[0])])
    with pytest.raises(KeysRefusedError):
        rotator.mac("13", [b"a"])


def test_a_council_that_has_no_key_is_not_held(keys: TransitKeys, rotator: TransitKeys):
    with pytest.raises(KeyNotHeldError) as missing:
        keys.unwrap("14", [("14/case:a", bytes(2 + 12 + 32 + 16))])
    assert not is_environment(missing.value), "its cases are parked, those of the others go on"
    with pytest.raises(KeyNotHeldError):
        rotator.newest_version("14")
    with pytest.raises(KeyNotHeldError):
        rotator.wrap("13/../../sys", [("x", bytes(32))])


def test_a_token_that_expired_or_was_revoked_is_sat_out_and_the_next_one_is_used(engine: Engine):
    token = engine.token("council-service")
    file = engine.token_file(token)
    keys = engine.keys_of(file)
    assert len(keys.mac("13", [b"a"])) == 1
    engine.ask("POST", "auth/token/revoke", {"token": token})
    with pytest.raises(KeysRefusedError) as refused:
        keys.mac("13", [b"a"])
    assert is_environment(refused.value), "no case is parked for it"
    file.write_text(engine.token("council-service"), "ascii")
    assert len(keys.mac("13", [b"a"])) == 1


def test_a_sealed_or_absent_engine_is_an_outage(keys: TransitKeys, engine: Engine, openbao: OpenBao, tmp_path: Path):
    with openbao.sealed(), pytest.raises(KeysAwayError, match="503") as away:
        keys.mac("13", [b"a"])
    assert is_environment(away.value)
    assert len(keys.mac("13", [b"a"])) == 1, "it is there again"
    token = engine.token_file("root")
    for address in ("https://127.0.0.1:1/v1/transit", engine.address.replace("/transit", "/elsewhere")):
        with closing(TransitKeys(address, token, authority=openbao.authority)) as lost, pytest.raises(KeysAwayError):
            lost.mac("13", [b"a"])
    with pytest.raises(KeysAwayError):
        engine.keys_of(tmp_path / "no-token").mac("13", [b"a"])


def test_a_server_whose_certificate_nobody_named_is_not_told_the_token(engine: Engine):
    with closing(TransitKeys(engine.address, engine.token_file("t"))) as keys, pytest.raises(KeysAwayError):
        keys.mac("13", [b"a"])


@pytest.mark.parametrize("answer", [RedirectResponse("http://elsewhere.example/"), HTMLResponse("<p>busy", 400)])
def test_what_stands_in_front_of_the_engine_is_no_answer_of_its(answer, serving: Callable, tmp_path: Path):
    proxy = FastAPI()

    @proxy.post("/v1/transit/{path:path}")
    def reply(path: str):
        return answer

    (tmp_path / "token").write_text("t")
    with serving(proxy) as client:
        address = f"{client.base_url}/v1/transit"
        with closing(TransitKeys(address, tmp_path / "token")) as keys, pytest.raises(KeysAwayError):
            keys.mac("13", [b"a"])


def test_what_was_sealed_before_a_rotation_opens_after_it_and_its_bytes_are_the_same(
    keys: TransitKeys, rotator: TransitKeys, pool: Pool, engine: Engine
):
    advice = sealed(Vault(pool, keys), "資金繰り表")
    box, before = advice.box, len(engine.calls())
    assert rotator.add_version("13") == 2
    assert rotate(pool, rotator, "13") == Rotated(rewrapped=1, keys=1)
    assert not any("decrypt" in call for call in engine.calls()[before:]), "the data keys stay in the engine"
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
    rotator.remove_versions_before("13", 2)
    assert rotator.old_versions("13") == []
    assert engine.ask("GET", "transit/keys/council-13")["data"]["min_available_version"] == 2
    assert Vault(pool, keys).open(advice) == "残る"
    with pytest.raises(ValueError, match="does not open"):
        keys.unwrap("13", [("13/case:a", copy)])


def test_the_engines_own_record_tells_who_opened_what_without_the_keys(keys: TransitKeys, engine: Engine):
    key = b"k" * 32
    keys.unwrap("13", list(zip(["13/case:a"], keys.wrap("13", [("13/case:a", key)]), strict=True)))
    opened = engine.recorded()[-1]
    assert (opened["path"], opened["operation"]) == ("transit/decrypt/council-13", "update")
    assert b64encode(key).decode() not in engine.server.record.read_text("utf-8")


def test_a_server_prepared_as_deployed_gives_an_agent_the_token_of_a_service(
    openbao: OpenBao, tmp_path: Path, eventually: Callable
):
    from tests.openbao import COMMAND, DEPLOYED

    engine = openbao.bare()
    engine.run(str(DEPLOYED / "prepare.sh"), "13")
    role = "auth/approle/role/council-intake"
    (tmp_path / "role-id").write_text(engine.ask("GET", f"{role}/role-id")["data"]["role_id"])
    (tmp_path / "secret-id").write_text(engine.ask("POST", f"{role}/secret-id")["data"]["secret_id"])
    configuration = (DEPLOYED / "agent.hcl").read_text("utf-8").replace("/run/council", str(tmp_path))
    (tmp_path / "agent.hcl").write_text(configuration, "utf-8")
    command = [COMMAND, "agent", f"-config={tmp_path / 'agent.hcl'}"]
    with subprocess.Popen(command, env=engine.environment(), stdout=subprocess.DEVNULL) as agent:
        keys = engine.keys_of(tmp_path / "token")
        eventually((tmp_path / "token").exists)
        [wrapped] = keys.wrap("13", [("13/case:a", b"a" * 32)])
        assert keys.unwrap("13", [("13/case:a", wrapped)]) == [b"a" * 32]
        with pytest.raises(KeysRefusedError):
            keys.add_version("13")
        agent.terminate()
