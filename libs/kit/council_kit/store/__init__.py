"""The event store: load → decide → save on the `eventsourcing` library, with a recorder of ours (design §5)."""

from council_kit.store.acting import (
    Acting,
    Beside,
    ConcurrentDecision,
    KeyReusedError,
    Model,
    OffsetMovedError,
    ReactedTo,
    Saved,
    SavedEvent,
    StoreRestored,
    Together,
)
from council_kit.store.application import Appending, Store
from council_kit.store.mapper import ACCESS, folded
from council_kit.store.tail import START, AsyncTail, Cursor, Tail, TailRow

__all__ = [
    "ACCESS",
    "START",
    "Acting",
    "Appending",
    "AsyncTail",
    "Beside",
    "ConcurrentDecision",
    "Cursor",
    "KeyReusedError",
    "Model",
    "OffsetMovedError",
    "ReactedTo",
    "Saved",
    "SavedEvent",
    "Store",
    "StoreRestored",
    "Tail",
    "TailRow",
    "Together",
    "folded",
]
