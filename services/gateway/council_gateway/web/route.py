"""The route class of pages: whatever goes wrong while a page is made becomes a page, not JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute

from council_gateway.clients import ServiceRefusal, ServiceUnavailable
from council_gateway.web import errors, guard

Answer = Callable[[Request, Any], Awaitable[Response]]
_ANSWERS: Final[tuple[tuple[type[Exception], Answer], ...]] = (
    (guard.SignInNeeded, guard.to_sign_in),
    (guard.NotOurForm, guard.not_our_form),
    (ServiceRefusal, errors.service_refused),
    (ServiceUnavailable, errors.service_unavailable),
    (errors.NoSuchPage, errors.no_such_page),
    (errors.TooManyVisits, errors.too_many_visits),
    (RequestValidationError, errors.no_such_page),
    (Exception, errors.fault),
)


class PageRoute(APIRoute):
    """`APIRouter(route_class=PageRoute)`: every page of the gateway."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with our answers around it."""
        plain = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await plain(request)
            except Exception as problem:
                answer = next(answer for kind, answer in _ANSWERS if isinstance(problem, kind))
                return await answer(request, problem)

        return handle
