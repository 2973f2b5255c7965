"""Who gets through a service's door at all, what it tells of itself, and how its parts live and die."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from council_kit.door import template_of
from council_kit.http import create_app
from fastapi import APIRouter, Request

from tests.libs.kit.door import CASE, World, assert_problem, post


@pytest.mark.parametrize(
    "claims",
    [
        {"audience": "other"},
        {"now": lambda: dt.datetime.now(dt.UTC) - dt.timedelta(seconds=61)},
    ],
    ids=["for another service", "expired"],
)
def test_a_token_that_does_not_hold_is_401(world: World, claims: dict[str, Any]) -> None:
    with world.client() as client:
        answer = client.get(f"/v1/cases/{CASE}", headers=world.bearer(**claims))
    assert_problem(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_no_route_under_v1_is_open_even_one_that_forgot_to_ask(world: World) -> None:
    with world.client() as client:
        del client.headers["authorization"]
        for path in (f"/v1/cases/{CASE}", "/v1/nowhere", "/v1"):
            assert_problem(client.get(path), 401, "not-signed-in")
        answer = post(client, "{")
        assert_problem(answer, 401, "not-signed-in")
    assert not world.calls


def test_refusals_before_sign_in_are_counted_and_limited_but_a_good_token_passes(world: World) -> None:
    with world.client() as client:
        good = client.headers.pop("authorization")
        answers = [client.get(f"/v1/cases/{CASE}").status_code for _ in range(61)]
        assert answers[:60] == [401] * 60
        limited = client.get(f"/v1/cases/{CASE}")
        assert_problem(limited, 429, "too-many")
        assert limited.headers["retry-after"] == "60"
        assert client.get(f"/v1/cases/{CASE}", headers={"authorization": good}).status_code == 200
        metrics = client.get("/metrics").text
    assert 'council_refusals_total{kind="limited",service="testing"}' in metrics


def test_the_probes_need_no_token(world: World) -> None:
    with world.client() as client:
        del client.headers["authorization"]
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {"ready": True, "missing": []}
        assert "council_http_seconds_bucket" in client.get("/metrics").text


def test_metrics_name_routes_by_their_template_only(world: World, client: httpx.Client) -> None:
    case_id = uuid4()
    client.get(f"/v1/cases/{case_id}")
    client.get("/v1/東京花子")
    client.request("PROPFIND", "/healthz")
    metrics = client.get("/metrics").text
    assert 'route="/v1/cases/{case_id}"' in metrics
    assert str(case_id) not in metrics
    assert 'method="OTHER"' in metrics
    assert "PROPFIND" not in metrics
    assert "花子" not in metrics


def test_a_route_of_an_included_router_is_named_with_its_prefixes(world: World) -> None:
    inner, outer = APIRouter(prefix="/papers"), APIRouter()

    @inner.get("/{paper_id}")
    def paper(request: Request, paper_id: int) -> dict[str, str]:
        return {"route": template_of(request.scope)}

    outer.include_router(inner, prefix="/v1/archive")
    with world.serving(create_app("testing", "試験", world.settings, [outer])) as client:
        answer = client.get("/v1/archive/papers/7", headers=world.bearer())
        assert answer.json() == {"route": "/v1/archive/papers/{paper_id}"}
        assert 'route="/v1/archive/papers/{paper_id}"' in client.get("/metrics").text


def test_openapi_names_commands_in_japanese_and_describes_their_problems(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/v1/cases/{case_id}/open-test-case"]["post"]
    assert operation["summary"] == "試験用の案件を開く"
    assert operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("OpenTestCase")
    assert {"200", "201", "400", "401", "403", "404", "409", "412", "413", "415", "422", "500", "503"} <= set(
        operation["responses"]
    )
    assert list(operation["responses"]["409"]["content"]) == ["application/problem+json"]
    assert list(operation["responses"]["201"]["content"]) == ["application/json"]
    assert {"Idempotency-Key", "If-Match", "case_id"} == {each["name"] for each in operation["parameters"]}
    assert document["components"]["schemas"]["OpenTestCase"]["properties"]["on"]["title"] == "日付"
    assert document["security"] == [{"internal": []}]
    assert document["components"]["securitySchemes"]["internal"]["scheme"] == "bearer"


class Pool:
    """A part that is entered and left."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    def __enter__(self) -> Pool:
        self.seen.append("opened")
        return self

    def __exit__(self, *_: object) -> None:
        self.seen.append("closed")


class Relaying:
    """A part that runs until it is told to stop."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    async def run(self, stop: asyncio.Event) -> None:
        self.seen.append("runs")
        await stop.wait()
        self.seen.append("stopped")


class Crashing:
    """A part that fails."""

    async def run(self, _stop: asyncio.Event) -> None:
        raise RuntimeError("東京花子")


def test_parts_run_between_the_opening_and_the_closing_of_their_pools(world: World) -> None:
    seen: list[str] = []
    with world.client(Pool(seen), Relaying(seen)) as client:
        client.get("/healthz")
        assert seen == ["opened", "runs"]
    assert seen == ["opened", "runs", "stopped", "closed"]


def test_a_crashed_part_makes_the_process_unready(
    world: World, eventually: Callable[..., Any], log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    with world.client(Crashing()) as client:
        eventually(lambda: client.get("/readyz").status_code == 503)
        assert client.get("/readyz").json() == {"ready": False, "missing": ["parts"]}
    (line,) = [line for line in log_lines() if line["level"] == "critical"]
    assert (line["event"], line["part"]) == ("a part crashed; the process stops", "Crashing")
