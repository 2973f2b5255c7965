"""Users and rights on the broker: SCRAM-SHA-512, and read on one topic and one prefix of consumer groups."""

from __future__ import annotations

import asyncio
from typing import Any, Final, Protocol
from uuid import UUID

from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its types do not say what the module exports
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)
from council_kit.broker import BrokerAddress

from council_feed.delivery.keys import Keys

_WITHIN: Final = 10.0
_ITERATIONS: Final = 8192


class Grants(Protocol):
    """Who may read which topic of the broker."""

    async def grant(self, subscription: UUID, topic: str, version: int) -> None:
        """Let the subscription's user, with the password of this version, read its topic."""

    async def revoke(self, subscription: UUID) -> None:
        """Take the user and the right away."""


class NoGrants:
    """The broker knows no users: whoever reaches it reads everything. For tests and brokers that others look after."""

    async def grant(self, subscription: UUID, topic: str, version: int) -> None:
        """Nothing."""

    async def revoke(self, subscription: UUID) -> None:
        """Nothing."""


class KafkaGrants:
    """Grants on a broker that knows users. The client behind it is librdkafka's: the other one has no such calls."""

    def __init__(self, bootstrap: str, keys: Keys) -> None:
        """`bootstrap`: as somebody who may alter the cluster, since Kafka knows no smaller right to make users."""
        self._keys = keys
        self._client = AdminClient({**BrokerAddress.of(bootstrap).native(), "log_level": 0})

    async def grant(self, subscription: UUID, topic: str, version: int) -> None:
        """Let the subscription's user read its topic; repeated, it changes nothing but the password."""
        await asyncio.to_thread(self._grant, str(subscription), topic, self._keys.password(subscription, version))

    async def revoke(self, subscription: UUID) -> None:
        """Take the user and all its rights away."""
        await asyncio.to_thread(self._revoke, str(subscription))

    def _grant(self, user: str, topic: str, password: str) -> None:
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, _ITERATIONS)
        upsertion = UserScramCredentialUpsertion(user, info, password.encode())
        _wait(self._client.alter_user_scram_credentials([upsertion]))
        _wait(self._client.create_acls(_bindings(user, topic)))

    def _revoke(self, user: str) -> None:
        everything = AclBindingFilter(
            ResourceType.ANY,
            None,  # type: ignore[arg-type]  # any name
            ResourcePatternType.ANY,
            f"User:{user}",
            None,  # type: ignore[arg-type]  # any host
            AclOperation.ANY,
            AclPermissionType.ANY,
        )
        _wait(self._client.delete_acls([everything]))
        deletion = UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512)
        for future in self._client.alter_user_scram_credentials([deletion]).values():
            future.exception(_WITHIN)  # a user that is gone already is what was wanted


def _bindings(user: str, topic: str) -> list[AclBinding]:
    """Read and describe the topic; read under groups whose name begins with the subscription's id."""
    rights = [
        (ResourceType.TOPIC, topic, ResourcePatternType.LITERAL, AclOperation.READ),
        (ResourceType.TOPIC, topic, ResourcePatternType.LITERAL, AclOperation.DESCRIBE),
        (ResourceType.GROUP, user, ResourcePatternType.PREFIXED, AclOperation.READ),
    ]
    return [
        AclBinding(kind, name, pattern, f"User:{user}", "*", operation, AclPermissionType.ALLOW)
        for kind, name, pattern, operation in rights
    ]


def _wait(futures: dict[Any, Any]) -> None:
    for future in futures.values():
        future.result(_WITHIN)
