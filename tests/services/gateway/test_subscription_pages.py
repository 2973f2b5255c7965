"""Subscriptions in the browser: asked for by a system's owner, approved by two officers, followed by both."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from council_events.public import Tier
from council_events.values import Office, Purpose
from council_gateway.web.subscriptions import CODES, LABELS, WORDS
from council_local.ports import free_port
from fastapi import FastAPI, Response

from tests.services.gateway.conftest import Front, door, opened
from tests.services.gateway.test_pages import hidden_of
from tests.services.house import TODAY, House

TERMS = {
    "system": "statistics",
    "legal_basis": "publication",
    "purpose": "statistics",
    "event_types": ["council.public.ConsultationOpened.v1", "council.public.PlanApproved.v1"],
    "tier": "open",
    "ways": ["pull", "webhook"],
    "begins_on": TODAY.isoformat(),
    "ends_on": (TODAY + dt.timedelta(days=300)).isoformat(),
}


@pytest.fixture(scope="module")
def front(closed_house: House) -> Iterator[Front]:
    with closed_house.open("governance", "feed") as house:
        for person, office in (
            ("sys-owner-1", Office.SYSTEM_OWNER),
            ("hq-officer", Office.HQ_OFFICER),
            ("hq-officer-2", Office.HQ_OFFICER),
            ("auditor-1", Office.AUDITOR),
        ):
            house.nation(person, office)
        last = house.as_("hq-officer-2", "hq", Purpose.SUPERVISION)
        house.eventually(lambda: last.get("feed", "/v1/subscriptions").status_code == 200, within=30)
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            yield front


def test_no_code_takes_the_word_of_another() -> None:
    """What is written alike (a stage and an outcome, a tier and a basis, a basis and a purpose) stands apart."""
    assert all(LABELS[member.value] == member.label for codes in CODES for member in codes)
    assert (WORDS["stages"]["refused"], WORDS["outcomes"]["refused"]) == ("不承認", "受信側が拒否")
    assert WORDS["tiers"]["agreement"] == Tier.AGREEMENT.label != WORDS["bases"]["agreement"]
    assert WORDS["bases"]["evaluation"] != WORDS["purposes"]["evaluation"]


def give(browser: httpx.Client, address: str, fields: dict[str, Any] | None = None) -> str:
    """Fill in a form and send it; gives the page that follows."""
    page = browser.get(address)
    assert page.status_code == 200, page.text
    sent = browser.post(address, data=hidden_of(page.text) | (fields or {}))
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def test_a_subscription_is_asked_for_examined_and_approved_from_the_forms(front: Front) -> None:
    with front.browser("sys-owner-1") as browser:
        assert "まだ配信契約はありません" in browser.get("/subscriptions").text
        form = browser.get(f"/subscriptions/{uuid4()}/request-subscription").text
        assert "計画の成立" in form
        assert "協定・通知の番号" in form
        subscription = uuid4()
        give(browser, f"/subscriptions/{subscription}/request-subscription", TERMS)
    here = f"/subscriptions/{subscription}"
    assert front.house is not None
    with front.browser("hq-officer") as first:
        front.house.eventually(lambda: "statistics" in first.get("/subscriptions").text)
        assert "審査済みとする" in first.get(here).text
        give(first, f"{here}/examine-request")
        barred = first.get(here).text
        assert "審査した者・申請した者は承認できません" in barred
    with front.browser("hq-officer-2") as second:
        # What the first officer did is waited for by his own pages alone; another's may still show what was before,
        # and from a form of before nothing is recorded.
        front.house.eventually(lambda: "審査済み（承認待ち）" in second.get(here).text)
        give(second, f"{here}/approve-request")
        front.house.eventually(lambda: "配信中" in second.get(here).text)
        assert second.get(f"{here}/secrets").status_code == 404
    with front.browser("sys-owner-1") as browser:
        page = browser.get(here).text
        assert "受信URLを登録する" in page
        secrets = browser.get(f"{here}/secrets").text
        assert re.search(r"feed_[0-9a-f]{32}_", secrets)
        assert "whsec_" in secrets


def test_what_was_told_is_listed_to_the_event_and_by_case_for_an_auditor(front: Front) -> None:
    here = f"/subscriptions/{uuid4()}"
    with front.browser("sys-owner-1") as browser:
        give(browser, f"{here}/request-subscription", TERMS | {"system": "listed"})
        front.house.eventually(lambda: browser.get(here).status_code == 200)
        assert "全部で0件" in browser.get(f"{here}/log").text
        assert browser.get(f"{here}/log?after=-1").status_code == 404
        assert browser.get(f"/subscriptions/told?case_id={uuid4()}").status_code == 404
    with front.browser("auditor-1") as auditor:
        assert "案件について提供したもの" in auditor.get("/subscriptions").text
        assert "案件番号を、ハイフンを含めて" in auditor.get("/subscriptions/told?case_id=7").text
        assert "提供したものはありません" in auditor.get(f"/subscriptions/told?case_id={uuid4()}").text


def test_what_is_wrong_with_a_request_is_said_at_its_field(front: Front) -> None:
    with front.browser("sys-owner-1") as browser:
        address = f"/subscriptions/{uuid4()}/request-subscription"
        page = browser.get(address)
        sent = browser.post(address, data=hidden_of(page.text) | TERMS | {"tier": "agreement"})
    assert sent.status_code == 409
    assert "協定の区分は、公表に準ずる提供としては申請できません。" in sent.text


def test_what_is_told_is_shown_to_everybody(front: Front) -> None:
    with front.browser() as browser:
        page = browser.get("/feed/contracts").text
        assert "計画の成立" in page
        assert "council.public.PlanApproved.v1" in page
        assert browser.get("/feed/asyncapi.json").json()["asyncapi"] == "3.0.0"
        schema = browser.get("/feed/schemas/council.public.PlanApproved.v1.json").json()
        assert schema["$id"] == "urn:council:schema:council.public.PlanApproved.v1"
        assert browser.get("/feed/schemas/council.public.Nothing.v1.json").status_code == 404


def test_only_those_concerned_are_offered_the_page(front: Front) -> None:
    with front.browser("hq-officer") as browser:
        assert 'href="/subscriptions"' in browser.get("/subscriptions").text
    with front.browser() as nobody:
        assert nobody.get("/subscriptions").status_code == 303


def test_an_endpoint_that_is_given_up_is_told_on_its_owners_first_page(front: Front) -> None:
    receiver, port, here = FastAPI(), free_port(), f"/subscriptions/{uuid4()}"

    @receiver.post("/hook")
    def gone() -> Response:
        return Response(status_code=410)

    with door(receiver, port), front.browser() as browser:
        assert front.sign_in(browser, "sys-owner-1").headers["location"] == "/subscriptions"
        give(
            browser,
            f"{here}/request-subscription",
            TERMS | {"system": "broken", "ends_on": (TODAY + dt.timedelta(days=30)).isoformat()},
        )
        assert front.house is not None
        for person, stage, command in (
            ("hq-officer", "申請中", "examine-request"),
            ("hq-officer-2", "審査済み（承認待ち）", "approve-request"),
        ):
            with front.browser(person) as officer:
                front.house.eventually(lambda officer=officer, stage=stage: stage in officer.get(here).text)
                give(officer, f"{here}/{command}")
        front.house.eventually(lambda: "配信中" in browser.get(here).text)
        give(browser, f"{here}/register-endpoint", {"url": f"http://127.0.0.1:{port}/hook"})
        front.house.eventually(lambda: f"127.0.0.1:{port}" in browser.get(here).text)
        give(browser, f"{here}/send-test-event")
        front.house.eventually(lambda: "受信側が 410 Gone を返した" in browser.get("/subscriptions").text)
        give(browser, f"/subscriptions/{uuid4()}/request-subscription", TERMS | {"system": "waiting"})
        front.house.eventually(lambda: "waiting" in browser.get("/subscriptions").text)
        page = browser.get("/subscriptions").text
        assert "送信を再開してください" in page
        rows = page.partition("<tbody>")[2]
        assert rows.index("waiting") < rows.index("broken"), "what waits for a decision stands first"
        assert "まもなく終了" in rows
