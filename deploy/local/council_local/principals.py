"""Users and access control lists on a broker that knows users: one principal per service, with the rights that it declares.

Kafka keeps lists on its own and cannot be asked to "make it so": what stands there and is declared no more is taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

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
    UserScramCredentialUpsertion,
)
from council_audit.worker import USES as AUDIT_USES
from council_feed.worker import USES as FEED_USES
from council_governance.worker import USES as GOVERNANCE_USES
from council_intake.worker import USES as INTAKE_USES
from council_kit.broker import BrokerAddress
from council_kit.broker_rights import Operation, Resource, Right, principal_of
from council_reporting.worker import USES as REPORTING_USES
from council_subsidy.worker import USES as SUBSIDY_USES
from council_support.worker import USES as SUPPORT_USES

USES: Final = (
    GOVERNANCE_USES,
    INTAKE_USES,
    SUPPORT_USES,
    SUBSIDY_USES,
    REPORTING_USES,
    AUDIT_USES,
    FEED_USES,
)
GRANTING: Final = "feed-grants"
"""With whose rights feed makes its subscribers' users: apart from what feed itself signs in as."""
_ALTER: Final = [Right(Resource.CLUSTER, "kafka-cluster", Operation.ALTER)]
_WITHIN: Final = 20.0
_ITERATIONS: Final = 4096
"""The least that Kafka takes: the passwords are random, and every connection pays for it."""
_RESOURCES: Final = {
    Resource.TOPIC: ResourceType.TOPIC,
    Resource.GROUP: ResourceType.GROUP,
    Resource.TRANSACTION: ResourceType.TRANSACTIONAL_ID,
    Resource.CLUSTER: ResourceType.BROKER,
}


def rights(namespace: str) -> dict[str, list[Right]]:
    """Every principal of a namespace, and all that it may do."""
    return {
        **{principal_of(uses.service, namespace): uses.rights(namespace) for uses in USES},
        principal_of(GRANTING, namespace): _ALTER,
    }


def provide(administrator: str, namespace: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """Make the users, set their rights to what is declared, and give each one's address by its service.

    `administrator`: the address of who may alter the cluster; one at which nobody signs in is everybody's address, and
    nothing is made. Raises KafkaException.
    """
    broker = BrokerAddress.of(administrator)
    declared = rights(namespace)
    if broker.mechanism is not None:
        client = AdminClient({**broker.native(), "log_level": 0})
        _make_users(client, {name: passwords[name] for name in declared})
        for name, wanted in declared.items():
            _set_rights(client, name, wanted)
    services = [*(uses.service for uses in USES), GRANTING]
    names = {service: principal_of(service, namespace) for service in services}
    users = {service: broker.signed_in_as(name, passwords.get(name, "")) for service, name in names.items()}
    if broker.mechanism is not None:
        with ThreadPoolExecutor(len(users)) as threads:
            list(threads.map(_sign_in, users.values()))
    return {service: str(user) for service, user in users.items()}


def _make_users(client: AdminClient, passwords: Mapping[str, str]) -> None:
    info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, _ITERATIONS)
    for name, password in passwords.items():
        _wait(client.alter_user_scram_credentials([UserScramCredentialUpsertion(name, info, password.encode())]))


def _sign_in(user: BrokerAddress) -> None:
    """Return when the broker lets the user in: it tells of a user as made a moment before that."""
    AdminClient({**user.native(), "log_level": 0, "reconnect.backoff.max.ms": 200}).list_topics(timeout=_WITHIN)


def _set_rights(client: AdminClient, name: str, wanted: Iterable[Right]) -> None:
    standing = set(client.describe_acls(_all_of(name)).result(_WITHIN))
    declared = {_binding(name, right) for right in wanted}
    if missing := declared - standing:
        _wait(client.create_acls(list(missing)))
    if stale := standing - declared:
        _wait(client.delete_acls([_exactly(each) for each in stale]))


def _binding(name: str, right: Right) -> AclBinding:
    pattern = ResourcePatternType.PREFIXED if right.prefixed else ResourcePatternType.LITERAL
    operation = AclOperation[right.operation.name]
    return AclBinding(
        _RESOURCES[right.resource], right.name, pattern, f"User:{name}", "*", operation, AclPermissionType.ALLOW
    )


def _all_of(name: str) -> AclBindingFilter:
    return AclBindingFilter(
        ResourceType.ANY,
        None,  # type: ignore[arg-type]  # any name
        ResourcePatternType.ANY,
        f"User:{name}",
        None,  # type: ignore[arg-type]  # any host
        AclOperation.ANY,
        AclPermissionType.ANY,
    )


def _exactly(each: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        each.restype,
        each.name,
        each.resource_pattern_type,
        each.principal,
        each.host,
        each.operation,
        each.permission_type,
    )


def _wait(futures: dict[Any, Any]) -> None:
    for future in futures.values():
        future.result(_WITHIN)
