"""`GET /events`: a subscription's log for other systems, by page, by long poll, or as Server-Sent Events.

Not behind the gateway: a bearer token of the subscription stands in place of a person.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from council_kit.problems import INVALID, UNAVAILABLE, ProblemError, make
from council_kit.routes import PROBLEMS
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from council_feed.api.identifying import Identifying
from council_feed.delivery.giving import Giving, LogBehindError
from council_feed.delivery.keys import CursorError

MOST_AT_ONCE: Final = 1_000
LONGEST_WAIT: Final = 30.0
_SSE: Final = "text/event-stream"
_ROUTE: Final[dict[str, Any]] = {"responses": PROBLEMS}


def routes(identifying: Identifying, giving: Giving) -> APIRouter:
    """The pull interface."""
    router = APIRouter()

    @router.get("/events", summary="イベントの取得", response_class=Response, **_ROUTE)
    async def events(
        request: Request,
        after: Annotated[str | None, Query(title="カーソル", max_length=64)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE, title="件数")] = 100,
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT, title="待つ秒数")] = 0,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        """What follows the cursor: `{"events": […], "next": "…", "more": …}`, or a stream where it is asked for."""
        subscription = await identifying.subscription(request)
        try:
            position = giving.position(subscription, last_event_id or after)
            await giving.reaches(subscription, position)
        except CursorError:
            raise _no_cursor() from None
        except LogBehindError:
            raise _later() from None
        if _SSE in request.headers.get("accept", ""):
            return StreamingResponse(
                giving.stream(subscription, position, request.headers.get("authorization")),
                media_type=_SSE,
                headers={"x-accel-buffering": "no"},
            )
        found = await giving.after(subscription, position, limit)
        if not found and wait > 0 and await giving.longer(subscription, position, wait):
            await identifying.subscription(request)  # the right may have been taken back meanwhile
            found = await giving.after(subscription, position, limit)
        last = found[-1].position if found else position
        more = b"true" if len(found) == limit else b"false"
        cursor = giving.cursor(subscription, last).encode()
        body = b",".join(each.body for each in found)
        return Response(b'{"events":[%b],"next":"%b","more":%b}' % (body, cursor, more), media_type="application/json")

    return router


def _later() -> ProblemError:
    return ProblemError(
        make(
            UNAVAILABLE,
            "配信の記録を復旧しています。同じカーソルで、時間をおいてやり直してください。",
            "The log is being recovered. Try again later with the same cursor.",
        ),
        {"retry-after": "60"},
    )


def _no_cursor() -> ProblemError:
    return ProblemError(
        make(INVALID, "カーソルが正しくありません。", "The cursor is none of this subscription.", field="after")
    )
