"""What every answer tells the browser: nothing from elsewhere, nothing kept, nothing framed, nothing told on."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FIXED: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "x-robots-tag": "noindex, nofollow",
}


class SecurityHeaders:
    """ASGI wrapper. `issuer`: forms may lead there too, since sign-out ends at the issuer; `secure`: https for a year."""

    def __init__(self, app: ASGIApp, *, issuer: str, secure: bool) -> None:
        self._app = app
        parts = urlsplit(issuer)
        policy = (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            f"form-action 'self' {parts.scheme}://{parts.netloc}; frame-ancestors 'none'; base-uri 'none'"
        )
        told = {**_FIXED, "content-security-policy": policy}
        if secure:
            told["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        self._headers = [(name.encode(), value.encode()) for name, value in told.items()]
        self._names = {name for name, _ in self._headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers when the answer starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [header for header in message.get("headers", ()) if header[0] not in self._names]
                message = {**message, "headers": own + self._headers}
            await send(message)

        await self._app(scope, receive, with_headers)
