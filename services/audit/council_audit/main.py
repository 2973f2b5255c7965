"""The process of audit: `python -m council_audit.main` runs API, relay, runner, the ledger's sequencer and the windows.

With names of parts (`relay`, `runner`, `sequencer`, `timer`, `windows`) it runs only these beside the API.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Final

from council_access import Service
from council_kit.http import Part, create_app, serve
from council_kit.merkle import TileFolder
from council_kit.postgres import open_async_pool, open_pool, tables_stand
from council_kit.store import Store
from fastapi import FastAPI

from council_audit import worker
from council_audit.api import (
    access_routes,
    alert_routes,
    destruction_routes,
    export_routes,
    inspection_routes,
    investigation_routes,
    routes,
    tlog_routes,
)
from council_audit.application import Alerts, Destructions, Inspections, Investigations, Openings
from council_audit.ledger import install
from council_audit.queries import Proving
from council_audit.queries.exporting import Exporting
from council_audit.settings import Settings

PARTS: Final = frozenset({"relay", "runner", "sequencer", "timer", "windows"})
_BLOCKING: Final = 4
_STREAMING: Final = 5
_KEYS: Final = 1
"""Database connections for requests, for relay, runner and sequencer, and to the vault: ten a service."""
_TABLES: Final = (
    "rights.offices",
    "access.reads",
    "investigations.investigations",
    "inspections.inspections",
    "cases.acted",
    "companies.entries",
    "retention.kept",
    "alerts.alerts",
)
"""Read tables that must stand before it answers."""


def build(settings: Settings, parts: Collection[str] = PARTS) -> FastAPI:
    """The application with these parts; raises psycopg_pool.PoolTimeout when the database can't be reached."""
    clock = settings.make_clock()
    pool = open_pool(settings.database, max_size=_BLOCKING)
    streams = open_async_pool(settings.database, max_size=_STREAMING)
    install(pool)
    keys = open_pool(settings.vault_database, max_size=_KEYS)
    openings = Openings()
    vault = settings.make_vault(keys, may_open=openings.may_open)
    store = Store(worker.SERVICE, pool, vault, clock, check_first="relay" in parts)
    rights = settings.make_rights(pool)
    service = Service(worker.SERVICE, store, rights, clock)
    signer = settings.make_signer()
    proving = Proving(pool, signer)
    witnesses = [each.witness for each in settings.make_witnesses()]
    destructions = Destructions(
        store, service, pool, vault, clock, settings.retention_years, settings.vault_backup_days
    )
    sequencer = worker.sequencer(settings, streams, signer, clock)
    running: dict[str, Part] = {
        "relay": worker.relay(settings, streams, store),
        "runner": worker.runner(settings, streams),
        "sequencer": sequencer,
        "windows": worker.windows(settings, pool, Alerts(store, clock, settings.thresholds())),
        "timer": worker.timer(destructions, clock),
    }
    return create_app(
        worker.SERVICE,
        "監査",
        settings,
        [
            routes(service, pool, clock, proving),
            export_routes(service, pool, clock, Exporting(pool, proving, signer, witnesses)),
            tlog_routes(service, TileFolder(settings.ledger_folder)),
            access_routes(service, pool, clock),
            alert_routes(service, pool),
            destruction_routes(service, destructions),
            investigation_routes(Investigations(store, service, pool, vault, openings, clock)),
            inspection_routes(Inspections(store, service, pool, vault, openings, proving, clock), clock),
        ],
        [pool, keys, streams, *(part for name, part in running.items() if name in parts)],
        ready={
            "store": lambda: store.writes_allowed,
            "tables": lambda: tables_stand(pool, _TABLES),
            "ledger": lambda: sequencer.sound,
        },
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings, frozenset(sys.argv[1:]) or PARTS), settings)
