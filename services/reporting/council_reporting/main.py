"""The process of reporting: `python -m council_reporting.main` runs API, relay, runner, timer and windows.

With names of parts (`nightly`, `relay`, `runner`, `timer`, `windows`) it runs only these beside the API.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Final

from council_access import Service
from council_kit.http import Part, create_app, serve
from council_kit.postgres import open_async_pool, open_pool, tables_stand
from council_kit.store import Store
from fastapi import FastAPI

from council_reporting import worker
from council_reporting.api import routes
from council_reporting.application import Publication
from council_reporting.projections import NAME
from council_reporting.settings import Settings
from council_reporting.windows import install

PARTS: Final = frozenset({"nightly", "relay", "runner", "timer", "windows"})
_BLOCKING: Final = 5
_STREAMING: Final = 5
"""Database connections for requests, and for relay, runner and windows: ten a service."""
_AT_NIGHT: Final = 3
"""More of them while the read tables are checked."""
_TABLES: Final = (
    "rights.offices",
    f"{NAME}.counts",
    "editions.editions",
    "evaluations.grades",
    "publications.years",
    "register.reports",
)
"""Read tables that must stand before it answers."""


def build(settings: Settings, parts: Collection[str] = PARTS) -> FastAPI:
    """The application with these parts; raises psycopg_pool.PoolTimeout when the database can't be reached."""
    clock = settings.make_clock()
    pool = open_pool(settings.database, max_size=_BLOCKING)
    streams = open_async_pool(settings.database, max_size=_STREAMING)
    night = open_async_pool(settings.database, max_size=_AT_NIGHT)
    install(pool)
    store = Store(worker.SERVICE, pool, None, clock, check_first="relay" in parts)
    rights = settings.make_rights(pool)
    service = Service(worker.SERVICE, store, rights, clock)
    publication = Publication(store, service, pool, clock, settings.bands, settings.rule)
    running: dict[str, Part] = {
        "nightly": worker.nightly(settings, night),
        "relay": worker.relay(settings, streams, store),
        "runner": worker.runner(settings, streams),
        "timer": worker.timer(clock, publication),
        "windows": worker.windows(settings, streams),
    }
    return create_app(
        worker.SERVICE,
        "報告・統計",
        settings,
        [routes(service, store, pool, clock, settings.bands, publication, settings.report_days_by_kind)],
        [pool, streams, night, *(part for name, part in running.items() if name in parts)],
        ready={"store": lambda: store.writes_allowed, "tables": lambda: tables_stand(pool, _TABLES)},
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings, frozenset(sys.argv[1:]) or PARTS), settings)
