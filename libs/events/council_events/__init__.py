"""The published language: every event that a service may emit, its envelope, and what is sealed in it."""

from council_events import access, audit, candidates, feed, governance, intake, reporting, subsidy, support
from council_events.event import (
    CONTENT_TYPE,
    Envelope,
    Event,
    UnknownEventTypeError,
    all_event_classes,
    envelope_class,
    event_class,
    schema_uri,
    to_bytes,
    type_name_of,
)
from council_events.sealed import AlreadySealedError, NotSealedError, Sealed, SealedBox
from council_events.upcasts import read_envelope

__all__ = [
    "CONTENT_TYPE",
    "AlreadySealedError",
    "Envelope",
    "Event",
    "NotSealedError",
    "Sealed",
    "SealedBox",
    "UnknownEventTypeError",
    "access",
    "all_event_classes",
    "audit",
    "candidates",
    "envelope_class",
    "event_class",
    "feed",
    "governance",
    "intake",
    "read_envelope",
    "reporting",
    "schema_uri",
    "subsidy",
    "support",
    "to_bytes",
    "type_name_of",
]
