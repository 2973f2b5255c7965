"""A witness cosigns only what extends what it cosigned last, over HTTP as C2SP tlog-witness says."""

from __future__ import annotations

import asyncio
import threading
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from council_kit.merkle import (
    Cosigner,
    Growth,
    Signer,
    Tile,
    TileAt,
    Witness,
    consistency_ranges,
    leaf_hash,
    look_in,
    range_hash,
)
from council_kit.merkle.witness_app import witness_app
from council_kit.merkle.witnessing import SIZE_TYPE, Witnessing, submission
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette

LOG = Signer("council.example/ledger", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = Signer("other.example/log", Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34))))
COSIGNER = Cosigner("witness.example/w1", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
NOW = 1_700_000_000
TILES: dict[TileAt, Tile] = {}
ROOTS: dict[int, bytes] = {}
_GROWTH = Growth()
for _number in range(12):
    TILES |= _GROWTH.append([leaf_hash(f"event {_number}".encode())])
    ROOTS[_number + 1] = _GROWTH.root()


def note(size: int, log: Signer = LOG) -> str:
    return log.sign(size, ROOTS[size]).note


def path(first: int, second: int) -> list[str]:
    ranges = consistency_ranges(first, second) if first else []
    return [b64encode(range_hash(nodes, look_in(TILES))).decode() for nodes in ranges]


class Door:
    """The witness's HTTP door, from this process."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def request(self, method: str, path: str, content: bytes = b"") -> httpx.Response:
        async def sent() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="http://witness") as client:
                return await client.request(method, path, content=content)

        return asyncio.run(sent())

    def post(self, path: str, content: bytes) -> httpx.Response:
        return self.request("POST", path, content)


@pytest.fixture
def open_witness(tmp_path: Path) -> Callable[[], Door]:
    """A witness as it starts anew over the same folder."""

    def opened() -> Door:
        witnessing = Witnessing(COSIGNER, [LOG], tmp_path / "witness", lambda: float(NOW))
        return Door(witness_app(witnessing, COSIGNER.verifier_key))

    return opened


@pytest.fixture
def witness(open_witness: Callable[[], Door]) -> Door:
    return open_witness()


def ask(witness: Door, body: str) -> tuple[int, str]:
    answer = witness.post("/add-checkpoint", content=body.encode())
    return answer.status_code, answer.text


def test_a_first_checkpoint_and_one_that_extends_it_are_cosigned(witness: Door):
    for first, second in ((0, 3), (3, 11), (11, 11)):
        status, line = ask(witness, submission(first, path(first, second), note(second)))
        assert status == 200, line
        assert Witness.of(COSIGNER.verifier_key).cosigned_at(note(second) + line) == NOW


def test_it_remembers_over_a_restart(open_witness: Callable[[], Door]):
    ask(open_witness(), submission(0, [], note(5)))
    answer = open_witness().post("/add-checkpoint", content=submission(0, [], note(7)).encode())
    assert (answer.status_code, answer.text) == (409, "5\n")
    assert answer.headers["content-type"] == SIZE_TYPE


def test_a_log_that_does_not_extend_what_it_showed_is_refused(witness: Door):
    ask(witness, submission(0, [], note(5)))
    assert ask(witness, submission(5, path(5, 8)[:-1], note(8)))[0] == 422
    assert ask(witness, submission(5, path(5, 8), LOG.sign(8, bytes(32)).note))[0] == 422
    assert ask(witness, submission(5, [], LOG.sign(5, bytes(32)).note)) == (409, "5\n")
    assert ask(witness, submission(5, path(5, 8), note(8)))[0] == 200


def test_a_smaller_checkpoint_is_never_cosigned_again(witness: Door):
    ask(witness, submission(0, [], note(8)))
    assert ask(witness, submission(0, [], note(5))) == (409, "8\n")
    assert ask(witness, submission(8, [], note(5)))[0] == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(submission(0, [], note(3, OTHER)), 404, id="an unknown log"),
        pytest.param(submission(0, [], Signer(LOG.origin, Ed25519PrivateKey.generate()).sign(3, ROOTS[3]).note), 403, id="an unknown key"),
        pytest.param(note(3), 400, id="no old size"),
        pytest.param(submission(0, [], "no checkpoint\n"), 400, id="no checkpoint"),
        pytest.param(submission(0, ["AAAA"], note(3)), 400, id="a line that is no hash"),
        pytest.param(submission(0, path(3, 11) * 40, note(3)), 400, id="too many hashes"),
        pytest.param(submission(0, path(3, 11), note(3)), 422, id="a proof from nothing"),
        pytest.param("old 00\n\n" + note(3), 400, id="a size with leading zeroes"),
        pytest.param("x" * 100_000, 413, id="a flood"),
    ],
)  # fmt: skip
def test_what_is_no_proper_submission_is_refused(witness: Door, body: str, status: int):
    assert ask(witness, body)[0] == status


def test_two_logs_that_race_for_one_size_get_one_cosignature(open_witness: Callable[[], Door]):
    """Two forks of one log are shown at once: at most one of them is cosigned."""
    witness, answers = open_witness(), []
    forks = [submission(0, [], LOG.sign(5, root).note) for root in (ROOTS[5], bytes(32)) for _ in range(8)]
    threads = [
        threading.Thread(target=lambda body=body: answers.append((body, ask(witness, body)[0]))) for body in forks
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({body for body, status in answers if status == 200}) == 1


def test_a_witness_whose_memory_was_changed_stands_still(open_witness: Callable[[], Door], tmp_path: Path):
    ask(open_witness(), submission(0, [], note(5)))
    (file,) = (tmp_path / "witness").glob("*.checkpoint")
    file.write_text(file.read_text("utf-8").replace("\n5\n", "\n4\n"), "utf-8")
    assert ask(open_witness(), submission(5, path(5, 8), note(8)))[0] == 500


def test_its_key_can_be_asked_for(witness: Door):
    assert witness.request("GET", "/key").text == f"{COSIGNER.verifier_key}\n"
