"""The process of governance: `python -m council_governance.main` runs API, relay and runner."""

from __future__ import annotations

from typing import Final

from council_access import Service
from council_kit.http import create_app, serve
from council_kit.postgres import open_async_pool, open_pool, tables_stand
from council_kit.store import Store
from fastapi import FastAPI

from council_governance import worker
from council_governance.api import routes
from council_governance.application import Governance
from council_governance.queries.people import People
from council_governance.settings import Settings

_BLOCKING: Final = 5
_STREAMING: Final = 3
_KEYS: Final = 2
"""Database connections for requests, for relay and runner, and to the vault: ten a service."""
_TABLES: Final = ("rights.offices", "people.people")
"""Read tables that must stand before it answers."""


def build(settings: Settings) -> FastAPI:
    """The application with its relay and runner; raises psycopg_pool.PoolTimeout when the database can't be reached."""
    clock = settings.make_clock()
    pool = open_pool(settings.database, max_size=_BLOCKING)
    streams = open_async_pool(settings.database, max_size=_STREAMING)
    keys = open_pool(settings.vault_database, max_size=_KEYS)
    vault = settings.make_vault(keys)
    store = Store(worker.SERVICE, pool, vault, clock, check_first=True)
    rights = settings.make_rights(pool)
    service = Service(worker.SERVICE, store, rights, clock)
    governance = Governance(store, service, People(pool, vault), clock, settings.evaluation_standard)
    return create_app(
        worker.SERVICE,
        "体制・選任",
        settings,
        [routes(governance, service)],
        [pool, keys, streams, worker.relay(settings, streams, store), worker.runner(settings, streams, vault)],
        ready={"store": lambda: store.writes_allowed, "tables": lambda: tables_stand(pool, _TABLES)},
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
