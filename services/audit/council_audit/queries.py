"""The ledger's tables → answers: replay with proofs, checkpoints, inclusion and consistency. Opens nothing."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from council_events import Envelope, UnknownEventTypeError, read_envelope
from council_kit.answers import TimelineEntry
from council_kit.postgres import Pool
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from council_audit.ledger import (
    TILES_SQL,
    Checkpoint,
    Tile,
    TileAt,
    consistency_ranges,
    inclusion_ranges,
    look_in,
    node_hash,
    range_hash,
    receipt,
    tile_of,
    tiles_of,
)
from council_audit.ledger.tree import Look, Node
from council_audit.replay import Axis, Folded, entry_of, fold, in_order, until


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Proof(_Answer):
    """Where an event stands in the ledger. `included`: computed anew against the checkpoint; None of it before one covers it."""

    index: int = Field(title="台帳の番号")
    included: bool = Field(title="証明済み")
    path: tuple[str, ...] = Field(default=(), title="監査経路（base64）")


class ReplayedEntry(TimelineEntry):
    """One event with its proof."""

    proof: Proof = Field(title="台帳の証明")


class CheckpointAnswer(_Answer):
    """The size and root that the ledger vouches for, and the C2SP signed note."""

    size: int = Field(title="件数")
    root: str = Field(title="根のハッシュ（base64）")
    note: str = Field(title="署名付き検証点")


class Replay(_Answer):
    """A case as of an instant: its events in order, what each service had on record, and the proofs."""

    case_id: UUID = Field(title="案件番号")
    at: dt.datetime = Field(title="時点")
    axis: Axis = Field(title="見方")
    entries: tuple[ReplayedEntry, ...] = Field(title="記録")
    state: tuple[Folded, ...] = Field(title="サービスごとの状態")
    checkpoint: CheckpointAnswer | None = Field(title="検証点")


class Receipt(_Answer):
    """The inclusion of one event as a C2SP tlog-proof."""

    event_id: UUID = Field(title="イベント番号")
    index: int = Field(title="台帳の番号")
    proof: str = Field(title="証明")


class Consistency(_Answer):
    """That the ledger of `first` entries is the beginning of that of `second`: hashes in base64 (RFC 6962 2.1.2)."""

    first: int = Field(title="前の件数")
    second: int = Field(title="後の件数")
    path: tuple[str, ...] = Field(title="経路（base64）")


class Leaf(NamedTuple):
    """One leaf of a case: its number, its hash and its event."""

    number: int
    leaf_hash: bytes
    envelope: Envelope[Any]


class CaseLeaves(NamedTuple):
    """All leaves of a case and the body that holds it (that of its last event)."""

    council: str
    leaves: tuple[Leaf, ...]


_CASE = "SELECT index, leaf_hash, raw FROM ledger.leaves WHERE case_id = %s ORDER BY index"
_LAST = "SELECT size, root, note FROM ledger.checkpoints ORDER BY size DESC LIMIT 1"
_EVENT = "SELECT index, leaf_hash FROM ledger.leaves WHERE event_id = %s ORDER BY index LIMIT 1"


def leaves_of(pool: Pool, case_id: UUID) -> CaseLeaves | None:
    """The case's leaves; None when the ledger holds none. Bytes that are no event of ours are left out."""
    with pool.connection() as connection:
        rows = connection.execute(_CASE, (case_id,), binary=True).fetchall()
    leaves = tuple(leaf for row in rows if (leaf := _leaf(*row)) is not None)
    return CaseLeaves(leaves[-1].envelope.council, leaves) if leaves else None


def _leaf(index: int, leaf_hash: bytes, raw: bytes) -> Leaf | None:
    try:
        return Leaf(index, bytes(leaf_hash), read_envelope(bytes(raw)))
    except (UnknownEventTypeError, ValidationError):
        return None


def last_checkpoint(pool: Pool) -> Checkpoint | None:
    """The checkpoint signed last."""
    with pool.connection() as connection:
        row = connection.execute(_LAST, binary=True).fetchone()
    return None if row is None else Checkpoint(row[0], bytes(row[1]), row[2])


def told(checkpoint: Checkpoint) -> CheckpointAnswer:
    """A checkpoint as the API gives it."""
    return CheckpointAnswer(size=checkpoint.size, root=b64encode(checkpoint.root).decode(), note=checkpoint.note)


def replay(pool: Pool, case_id: UUID, found: CaseLeaves, at: dt.datetime, axis: Axis) -> Replay:
    """The case as of the instant, each entry proven against the last checkpoint in one round trip for all tiles."""
    belongs = until(at, axis)
    leaves = {leaf.envelope.id: leaf for leaf in found.leaves if belongs(leaf.envelope)}
    envelopes = in_order([leaf.envelope for leaf in leaves.values()], axis)
    checkpoint = last_checkpoint(pool)
    proofs = _proofs(pool, list(leaves.values()), checkpoint)
    return Replay(
        case_id=case_id,
        at=at,
        axis=axis,
        entries=tuple(
            ReplayedEntry(**entry_of(each).model_dump(), proof=proofs[leaves[each.id].number]) for each in envelopes
        ),
        state=fold(envelopes),
        checkpoint=told(checkpoint) if checkpoint else None,
    )


def _proofs(pool: Pool, leaves: Sequence[Leaf], checkpoint: Checkpoint | None) -> dict[int, Proof]:
    size = checkpoint.size if checkpoint else 0
    covered = [leaf for leaf in leaves if leaf.number < size]
    ranges = {leaf.number: inclusion_ranges(leaf.number, size) for leaf in covered}
    look = _read(pool, {node for each in ranges.values() for nodes in each for node in nodes})
    proofs = {leaf.number: Proof(index=leaf.number, included=False) for leaf in leaves}
    for leaf in covered:
        path = [range_hash(nodes, look) for nodes in ranges[leaf.number]]
        root = root_from(leaf.number, size, leaf.leaf_hash, path)
        proofs[leaf.number] = Proof(
            index=leaf.number,
            included=checkpoint is not None and root == checkpoint.root,
            path=tuple(b64encode(each).decode() for each in path),
        )
    return proofs


def root_from(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root that a leaf and its audit path give (RFC 9162 2.1.3.2); ValueError when the path has another length."""
    number, last, root, steps = index, size - 1, leaf, iter(path)
    for each in steps:
        if number & 1 or number == last:
            root = node_hash(each, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, each)
        number, last = number >> 1, last >> 1
    if last:
        raise ValueError("the path does not reach the root")
    return root


def _read(pool: Pool, nodes: set[Node]) -> Look:
    """The hashes of these nodes, their tiles read in one round trip."""
    wanted = sorted({tile_of(node) for node in nodes})
    tiles: dict[TileAt, Tile] = {}
    if wanted:
        with pool.connection() as connection:
            numbers = [at.level for at in wanted], [at.number for at in wanted]
            tiles = tiles_of(connection.execute(TILES_SQL, numbers, binary=True).fetchall(), wanted)
    look: Look = look_in(tiles)
    known: dict[Node, bytes] = {}

    def remembered(node: Node) -> bytes:
        found = known.get(node)
        if found is None:
            found = known[node] = look(node)
        return found

    return remembered


def receipt_of(pool: Pool, event_id: UUID) -> Receipt | None:
    """The proof of one event; None while the ledger doesn't hold it or no checkpoint covers it."""
    with pool.connection() as connection:
        row = connection.execute(_EVENT, (event_id,), binary=True).fetchone()
    checkpoint = last_checkpoint(pool)
    if row is None or checkpoint is None or row[0] >= checkpoint.size:
        return None
    ranges = inclusion_ranges(row[0], checkpoint.size)
    look = _read(pool, {node for nodes in ranges for node in nodes})
    path = [range_hash(nodes, look) for nodes in ranges]
    return Receipt(event_id=event_id, index=row[0], proof=receipt(row[0], path, checkpoint))


def consistency(pool: Pool, first: int, second: int) -> Consistency | None:
    """The proof between two sizes; None when the ledger isn't that long."""
    checkpoint = last_checkpoint(pool)
    if checkpoint is None or not 0 < first <= second <= checkpoint.size:
        return None
    ranges = consistency_ranges(first, second)
    look = _read(pool, {node for nodes in ranges for node in nodes})
    path = tuple(b64encode(range_hash(nodes, look)).decode() for nodes in ranges)
    return Consistency(first=first, second=second, path=path)
