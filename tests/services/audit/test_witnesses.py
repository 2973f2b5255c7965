"""The ledger has its checkpoints cosigned, and stops where a witness saw another past than it shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
import pytest
from council_audit.ledger import Folder, LedgerForkError, Publishing, WitnessAt, Witnesses
from council_kit.merkle import Cosigner, Verifier, Witness
from council_kit.merkle.witness_app import witness_app
from council_kit.merkle.witnessing import Witnessing
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.services.audit.situations import NOON, SIGNER, Book, entries, opened, texts

COSIGNER = Cosigner("witness.example/w1", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
WITNESS = Witness.of(COSIGNER.verifier_key)
SECOND = 1_700_000_000
Seen = Callable[[], Witnesses]


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """A real witness with its memory on disk, as the ledger asks it after each start."""
    log = Verifier.of(SIGNER.verifier_key)

    def asked() -> Witnesses:
        app = witness_app(
            Witnessing(COSIGNER, [log], tmp_path / "witness", lambda: float(SECOND)), COSIGNER.verifier_key
        )
        return Witnesses([WitnessAt("http://witness", WITNESS)], httpx.ASGITransport(app))

    return asked


def publishing(book: Book, witnesses: Witnesses) -> Publishing:
    return Publishing(book.pool, Folder(book.folder), SIGNER, lambda: NOON, witnesses)


async def grow(book: Book, by: Publishing, first: int, last: int) -> str:
    await book.leaves.append(entries(texts(first, last), first))
    return (await by.publish(book.leaves, book.leaves.size, book.leaves.root())).note


async def test_every_checkpoint_is_cosigned_and_kept_so(database: str, tmp_path: Path, seen: Seen):
    async with opened(database, tmp_path / "ledger") as book:
        by = publishing(book, seen())
        for first, last in ((0, 3), (3, 300), (300, 301)):
            assert WITNESS.cosigned_at(await grow(book, by, first, last)) == SECOND
    published = Folder(tmp_path / "ledger").last_checkpoint() or ""
    assert WITNESS.cosigned_at(published) == SECOND
    with psycopg.connect(database) as connection:
        kept = connection.execute("SELECT note FROM ledger.checkpoints ORDER BY size DESC LIMIT 1").fetchone()
    assert kept == (published,)


async def test_after_a_restart_it_goes_on_from_what_the_witness_saw(database: str, tmp_path: Path, seen: Seen):
    async with opened(database, tmp_path / "ledger") as book:
        await grow(book, publishing(book, seen()), 0, 5)
    async with opened(database, tmp_path / "ledger") as book:
        by = publishing(book, seen())
        await by.adopt(book.leaves)
        assert WITNESS.has_cosigned(await grow(book, by, 5, 9))


async def test_a_checkpoint_that_was_signed_but_not_published_is_published_at_the_next_start(
    database: str, tmp_path: Path, seen: Seen
):
    async with opened(database, tmp_path / "ledger") as book:
        await book.leaves.append(entries(texts(0, 5)))
        folder = Folder(tmp_path / "ledger")
        folder.keep_signed(SIGNER.sign(5, book.leaves.root()).note)
        await publishing(book, seen()).adopt(book.leaves)
    assert WITNESS.has_cosigned(Folder(tmp_path / "ledger").last_checkpoint() or "")


async def test_a_ledger_begun_anew_after_a_witness_saw_it_stops(database: str, tmp_path: Path, seen: Seen):
    async with opened(database, tmp_path / "ledger") as book:
        await grow(book, publishing(book, seen()), 0, 5)
    with psycopg.connect(database, autocommit=True) as intruder:
        intruder.execute("DROP SCHEMA ledger CASCADE")
    async with opened(database, tmp_path / "another folder") as book:
        with pytest.raises(LedgerForkError, match="more entries"):
            await publishing(book, seen()).adopt(book.leaves)


async def test_a_rewritten_ledger_with_its_folder_and_its_key_is_caught_by_the_witness(
    database: str, tmp_path: Path, seen: Seen
):
    async with opened(database, tmp_path / "ledger") as book:
        await grow(book, publishing(book, seen()), 0, 5)
    with psycopg.connect(database, autocommit=True) as intruder:
        intruder.execute("DROP SCHEMA ledger CASCADE")
    async with opened(database, tmp_path / "rewritten") as book:
        await book.leaves.append(entries([b"rewritten", *texts(1, 8)]))
        with pytest.raises(LedgerForkError, match="does not extend"):
            await publishing(book, seen()).publish(book.leaves, 8, book.leaves.root())
    async with opened(database, tmp_path / "rewritten") as book:
        folder = Folder(tmp_path / "rewritten")
        assert folder.last_checkpoint() is None
        assert folder.last_signed() is not None


async def test_a_witness_that_does_not_answer_holds_nothing_up(database: str, tmp_path: Path):
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    witnesses = Witnesses([WitnessAt("http://witness", WITNESS)], httpx.MockTransport(refuse))
    async with opened(database, tmp_path / "ledger") as book:
        note = await grow(book, publishing(book, witnesses), 0, 5)
    assert not WITNESS.has_cosigned(note)
    assert Folder(tmp_path / "ledger").last_checkpoint() == note


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_witness_that_does_not_know_the_ledger_holds_nothing_up(database: str, tmp_path: Path, status: int):
    transport = httpx.MockTransport(lambda _: httpx.Response(status, text="no"))
    async with opened(database, tmp_path / "ledger") as book:
        note = await grow(book, publishing(book, Witnesses([WitnessAt("http://witness", WITNESS)], transport)), 0, 5)
    assert not WITNESS.has_cosigned(note)
