"""A case as of an instant, folded from its events in the ledger."""

from council_audit.replay.difference import Between, Changed, difference
from council_audit.replay.fold import (
    Axis,
    FieldShown,
    Finding,
    State,
    StateValue,
    Told,
    as_of,
    drift,
    fields_of,
    fold,
    tell,
    tell_heads,
)
from council_audit.replay.labels import label_of

__all__ = [
    "Axis",
    "Between",
    "Changed",
    "FieldShown",
    "Finding",
    "State",
    "StateValue",
    "Told",
    "as_of",
    "difference",
    "drift",
    "fields_of",
    "fold",
    "label_of",
    "tell",
    "tell_heads",
]
