"""Names on Kafka: topics, consumer groups, transactional ids. Every event topic has the same number of partitions, never changed, so that one runner
owns partition p of all its topics.
"""

from __future__ import annotations

PARTITIONS = 12
DEFAULT_NAMESPACE = "council"

PUBLISHING_SERVICES = ("governance", "intake", "support", "subsidy", "reporting", "audit", "feed")
CANDIDATE_SERVICES = ("intake", "support", "subsidy")
"""Services whose events have candidates for the feed."""


def events_topic(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """Domain events of one service, keyed by case."""
    return f"{namespace}.{service}.events"


def access_topic(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """Access events of one service (every read and refusal), keyed by actor; no case projection reads it."""
    return f"{namespace}.{service}.access"


def candidates_topic(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """Candidates for the feed, made from one service's events and keyed by case; feed alone reads it."""
    return f"{namespace}.{service}.candidates"


def relay_topic(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """The relay's cursor: compacted, one partition, one per service."""
    return f"{namespace}.{service}.relay"


def group_prefix(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """With what the name of each of a service's consumer groups begins."""
    return f"{namespace}.{service}."


def windows_app(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """The name of a service's windows, and of their consumer group."""
    return f"{group_prefix(service, namespace)}windows"


def changelog_topic(service: str, table: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """What a windowed table is restored from; Faust decides how it is named."""
    return f"{windows_app(service, namespace)}-{table}-changelog"


def relay_transaction(service: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """The transactional id of a service's relay."""
    return f"relay:{namespace}.{service}"


def feed_topic(subscription: str, namespace: str = DEFAULT_NAMESPACE) -> str:
    """The log of one subscription, one partition, keyed by pseudonym: the only topic that another system may read."""
    return f"{namespace}.feed.to.{subscription}"


def journal_topic(namespace: str = DEFAULT_NAMESPACE) -> str:
    """What every subscription was told, with what it was made from: feed alone reads it, to recover its logs. One partition."""
    return f"{namespace}.feed.journal"


def outlet_topic(namespace: str = DEFAULT_NAMESPACE) -> str:
    """How far each subscription's log has been journaled: compacted, one partition, keyed by subscription."""
    return f"{namespace}.feed.outlet"


def outlet_transaction(namespace: str = DEFAULT_NAMESPACE) -> str:
    """The transactional id under which the subscriptions' logs are journaled and put on their topics."""
    return f"feed:{namespace}"
