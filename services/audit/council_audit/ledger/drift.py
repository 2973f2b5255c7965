"""The drift check: store, Kafka, ledger and published folder hold the same bytes, and the folder's hashes are those signed.

The last checkpoint is the measure: when the published leaf hashes give its root, every copy of an entry is held against them.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CorruptRecordException
from council_events.topics import PARTITIONS
from council_kit.merkle import (
    TILE_WIDTH,
    Checkpoint,
    FolderError,
    Growth,
    NoteError,
    Tile,
    TileAt,
    Verifier,
    leaf_hash,
)
from psycopg import AsyncConnection, Connection

from council_audit.ledger.folder import Folder
from council_audit.ledger.leaves import TILES_SQL, head_of
from council_audit.ledger.pruning import minimum_index

_COLUMNS: Final = 'index, leaf_hash, event_id, case_id, topic, partition, "offset", raw'
_ROWS: Final = f"SELECT {_COLUMNS} FROM ledger.leaves WHERE index >= %s AND index < %s ORDER BY index"
_TAIL: Final = f"SELECT {_COLUMNS} FROM ledger.leaves WHERE index >= %s ORDER BY index LIMIT %s"
_IN_KAFKA_S_ORDER: Final = """
SELECT topic, partition, "offset", index, leaf_hash FROM ledger.leaves
WHERE topic = ANY(%s) ORDER BY topic COLLATE "C", partition, "offset"
"""
_FETCHED: Final = 2_000
_WAIT_MS: Final = 500
_STALLED: Final = 10.0
"""Seconds without progress after which a partition counts as broken."""


class Kind(StrEnum):
    """What differs from what was signed."""

    CHECKPOINT_CHANGED = "checkpoint_changed"
    HASHES_CHANGED = "hashes_changed"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    ENTRY_ADDED = "entry_added"
    REORDERED = "reordered"
    MISFILED = "misfiled"
    UNREADABLE = "unreadable"


SAID: Final = {
    Kind.CHECKPOINT_CHANGED: ("検証点が書き換えられている", "the checkpoint was changed"),
    Kind.HASHES_CHANGED: ("ハッシュが署名されたものと違う", "hashes differ from those signed"),
    Kind.ENTRY_CHANGED: ("記録が書き換えられている", "an entry was changed"),
    Kind.ENTRY_MISSING: ("記録がない", "an entry is missing"),
    Kind.ENTRY_ADDED: ("台帳にない記録がある", "an entry that the ledger does not hold"),
    Kind.REORDERED: ("記録の順序が入れ替えられている", "entries were reordered"),
    Kind.MISFILED: ("記録が別の案件・番号に付けられている", "an entry stands under another case or number"),
    Kind.UNREADABLE: ("壊れていて読めない", "broken, cannot be read"),
}


class Drift(NamedTuple):
    """One difference: in which copy (`ledger`, `folder`, `kafka`, `store <service>`), what, and where."""

    copy: str
    kind: Kind
    where: str

    @property
    def ja(self) -> str:
        return f"{self.copy}: {SAID[self.kind][0]}: {self.where}"

    @property
    def en(self) -> str:
        return f"{self.copy}: {SAID[self.kind][1]}: {self.where}"


class _Row(NamedTuple):
    number: int
    leaf_hash: bytes
    event_id: Any
    case_id: Any
    topic: str
    partition: int
    offset: int
    raw: bytes

    @property
    def place(self) -> str:
        return f"#{self.number} {self.event_id} ({self.topic}/{self.partition}@{self.offset})"


def check_ledger(connection: Connection[Any], folder: Folder, log: Verifier) -> Iterator[Drift]:
    """The database's leaves and tiles, and the folder's bundles and tiles, against the checkpoint signed last."""
    try:
        note = folder.last_checkpoint()
        checkpoint = log.read(note) if note else None
    except NoteError as problem:
        yield Drift("folder", Kind.CHECKPOINT_CHANGED, str(problem))
        checkpoint = None
    if checkpoint is not None:
        yield from _check_signed(connection, folder, checkpoint)
    yield from _check_notes(connection, log)
    yield from _check_tail(connection, checkpoint.size if checkpoint else 0)


def _check_signed(connection: Connection[Any], folder: Folder, checkpoint: Checkpoint) -> Iterator[Drift]:
    growth, found, astray = Growth(), [], _Astray(minimum_index(connection))
    for number in range(-(-checkpoint.size // TILE_WIDTH)):
        first, width = number * TILE_WIDTH, min(TILE_WIDTH, checkpoint.size - number * TILE_WIDTH)
        try:
            hashes = folder.read_tile(TileAt(0, number), width).hashes()
        except FolderError as problem:
            yield Drift("folder", Kind.UNREADABLE, str(problem))
            return
        if first + TILE_WIDTH > astray.minimum:
            found += list(_check_bundle(folder, number, hashes))
        found += list(_check_rows(connection, first, hashes, astray))
        found += list(_check_tiles(connection, growth.append(hashes)))
    if growth.root() != checkpoint.root:
        yield Drift("folder", Kind.HASHES_CHANGED, f"tile/0, checkpoint {checkpoint.size}")
    yield from found
    yield from astray.told()


class _Astray:
    """Leaves whose bytes are not those signed: one that belongs elsewhere was moved, any other was changed."""

    def __init__(self, minimum: int) -> None:
        """`minimum`: below it, records of reading may have been pruned."""
        self.minimum = minimum
        self._rows: list[tuple[_Row, bytes]] = []
        self._signed: dict[bytes, int] = {}

    def add(self, row: _Row, signed: bytes) -> None:
        self._rows.append((row, signed))
        self._signed[signed] = row.number

    def told(self) -> Iterator[Drift]:
        for row, _ in self._rows:
            home = self._signed.get(leaf_hash(row.raw))
            if home is None:
                yield Drift("ledger", Kind.ENTRY_CHANGED, row.place)
            else:
                yield Drift("ledger", Kind.REORDERED, f"{row.place} ← #{home}")


def _check_rows(connection: Connection[Any], first: int, hashes: Sequence[bytes], astray: _Astray) -> Iterator[Drift]:
    rows = {row.number: row for row in _rows(connection, first, first + len(hashes))}
    for number, signed in enumerate(hashes, first):
        row = rows.get(number)
        if row is None:
            if number >= astray.minimum:
                yield Drift("ledger", Kind.ENTRY_MISSING, f"#{number}")
        elif leaf_hash(row.raw) != signed:
            astray.add(row, signed)
        else:
            yield from _check_columns(row, signed)


def _check_columns(row: _Row, signed: bytes) -> Iterator[Drift]:
    head = head_of(row.raw)
    if row.leaf_hash != signed:
        yield Drift("ledger", Kind.HASHES_CHANGED, row.place)
    filed = [each.bytes if each else None for each in (row.event_id, row.case_id)]
    if filed != [head.event_id, head.case_id]:
        yield Drift("ledger", Kind.MISFILED, f"{row.place} ← {UUID(bytes=head.event_id) if head.event_id else None}")


def _check_bundle(folder: Folder, number: int, hashes: Sequence[bytes]) -> Iterator[Drift]:
    try:
        entries = folder.read_bundle(number, len(hashes))
    except FolderError as problem:
        yield Drift("folder", Kind.UNREADABLE, str(problem))
        return
    for place, (entry, signed) in enumerate(zip(entries, hashes, strict=False), number * TILE_WIDTH):
        if leaf_hash(entry) != signed:
            yield Drift("folder", Kind.ENTRY_CHANGED, f"#{place}")
    if len(entries) != len(hashes):
        yield Drift("folder", Kind.ENTRY_MISSING, f"#{number * TILE_WIDTH + len(entries)} …")


def _check_tiles(connection: Connection[Any], expected: dict[TileAt, Tile]) -> Iterator[Drift]:
    full = {at: tile for at, tile in expected.items() if tile.width == TILE_WIDTH}
    addresses = [[at.level for at in full], [at.number for at in full]]
    rows = connection.execute(TILES_SQL, addresses, binary=True).fetchall()
    kept = {TileAt(level, number): bytes(nodes) for level, number, _, nodes in rows}
    for at, tile in full.items():
        if kept.get(at) != tile.nodes:
            yield Drift("ledger", Kind.HASHES_CHANGED, f"tile {at.level}/{at.number}")


def _check_notes(connection: Connection[Any], log: Verifier) -> Iterator[Drift]:
    for size, root, note in connection.execute("SELECT size, root, note FROM ledger.checkpoints ORDER BY size"):
        try:
            signed = log.read(note)
        except NoteError as problem:
            yield Drift("ledger", Kind.CHECKPOINT_CHANGED, f"{size}: {problem}")
            continue
        if (signed.size, signed.root) != (size, bytes(root)):
            yield Drift("ledger", Kind.CHECKPOINT_CHANGED, f"{size}")


def _check_tail(connection: Connection[Any], size: int) -> Iterator[Drift]:
    """What no checkpoint covers yet: its bytes can only be held against its own hash."""
    expected = size
    while rows := [_row(each) for each in connection.execute(_TAIL, [expected, TILE_WIDTH], binary=True)]:
        for row in rows:
            if row.number != expected:
                yield Drift("ledger", Kind.ENTRY_MISSING, f"#{expected} … #{row.number - 1}")
            if leaf_hash(row.raw) != row.leaf_hash:
                yield Drift("ledger", Kind.ENTRY_CHANGED, row.place)
            expected = row.number + 1


def _rows(connection: Connection[Any], first: int, last: int) -> Iterator[_Row]:
    yield from map(_row, connection.execute(_ROWS, [first, last], binary=True))


def _row(columns: Sequence[Any]) -> _Row:
    number, hash_, event_id, case_id, topic, partition, offset, raw = columns
    return _Row(number, bytes(hash_), event_id, case_id, topic, partition, offset, bytes(raw))


async def check_kafka(
    consumer: AIOKafkaConsumer, connection: AsyncConnection[Any], topics: Iterable[str]
) -> AsyncIterator[Drift]:
    """Every record that the ledger took from Kafka still stands there as it was. `consumer` is started and unassigned.

    Records behind the ledger's last one of a partition are on their way into it.
    """
    names = sorted(topics)
    places = [TopicPartition(topic, partition) for topic in names for partition in range(PARTITIONS)]
    ends = await consumer.end_offsets(places)
    filled = [place for place in places if ends[place]]
    consumer.assign(filled)
    if filled:
        await consumer.seek_to_beginning(*filled)
    async with connection.transaction(), connection.cursor(name="kafka_drift") as cursor:
        await cursor.execute(_IN_KAFKA_S_ORDER, [names])
        ledger = _Grouped(cursor)
        for place in places:
            entries = await ledger.of(place.topic, place.partition)
            records = _records(consumer, place, ends[place])
            async for drift in _compare(place, entries, records):
                yield drift


class _Grouped:
    """The ledger's entries partition by partition, from one cursor in that order."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._next: Any = None
        self._begun = False

    async def of(self, topic: str, partition: int) -> list[tuple[int, int, bytes]]:
        """(offset, index, leaf hash) of the entries that came from this partition."""
        if not self._begun:
            self._begun, self._next = True, await self._cursor.fetchone()
        entries = []
        while self._next is not None and self._next[:2] == (topic, partition):
            entries.append((self._next[2], self._next[3], bytes(self._next[4])))
            self._next = await self._cursor.fetchone()
        return entries


async def _compare(
    place: TopicPartition, entries: list[tuple[int, int, bytes]], records: AsyncIterator[tuple[int, bytes]]
) -> AsyncIterator[Drift]:
    where = f"{place.topic}/{place.partition}"
    signed = {offset: (index, hash_) for offset, index, hash_ in entries}
    last = entries[-1][0] if entries else -1
    try:
        async for offset, raw in records:
            known = signed.pop(offset, None)
            if known is None:
                if offset <= last:
                    yield Drift("kafka", Kind.ENTRY_ADDED, f"{where}@{offset}")
            elif leaf_hash(raw) != known[1]:
                yield Drift("kafka", Kind.ENTRY_CHANGED, f"{where}@{offset} #{known[0]}")
    except CorruptRecordException:
        first = min(signed, default=0)
        yield Drift("kafka", Kind.UNREADABLE, f"{where}@{first} …")
        return
    for offset, (index, _) in sorted(signed.items()):
        yield Drift("kafka", Kind.ENTRY_MISSING, f"{where}@{offset} #{index}")


async def _records(consumer: AIOKafkaConsumer, place: TopicPartition, end: int) -> AsyncIterator[tuple[int, bytes]]:
    """(offset, value) of every committed record of a partition, up to where it ended at the start.

    Raises CorruptRecordException where a batch is broken: the client says so, or comes no further.
    """
    moved = time.monotonic()
    while end and (at := await consumer.position(place)) < end:
        fetched = await consumer.getmany(place, timeout_ms=_WAIT_MS, max_records=_FETCHED)
        for record in fetched.get(place, []):
            yield record.offset, record.value
        if await consumer.position(place) > at:
            moved = time.monotonic()
        elif time.monotonic() - moved > _STALLED:
            raise CorruptRecordException
