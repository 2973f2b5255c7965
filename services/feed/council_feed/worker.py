"""The stream door: relay, feed's projections on kit's runner, and the delivery."""

from __future__ import annotations

from typing import Final

from council_access import RIGHTS
from council_kit.postgres import AsyncPool
from council_kit.relay import Relay
from council_kit.runner import Runner
from council_kit.store import Store

from council_feed.projections import STEPS, SUBSCRIPTIONS
from council_feed.settings import Settings

SERVICE: Final = "feed"


def relay(settings: Settings, pool: AsyncPool, store: Store) -> Relay:
    """Publishes what was decided on subscriptions, and who read what."""
    return Relay(SERVICE, settings.kafka, settings.namespace, pool, store, poll=settings.poll_interval)


def runner(settings: Settings, pool: AsyncPool) -> Runner:
    """The steps that candidates tell of, the subscriptions, and the rights. No vault: feed opens nothing."""
    return Runner(SERVICE, settings.kafka, settings.namespace, pool, (RIGHTS, SUBSCRIPTIONS, STEPS))
