"""HTTP ⇄ queries: who may see which figures is decided by libs/access, every read is recorded before it is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from council_access import NATIONAL, Action, Resource, Service, Standing, authorize, figure_scope
from council_directory import councils
from council_directory.directory import HQ
from council_events import access
from council_kit.auth import Identity, SignedIn
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.problems import field_problem
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from council_reporting.queries import (
    By,
    Figures,
    LiveActivity,
    Question,
    Scope,
    csv_rows,
    live_activity,
    read_figures,
)
from council_reporting.rules import Bands

T = TypeVar("T")
_EVERY_COUNCIL: Final = frozenset({*(each.code for each in councils()), HQ})
_EARLIEST, _LATEST = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
_LONGEST: Final = dt.timedelta(days=366 * 10)

First = Annotated[dt.date, Query(alias="from", title="開始日", description="その月の初日から数える")]
Last = Annotated[dt.date, Query(alias="to", title="終了日", description="その月の末日まで数える")]
Division = Annotated[By, Query(title="期間の区切り")]
Whose = Annotated[Scope, Query(title="範囲")]
Code = Annotated[str | None, Query(title="範囲コード", pattern=r"^(0[1-9]|[1-3]\d|4[0-7]|hq|BUR-0[1-9])$")]


def routes(service: Service, pool: Pool, clock: Clock, bands: Bands) -> APIRouter:
    """The routes of reporting."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["reporting"])

    def answer(
        request: Request, who: Identity, question: Question, view: access.View, build: Callable[[Figures], T]
    ) -> T:
        standing = service.standing(who, council=next(iter(question.councils), None))
        with service.recording_refusals(request, who, standing):
            for code in question.councils or (NATIONAL,):
                authorize(standing, Action.READ_FIGURES, Resource(None, code))

            def read() -> T:
                return build(read_figures(pool, question, bands, shown=_shown(standing, question)))

            return service.answer(request, who, view, [], [], [], read, standing=standing)

    @router.get("/figures", summary="集計")
    def figures(
        request: Request,
        who: SignedIn,
        first: First,
        last: Last,
        by: Division = By.MONTH,
        scope: Whose = Scope.NATIONAL,
        code: Code = None,
    ) -> Figures:
        return answer(request, who, _question(first, last, by, scope, code), access.View.FIGURES, lambda found: found)

    @router.get("/figures.csv", summary="集計（CSV）", response_class=StreamingResponse)
    def figures_csv(
        request: Request,
        who: SignedIn,
        first: First,
        last: Last,
        by: Division = By.MONTH,
        scope: Whose = Scope.NATIONAL,
        code: Code = None,
    ) -> StreamingResponse:
        question = _question(first, last, by, scope, code)
        lines = answer(request, who, question, access.View.EXPORT, csv_rows)
        name = f"figures_{code or scope.value}_{question.first}_{question.last}.csv"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/live", summary="直近の活動")
    def live(
        request: Request, who: SignedIn, minutes: Annotated[int, Query(ge=1, le=120, title="分数")] = 15
    ) -> LiveActivity:
        standing = service.standing(who)
        with service.recording_refusals(request, who, standing):
            shown = figure_scope(standing, _EVERY_COUNCIL).councils
            authorize(standing, Action.READ_FIGURES, Resource(None, next(iter(sorted(shown)), NATIONAL)))
            return service.answer(
                request,
                who,
                access.View.FIGURES,
                [],
                [],
                [],
                lambda: live_activity(pool, minutes, clock.real_now(), shown),
                standing=standing,
            )

    return router


def _shown(standing: Standing, question: Question) -> tuple[str, ...]:
    """The councils within the scope whose own figures the asker may see, in the order of the map."""
    allowed = figure_scope(standing, _EVERY_COUNCIL).councils
    return tuple(code for code in question.map_councils if code in allowed)


def _question(first: dt.date, last: dt.date, by: By, scope: Scope, code: str | None) -> Question:
    if not _EARLIEST <= first <= last <= _LATEST:
        raise field_problem("to", "終了日は開始日以後の日付にしてください。", "The period must end after it begins.")
    if last - first > _LONGEST:
        raise field_problem("to", "期間は10年以内にしてください。", "A period has at most ten years.")
    try:
        return Question.of(first, last, by, scope, code)
    except KeyError:
        raise field_problem(
            "code", "範囲に合うコードを指定してください。", "The code does not fit the scope."
        ) from None
