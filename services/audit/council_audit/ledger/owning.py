"""Who owns the ledger: the same role that owns the store, which no process signs in as. audit's own role adds leaves and removes none.

`python -m council_audit.ledger.owning` does it where the owner signs in for this alone (deploy/k8s, before the process).
"""

from __future__ import annotations

from typing import Final

from council_kit.store.owning import Owned, own_as_told

from council_audit.ledger import leaves, pruning

LEDGER: Final = Owned(
    leaves.DDL + pruning.DDL,
    tables=tuple(f"ledger.{name}" for name in ("leaves", "reads", "tiles", "positions", "checkpoints", "pruned")),
    functions=("ledger.tiles_only_grow()",),
    rights=(
        "GRANT USAGE ON SCHEMA ledger TO {service}",
        "GRANT SELECT ON {tables} TO {service}",
        "GRANT INSERT ON ledger.leaves, ledger.reads, ledger.tiles, ledger.positions, ledger.checkpoints TO {service}",
        # The trigger lets a tile grow and nothing else; where to read on is not history; a note gains cosignatures.
        "GRANT UPDATE (width, nodes) ON ledger.tiles TO {service}",
        "GRANT UPDATE (next_offset) ON ledger.positions TO {service}",
        "GRANT UPDATE (note) ON ledger.checkpoints TO {service}",
    ),
    schemas=("ledger",),
)
"""Records of reading are let go of by the operator alone (pruning.py)."""

if __name__ == "__main__":
    own_as_told(LEDGER)
