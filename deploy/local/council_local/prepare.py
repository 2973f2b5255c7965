"""`council prepare`: keys, databases, topics, and who may use them, on servers that others run; what compose starts first."""

from __future__ import annotations

import asyncio

from council_kit.kafka import create_topics

from council_local import keyring, principals, provision
from council_local.layout import Layout
from council_local.settings import LocalSettings
from council_local.troubles import Misused


def prepare(settings: LocalSettings) -> None:
    """Make what is missing; repeating it changes nothing. Raises Trouble, psycopg.Error, KafkaError or KafkaException."""
    if not settings.kafka or not settings.postgres:
        raise Misused(
            "council prepare には COUNCIL_KAFKA と COUNCIL_POSTGRES が必要です。",
            "council prepare needs COUNCIL_KAFKA and COUNCIL_POSTGRES.",
        )
    layout = Layout(settings.data.absolute())
    layout.make(needed=0)
    keyring.make_keys(layout)
    roles = provision.names(settings.namespace).values()
    passwords = keyring.passwords(layout, roles, settings.database_passwords)
    provision.provision(settings.postgres, settings.namespace, passwords)
    users = keyring.passwords(layout, principals.rights(settings.namespace), settings.kafka_passwords, server="kafka")
    principals.provide(settings.kafka, settings.namespace, users)
    asyncio.run(create_topics(settings.kafka, namespace=settings.namespace))
