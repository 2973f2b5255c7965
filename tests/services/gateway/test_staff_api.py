"""The staff API: passed on to the services, and back as they answered."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from council_events.values import Purpose
from council_local.demo.client import token_of
from council_local.troubles import Misused
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.services.gateway.conftest import Front

CONSULTATION = {
    "requester": "company",
    "route": "direct",
    "company_name": "株式会社千曲精機（架空）",
    "legal_form": "stock_company",
    "industry": "manufacturing",
    "prefecture": "13",
    "employees": 42,
}


def consultation(**more: Any) -> dict[str, Any]:
    return {"case_id": str(uuid4()), **CONSULTATION, **more}


def post(front: Front, path: str, body: Any, person: str = "p13-head", **headers: str) -> httpx.Response:
    return httpx.post(f"{front.url}{path}", json=body, headers=front.bearer(person) | headers, timeout=30)


def test_a_command_reaches_its_service_and_its_answer_comes_back(front: Front) -> None:
    body = consultation()
    answer = post(front, "/api/intake/v1/consultations", body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["case_id"] == body["case_id"]
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    read = httpx.get(f"{front.url}/api/intake/v1/cases/{body['case_id']}", headers=front.bearer("p13-head"))
    assert read.json()["header"]["企業名"] == "株式会社千曲精機（架空）"
    assert read.headers["cache-control"] == "no-store"


def test_a_repeated_request_gets_the_first_answer(front: Front) -> None:
    body, key = consultation(), {"Idempotency-Key": str(uuid4())}
    first = post(front, "/api/intake/v1/consultations", body, **key)
    again = post(front, "/api/intake/v1/consultations", body, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["events"] == first.json()["events"]


def test_a_problem_is_passed_on_as_it_is(front: Front) -> None:
    answer = post(front, "/api/intake/v1/consultations", consultation(employees="四十二", industry="unknown"))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {error["field"] for error in answer.json()["errors"]} == {"employees", "industry"}
    assert all(error["ja"] and error["en"] for error in answer.json()["errors"])


def test_malformed_json_names_the_trouble(front: Front) -> None:
    answer = httpx.post(
        f"{front.url}/api/intake/v1/consultations",
        content=b"{",
        headers=front.bearer("p13-head") | {"content-type": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_full_width_digits_are_refused_by_the_api(front: Front) -> None:
    answer = post(front, "/api/intake/v1/consultations", consultation(employees="４２"))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["employees"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("prefecture", "48"),
        ("occurred_on", "2024-02-30"),
        ("industry", "unknown"),
        ("employees", -1),
    ],
)
def test_a_wrong_value_names_its_field_and_stores_nothing(front: Front, field: str, value: Any) -> None:
    body = consultation(**{field: value})
    answer = post(front, "/api/intake/v1/consultations", body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert all(error["ja"] and error["en"] for error in answer.json()["errors"])
    assert str(value) not in answer.text
    read = httpx.get(f"{front.url}/api/intake/v1/cases/{body['case_id']}", headers=front.bearer("p13-head"))
    assert read.status_code == 404


def test_a_wrong_check_digit_names_its_field_and_the_standard_and_stores_nothing(front: Front) -> None:
    body = consultation(corporate_number="1999900000001")
    answer = post(front, "/api/intake/v1/consultations", body)
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    problem = answer.json()
    assert (problem["field"], problem["provision"]) == ("corporate_number", "STD-1")
    assert "法人番号" in problem["detail"]
    assert "check digit" in problem["detail_en"]
    read = httpx.get(f"{front.url}/api/intake/v1/cases/{body['case_id']}", headers=front.bearer("p13-head"))
    assert read.status_code == 404


def test_of_two_who_decide_on_the_same_version_the_second_is_told_who_was_first(front: Front) -> None:
    body = consultation()
    post(front, "/api/intake/v1/consultations", body)
    path = f"/api/intake/v1/cases/{body['case_id']}"
    shown = httpx.get(f"{front.url}{path}", headers=front.bearer("p13-head")).json()["version"]
    version = {"If-Match": f'"{shown}"'}
    first = post(front, f"{path}/explain-role", {}, "p13-deputy", **version)
    second = post(front, f"{path}/record-facts", {"outline": "精密部品を作る。"}, **version)
    assert (first.status_code, second.status_code) == (201, 409), second.text
    assert second.json()["first"]["actor"] == "p13-deputy"


def test_a_body_over_a_million_bytes_is_refused_before_it_is_passed_on(front: Front) -> None:
    answer = post(front, "/api/intake/v1/consultations", consultation(story="長" * 400_000))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["%2e%2e/metrics", "x/..%2f..%2fopenapi.json", "work%3Fa=b", "%2e/work", "x//work"])
def test_no_path_leads_out_of_what_asks_for_a_token(front: Front, path: str) -> None:
    with httpx.Client() as client:
        request = client.build_request("GET", f"{front.url}/api/intake/v1/x", headers=front.bearer("p13-head"))
        request.url = request.url.copy_with(raw_path=f"/api/intake/v1/{path}".encode())
        answer = client.send(request)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_token_nothing_is_passed_on(front: Front) -> None:
    answer = httpx.post(f"{front.url}/api/intake/v1/work", json={})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_id_token_is_no_access_token(front: Front) -> None:
    headers = {"authorization": f"Bearer {front.tokens('p13-head')['id_token']}"}
    assert httpx.get(f"{front.url}/api/governance/v1/me", headers=headers).status_code == 401


@pytest.mark.parametrize("changed", [{"iss": "http://elsewhere"}, {"aud": "another"}, {"exp": 1}, {}])
def test_a_token_that_does_not_hold_is_refused(front: Front, changed: dict[str, Any]) -> None:
    """With the issuer's own key but another content; and (no change) with a key that only bears the issuer's key id."""
    key = RSAKey.import_key(json.loads((front.secrets / "issuer.jwk").read_text()))
    if not changed:
        key = RSAKey.import_key({**RSAKey.generate_key(2048).as_dict(private=True), "kid": key.kid})
    now = int(time.time())
    claims = {"iss": front.issuer, "aud": "council-gateway", "sub": "p13-head", "council": "13", "exp": now + 600}
    token = jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": key.kid}, claims | changed, key)
    headers = {"authorization": f"Bearer {token}"}
    assert httpx.get(f"{front.url}/api/governance/v1/me", headers=headers).status_code == 401


def test_the_purpose_of_a_request_may_be_named(front: Front) -> None:
    me = f"{front.url}/api/governance/v1/me"
    named = httpx.get(me, headers=front.bearer("p13-head") | {"Council-Purpose": "supervision"})
    unknown = httpx.get(me, headers=front.bearer("p13-head") | {"Council-Purpose": "curiosity"})
    assert (named.status_code, unknown.status_code) == (200, 403)


def test_nobody_acts_as_the_system_itself(front: Front) -> None:
    headers = front.bearer("p13-head") | {"Council-Purpose": "reaction"}
    assert httpx.get(f"{front.url}/api/governance/v1/me", headers=headers).status_code == 403


def test_the_session_of_a_browser_needs_its_form_token_for_commands(front: Front) -> None:
    with front.browser("p13-head") as browser:
        assert browser.get("/api/governance/v1/me").status_code == 200
        assert browser.post("/api/intake/v1/consultations", json=consultation()).status_code == 403


def test_an_unknown_service_is_not_found(front: Front) -> None:
    answer = httpx.get(f"{front.url}/api/elsewhere/v1/me", headers=front.bearer("p13-head"))
    assert answer.status_code == 404


def test_a_service_that_does_not_answer_is_said_so(front: Front) -> None:
    answer = httpx.get(f"{front.url}/api/audit/v1/checkpoint", headers=front.bearer("p13-head"))
    assert answer.status_code == 502
    assert answer.json()["type"] == "urn:council:problem:unavailable"
    assert answer.headers["retry-after"] == "5"


def test_one_openapi_document_describes_every_service_that_answers(front: Front) -> None:
    document = httpx.get(f"{front.url}/api/openapi.json").json()
    opening = document["paths"]["/api/intake/v1/consultations"]["post"]
    reference = opening["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert reference == "#/components/schemas/intake.OpenConsultation"
    assert document["components"]["schemas"]["intake.OpenConsultation"]["title"] == "相談を受け付ける"
    assert "audit" in document["x-unavailable"]
    references = set(_references(document))
    assert references <= {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for each in node for found in _references(each)]
    return []


def test_the_api_can_be_read_as_a_page(front: Front) -> None:
    first = httpx.get(f"{front.url}/api/docs")
    assert first.status_code == 200
    assert 'href="/api/docs?service=intake"' in first.text
    page = httpx.get(f"{front.url}/api/docs?service=intake")
    assert "/api/intake/v1/consultations" in page.text
    assert "相談を受け付ける" in page.text
    assert "/api/governance/v1/people" not in page.text, "one service at a time: nobody reads all of them"


def test_the_page_tells_how_to_call_and_a_demo_users_token_does(front: Front) -> None:
    page = httpx.get(f"{front.url}/api/docs").text
    assert f"{front.url}/api/governance/v1/me" in page
    assert all(f"<code>{purpose.value}</code>" in page for purpose in Purpose if purpose is not Purpose.REACTION)
    token = asyncio.run(token_of("p13-head", front.url, front.issuer))
    answer = httpx.get(f"{front.url}/api/governance/v1/me", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["person"] == "p13-head"
    with pytest.raises(Misused, match="no user nobody"):
        asyncio.run(token_of("nobody", front.url, front.issuer))


def test_a_weakness_can_be_reported_to_the_contact_that_the_deployment_names(front: Front) -> None:
    answer = httpx.get(f"{front.url}/.well-known/security.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert told["Contact"] == "mailto:security@example.jp"
    assert told["Canonical"] == f"{front.url}/.well-known/security.txt"
    assert dt.datetime.now(dt.UTC) < dt.datetime.fromisoformat(told["Expires"])


@pytest.mark.parametrize("path", ["/sign-in", "/api/openapi.json", "/nowhere", "/healthz"])
def test_every_answer_keeps_browsers_on_a_short_lead(front: Front, path: str) -> None:
    headers = httpx.get(f"{front.url}{path}").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_metrics_and_probes_are_open_and_name_no_case(front: Front) -> None:
    case = uuid4()
    httpx.get(f"{front.url}/api/intake/v1/cases/{case}", headers=front.bearer("p13-head"))
    assert httpx.get(f"{front.url}/healthz").json() == {"status": "ok"}
    metrics = httpx.get(f"{front.url}/metrics").text
    assert 'route="/api/{service}/v1/{path}"' in metrics
    assert str(case) not in metrics
