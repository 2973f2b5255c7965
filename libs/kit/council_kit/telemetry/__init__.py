"""Logs, metrics and traces of one process. None of them ever carries what a person wrote."""

from council_kit.telemetry.logs import ALLOWED_KEYS, configure_logs, get_logger
from council_kit.telemetry.metrics import (
    APPEND_SECONDS,
    APPENDED_EVENTS,
    HTTP_SECONDS,
    POISON_EVENTS,
    PROJECTION_LAG_EVENTS,
    PROJECTION_LAG_SECONDS,
    READ_TABLE_CHECKED,
    READ_TABLE_DRIFT,
    REFUSALS,
    RELAY_LAG_EVENTS,
    RELAY_LAG_SECONDS,
    RELAYED_EVENTS,
)
from council_kit.telemetry.traces import (
    configure_traces,
    correlation_id,
    current_traceparent,
    follow,
    shutdown_traces,
    span,
)

__all__ = [
    "ALLOWED_KEYS",
    "APPENDED_EVENTS",
    "APPEND_SECONDS",
    "HTTP_SECONDS",
    "POISON_EVENTS",
    "PROJECTION_LAG_EVENTS",
    "PROJECTION_LAG_SECONDS",
    "READ_TABLE_CHECKED",
    "READ_TABLE_DRIFT",
    "REFUSALS",
    "RELAYED_EVENTS",
    "RELAY_LAG_EVENTS",
    "RELAY_LAG_SECONDS",
    "configure_logs",
    "configure_traces",
    "correlation_id",
    "current_traceparent",
    "follow",
    "get_logger",
    "shutdown_traces",
    "span",
]
