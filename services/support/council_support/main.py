"""The process of support: `python -m council_support.main` runs API, relay and runner."""

from __future__ import annotations

from typing import Final

from council_access import Line, Service
from council_casework.closed_periods import ClosedPeriods
from council_casework.naming import Names, name_routes
from council_kit.blobs import Blobs
from council_kit.http import create_app, serve
from council_kit.postgres import open_async_pool, open_pool, tables_stand
from council_kit.store import Store
from fastapi import FastAPI

from council_support import worker
from council_support.api import routes
from council_support.application import Support
from council_support.queries import Cases
from council_support.queries.reports import read_layouts
from council_support.settings import Settings

_BLOCKING: Final = 4
_STREAMING: Final = 4
_KEYS: Final = 2
"""Database connections for requests, for relay and runner (one more than governance: the reaction), to the vault: ten."""
_TABLES: Final = ("rights.offices", "cases.cases", "closed_periods.periods")
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
    service = Service(worker.SERVICE, store, rights, clock, line=Line.SECOND_STAGE)
    terms, blobs = settings.make_terms(), Blobs(pool, vault, scanner=settings.scanner())
    layouts = read_layouts(settings.report_layouts)
    cases = Cases(pool, vault)
    support = Support(
        store, service, cases, vault, clock, terms, blobs, ClosedPeriods(pool), layouts, settings.consent_entry_days
    )
    return create_app(
        worker.SERVICE,
        "再生支援",
        settings,
        [routes(support), name_routes(service, Names(pool, vault, ("cases", "cases"), "c.company -> 0"))],
        [
            pool,
            keys,
            streams,
            worker.relay(settings, streams, store),
            worker.runner(settings, streams, vault, support),
            worker.timer(clock, support),
        ],
        ready={"store": lambda: store.writes_allowed, "tables": lambda: tables_stand(pool, _TABLES)},
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
