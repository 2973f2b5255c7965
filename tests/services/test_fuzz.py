"""Requests made from the OpenAPI document of every service: whatever comes in, no service answers with a fault.

Each operation gets requests that its document allows, to cases that exist, and some that it does not, from somebody who may do
much there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import httpx
import pytest
import schemathesis
from council_events.values import Office, Purpose
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode

from tests.services.house import House

pytestmark = pytest.mark.long

SERVICES: Final = ("governance", "intake", "support", "subsidy", "reporting", "audit")
EXAMPLES: Final = 3
"""Requests to each operation in each mode."""
ADDRESS: Final = "http://service"
PERSONS: Final = {
    "governance": ("p13-host", "13", Purpose.ADMINISTRATION),
    "intake": ("p13-head", "13", Purpose.CASE_WORK),
    "support": ("p13-head", "13", Purpose.CASE_WORK),
    "subsidy": ("p13-office", "13", Purpose.SUBSIDY_WORK),
    "reporting": ("hq-officer", "hq", Purpose.REPORTING),
    "audit": ("bur03-officer", "hq", Purpose.INVESTIGATION),
}


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open(*SERVICES) as opened:
        opened.staff("13")
        opened.nation("hq-officer", Office.HQ_OFFICER)
        opened.nation("bur03-officer", Office.BUREAU_OFFICER, bureau="BUR-03")
        head, bureau = opened.as_("p13-head", "13"), opened.as_("bur03-officer", "hq", Purpose.INVESTIGATION)
        for service in ("intake", "support", "subsidy"):
            opened.eventually(lambda s=service: head.post(s, "/v1/work", {}).status_code == 200)
        opened.eventually(lambda: bureau.get("audit", "/v1/investigations").status_code == 200)
        yield opened


@pytest.fixture(scope="module")
def real(house: House) -> dict[str, dict[str, str]]:
    """Numbers that lead somewhere, for the placeholders of each service's paths."""
    consultation = {
        "requester": "company",
        "route": "direct",
        "company_name": "試験株式会社（架空）",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "13",
        "employees": 31,
    }
    answer = house.as_("p13-head", "13").post("intake", "/v1/consultations", consultation)
    assert answer.status_code == 201, answer.text
    case = {"case_id": str(answer.json()["case_id"])}
    nothing: dict[str, str] = {}
    return {
        **{service: nothing for service in SERVICES},
        "intake": case,
        "audit": case,
        "governance": {"person": "p13-deputy"},
    }


# schemathesis draws some of what it sends from `random`, which Hypothesis would rather see drawn from itself
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")
@pytest.mark.parametrize("service", SERVICES)
def test_no_request_makes_a_service_fail(house: House, real: dict[str, dict[str, str]], service: str) -> None:
    document = house.clients[service].get("/openapi.json").json()
    operations = [each.ok() for each in schemathesis.openapi.from_dict(document).get_all_operations()]
    assert operations
    faults: list[str] = []
    for operation in operations:
        for mode in GenerationMode:
            faults += _faults(house, service, operation, mode, real[service])
    assert faults == []


def _faults(
    house: House, service: str, operation: APIOperation, mode: GenerationMode, known: dict[str, str]
) -> list[str]:
    """What of a few requests the service could not cope with, each said once."""
    found: set[str] = set()
    named = {name: value for name, value in known.items() if f"{{{name}}}" in operation.path}
    fixed = named if mode is GenerationMode.POSITIVE and len(named) == operation.path.count("{") else None

    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=fixed or None))
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case) -> None:
        answer = _answer(house, service, case)
        if answer.status_code >= 500:
            found.add(f"{operation.label}: {answer.status_code} {answer.json().get('type')} to {case.body!r:.300}")

    ask()
    return sorted(found)


def _answer(house: House, service: str, case: Case) -> httpx.Response:
    """Send the request as it was made, with the token of this service's person."""
    asked = case.as_transport_kwargs(base_url=ADDRESS)
    person, council, purpose = PERSONS[service]
    made = {name: str(value).encode() for name, value in dict(asked.get("headers") or {}).items()}
    headers = {name: value for name, value in made.items() if name.lower() not in ("authorization", "content-length")}
    headers["authorization"] = f"Bearer {house.token(service, person, council, purpose)}".encode()
    content = asked.get("data")
    if "json" in asked:
        content = json.dumps(asked["json"]).encode()
    return house.clients[service].request(
        str(asked["method"]),
        str(asked["url"]).removeprefix(ADDRESS),
        params=asked.get("params"),
        headers=headers,
        content=content if isinstance(content, (bytes, str)) else None,
    )
