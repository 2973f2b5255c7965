"""HTTP ⇄ the access log: by case and by person, what a person saw, and which duties of secrecy bind it. For auditors."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from council_access import NATIONAL, Action, Resource, Service, Standing, authorize
from council_directory.directory import HQ
from council_events import access
from council_events.values import Office, PersonId
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Path, Query, Request

from council_audit.api.instants import with_offset
from council_audit.application.inspections import supervised
from council_audit.queries.access import PAGE_ROWS, AccessEntry, AccessLog
from council_audit.queries.secrecy import Duties, duties_of
from council_audit.queries.seen import Seen, seen

Since = Annotated[dt.datetime | None, Query(title="始まり", description="UTC からの時差を付けた時刻")]
Until = Annotated[dt.datetime | None, Query(title="終わり", description="この時刻は含まない")]
After = Annotated[str | None, Query(max_length=100, title="続き", description="前の頁の next")]
Limit = Annotated[int, Query(ge=1, le=PAGE_ROWS, title="件数")]


def access_routes(service: Service, pool: Pool, clock: Clock) -> APIRouter:
    """The routes of the access log. Every read of it stands on it."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["audit"])
    log = AccessLog(pool)

    @router.get("/cases/{case_id}/access", summary="案件の閲覧記録")
    def of_case(
        request: Request,
        who: SignedIn,
        case_id: UUID,
        since: Since = None,
        until: Until = None,
        after: After = None,
        limit: Limit = PAGE_ROWS,
    ) -> Page[AccessEntry]:
        """Who was shown the case, or was refused it, the oldest first."""

        def build(_: Standing) -> Page[AccessEntry]:
            return log.of_cases([case_id], *_period(since, until), after=after, limit=limit)

        return service.read(
            request, who, Action.READ_LEDGER, access.View.ACCESS_LOG, build, council=NATIONAL, cases=[case_id],
            fields=("access",),
        )  # fmt: skip

    @router.get("/people/{person}/access", summary="利用者の閲覧記録")
    def of_person(
        request: Request,
        who: SignedIn,
        person: Annotated[PersonId, Path()],
        since: Since = None,
        until: Until = None,
        after: After = None,
        limit: Limit = PAGE_ROWS,
    ) -> Page[AccessEntry]:
        """What this person was shown and refused, the oldest first."""

        def build(_: Standing) -> Page[AccessEntry]:
            return log.of_actor(person, *_period(since, until), after=after, limit=limit)

        return service.read(
            request, who, Action.READ_LEDGER, access.View.ACCESS_LOG, build, council=NATIONAL, fields=("access",)
        )

    @router.get("/people/{person}/seen", summary="利用者が見たもの")
    def seen_by(
        request: Request,
        who: SignedIn,
        person: Annotated[PersonId, Path()],
        since: Since = None,
        until: Until = None,
        after: After = None,
        limit: Limit = PAGE_ROWS,
    ) -> Seen:
        """Cases, lists, papers and purposes in a period. Auditors are told everything, a bureau what its councils' people saw."""
        period = _period(since, until)
        standing = service.standing(who, council=HQ)
        with service.recording_refusals(request, who, standing):
            councils = _may_ask(standing)
            return service.answer(
                request,
                who,
                access.View.ACCESS_LOG,
                [],
                [],
                ("access",),
                lambda: seen(pool, person, *period, councils=councils, after=after, limit=limit),
                standing=standing,
            )

    @router.get("/people/{person}/secrecy", summary="利用者の守秘義務")
    def secrecy(request: Request, who: SignedIn, person: Annotated[PersonId, Path()]) -> Duties:
        """Which duties of secrecy bind a person, whatever became of the offices."""
        return service.read(
            request,
            who,
            Action.READ_LEDGER,
            access.View.PERSON,
            lambda _: duties_of(pool, person, clock.today()),
            council=NATIONAL,
            fields=("offices", "pledge_on"),
        )

    return router


def _may_ask(standing: Standing) -> list[str] | None:
    """Whose reads are told: None, of every council, to auditors; those of the councils that the asker supervises to others."""
    if Office.AUDITOR in standing.offices_now:
        authorize(standing, Action.READ_LEDGER, Resource(None, NATIONAL))
        return None
    return supervised(standing)


def _period(since: dt.datetime | None, until: dt.datetime | None) -> tuple[dt.datetime | None, dt.datetime | None]:
    with_offset("since", since)
    with_offset("until", until)
    return since, until
