"""The judged examples of tests/scenarios/confidentiality.yaml on the bureau's inquiry, and on secrecy after an office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from council_events.values import Office, Purpose

from tests.services.audit.test_investigations_api import NAME, does, opened_case, request, timeline
from tests.services.house import LONG_AGO, TODAY, Caller, House


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake", "audit") as opened:
        opened.staff("42", deputies=("deputy", "tamashima"))
        opened.nation("auditor-1", Office.AUDITOR)
        opened.nation("bur08-officer", Office.BUREAU_OFFICER, bureau="BUR-08")
        deputy = opened.as_("p42-deputy", "42")
        opened.eventually(lambda: deputy.post("intake", "/v1/work", {}).status_code == 200)
        bureau = opened.as_("bur08-officer", "hq", Purpose.INVESTIGATION)
        opened.eventually(lambda: bureau.get("audit", "/v1/investigations").status_code == 200)
        yield opened


def acts(caller: Caller, case: str, command: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    answer = caller.post("intake", f"/v1/cases/{case}/{command}", body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


@pytest.mark.scenario("A-CON-03")
def test_the_bureau_looks_into_it_on_the_companys_request_and_reports_back(house: House) -> None:
    deputy, head = house.as_("p42-deputy", "42"), house.as_("p42-head", "42")
    bureau = house.as_("bur08-officer", "hq", Purpose.INVESTIGATION)
    case = opened_case(house)
    too_early = acts(deputy, case, "hand-over-papers", {"papers": ["accounts"]}, 409)
    assert too_early["provision"] == "YR-2-1-4-4"
    consent_id = "00000000-0000-4000-8000-000000000610"
    consent = {
        "consent_id": consent_id,
        "in_writing": True,
        "given_by": "company",
        "recipient_kind": "financial_institution",
        "recipient": "株式会社大村湾銀行（架空）",
        "papers": ["accounts"],
        "dated_on": TODAY.isoformat(),
    }
    acts(deputy, case, "receive-written-consent", consent)
    writing = {"document_id": consent_id, "kind": "release_consent", "holding": "original", "kept_at": "書庫A"}
    acts(deputy, case, "receive-document", writing)
    acts(deputy, case, "hand-over-papers", {"consent_id": consent_id, "papers": ["accounts"]})
    wider = {"consent_id": consent_id, "papers": ["accounts", "consultation_sheet"]}
    assert acts(deputy, case, "hand-over-papers", wider, 409)["provision"] == "YR-2-1-4-4"

    investigation = request(house, bureau, case)
    path = f"/v1/investigations/{investigation}"
    view = bureau.get("audit", path).json()
    assert (view["stage_title"], view["timeline"][0]["occurred_on"]) == ("申し出受付", TODAY.isoformat())
    does(bureau, f"{path}/open-investigation", {})

    def with_copy() -> Any:
        found = timeline(house, bureau, investigation, ("p42-deputy", "event"), ("p42-deputy", "refusal"))
        return any(each["title"] == "書類の写しの交付" for each in found) and found

    entries = house.eventually(with_copy)
    copied = next(each for each in entries if each["title"] == "書類の写しの交付")
    shown = {field["name"]: field["value"] for field in copied["shown"]}
    assert (copied["actor"], shown["papers"], shown["consent_id"]) == (
        "p42-deputy",
        "決算書等（直近3年間）",
        consent_id,
    )
    assert "文書による了承の受領" in {each["title"] for each in entries}

    def both_attempts() -> Any:
        found = timeline(house, bureau, investigation, ("p42-deputy", "refusal"))
        refusals = [each for each in found if each["what"] == "refusal" and each["actor"] == "p42-deputy"]
        return [each["provision"] for each in refusals] == ["YR-2-1-4-4"] * 2 and refusals

    refusals = house.eventually(both_attempts)
    assert {each["route"] for each in refusals} == {"POST /v1/cases/{case_id}/hand-over-papers"}

    of_record = {"event_id": refusals[0]["entry"], "field": "route", "value": "x", "reason": "誤りのため"}
    refusal = acts(head, case, "correct-entry", of_record, 409)
    assert refusal["provision"] == "YR-2-1-4-3"

    does(bureau, f"{path}/hear-council", {"spoke": "統括責任者", "statement": "了承の前に送ろうとした。"})
    conclusion = {"result": "kept", "report": "了承のない交付は行われていない。"}
    does(bureau, f"{path}/conclude-investigation", conclusion)
    does(bureau, f"{path}/report-result", {"means": "written"})
    ended = bureau.get("audit", path).json()
    assert [entry["title"] for entry in ended["timeline"][-2:]] == ["調査結果の確定", "調査結果の報告"]
    assert (ended["stage_title"], ended["timeline"][-1]["occurred_on"]) == ("報告済み", TODAY.isoformat())
    assert NAME in str(ended["header"])


@pytest.mark.scenario("A-CON-04")
def test_rights_end_with_the_office_duties_do_not(house: House) -> None:
    case = opened_case(house)
    tamashima = house.as_("p42-tamashima", "42")
    assert tamashima.get("intake", f"/v1/cases/{case}").status_code == 200
    host = house.as_("p42-host", "42", Purpose.SUPERVISION)
    yesterday = (TODAY - dt.timedelta(days=1)).isoformat()
    host.does("p42-tamashima/end-office", {"office": "deputy", "ended_on": yesterday, "reason": "resigned"})

    def refused() -> Any:
        answer = tamashima.get("intake", f"/v1/cases/{case}")
        return answer.json() if answer.status_code == 403 else None

    refusal = house.eventually(refused, within=10.0)
    assert refusal["provision"] == "YR-2-1-4-4"
    assert NAME not in str(refusal)
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)

    def bound() -> Any:
        found = auditor.get("audit", "/v1/people/p42-tamashima/secrecy").json()["duties"]
        return found if found and found[0]["ends_on"] else None

    (duty,) = house.eventually(bound)
    assert (duty["ends_on"], duty["bound_since"], duty["provision"]) == (yesterday, LONG_AGO, "YR24-2-1-5-1")
    assert (duty["pledge_on"], duty["wording"]) == (
        LONG_AGO,
        "在職中、退任後を問わず、職務上知り得た秘密を漏らしません。",
    )
