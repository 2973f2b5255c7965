"""Names of Kafka topics. Every event topic has the same number of partitions, never changed, so that one runner
owns partition p of all its topics.
"""

from __future__ import annotations

PARTITIONS = 12
DEFAULT_NAMESPACE = "council"

PUBLISHING_SERVICES = ("governance", "intake", "support", "subsidy", "reporting", "audit")


def events_topic(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """Domain events of one service, keyed by case."""
    return f"{namespace}.{service}.events"


def access_topic(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """Access events of one service (every read and refusal), keyed by actor; no case projection reads it."""
    return f"{namespace}.{service}.access"


def relay_topic(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """The relay's cursor: compacted, one partition, one per service."""
    return f"{namespace}.{service}.relay"
