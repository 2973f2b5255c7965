"""Who another system is: the bearer token of its subscription, and how a request without one is refused."""

from __future__ import annotations

import time
from uuid import UUID

from council_kit.auth import RefusalLimiter
from council_kit.problems import FORBIDDEN, TOO_MANY, NotSignedIn, ProblemError, make
from fastapi import Request

from council_feed.delivery.giving import Giving, NotGrantedError


class Identifying:
    """Identifies; refusals are counted per address."""

    def __init__(self, giving: Giving) -> None:
        self._giving = giving
        self._refusals = RefusalLimiter()

    async def subscription(self, request: Request) -> UUID:
        """The subscription whose token the request bears; raises 401, 403 or 429."""
        try:
            return await self._giving.identify(request.headers.get("authorization"))
        except NotGrantedError as refused:
            raise self._refusal(request, refused) from None

    def _refusal(self, request: Request, refused: NotGrantedError) -> ProblemError:
        if refused.known:
            return ProblemError(
                make(
                    FORBIDDEN,
                    "この受信の方法は承認されていません。",
                    "This way of receiving was not approved.",
                    provision="LAW-136",
                )
            )
        address = request.client.host if request.client else ""
        if self._refusals.refused(address, time.monotonic()):
            return ProblemError(
                make(TOO_MANY, "認証のない要求が多すぎます。", "Too many requests without a token."),
                {"retry-after": "60"},
            )
        return NotSignedIn()
