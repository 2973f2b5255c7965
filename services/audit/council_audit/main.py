"""The HTTP door of audit: API, relay, runner and sequencer in one process, or the parts named on the command line."""

from __future__ import annotations

import sys
from collections.abc import Collection
from functools import partial
from typing import Final

from council_access import RIGHTS, Rights, Service
from council_kit.http import Part, create_app, serve
from council_kit.postgres import open_async_pool, open_pool
from council_kit.relay import Relay
from council_kit.runner.lag import seconds_behind
from council_kit.store import Store
from fastapi import FastAPI

from council_audit.api import make_router
from council_audit.ledger import install
from council_audit.queries import Proving
from council_audit.settings import AuditSettings
from council_audit.worker import make_runner, make_sequencer

TITLE: Final = "監査"
PARTS: Final = frozenset({"relay", "runner", "sequencer"})


def create(settings: AuditSettings, parts: Collection[str] = PARTS) -> FastAPI:
    """The application; raises psycopg.OperationalError when the database cannot be reached."""
    clock = settings.make_clock()
    pool = open_pool(settings.database, max_size=5)
    async_pool = open_async_pool(settings.database, max_size=5)
    store = Store("audit", pool, None, clock, check_first="relay" in parts)
    rights = Rights(
        pool,
        bootstrap_administrators=settings.bootstrap_administrators,
        lag_seconds=partial(seconds_behind, pool, RIGHTS.name),
        max_lag_seconds=settings.rights_max_lag_seconds,
    )
    service = Service("audit", store, rights, clock)
    signer = settings.make_signer()
    install(pool)
    sequencer = make_sequencer(settings, async_pool, signer, clock)
    running: dict[str, Part] = {
        "relay": Relay("audit", settings.kafka, settings.namespace, async_pool, store, poll=settings.poll_interval),
        "runner": make_runner(settings, async_pool),
        "sequencer": sequencer,
    }
    router = make_router(service, pool, clock, Proving(pool, signer))
    chosen = [part for name, part in running.items() if name in parts]
    ready = {"ledger": lambda: sequencer.sound}
    return create_app("audit", TITLE, settings, [router], [pool, async_pool, service, *chosen], ready=ready)


def main() -> None:
    """`python -m council_audit.main [relay] [runner] [sequencer]`; without a name, all of them."""
    settings = AuditSettings()
    serve(create(settings, frozenset(sys.argv[1:]) & PARTS or PARTS), settings)


if __name__ == "__main__":
    main()
