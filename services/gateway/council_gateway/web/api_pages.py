"""The staff API as a readable page: every operation with its fields, from the merged OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, NamedTuple

from council_events.values import Purpose
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from council_gateway.api import merged
from council_gateway.web.guard import session_of
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


class Parameter(NamedTuple):
    """One field of a request: its name, Japanese title, type in words, and whether it is needed."""

    name: str
    title: str
    kind: str
    required: bool


class Operation(NamedTuple):
    """One operation: where it is, what it does, what it takes."""

    method: str
    path: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]


@router.get("/api/docs")
async def docs(request: Request, service: Annotated[str, Query(pattern="^[a-z]{0,20}$")] = "") -> Response:
    """The operations of one service (the first where none is named); the API is no secret, its data is."""
    document = await merged(gateway_of(request))
    by_service: dict[str, list[Operation]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            made = Operation(
                method.upper(),
                path,
                str(operation.get("summary", "")),
                str(operation.get("description", "")),
                tuple(_parameters(operation, document["components"]["schemas"])),
            )
            by_service.setdefault(operation["tags"][0], []).append(made)
    return page(
        request,
        "api.html",
        session=session_of(request),
        example=f"{gateway_of(request).public_url}/api/governance/v1/me",
        purposes=[each for each in Purpose if each is not Purpose.REACTION],
        document=document,
        services=tuple(by_service),
        chosen=service if service in by_service else next(iter(by_service), ""),
        operations=by_service.get(service) or next(iter(by_service.values()), []),
    )


def _parameters(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Parameter]:
    for each in operation.get("parameters", ()):
        schema = each.get("schema", {})
        title = str(schema.get("title") or each.get("description") or "")
        yield Parameter(str(each["name"]), title, _kind(schema, schemas), bool(each.get("required")))
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = _target(content.get("schema", {}), schemas)
    needed = set(body.get("required", ()))
    for name, schema in body.get("properties", {}).items():
        yield Parameter(name, str(schema.get("title", "")), _kind(schema, schemas), name in needed)


def _target(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    found: Mapping[str, Any] = schemas.get(str(reference).rpartition("/")[2], {}) if reference else schema
    return found


def _kind(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """A type in a few words."""
    schema = {**_target(schema, schemas), **{key: value for key, value in schema.items() if key != "$ref"}}
    branches = [branch for branch in schema.get("anyOf", ()) if branch.get("type") != "null"]
    if branches:
        return _kind(branches[0], schemas)
    if "enum" in schema:
        labels = schema.get("x-labels", {})
        return "、".join(f"{value}（{labels[value]}）" if value in labels else str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"一覧：{_kind(schema.get('items', {}), schemas)}"
    return str(schema.get("format") or schema.get("type") or "object")
