"""One request is followed from HTTP through store and Kafka into a read table, in a process as it is served."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from council_events import intake
from council_events.values import Purpose
from council_kit.auth import load_signing_key, make_token_keys, sign_token
from council_kit.clock import Clock
from council_kit.http import Call, Part, command_route, create_app
from council_kit.kafka import create_topics
from council_kit.postgres import open_async_pool, open_pool
from council_kit.relay import Relay
from council_kit.runner import Projection, Runner
from council_kit.settings_base import ServiceSettings
from council_kit.store import Acting, Model, Saved, Store
from council_kit.telemetry import configure_traces, correlation_id, current_traceparent
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict


class ExplainRole(BaseModel):
    """Any command will do."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="役割を説明する")


async def test_one_request_is_followed_from_http_to_the_read_table(
    kafka: str,
    namespace: str,
    database: str,
    tmp_path: Path,
    notes: Callable[..., Projection],
    serving: Callable[[Any], AbstractContextManager[httpx.Client]],
    eventually: Callable[..., Any],
) -> None:
    await create_topics(kafka, ["intake"], namespace)
    make_token_keys(tmp_path / "private", tmp_path / "public")
    settings = ServiceSettings(
        environment="development", database=database, kafka=kafka, token_public_key=tmp_path / "public", http_port=0
    )
    clock = Clock()
    pool, streams = open_pool(database), open_async_pool(database)
    store = Store("intake", pool, None, clock, check_first=True)

    def handle(call: Call[ExplainRole]) -> Saved:
        acting = Acting(
            actor=call.identity.person,
            council="13",
            purpose=call.identity.purpose,
            occurred_on=clock.today(),
            correlation_id=correlation_id(),
            traceparent=current_traceparent(),
        )
        model: Model[None] = Model(None, lambda state, _fact: state)
        return store.execute(call.case_id, model, lambda _: [intake.RoleExplained(case_id=call.case_id)], acting)

    router = APIRouter()
    command_route(router, "/v1/cases/{case_id}/explain-role", ExplainRole, handle)
    parts: list[Part] = [
        pool,
        streams,
        Relay("intake", kafka, namespace, streams, store),
        Runner("intake", kafka, namespace, streams, [notes()]),
    ]
    ready = {"store": lambda: store.writes_allowed}
    app = create_app("intake", "試験", settings, [router], parts, ready=ready)
    spans = tmp_path / "spans.jsonl"
    configure_traces("intake", file=spans)
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    token = sign_token(
        load_signing_key(tmp_path / "private"),
        person="p13-head",
        council="13",
        purpose=Purpose.CASE_WORK,
        audience="intake",
    )

    def noted() -> bool:
        with psycopg.connect(database) as connection:
            if connection.execute("SELECT to_regclass('notes.seen')").fetchone() == (None,):
                return False
            return connection.execute("SELECT 1 FROM notes.seen").fetchone() is not None

    with serving(app) as client:
        eventually(lambda: client.get("/readyz").status_code == 200, within=30)
        answer = client.post(
            f"/v1/cases/{uuid4()}/explain-role",
            json={},
            headers={"authorization": f"Bearer {token}", "traceparent": caller},
        )
        assert answer.status_code == 201, answer.text
        eventually(noted, within=30)
        metrics = client.get("/metrics").text
    found = [json.loads(line) for line in spans.read_text().splitlines()]
    followed = {
        each["name"]: each for each in found if each["context"]["trace_id"] == "0x0af7651916cd43dd8448eb211c80319c"
    }
    http = "POST /v1/cases/{case_id}/explain-role"
    assert set(followed) == {http, "store.append", "relay.publish", "runner.apply"}
    for name in ("store.append", "relay.publish", "runner.apply"):
        assert followed[name]["parent_id"] == followed[http]["context"]["span_id"]
    assert followed[http]["attributes"] == {
        "http.request.method": "POST",
        "http.route": "/v1/cases/{case_id}/explain-role",
        "http.response.status_code": 201,
    }
    assert 'council_appended_events_total{service="intake"}' in metrics
    assert 'council_append_seconds_count{service="intake"}' in metrics
    assert 'council_relayed_events_total{service="intake"}' in metrics
    assert 'council_projection_lag_seconds{projection="notes",service="intake"}' in metrics
