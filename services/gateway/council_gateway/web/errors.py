"""Pages for what went wrong: each says what happened, what it rests on, and where to go on."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from council_kit.telemetry import get_logger
from fastapi import Request
from fastapi.responses import Response

from council_gateway.clients import ServiceRefusal, ServiceUnavailable
from council_gateway.web import notices
from council_gateway.web.guard import session_of
from council_gateway.web.notices import Notice
from council_gateway.web.rendering import page

_log: Final = get_logger(__name__)


class TooManyVisits(Exception):  # noqa: N818  # a limit, not a fault
    """More requests from one address within a minute than a reader makes."""


class NoSuchPage(Exception):  # noqa: N818  # a 404, not a fault
    """No page stands at this address."""


async def service_refused(request: Request, refusal: ServiceRefusal) -> Response:
    """403, 404 and 409 with the service's own reason; anything else it says is shown alike."""
    notice = notices.of_refusal(refusal)
    if refusal.status == 404:
        notice = _NOT_FOUND
    return _page(request, refusal.status, notice)


async def service_unavailable(request: Request, outage: ServiceUnavailable) -> Response:
    """5xx with a reference id that stands in the log as well."""
    reference = str(uuid4())
    _log.warning("service unavailable", service=outage.service, status=outage.status, reference=reference)
    notice = notices.of_outage(outage, reference)
    return _page(request, outage.status, Notice("warn", notice.title, _READ_FAILED, reference=reference))


async def no_such_page(request: Request, _: Exception) -> Response:
    """404 for an address that leads nowhere."""
    return _page(request, 404, _NOT_FOUND)


async def too_many_visits(request: Request, _: Exception) -> Response:
    """429: for a minute this address reads no more of what is public."""
    answer = _page(request, 429, _TOO_MANY)
    answer.headers["retry-after"] = "60"
    return answer


async def fault(request: Request, problem: Exception) -> Response:
    """500: our own fault. The log has the place, the reader the reference."""
    reference = str(uuid4())
    _log.error("page failed", reference=reference, exc_info=problem)
    return _page(
        request,
        500,
        Notice(
            "error",
            "処理できませんでした",
            "システムの不具合です。同じ操作で続くときは、照会番号をシステム管理者に伝えてください。",
            "Something went wrong on our side.",
            reference=reference,
        ),
    )


_NOT_FOUND: Final = Notice(
    "info",
    "見つかりません",
    "番号が違うか、閲覧できる範囲にありません。案件は、名称から探し直してください。",
    "There is no such page, or it is not yours to know of.",
)
_TOO_MANY: Final = Notice(
    "info",
    "続けて開かれすぎています",
    "1分ほど待ってから、もう一度お試しください。データをまとめて使うときは、CSVかJSONを保存してください。",
    "Too many requests; wait a minute, or take the data as CSV or JSON.",
)
_READ_FAILED: Final = "必要な情報を読み込めませんでした。しばらくしてから、画面を読み直してください。"


def _page(request: Request, status: int, notice: Notice) -> Response:
    return page(request, "error.html", session=session_of(request), status=status, notice=notice)
