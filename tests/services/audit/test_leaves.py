"""The ledger in its database and folder: appended once, published durably, and stopped where the past was rewritten."""

import struct
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from council_audit.ledger import Leaves, LedgerForkError, head_of, install
from council_events import access, governance, intake
from council_kit.merkle import leaf_hash
from council_kit.postgres import open_pool
from psycopg.conninfo import conninfo_to_dict

from tests.libs.kit.merkle import naive
from tests.services.audit.situations import SIGNER, Book, entries, opened, raw, texts


def published_entries(folder: Path) -> list[bytes]:
    """Every entry of the published bundles, read as tlog-tiles says."""
    size = SIGNER.read((folder / "checkpoint").read_text()).size
    found: list[bytes] = []
    for number in range(-(-size // 256)):
        width = min(256, size - number * 256)
        name = f"{number:03d}" if width == 256 else f"{number:03d}.p/{width}"
        bundle = (folder / "tile/entries" / name).read_bytes()
        while bundle:
            (length,) = struct.unpack(">H", bundle[:2])
            found.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
    return found


def database_name(dsn: str) -> str:
    return str(conninfo_to_dict(dsn)["dbname"])


async def test_the_ledger_goes_on_where_it_stood(database: str, tmp_path: Path):
    everything = texts(0, 1100)
    at = 0
    for end in (1, 255, 256, 257, 700, 1100):
        async with opened(database, tmp_path) as book:
            assert book.leaves.size == at
            assert book.leaves.positions.get(("council.intake.events", 0), 0) == at
            await book.leaves.append(entries(everything[at:end], at))
            assert book.leaves.root() == naive.tree_hash(everything[:end])
        at = end


async def test_only_one_session_appends(database: str, tmp_path: Path):
    async with opened(database, tmp_path) as book, book.pool.connection() as another:
        assert not await Leaves(another).lock()
    async with opened(database, tmp_path):
        pass


async def test_a_record_that_kafka_gives_again_is_refused(database: str, tmp_path: Path):
    async with opened(database, tmp_path) as book:
        await book.leaves.append(entries(texts(0, 3)))
        with pytest.raises(LedgerForkError, match="offset"):
            await book.leaves.append(entries(texts(2, 4), 2))
    async with opened(database, tmp_path) as book:
        assert book.leaves.size == 3


async def test_what_is_published_hashes_to_the_root_that_was_signed(database: str, tmp_path: Path):
    async with opened(database, tmp_path) as book:
        for start, end in ((0, 100), (100, 300), (300, 777)):
            await book.leaves.append(entries(texts(start, end), start))
            await book.publish()
            checkpoint = SIGNER.read((tmp_path / "checkpoint").read_text())
            assert checkpoint.size == end
            assert published_entries(tmp_path) == texts(0, end)
            assert checkpoint.root == naive.tree_hash(texts(0, end))
        tile = (tmp_path / "tile/0/002").read_bytes()
        assert tile == b"".join(leaf_hash(entry) for entry in texts(512, 768))
        assert (tmp_path / "tile/1/000.p/3").read_bytes()[:32] == naive.tree_hash(texts(0, 256))


async def restored(new_database: Callable[..., str], tmp_path: Path, more: list[bytes]) -> str:
    """A ledger of 600 published entries, and a copy of its database from when it had 300, now with `more`."""
    dsn = new_database()
    async with opened(dsn, tmp_path) as book:
        await book.leaves.append(entries(texts(0, 300)))
        await book.publish()
    backup = new_database(template=database_name(dsn))
    async with opened(dsn, tmp_path) as book:
        await book.leaves.append(entries(texts(300, 600), 300))
        await book.publish()
    async with opened(backup, tmp_path) as book:
        if more:
            await book.leaves.append(entries(more, 300))
    return backup


async def test_a_tail_that_the_database_lost_is_refilled_from_the_bundles(
    new_database: Callable[..., str], tmp_path: Path
):
    backup = await restored(new_database, tmp_path, [])
    async with opened(backup, tmp_path) as book:
        await book.publishing.adopt(book.leaves)
        assert book.leaves.root() == naive.tree_hash(texts(0, 600))
        assert book.leaves.positions == {("council.intake.events", 0): 600}


@pytest.mark.parametrize("length", [100, 400])
async def test_a_tree_that_does_not_extend_the_published_one_stops(
    new_database: Callable[..., str], tmp_path: Path, length: int
):
    rewritten = [f"another entry {number}".encode() for number in range(length)]
    backup = await restored(new_database, tmp_path, rewritten)
    async with opened(backup, tmp_path) as book:
        with pytest.raises(LedgerForkError):
            await book.publishing.adopt(book.leaves)


async def test_a_changed_leaf_is_noticed_before_the_next_signature(database: str, tmp_path: Path):
    async with opened(database, tmp_path) as book:
        await book.leaves.append(entries(texts(0, 300)))
        await book.publish()
        note = (tmp_path / "checkpoint").read_text()
        await book.leaves.append(entries(texts(300, 310), 300))
        with psycopg.connect(database, autocommit=True) as intruder:
            intruder.execute("SET session_replication_role = replica")  # past the trigger, as a superuser may
            intruder.execute("UPDATE ledger.tiles SET nodes = sha256('x') || substring(nodes from 33) WHERE level = 1")
        with pytest.raises(LedgerForkError):
            await book.publish()
        assert (tmp_path / "checkpoint").read_text() == note


async def test_a_tile_grows_and_is_not_changed_otherwise(database: str, tmp_path: Path):
    async with opened(database, tmp_path) as book:
        await book.leaves.append(entries(texts(0, 300)))
        await book.leaves.append(entries(texts(300, 310), 300))
        for change in (
            "nodes = sha256('x') || substring(nodes from 33)",
            "nodes = substring(nodes from 1 for 32), width = 1",
        ):
            with psycopg.connect(database) as connection, pytest.raises(psycopg.errors.RaiseException):
                connection.execute(f"UPDATE ledger.tiles SET {change} WHERE (level, number) = (0, 1)")
        await book.publish()


async def test_a_lost_folder_is_written_again_from_the_database(database: str, tmp_path: Path):
    async with opened(database, tmp_path / "first") as book:
        await book.leaves.append(entries(texts(0, 400)))
        await book.publish()
    async with opened(database, tmp_path / "second") as book:
        await book.publishing.adopt(book.leaves)
        await book.leaves.append(entries(texts(400, 410), 400))
        await book.publish()
    assert published_entries(tmp_path / "second") == texts(0, 410)


async def test_entries_are_found_by_event_and_by_case(database: str, tmp_path: Path):
    case, other = uuid4(), uuid4()
    explained = raw(intake.RoleExplained(case_id=case), case, 1)
    shown = raw(access.Read(view="list", route="POST /v1/work", cases=(case, other)), uuid4(), 1, service="intake")
    assert head_of(explained).case_id == case.bytes
    assert head_of(shown).case_id is None
    async with opened(database, tmp_path) as book:
        await book.leaves.append(entries([explained, shown, b"\xff no event at all", b'{"id": 7}']))
        rows = await found(book, "SELECT index, case_id, event_id IS NULL FROM ledger.leaves ORDER BY index")
        assert rows == [(0, case, False), (1, None, False), (2, None, True), (3, None, True)]
        assert await found(book, "SELECT index, cases FROM ledger.reads") == [(1, [case, other])]


def test_what_an_earlier_version_kept_by_case_is_taken_over(database: str):
    case, other = uuid4(), uuid4()
    with open_pool(database, max_size=1) as pool:
        install(pool)
        with pool.connection() as connection:
            connection.execute("DROP TABLE ledger.reads")
            connection.execute(
                "CREATE TABLE ledger.case_reads (case_id uuid, index bigint, PRIMARY KEY (case_id, index))"
            )
            connection.execute(
                "INSERT INTO ledger.case_reads VALUES (%(case)s, 3), (%(other)s, 3), (%(case)s, 5)",
                {"case": case, "other": other},
            )
        for _ in range(2):
            install(pool)
            with pool.connection() as connection:
                kept = connection.execute("SELECT index, cases FROM ledger.reads ORDER BY index").fetchall()
                assert [(index, set(cases)) for index, cases in kept] == [(3, {case, other}), (5, {case})]


async def found(book: Book, statement: str) -> list[tuple[object, ...]]:
    async with book.pool.connection() as connection:
        return await (await connection.execute(statement.encode())).fetchall()


def test_a_declared_interest_belongs_to_its_case_too():
    case = UUID("018f5e1c-0000-7000-8000-000000000001")
    declared = governance.ConflictOfInterestDeclared(person="p13-head", case_id=case, kind="company")
    assert head_of(raw(declared, uuid4(), 3)).case_id == case.bytes


def test_a_root_is_shown_as_notes_show_it():
    root = naive.tree_hash(texts(0, 5))
    assert b64encode(root).decode() in SIGNER.sign(5, root).note
