"""Static files and the last page: what stands at no other address."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path
from fastapi.responses import Response

from council_gateway.web.errors import NoSuchPage
from council_gateway.web.rendering import STATIC
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@router.get("/static/{name}")
def asset(name: Annotated[str, Path(pattern=r"^[a-z-]+\.(css|js|svg)$")]) -> Response:
    """One of our own files. Its address changes with its content, so it may be kept for ever; it holds nothing secret."""
    file = STATIC.joinpath(name)
    if not file.is_file():
        raise NoSuchPage
    kept = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(file.read_bytes(), media_type=_TYPES[name[name.index(".") :]], headers=kept)


@router.get("/{path:path}")
def nowhere(path: str) -> Response:  # noqa: ARG001  # the route needs it to match every address
    """An address that leads nowhere."""
    raise NoSuchPage
