"""The leaves in PostgreSQL: a store, never rebuilt. One session with the advisory lock appends; others wait.

Leaves, tiles and Kafka positions of a batch are one transaction, so the ledger holds every record once.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from council_kit.merkle import (
    Growth,
    Tile,
    TileAt,
    consistency_ranges,
    edge_tiles,
    leaf_hash,
    look_in,
    range_hash,
    root_nodes,
    tile_of,
)
from council_kit.postgres import Pool, create_once
from psycopg import AsyncConnection
from pydantic_core import from_json

from council_audit.ledger.folder import Position

DDL: Final = """
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS ledger.leaves (
    index bigint PRIMARY KEY,
    leaf_hash bytea NOT NULL,
    event_id uuid,                -- NULL where the bytes are no event of ours: evidence all the same
    case_id uuid,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    raw bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS leaves_event ON ledger.leaves (event_id);
CREATE INDEX IF NOT EXISTS leaves_case ON ledger.leaves (case_id, index) WHERE case_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS ledger.tiles (
    level smallint NOT NULL,
    number bigint NOT NULL,
    width smallint NOT NULL,
    nodes bytea STORAGE EXTERNAL NOT NULL,  -- hashes do not compress
    PRIMARY KEY (level, number)
);
CREATE OR REPLACE FUNCTION ledger.tiles_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.width < OLD.width OR substring(NEW.nodes FROM 1 FOR length(OLD.nodes)) <> OLD.nodes THEN
        RAISE EXCEPTION 'a tile only grows';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER tiles_grow BEFORE UPDATE ON ledger.tiles
    FOR EACH ROW EXECUTE FUNCTION ledger.tiles_only_grow();
CREATE TABLE IF NOT EXISTS ledger.positions (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
CREATE TABLE IF NOT EXISTS ledger.checkpoints (
    size bigint PRIMARY KEY,
    root bytea NOT NULL,
    note text NOT NULL,
    signed_at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS ledger.reads (
    index bigint PRIMARY KEY,     -- the access event in the ledger
    cases uuid[] NOT NULL         -- those that it names: one row, since a list names fifty
);
CREATE INDEX IF NOT EXISTS reads_of_case ON ledger.reads USING gin (cases) WITH (gin_pending_list_limit = 256);
-- An earlier version kept a row per case that a list named. Leaves are never made anew, so they are taken over.
DO $$ BEGIN
    IF to_regclass('ledger.case_reads') IS NOT NULL THEN
        INSERT INTO ledger.reads SELECT index, array_agg(case_id) FROM ledger.case_reads GROUP BY index;
        DROP TABLE ledger.case_reads;
    END IF;
END $$;
"""
"""Repeating it changes nothing. In a deployment these belong to a role that no process signs in as (owning.py)."""
_LOCK: Final = 0x6C656467
"""`ledg`: the advisory lock of the one sequencer."""


class LedgerForkError(Exception):
    """The tree in the database does not extend what was published: somebody rewrote one of the two."""


def install(pool: Pool) -> None:
    """Make the ledger's tables where missing."""
    create_once(pool, "ledger.reads", DDL)


class Entry(NamedTuple):
    """One record of Kafka on its way into the ledger."""

    place: Position
    raw: bytes


class Head(NamedTuple):
    """What the ledger indexes of an entry, ids as their 16 bytes. `reads`: the cases that an access event names."""

    event_id: bytes | None
    case_id: bytes | None
    reads: tuple[UUID, ...]


def head_of(raw: bytes) -> Head:
    """Read only what is indexed, from any version of an event; bytes that are no event get an empty head."""
    try:
        document = from_json(raw)
        event_id, data = _id_of(document["id"]), document["data"]
        if document["type"].startswith("council.access."):
            cases = data.get("cases") or ()
            named = [*cases, data["case_id"]] if data.get("case_id") else cases
            return Head(event_id, None, tuple(dict.fromkeys(map(UUID, named))))
        case = data.get("case_id")
        return Head(event_id, _id_of(case) if case else None, ())
    except (ValueError, KeyError, TypeError, AttributeError):
        return Head(None, None, ())


def _id_of(text: str) -> bytes:
    """The bytes of an id; ValueError for what is none. (To make a `UUID` of it takes as long as to parse the event.)"""
    id_ = bytes.fromhex(text.replace("-", ""))
    if len(id_) != _ID_BYTES:
        raise ValueError("this is no id")
    return id_


_ID_BYTES: Final = 16
_COPY: Final = (
    'COPY ledger.leaves (index, leaf_hash, event_id, case_id, topic, partition, "offset", raw)'
    " FROM STDIN (FORMAT binary)"
)
_BEGIN: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END: Final = b"\xff\xff"
_INDEX: Final = struct.Struct(">hiqi")
_PLACE: Final = struct.Struct(">iiiqi")
_LENGTH: Final = struct.Struct(">i")
_TOGETHER: Final = 200
"""Rows that are handed to the server at a time."""
_NO_ID: Final = _LENGTH.pack(-1)
_UUID: Final = _LENGTH.pack(_ID_BYTES)


def _rows(first: int, hashes: Iterable[bytes], heads: Iterable[Head], entries: Iterable[Entry]) -> bytes:
    """Rows as PostgreSQL's binary COPY: made here because a call per row would be half of an append."""
    parts: list[bytes] = []
    for number, (hash_, head, ((topic, partition, offset), raw)) in enumerate(
        zip(hashes, heads, entries, strict=True), first
    ):
        name = topic.encode()
        parts += (
            _INDEX.pack(8, 8, number, 32),
            hash_,
            _NO_ID if head.event_id is None else _UUID + head.event_id,
            _NO_ID if head.case_id is None else _UUID + head.case_id,
            _LENGTH.pack(len(name)),
            name,
            _PLACE.pack(4, partition, 8, offset, len(raw)),
            raw,
        )
    return b"".join(parts)


class Leaves:
    """The growing tree in one database session."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection
        self._growth = Growth()
        self.positions: dict[tuple[str, int], int] = {}

    @property
    def size(self) -> int:
        """Entries committed so far."""
        return self._growth.size

    def root(self) -> bytes:
        """The root over all of them."""
        return self._growth.root()

    async def lock(self) -> bool:
        """Become the one sequencer; False while another session is. The lock ends with the session."""
        cursor = await self._connection.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row = await cursor.fetchone()
        return bool(row and row[0])

    async def unlock(self) -> None:
        """Let another session take over."""
        await self._connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

    async def open(self) -> None:
        """Read the right edge of the tree and the Kafka positions."""
        cursor = await self._connection.execute("SELECT coalesce(max(index) + 1, 0) FROM ledger.leaves")
        size = cast("tuple[int]", await cursor.fetchone())[0]
        at_edge = edge_tiles(size)
        tiles = await read_tiles(self._connection, at_edge)
        levels = 1 + max((at.level for at in at_edge), default=-1)
        edge: list[list[bytes]] = [[] for _ in range(levels)]
        for at in at_edge:
            edge[at.level] = tiles[at].hashes()
        self._growth = Growth(size, edge)
        cursor = await self._connection.execute("SELECT topic, partition, next_offset FROM ledger.positions")
        self.positions = {(topic, partition): offset for topic, partition, offset in await cursor.fetchall()}

    async def append(self, entries: Sequence[Entry]) -> None:
        """Append in this order, with the tiles and positions, in one transaction.

        After an exception this object no longer mirrors the database: open it again. Raises LedgerForkError for a
        record that Kafka has given before: the topic was made anew, or lost its end.
        """
        for (topic, partition, offset), _ in entries:
            if offset < self.positions.get((topic, partition), 0):
                raise LedgerForkError("Kafka gave a record of an offset that the ledger holds already")
        first = self.size
        hashes: list[bytes] = []
        heads: list[Head] = []
        moved = {(entry.place.topic, entry.place.partition): entry.place.offset + 1 for entry in entries}
        async with self._connection.transaction(), self._connection.cursor() as cursor:
            async with cursor.copy(_COPY) as copy:
                await copy.write(_BEGIN)
                for start in range(0, len(entries), _TOGETHER):  # the server takes one part in while the next is made
                    part = entries[start : start + _TOGETHER]
                    hashes += [leaf_hash(entry.raw) for entry in part]
                    heads += [head_of(entry.raw) for entry in part]
                    await copy.write(_rows(first + start, hashes[start:], heads[start:], part))
                await copy.write(_END)
                changed = self._growth.append(hashes)  # while the server takes in the last rows
            reads = [(index, head.reads) for index, head in enumerate(heads, first) if head.reads]
            if reads:
                await cursor.execute(
                    "INSERT INTO ledger.reads SELECT index, cases::uuid[] FROM unnest(%s::bigint[], %s::text[]) AS r (index, cases)",
                    [[index for index, _ in reads], ["{" + ",".join(map(str, cases)) + "}" for _, cases in reads]],
                )
            await cursor.execute(
                "INSERT INTO ledger.tiles SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::smallint[], %b::bytea[])"
                " ON CONFLICT (level, number) DO UPDATE SET width = excluded.width, nodes = excluded.nodes",
                [
                    [at.level for at in changed],
                    [at.number for at in changed],
                    [tile.width for tile in changed.values()],
                    [tile.nodes for tile in changed.values()],
                ],
            )
            await cursor.execute(
                "INSERT INTO ledger.positions SELECT * FROM unnest(%s::text[], %s::int[], %s::bigint[])"
                " ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset",
                [[topic for topic, _ in moved], [partition for _, partition in moved], list(moved.values())],
            )
        self.positions.update(moved)

    async def root_at(self, size: int, connection: AsyncConnection[Any]) -> bytes:
        """The root that the tree had at a smaller size, from the stored tiles; raises LedgerForkError when too short.

        `connection`: one to read with, so that an append may run at the same time.
        """
        if size > self.size:
            raise LedgerForkError("the database holds fewer entries than were published")
        nodes = root_nodes(size)
        tiles = await read_tiles(connection, {tile_of(node) for node in nodes})
        return range_hash(nodes, look_in(tiles))

    async def consistency(self, first: int, second: int, connection: AsyncConnection[Any]) -> list[bytes]:
        """The proof that the tree of `first` entries is the beginning of that of `second` (RFC 6962 2.1.2)."""
        ranges = consistency_ranges(first, second)
        tiles = await read_tiles(connection, {tile_of(node) for nodes in ranges for node in nodes})
        return [range_hash(nodes, look_in(tiles)) for nodes in ranges]


async def read_tiles(connection: AsyncConnection[Any], wanted: Iterable[TileAt]) -> dict[TileAt, Tile]:
    """These tiles, in one round trip; raises LedgerForkError when one is missing."""
    addresses = list(wanted)
    cursor = await connection.execute(
        TILES_SQL, [[at.level for at in addresses], [at.number for at in addresses]], binary=True
    )
    return tiles_of(await cursor.fetchall(), addresses)


TILES_SQL: Final = (
    "SELECT level, number, width, nodes FROM ledger.tiles"
    " JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, number) USING (level, number)"
)


def tiles_of(rows: Iterable[tuple[int, int, int, bytes]], wanted: Sequence[TileAt]) -> dict[TileAt, Tile]:
    """The answer to TILES_SQL by address; raises LedgerForkError when a tile is missing."""
    tiles = {TileAt(level, number): Tile(width, bytes(nodes)) for level, number, width, nodes in rows}
    if not tiles.keys() >= set(wanted):
        raise LedgerForkError("a tile of the tree is missing")
    return tiles
