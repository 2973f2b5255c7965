"""The Prometheus metrics of a process, served at /metrics. Labels are closed: services, projections, route templates."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_FAST: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

APPEND_SECONDS: Final = Histogram(
    "council_append_seconds", "Time of one save: seal, append, commit", ["service"], buckets=_FAST
)
APPENDED_EVENTS: Final = Counter("council_appended_events", "Events appended to the store", ["service"])
RELAYED_EVENTS: Final = Counter("council_relayed_events", "Events published to Kafka", ["service"])
RELAY_LAG_EVENTS: Final = Gauge("council_relay_lag_events", "Stored events not yet on Kafka", ["service"])
RELAY_LAG_SECONDS: Final = Gauge("council_relay_lag_seconds", "Age of the oldest event not yet on Kafka", ["service"])
PROJECTION_LAG_EVENTS: Final = Gauge(
    "council_projection_lag_events", "Events on Kafka that the read tables lack", ["service", "projection"]
)
PROJECTION_LAG_SECONDS: Final = Gauge(
    "council_projection_lag_seconds", "Age of the oldest event that the read tables lack", ["service", "projection"]
)
POISON_EVENTS: Final = Gauge(
    "council_poison_events", "Events that failed and whose case is parked", ["service", "projection"]
)
READ_TABLE_DRIFT: Final = Gauge(
    "council_read_table_drift_rows", "Rows that the last check found otherwise than refilled", ["service", "projection"]
)
READ_TABLE_CHECKED: Final = Gauge(
    "council_read_table_checked_seconds", "When the read tables were last checked, Unix time", ["service", "projection"]
)
REFUSALS: Final = Counter(
    "council_refusals", "Refused requests: not_signed_in, limited, not_found, forbidden, rule", ["service", "kind"]
)
HTTP_SECONDS: Final = Histogram(
    "council_http_seconds", "Time of one answer", ["service", "method", "route", "status"], buckets=_FAST
)
