"""The ledger of all events: an RFC 6962 Merkle log with C2SP checkpoints, receipts and tiles (design §7)."""

from council_audit.ledger.drift import Drift, Kind, check_kafka, check_ledger
from council_audit.ledger.folder import Folder, Position
from council_audit.ledger.leaves import TILES_SQL, Entry, Leaves, LedgerForkError, head_of, install, tiles_of
from council_audit.ledger.owning import LEDGER
from council_audit.ledger.pruning import Pruned, minimum_index, prune
from council_audit.ledger.publishing import Publishing
from council_audit.ledger.sequencer import SEQUENCED, Sequencer, topics_of
from council_audit.ledger.witnesses import WitnessAt, Witnesses

__all__ = [
    "LEDGER",
    "SEQUENCED",
    "TILES_SQL",
    "Drift",
    "Entry",
    "Folder",
    "Kind",
    "Leaves",
    "LedgerForkError",
    "Position",
    "Pruned",
    "Publishing",
    "Sequencer",
    "WitnessAt",
    "Witnesses",
    "check_kafka",
    "check_ledger",
    "head_of",
    "install",
    "minimum_index",
    "prune",
    "tiles_of",
    "topics_of",
]
