"""The HTTP door of reporting: API, relay, runner and windows in one process, or the parts named on the command line."""

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

from council_reporting.api import make_router
from council_reporting.settings import ReportingSettings
from council_reporting.windows import Windows
from council_reporting.worker import make_runner, make_windows

TITLE: Final = "報告・統計"
PARTS: Final = frozenset({"relay", "runner", "windows"})


def create(settings: ReportingSettings, parts: Collection[str] = PARTS) -> FastAPI:
    """The application; raises psycopg.OperationalError when the database cannot be reached."""
    clock = settings.make_clock()
    pool = open_pool(settings.database, max_size=5)
    async_pool = open_async_pool(settings.database, max_size=5)
    store = Store("reporting", pool, None, clock, check_first="relay" in parts)
    rights = Rights(
        pool,
        bootstrap_administrators=settings.bootstrap_administrators,
        lag_seconds=partial(seconds_behind, pool, RIGHTS.name),
        max_lag_seconds=settings.rights_max_lag_seconds,
    )
    service = Service("reporting", store, rights, clock)
    Windows.install(pool)
    running: dict[str, Part] = {
        "relay": Relay("reporting", settings.kafka, settings.namespace, async_pool, store, poll=settings.poll_interval),
        "runner": make_runner(settings, async_pool),
        "windows": make_windows(settings, async_pool),
    }
    router = make_router(service, pool, clock, settings.bands)
    chosen = [part for name, part in running.items() if name in parts]
    return create_app("reporting", TITLE, settings, [router], [pool, async_pool, service, *chosen])


def main() -> None:
    """`python -m council_reporting.main [relay] [runner] [windows]`; without a name, all of them."""
    settings = ReportingSettings()
    serve(create(settings, frozenset(sys.argv[1:]) & PARTS or PARTS), settings)


if __name__ == "__main__":
    main()
