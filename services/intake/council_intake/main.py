"""The process of intake: `python -m council_intake.main` runs API, relay and runner."""

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

from council_intake import worker
from council_intake.api import routes
from council_intake.application import Intake, Register
from council_intake.queries import Cases
from council_intake.queries.companies import Companies
from council_intake.queries.partners import Partners
from council_intake.settings import Settings

_BLOCKING: Final = 4
_STREAMING: Final = 4
_KEYS: Final = 2
"""Database connections for requests, for relay and runner (one for the reaction), and to the vault: ten a service."""
_TABLES: Final = (
    "rights.offices",
    "cases.search",
    "companies.words",
    "nationwide.uses",
    "standards.referrals",
    "closed_periods.periods",
)
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
    # 協議会事務局 looks a company up for the plan-subsidy programme, and sees no consultation by that.
    entries = Service(worker.SERVICE, store, rights, clock, line=Line.SUBSIDY)
    terms, blobs = settings.make_terms(), Blobs(pool, vault, scanner=settings.scanner())
    register = Register(store, entries, Companies(pool, vault), vault, clock, terms)
    intake = Intake(
        store, service, Cases(pool, vault), register, vault, clock, terms, blobs, ClosedPeriods(pool), Partners(pool)
    )
    return create_app(
        worker.SERVICE,
        "相談",
        settings,
        [
            routes(intake, register, service, entries),
            name_routes(service, Names(pool, vault, ("cases", "cases"), "coalesce(c.company_name, c.requester_name)")),
            name_routes(entries, Names(pool, vault, ("companies", "companies"), "c.name"), "companies"),
        ],
        [
            pool,
            keys,
            streams,
            worker.relay(settings, streams, store),
            worker.runner(settings, streams, vault, intake, register),
            worker.timer(clock, intake),
        ],
        ready={"store": lambda: store.writes_allowed, "tables": lambda: tables_stand(pool, _TABLES)},
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
