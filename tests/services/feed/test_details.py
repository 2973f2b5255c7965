"""Detail by `dataref`, the whole way: the event's address, the gateway, feed, and the service that holds the case."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from council_events import read_envelope
from council_events.support import CandidateReceived, RestructuringStarted
from council_events.support.restructuring_codes import DueDiligence, Finding
from council_events.values import Industry, LegalForm, Purpose, SupportLine
from council_feed.delivery.keys import Keys
from council_feed.delivery.webhooks.signing import signature_headers
from council_kit.clock import Clock
from council_kit.postgres import open_pool
from council_kit.store import Store

from tests.services.feed.stage import AUDITOR, LONG_AGO, OTHER, TODAY, Stage, stage
from tests.services.gateway.conftest import Front, opened
from tests.services.house import House
from tests.services.support.test_papers import pdf, received

ROOT = Path(__file__).resolve().parents[3]
AGREEMENT = {"tier": "agreement", "legal_basis": "agreement", "agreement": "2026-11"}
STARTED = "council.public.SupportStarted.v1"


@dataclass
class Scene:
    """Three cases that a system was told of; `consented` is the one whose company named it."""

    stage: Stage
    front: Front
    subscription: UUID
    events: dict[UUID, dict[str, Any]]
    consented: UUID
    document: str
    content: bytes
    consents: list[str] = field(default_factory=list)

    def get(self, address: str, token: dict[str, str] | None = None) -> httpx.Response:
        path = urlsplit(address).path
        return httpx.get(f"{self.front.url}{path}", headers=token or self.stage.token(self.subscription))

    def dataref(self, case_id: UUID) -> str:
        return str(self.events[case_id]["dataref"])

    def withdraw(self) -> None:
        """Every consent is taken back."""
        head = self.stage.house.as_("p13-head", "13")
        while self.consents:
            body = {"consent_id": self.consents.pop()}
            answer = head.post("support", f"/v1/cases/{self.consented}/withdraw-written-consent", body)
            assert answer.status_code == 201, answer.text

    def disclosures(self, case_id: UUID) -> list[Any]:
        with open_pool(self.stage.house.databases["support"]) as pool:
            raw = Store("support", pool, None, Clock()).history(case_id)
        envelopes = [read_envelope(each) for each in raw]
        return [each for each in envelopes if each.type == "council.support.CaseDisclosed.v2"]


def started(case_id: UUID) -> tuple[CandidateReceived, RestructuringStarted]:
    candidate = CandidateReceived(
        case_id=case_id,
        line=SupportLine.RESTRUCTURING,
        consulted_on=LONG_AGO,
        company_id=uuid4(),
        prefecture="13",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
        employees=15,
    )
    start = RestructuringStarted(
        case_id=case_id,
        findings=tuple(Finding),
        waiver_expected=False,
        due_diligence=next(iter(DueDiligence)),
        standard_date=LONG_AGO,
        decided_by="p13-head",
    )
    return candidate, start


@pytest.fixture(scope="module")
def scene(closed_house: House) -> Iterator[Scene]:
    house = closed_house
    with stage(house, "support") as at, open_pool(house.databases["support"]) as pool:
        house.staff("13")
        at.store = Store("support", pool, None, Clock())  # what support itself publishes
        cases = [uuid4() for _ in range(3)]
        for case_id in cases:
            at.happened(*started(case_id), council="13")
        subscription = at.subscribe(event_types=[STARTED], **AGREEMENT)
        told = at.events(subscription, 3)
        log = at.auditor.get("feed", f"/v1/subscriptions/{subscription}/log").json()
        sources = {row["event_id"]: row["source_event"] for row in log}
        of_case = {str(read_envelope(raw).id): case_id for case_id in cases for raw in at.store.history(case_id)}
        events = {of_case[sources[event["id"]]]: event for event in told}
        head = house.as_("p13-head", "13")
        house.eventually(lambda: head.get("support", f"/v1/cases/{cases[0]}").status_code == 200)
        content = pdf(300_000)
        document = received(head, cases[0], content, occurred_on=LONG_AGO.isoformat(), dated_on=LONG_AGO.isoformat())
        received(head, cases[0], content, kind="plan", occurred_on=LONG_AGO.isoformat(), dated_on=LONG_AGO.isoformat())
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            yield Scene(at, front, subscription, events, cases[0], document, content)


@pytest.fixture(autouse=True)
def _nothing_stays_opened(scene: Scene) -> Iterator[None]:
    yield
    scene.withdraw()


def consent(scene: Scene, system: str = "statistics", **changes: Any) -> str:
    consent_id = str(uuid4())
    body = {
        "consent_id": consent_id,
        "in_writing": True,
        "given_by": "company",
        "recipient_kind": "authority",
        "recipient": "統計を所管する省",
        "subscriber": system,
        "papers": ["tax_returns"],
        "dated_on": TODAY.isoformat(),
    } | changes
    head = scene.stage.house.as_("p13-head", "13")
    answer = head.post("support", f"/v1/cases/{scene.consented}/receive-written-consent", body)
    assert answer.status_code == 201, answer.text
    scene.consents.append(consent_id)
    return consent_id


def refused(answer: httpx.Response) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json"), answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["provision"] == "LAW-136-2"
    return problem


def test_without_consent_every_address_is_refused_alike(scene: Scene) -> None:
    known, other, before = scene.dataref(scene.consented), str(uuid4()), scene.disclosures(scene.consented)
    unknown = known.rpartition("/")[0] + f"/{other}"
    answers = [
        scene.get(each)
        for each in (known, unknown, f"{known}/papers/{scene.document}", f"{known}/papers/x", f"{known}x")
    ]
    problems = [refused(answer) for answer in answers]
    assert len({tuple(sorted(problem.items())) for problem in problems}) == 1
    assert scene.disclosures(scene.consented) == before


def test_a_token_that_does_not_hold_opens_nothing(scene: Scene) -> None:
    another = scene.stage.subscribe(event_types=[STARTED], system="others", **AGREEMENT)
    for token in ({"authorization": "Bearer nonsense"}, {"authorization": "Basic x"}, scene.stage.token(another)):
        answer = scene.get(scene.dataref(scene.consented), token)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


def test_consent_by_name_opens_what_it_lists_each_time_as_a_disclosure(scene: Scene) -> None:
    consent_id = consent(scene)
    answer = scene.get(scene.dataref(scene.consented))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["grounds"] == [{"ground": "consent", "papers": ["tax_returns"]}]
    [paper] = told["papers"]
    assert (paper["document_id"], paper["kind"], paper["pages"], paper["file"]) == (
        scene.document,
        "tax_returns",
        12,
        True,
    )
    assert str(scene.consented) not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    file = scene.get(f"{scene.dataref(scene.consented)}/papers/{scene.document}")
    assert (file.status_code, file.content) == (200, scene.content)
    assert file.headers["content-disposition"].startswith("attachment")
    disclosures = [each for each in scene.disclosures(scene.consented) if str(each.data.consent_id) == consent_id]
    assert [(each.actor, each.data.subscriber) for each in disclosures] == [("subscriber:statistics", "statistics")] * 2
    for case_id in set(scene.events) - {scene.consented}:
        refused(scene.get(scene.dataref(case_id)))


def test_the_example_receiver_asks_for_the_detail(scene: Scene, tmp_path: Path) -> None:
    consent(scene)
    event = scene.events[scene.consented] | {
        "dataref": f"{scene.front.url}{urlsplit(scene.dataref(scene.consented)).path}"
    }
    keys = Keys.of_file(scene.stage.house.folder / "feed.secret").signing(scene.subscription, 1)
    environment = os.environ | {
        "SECRET": keys.shared,
        "SEEN": str(tmp_path / "seen.db"),
        "TOKEN": scene.stage.token(scene.subscription)["authorization"].removeprefix("Bearer "),
        "no_proxy": "*",
    }
    receiver = subprocess.Popen(
        [sys.executable, ROOT / "docs/feed/examples/receive.py", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert receiver.stdout is not None
    with contextlib.closing(receiver.stdout):
        port, body = receiver.stdout.readline().split()[1], json.dumps(event).encode()
        headers = signature_headers(UUID(event["id"]), int(time.time()), body, [keys])
        assert httpx.post(f"http://127.0.0.1:{port}/", content=body, headers=headers).status_code == 204
        assert scene.document in receiver.stdout.readline()
        receiver.terminate()
        receiver.wait()


def test_a_paper_beyond_the_consent_stays(scene: Scene) -> None:
    consent(scene)
    head = scene.stage.house.as_("p13-head", "13")
    papers = head.get("support", f"/v1/cases/{scene.consented}").json()["papers"]
    plan = next(row["id"] for row in papers if row["kind"] == "plan")
    refused(scene.get(f"{scene.dataref(scene.consented)}/papers/{plan}"))


def test_a_withdrawn_consent_opens_nothing_more(scene: Scene) -> None:
    consent(scene)
    assert scene.get(scene.dataref(scene.consented)).status_code == 200
    scene.withdraw()
    refused(scene.get(scene.dataref(scene.consented)))


def test_an_exception_on_record_opens_its_papers(scene: Scene) -> None:
    body = {
        "ground": "evaluation",
        "recipient_kind": "smrj",
        "recipient": "中小機構",
        "papers": ["plan"],
        "scope": "評価に必要な計画書",
        "means": "system",
        "subscriber": "statistics",
    }
    head = scene.stage.house.as_("p13-head", "13")
    refused(scene.get(scene.dataref(scene.consented)))
    assert head.post("support", f"/v1/cases/{scene.consented}/disclose", body).status_code == 201
    told = scene.get(scene.dataref(scene.consented)).json()
    assert ([each["ground"] for each in told["grounds"]], [each["kind"] for each in told["papers"]]) == (
        ["evaluation"],
        ["plan"],
    )
    assert head.post("support", f"/v1/cases/{scene.consented}/disclose", body | {"papers": []}).status_code == 201
    refused(scene.get(scene.dataref(scene.consented)))


def test_the_ways_behind_the_gateway_are_nobodys(scene: Scene) -> None:
    """Neither the owner with the token, nor staff, nor audit learns where a pseudonym leads."""
    event = scene.events[scene.consented]["id"]
    inside = f"/v1/subscriptions/{scene.subscription}/details/{event}"
    token = scene.stage.token(scene.subscription)["authorization"].removeprefix("Bearer ")
    for person, purpose in (
        ("sys-owner-1", Purpose.REPORTING),
        (AUDITOR, Purpose.AUDIT),
        ("p13-head", Purpose.CASE_WORK),
    ):
        caller = scene.stage.house.as_(person, "hq" if person != "p13-head" else "13", purpose)
        headers = caller._headers("feed") | {"subscriber-token": token}
        assert scene.stage.house.clients["feed"].get(inside, headers=headers).status_code == 404
        assert caller.get("support", f"/v1/cases/{scene.consented}/detail").status_code == 404


def test_a_suspended_subscription_is_given_no_detail(scene: Scene) -> None:
    at = scene.stage
    consent(scene)
    assert scene.get(scene.dataref(scene.consented)).status_code == 200
    assert at.ask(at.officer(), scene.subscription, "suspend-subscription", {"cause": "review"}).status_code == 201
    refused(scene.get(scene.dataref(scene.consented)))
    assert at.ask(at.officer(), scene.subscription, "resume-subscription").status_code == 201


def test_nobody_else_subscribes_under_the_name_that_consents_use(scene: Scene) -> None:
    terms = {
        "system": "statistics",
        "legal_basis": "publication",
        "purpose": "statistics",
        "event_types": [STARTED],
        "tier": "open",
        "ways": ["pull"],
        "begins_on": TODAY.isoformat(),
        "ends_on": (TODAY + dt.timedelta(days=30)).isoformat(),
    }
    answer = scene.stage.ask(scene.stage.owner(OTHER), uuid4(), "request-subscription", terms)
    assert (answer.status_code, answer.json()["provision"], answer.json()["field"]) == (409, "LAW-136-2", "system")
