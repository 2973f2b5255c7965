"""HTTP ⇄ queries: who may see which figures is decided by libs/access, every read is recorded before it is answered."""

from collections.abc import Mapping

from council_access import Service
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.store import Store
from fastapi import APIRouter

from council_reporting.api import (
    activities,
    behind,
    checks,
    editions,
    evaluations,
    figures,
    publications,
    register,
    sheets,
    tables,
)
from council_reporting.api.asked import Desk
from council_reporting.application import Activities, Chasing, Editions, Publication
from council_reporting.rules import Bands

__all__ = ["routes"]


def routes(
    service: Service,
    store: Store,
    pool: Pool,
    clock: Clock,
    bands: Bands,
    publication: Publication,
    report_days: Mapping[str, int],
) -> APIRouter:
    """All routes of reporting."""
    desk = Desk(service, pool, clock, bands)
    router = APIRouter()
    for part in (behind, checks, evaluations, figures, sheets, tables):
        router.include_router(part.routes(desk))
    router.include_router(editions.routes(desk, Editions(store, service, pool, clock)))
    router.include_router(activities.routes(Activities(store, service, clock)))
    router.include_router(publications.routes(desk, publication))
    chasing = Chasing(store, service, pool, clock, report_days)
    router.include_router(register.routes(desk, chasing, report_days))
    return router
