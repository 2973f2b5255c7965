"""The process of feed: `python -m council_feed.main` runs API, relay, runner and delivery.

With names of parts (`relay`, `runner`, `delivery`) it runs only these beside the API.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from functools import partial
from typing import Final

from council_access import Service
from council_events.topics import feed_topic
from council_kit.http import Part, create_app, serve
from council_kit.postgres import AsyncPool, open_async_pool, open_pool, tables_stand
from council_kit.store import Store
from fastapi import FastAPI

from council_feed import worker
from council_feed.api import detailing, managing, proving, pulling
from council_feed.api.identifying import Identifying
from council_feed.application import Feed
from council_feed.delivery.giving import Giving
from council_feed.delivery.grants import Grants, KafkaGrants, NoGrants
from council_feed.delivery.hub import Hub
from council_feed.delivery.journal import Journal
from council_feed.delivery.keys import Keys
from council_feed.delivery.leading import Leading, ReadTables
from council_feed.delivery.log import install
from council_feed.delivery.outlet import Outlet
from council_feed.delivery.receipts import Receipts
from council_feed.delivery.releasing import Releasing
from council_feed.delivery.telling import Teller
from council_feed.delivery.webhooks.queue import Requests
from council_feed.delivery.webhooks.sending import Owners, Webhooks
from council_feed.projections import STEPS_NAME, SUBSCRIPTIONS_NAME
from council_feed.queries.subscriptions import Subscriptions
from council_feed.settings import Settings

PARTS: Final = frozenset({"relay", "runner", "delivery"})
_BLOCKING: Final = 3
_STREAMING: Final = 7
"""Database connections for requests, and for relay, runner, delivery and the pull interface: ten a service."""
_TABLES: Final = ("rights.offices", f"{STEPS_NAME}.steps", f"{SUBSCRIPTIONS_NAME}.subscriptions")
"""Read tables that must stand before it answers."""


def build(settings: Settings, parts: Collection[str] = PARTS) -> FastAPI:
    """The application with these parts; raises psycopg_pool.PoolTimeout when the database can't be reached."""
    clock = settings.make_clock()
    pool = open_pool(settings.database, max_size=_BLOCKING)
    streams = open_async_pool(settings.database, max_size=_STREAMING)
    install(pool)
    keys = Keys.of_file(settings.feed_secret)
    store = Store(worker.SERVICE, pool, None, clock, check_first="relay" in parts)
    rights = settings.make_rights(pool)
    service = Service(worker.SERVICE, store, rights, clock)
    hub = Hub(streams)
    feed = Feed(
        store,
        service,
        Subscriptions(pool),
        keys,
        Teller(keys, settings.gateway_url),
        Requests(pool),
        clock,
        allowed_hosts=settings.allowed_hosts,
        feed_url=settings.feed_url,
        kafka_outside=settings.kafka_outside,
        topic=partial(feed_topic, namespace=settings.namespace),
    )
    receipts = Receipts(streams, keys.log_key())
    delivery = _delivery(settings, streams, feed, keys, hub, receipts)
    running: dict[str, Part] = {
        "relay": worker.relay(settings, streams, store),
        "runner": worker.runner(settings, streams),
        "delivery": delivery,
    }
    giving = Giving(streams, store, keys, hub, clock)
    identifying = Identifying(giving)
    return create_app(
        worker.SERVICE,
        "他システムへの配信",
        settings,
        [
            managing.routes(feed, service),
            detailing.routes(feed, service),
            pulling.routes(identifying, giving),
            proving.routes(identifying, receipts),
        ],
        [pool, streams, hub, *(part for name, part in running.items() if name in parts)],
        ready={
            "store": lambda: store.writes_allowed,
            "tables": lambda: tables_stand(pool, _TABLES),
            "logs": lambda: delivery.whole or "delivery" not in parts,
        },
    )


def _delivery(settings: Settings, pool: AsyncPool, feed: Feed, keys: Keys, hub: Hub, receipts: Receipts) -> Leading:
    clock = settings.make_clock()
    releasing = Releasing(
        pool,
        clock,
        Teller(keys, settings.gateway_url),
        hub,
        tables=feed.tables,
        draw=feed.draw,
        expire=feed.expire,
        settling_days=settings.settling_days,
        interval=settings.release_interval,
    )
    grants: Grants = (
        KafkaGrants(settings.kafka_granting or settings.kafka, keys) if settings.kafka_outside else NoGrants()
    )
    journal = Journal(settings.kafka, settings.namespace, replication=settings.kafka_replication)
    outlet = Outlet(pool, journal, receipts, hub, grants)
    owners = Owners(feed.stop, feed.notice, feed.recovered)
    webhooks = Webhooks(pool, hub, keys, owners, settings.allowed_hosts, clock.real_now)
    tables = ReadTables(pool, [STEPS_NAME, SUBSCRIPTIONS_NAME])
    return Leading(
        pool,
        [releasing, outlet, webhooks],
        is_current=tables.are_current,
        is_whole=lambda: journal.is_whole(pool),
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings, frozenset(sys.argv[1:]) or PARTS), settings)
