"""The ledger of all events: an RFC 6962 Merkle log with C2SP checkpoints, receipts and tiles (design §7)."""

from council_audit.ledger.folder import Folder, FolderError, Position
from council_audit.ledger.leaves import TILES_SQL, Entry, Leaves, LedgerForkError, head_of, install, look_in, tiles_of
from council_audit.ledger.note import Checkpoint, NoteError, Signer, Verifier, receipt
from council_audit.ledger.paths import Path, Paths, tiles_for
from council_audit.ledger.publishing import Publishing
from council_audit.ledger.sequencer import Sequencer
from council_audit.ledger.tree import (
    Growth,
    Node,
    Tile,
    TileAt,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    range_hash,
    root_from_path,
    root_nodes,
    tile_of,
)

__all__ = [
    "TILES_SQL",
    "Checkpoint",
    "Entry",
    "Folder",
    "FolderError",
    "Growth",
    "Leaves",
    "LedgerForkError",
    "Node",
    "NoteError",
    "Path",
    "Paths",
    "Position",
    "Publishing",
    "Sequencer",
    "Signer",
    "Tile",
    "TileAt",
    "Verifier",
    "consistency_ranges",
    "head_of",
    "inclusion_ranges",
    "install",
    "leaf_hash",
    "look_in",
    "node_hash",
    "range_hash",
    "receipt",
    "root_from_path",
    "root_nodes",
    "tile_of",
    "tiles_for",
    "tiles_of",
]
