"""The stream door: relay, feed's projections on kit's runner, and the delivery."""

from __future__ import annotations

from typing import Final

from council_access import RIGHTS
from council_events.topics import feed_topic, journal_topic, outlet_topic, outlet_transaction
from council_kit.broker_rights import Operation, Resource, Right, Uses
from council_kit.postgres import AsyncPool
from council_kit.relay import Relay
from council_kit.runner import Runner
from council_kit.store import Store

from council_feed.projections import STEPS, SUBSCRIPTIONS
from council_feed.settings import Settings

SERVICE: Final = "feed"
PROJECTIONS: Final = (RIGHTS, SUBSCRIPTIONS, STEPS)


def _outlet(namespace: str) -> tuple[Right, ...]:
    """The subscriptions' logs, which feed makes and fills and nobody else, their journal, and how far each of them is."""
    own = (journal_topic(namespace), outlet_topic(namespace))
    return (
        Right(Resource.TRANSACTION, outlet_transaction(namespace), Operation.WRITE),
        *(
            Right(Resource.TOPIC, name, each)
            for name in own
            for each in (Operation.CREATE, Operation.READ, Operation.WRITE)
        ),
        *(Right(Resource.TOPIC, feed_topic("", namespace), each, True) for each in (Operation.CREATE, Operation.WRITE)),
    )


USES: Final = Uses(SERVICE, PROJECTIONS, more=_outlet)


def relay(settings: Settings, pool: AsyncPool, store: Store) -> Relay:
    """Publishes what was decided on subscriptions, and who read what."""
    return Relay(SERVICE, settings.kafka, settings.namespace, pool, store, poll=settings.poll_interval)


def runner(settings: Settings, pool: AsyncPool) -> Runner:
    """The steps that candidates tell of, the subscriptions, and the rights. No vault: feed opens nothing."""
    return Runner(SERVICE, settings.kafka, settings.namespace, pool, PROJECTIONS)
