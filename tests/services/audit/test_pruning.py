"""Pruning by retention: old records of reading go, the tree and every other proof stay."""

from __future__ import annotations

import datetime as dt
from base64 import b64decode
from pathlib import Path
from uuid import uuid4

import psycopg
from council_audit.ledger import Entry, Folder, Position, check_ledger, prune
from council_audit.queries import Proving
from council_events import access, intake
from council_kit.merkle import Verifier, leaf_hash
from council_kit.postgres import open_pool

from tests.libs.kit.merkle import naive
from tests.services.audit.situations import NOON, SIGNER, opened, raw

CASE = uuid4()
EVENT = [raw(intake.RoleExplained(case_id=CASE), CASE, version) for version in range(1, 301)]
READ = [
    raw(access.Read(view="case", route="GET /v1/cases/{case_id}", cases=(CASE,), versions=(1,)), uuid4(), 1, service="intake")
    for _ in range(300)
]  # fmt: skip
ENTRIES = [each for pair in zip(EVENT, READ, strict=True) for each in pair]
LATER = NOON + dt.timedelta(days=1)


def entry(number: int) -> Entry:
    topic = "council.intake.access" if number % 2 else "council.intake.events"
    return Entry(Position(topic, 0, number), ENTRIES[number])


async def test_old_records_of_reading_go_and_every_proof_of_the_rest_is_as_before(database: str, tmp_path: Path):
    folder = Folder(tmp_path / "ledger")
    async with opened(database, tmp_path / "ledger") as book:
        await book.leaves.append([entry(number) for number in range(520)])
        await book.publish()
        root = book.leaves.root()
    with psycopg.connect(database) as connection:
        pruned = prune(connection, folder, LATER)
        assert (pruned.minimum, pruned.entries, pruned.bundles) == (519, 259, 2)
        assert prune(connection, folder, LATER)[1:] == (0, 0)
        assert list(check_ledger(connection, folder, Verifier.of(SIGNER.verifier_key))) == []
        assert connection.execute("SELECT count(*) FROM ledger.leaves").fetchone() == (261,)
    with open_pool(database, max_size=1) as pool, pool.connection() as connection:
        proving = Proving(pool, SIGNER)
        leaves = [(number, leaf_hash(ENTRIES[number])) for number in (0, 1, 255, 256, 519)]
        proofs = proving.proofs(connection, leaves, proving.checkpoint_in(connection))
    for number, hash_ in leaves:
        path = [b64decode(each) for each in proofs[number].path]
        assert proofs[number].included
        assert naive.root_from_path(hash_, number, 520, path) == root


async def test_after_pruning_the_ledger_grows_on_from_where_it_was(database: str, tmp_path: Path):
    async with opened(database, tmp_path / "ledger") as book:
        await book.leaves.append([entry(number) for number in range(520)])
        await book.publish()
    with psycopg.connect(database) as connection:
        prune(connection, Folder(tmp_path / "ledger"), LATER)
    async with opened(database, tmp_path / "ledger") as book:
        assert book.leaves.size == 520
        await book.publishing.adopt(book.leaves)
        await book.leaves.append([entry(number) for number in range(520, 600)])
        await book.publish()
        assert book.leaves.root() == naive.tree_hash(ENTRIES)


async def test_what_is_younger_than_the_day_stays(database: str, tmp_path: Path):
    async with opened(database, tmp_path / "ledger") as book:
        await book.leaves.append([entry(number) for number in range(20)])
        await book.publish()
    with psycopg.connect(database) as connection:
        assert prune(connection, Folder(tmp_path / "ledger"), NOON)[:2] == (0, 0)
        assert connection.execute("SELECT count(*) FROM ledger.leaves").fetchone() == (20,)
