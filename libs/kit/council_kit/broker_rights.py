"""What a service may do at the broker: derived from what it declares to use, and granted nowhere else.

Each service's `worker.py` declares `USES`. From it come the access control lists that `council up` and `council prepare` set,
and the users of deploy/k8s. Operations are named as Kafka names them; READ and WRITE imply DESCRIBE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from council_events.topics import (
    CANDIDATE_SERVICES,
    access_topic,
    candidates_topic,
    changelog_topic,
    events_topic,
    group_prefix,
    relay_topic,
    relay_transaction,
)


class Resource(StrEnum):
    """What a right is about."""

    TOPIC = "topic"
    GROUP = "group"
    TRANSACTION = "transactionalId"
    CLUSTER = "cluster"


class Operation(StrEnum):
    """What is allowed."""

    READ = "Read"
    WRITE = "Write"
    CREATE = "Create"
    ALTER = "Alter"


@dataclass(frozen=True, order=True)
class Right:
    """One thing that a principal may do; `prefixed`: to every resource whose name begins so."""

    resource: Resource
    name: str
    operation: Operation
    prefixed: bool = False


class Reads(Protocol):
    """Anything that says which topics it reads: a projection, or a `Reading`."""

    def topics(self, namespace: str) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Reading:
    """Topics that are read other than by a projection: by reactions, windows, the ledger."""

    services: tuple[str, ...]
    name: Callable[[str, str], str] = events_topic

    def topics(self, namespace: str) -> tuple[str, ...]:
        """One of each service."""
        return tuple(self.name(service, namespace) for service in self.services)


def _nothing(_namespace: str) -> tuple[Right, ...]:
    return ()


@dataclass(frozen=True)
class Uses:
    """What one service does at the broker.

    Every service writes its own topics under the relay's transactional id, reads them (its cursor; `council recover`) and
    has the consumer groups under its own name. `reads`: the topics of others. `tables`: windowed tables, each with a
    changelog topic. `more`: what only this service does.
    """

    service: str
    reads: tuple[Reads, ...]
    tables: tuple[str, ...] = ()
    more: Callable[[str], Iterable[Right]] = field(default=_nothing)

    def rights(self, namespace: str) -> list[Right]:
        """All that the service's principal may do, sorted."""
        rights = {
            Right(Resource.TRANSACTION, relay_transaction(self.service, namespace), Operation.WRITE),
            Right(Resource.GROUP, group_prefix(self.service, namespace), Operation.READ, prefixed=True),
            *self.more(namespace),
        }
        for topic in self._own(namespace):
            rights |= _topic(topic, Operation.READ, Operation.WRITE)
        if self.service in CANDIDATE_SERVICES:
            rights |= _topic(candidates_topic(self.service, namespace), Operation.WRITE)
        for table in self.tables:
            changelog = changelog_topic(self.service, table, namespace)
            rights |= _topic(changelog, Operation.CREATE, Operation.READ, Operation.WRITE)
        for each in self.reads:
            for topic in each.topics(namespace):
                rights |= _topic(topic, Operation.READ)
        return sorted(rights)

    def _own(self, namespace: str) -> tuple[str, ...]:
        return tuple(name(self.service, namespace) for name in (events_topic, access_topic, relay_topic))


def principal_of(service: str, namespace: str) -> str:
    """The name under which a service signs in to the broker."""
    return f"{namespace}-{service}"


def _topic(name: str, *operations: Operation) -> set[Right]:
    return {Right(Resource.TOPIC, name, operation) for operation in operations}
