"""The process of subsidy: `python -m council_subsidy.main` runs API, relay and runner."""

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

from council_subsidy import worker
from council_subsidy.api import routes
from council_subsidy.application import MODEL, AgencyRegister, SharedApplicants, Subsidy
from council_subsidy.queries import Agencies, Applicants, Cases, Register
from council_subsidy.settings import Settings

_BLOCKING: Final = 5
_STREAMING: Final = 3
_KEYS: Final = 2
"""Database connections for requests, for relay and runner, and to the vault: ten a service."""
_TABLES: Final = ("rights.offices", "cases.cases", "register.supports", "agencies.agencies", "closed_periods.periods")
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
    service = Service(worker.SERVICE, store, rights, clock, line=Line.SUBSIDY)
    blobs = Blobs(pool, vault, scanner=settings.scanner())
    subsidy = Subsidy(
        store,
        service,
        Cases(pool, vault),
        Register(pool, vault),
        vault,
        clock,
        settings.terms(),
        blobs,
        ClosedPeriods(pool),
    )
    agencies = AgencyRegister(store, service, Agencies(pool, vault), vault, clock)
    applicants = SharedApplicants(store, service, Applicants(pool, vault), vault, MODEL)
    return create_app(
        worker.SERVICE,
        "経営改善計画策定支援事業",
        settings,
        [
            routes(subsidy, agencies, applicants),
            name_routes(service, Names(pool, vault, ("cases", "cases"), "c.company -> 0")),
        ],
        [
            pool,
            keys,
            streams,
            worker.relay(settings, streams, store),
            worker.runner(settings, streams, vault),
            worker.timer(clock, subsidy),
        ],
        ready={"store": lambda: store.writes_allowed, "tables": lambda: tables_stand(pool, _TABLES)},
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
