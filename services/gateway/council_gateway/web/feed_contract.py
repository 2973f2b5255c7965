"""What the feed tells, for everybody: the public events with their fields, the changes, and the documents for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from council_events.contract import NOTICE_MONTHS, asyncapi, changes, schema_of, types
from council_events.public import FeedTested
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from council_gateway.web.errors import NoSuchPage
from council_gateway.web.guard import session_of
from council_gateway.web.rendering import page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


class Shown(NamedTuple):
    """One field of a public event in words."""

    name: str
    title: str
    kind: str


@router.get("/feed/contracts")
async def contracts(request: Request) -> Response:
    """The page; what is told is public, the events are not."""
    events = [(event, list(_fields(schema_of(event)))) for event in types() if event is not FeedTested]
    return page(
        request,
        "feed_contract.html",
        session=session_of(request),
        events=events,
        changes=changes(),
        notice_months=NOTICE_MONTHS,
    )


@router.get("/feed/asyncapi.json")
async def document() -> Response:
    """The AsyncAPI document; the schemas stand beside it."""
    return JSONResponse(asyncapi())


@router.get("/feed/schemas/{name}.json")
async def schema(name: str) -> Response:
    """The JSON Schema of one public event."""
    found = next((event for event in types() if event.type_name == name), None)
    if found is None:
        raise NoSuchPage
    return JSONResponse(schema_of(found), media_type="application/schema+json")


def _fields(schema: Mapping[str, Any]) -> Iterator[Shown]:
    definitions = schema.get("$defs", {})
    for name, told in schema["properties"]["data"]["properties"].items():
        branches = [each for each in told.get("anyOf", [told]) if each.get("type") != "null"]
        part = branches[0] if branches else told
        whole = definitions[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        yield Shown(
            name, str(told.get("title") or whole.get("title") or name), str(told.get("description") or _kind(whole))
        )


def _kind(schema: Mapping[str, Any]) -> str:
    labels = schema.get("x-labels", {})
    if "enum" in schema:
        return "、".join(f"{value}（{labels.get(value, value)}）" for value in schema["enum"])
    return str(schema.get("description") or schema.get("format") or schema.get("pattern") or schema.get("type"))
