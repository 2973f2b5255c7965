"""HTTP ⇄ inspections: all cases of a council as of an instant, one of them, and content as far as it was opened."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, get_args
from uuid import UUID

from council_access import Reader
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.clock import Clock
from council_kit.problems import field_problem
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Query, Request

from council_audit.api.instants import Instant, Moment, ordered, with_offset
from council_audit.application.inspections import Inspections
from council_audit.commands.inspections import BeginInspection, InspectionCommand
from council_audit.queries import Difference, Replay
from council_audit.queries.inspections import MOST_CASES, InspectedCases, InspectionRow, InspectionView, Window
from council_audit.queries.investigations import OpenedContent
from council_audit.replay import Axis

After = Annotated[str | None, Query(max_length=100, title="続き", description="前の頁の next")]
Limit = Annotated[int, Query(ge=1, le=MOST_CASES, title="件数")]


def inspection_routes(inspections: Inspections, clock: Clock) -> APIRouter:
    """For the body that supervises the council, and for nobody else."""
    router = APIRouter(prefix="/v1/inspections", responses=PROBLEMS, tags=["inspections"])

    @router.get("", summary="検査の一覧")
    def listed(request: Request, who: SignedIn) -> Page[InspectionRow]:
        """Inspections of the councils of the asker's area, the last changed first."""
        return inspections.listed(Reader(request, who))

    @router.get("/{inspection_id}", summary="検査")
    def one(request: Request, who: SignedIn, inspection_id: UUID) -> InspectionView:
        """One inspection: why, what was opened within it, and what came out of it."""
        return inspections.view(Reader(request, who), inspection_id)

    @router.get("/{inspection_id}/cases", summary="検査する協議会のすべての案件の再生")
    def cases(
        request: Request,
        who: SignedIn,
        inspection_id: UUID,
        at: Instant = None,
        earlier: Instant = None,
        axis: Axis = Axis.KNOWN,
        after: After = None,
        limit: Limit = MOST_CASES,
    ) -> InspectedCases:
        """Every case in which the council acted, as of an instant; with an earlier one, what changed in between."""
        window = _window(clock, at, axis, earlier)
        return inspections.cases(Reader(request, who), inspection_id, window, after, limit)

    _add_one_case(router, inspections, clock)
    command_route(router, "", BeginInspection, inspections.begin)
    for command in get_args(InspectionCommand):
        command_route(router, f"/{{inspection_id}}/{kebab(command)}", command, inspections.command)
    return router


def _add_one_case(router: APIRouter, inspections: Inspections, clock: Clock) -> None:
    @router.get("/{inspection_id}/cases/{case_id}/replay", summary="検査する案件の履歴の再生")
    def case(
        request: Request, who: SignedIn, inspection_id: UUID, case_id: UUID, at: Instant = None, axis: Axis = Axis.KNOWN
    ) -> Replay:
        """One of the council's cases as of an instant. Nothing is opened."""
        return inspections.case(Reader(request, who), inspection_id, case_id, _window(clock, at, axis))

    @router.get("/{inspection_id}/cases/{case_id}/difference", summary="検査する案件の二つの時点の違い")
    def between(
        request: Request,
        who: SignedIn,
        inspection_id: UUID,
        case_id: UUID,
        earlier: Moment,
        later: Moment,
        axis: Axis = Axis.KNOWN,
    ) -> Difference:
        """Which events and values lie between two instants of one of the council's cases."""
        ordered(earlier, later)
        reader, window = Reader(request, who), _window(clock, later, axis)
        return inspections.difference(reader, inspection_id, case_id, earlier.astimezone(dt.UTC), window)

    @router.get("/{inspection_id}/cases/{case_id}/content/{entry}", summary="検査のために開封した内容")
    def content(request: Request, who: SignedIn, inspection_id: UUID, case_id: UUID, entry: UUID) -> OpenedContent:
        """The fields of an entry that this inspection has opened."""
        return inspections.content(Reader(request, who), inspection_id, case_id, entry)


def _window(clock: Clock, at: dt.datetime | None, axis: Axis, earlier: dt.datetime | None = None) -> Window:
    instant = at or clock.now()
    with_offset("at", instant)
    if earlier is not None:
        with_offset("earlier", earlier)
        if earlier > instant:
            raise field_problem(
                "earlier", "前の時点は後の時点より前にしてください。", "The earlier instant comes later."
            )
    return Window(instant.astimezone(dt.UTC), axis, earlier.astimezone(dt.UTC) if earlier else None)
