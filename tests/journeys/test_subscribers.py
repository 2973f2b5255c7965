"""Another system follows what happens at the counter: told without names, given detail where a company has consented, told of
what was recorded wrongly; the same in all three ways.

It plays in a summer in which no other journey does. The last of them: it goes on where test_sealed_everywhere has looked.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from confluent_kafka import Consumer
from council_local.demo.acts import Act
from council_local.demo.client import Client

from tests.journeys.lines import COUNCIL
from tests.receiver import Receiver
from tests.whole import Whole

SYSTEM = "labour-market"
RECORDED = dt.date(2023, 6, 15)
OPENED, WITHDRAWN = "council.public.ConsultationOpened.v1", "council.public.EventWithdrawn.v1"
TERMS = {
    "system": SYSTEM,
    "legal_basis": "agreement",
    "agreement": "2023-4",
    "purpose": "policy",
    "event_types": [OPENED],
    "tier": "agreement",
    "ways": ["pull", "kafka", "webhook"],
    "begins_on": "2023-05-01",
    "ends_on": "2025-04-30",
}
RELEASED_WITHIN = 60.0


class Subscriber:
    """The subscription as its owner and 全国本部 set it up, and what came of it."""

    def __init__(self, platform: Whole, folder: Path) -> None:
        self._platform = platform
        self.id = uuid4()
        self.do("sys-owner-1", "request-subscription", TERMS)
        self.do("hq-officer", "examine-request", {})
        self.do("hq-officer-2", "approve-request", {})
        platform.until(self._is_active, RELEASED_WITHIN)
        self.credentials = platform.run(self._credentials)
        self.receiver = Receiver(folder, self.credentials["signing"][0]["secret"], self.credentials["token"])
        self.do("sys-owner-1", "register-endpoint", {"url": self.receiver.url})

    def do(self, person: str, command: str, body: dict[str, Any]) -> None:
        purpose = "reporting" if person == "sys-owner-1" else "supervision"
        act = Act(person, "feed", f"subscriptions/{self.id}/{command}", RECORDED, body, purpose, dated=False)
        self._platform.run(lambda client: client.do(act, 0))

    async def _credentials(self, client: Client) -> dict[str, Any]:
        return await client.get("sys-owner-1", f"/api/feed/v1/subscriptions/{self.id}/credentials", "reporting")

    def _is_active(self) -> bool:
        own = self._platform.run(lambda client: client.get("sys-owner-1", "/api/feed/v1/subscriptions", "reporting"))
        return any(each["subscription_id"] == str(self.id) and each["stage"] == "active" for each in own["items"])

    @property
    def token(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.credentials['token']}"}

    def pulled(self) -> list[dict[str, Any]]:
        query = {"limit": 1000}
        answer = httpx.get(self.credentials["pull_url"], params=query, headers=self.token, trust_env=False)
        events: list[dict[str, Any]] = answer.raise_for_status().json()["events"]
        return events

    def on_kafka(self, count: int) -> list[dict[str, Any]]:
        """The first so many messages of its topic, signed in with what its owner was shown."""
        told = self.credentials
        consumer = Consumer(
            {
                "bootstrap.servers": told["kafka_servers"],
                "security.protocol": "SASL_PLAINTEXT",
                "sasl.mechanism": "SCRAM-SHA-512",
                "sasl.username": told["kafka_user"],
                "sasl.password": told["kafka_password"],
                "group.id": f"{told['kafka_user']}-journey",
                "auto.offset.reset": "earliest",
            }
        )
        consumer.subscribe([told["kafka_topic"]])
        found: list[dict[str, Any]] = []
        while len(found) < count:
            message = consumer.poll(30)
            assert message is not None, f"{len(found)} of {count}"
            assert message.error() is None, message.error()
            found.append(json.loads(message.value() or b""))
        consumer.close()
        return found


@pytest.fixture
def subscriber(platform: Whole, tmp_path: Path) -> Iterator[Subscriber]:
    platform.on(RECORDED)
    made = Subscriber(platform, tmp_path)
    yield made
    made.receiver.end()
    platform.today()


def opening(on: str) -> Act:
    """A company of its own asks for advice."""
    case_id = uuid4()
    body = {
        "case_id": str(case_id),
        "requester": "company",
        "route": "direct",
        "company_name": f"勿来白水{str(case_id)[:6]}織物株式会社（架空）",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": COUNCIL,
        "employees": 15,
    }
    return Act(f"p{COUNCIL}-deputy", "intake", "consultations", dt.date.fromisoformat(on), body)


def consenting(case_id: str) -> list[Act]:
    """Its accounts are on the shelf, and the company lets this system have them."""
    on, head = RECORDED, f"p{COUNCIL}-head"
    paper = {"document_id": str(uuid4()), "kind": "accounts", "holding": "copy", "pages": 30, "kept_at": "書庫１"}
    consent = {
        "consent_id": str(uuid4()),
        "in_writing": True,
        "given_by": "company",
        "recipient_kind": "authority",
        "recipient": "雇用政策を所管する省",
        "subscriber": SYSTEM,
        "papers": ["accounts"],
        "dated_on": on.isoformat(),
    }
    return [
        Act(f"p{COUNCIL}-deputy", "intake", f"cases/{case_id}/receive-document", on, paper),
        Act(head, "intake", f"cases/{case_id}/receive-written-consent", on, consent),
    ]


def play(platform: Whole, *acts: Act) -> None:
    async def playing(client: Client) -> None:
        for act in acts:
            await client.do(act, 0)

    platform.run(playing)


def known_to_the_feed(platform: Whole, acts: list[Act], *, corrected: bool = False) -> bool:
    """Whether what was recorded (and corrected) has come to the feed: what comes after a night's release waits for the next."""
    cases = [act.body["case_id"] for act in acts]
    query = "SELECT count(*) FROM candidates.steps WHERE case_id = ANY(%s) AND (corrected_at IS NOT NULL) >= %s"
    with psycopg.connect(platform.running.environments["feed"]["COUNCIL_DATABASE"]) as connection:
        return connection.execute(query, [cases, corrected]).fetchone() == (len(cases),)


def told_of(platform: Whole, case_id: str) -> list[dict[str, Any]]:
    """What audit finds that was told of a case, in order."""

    async def ask(client: Client) -> Any:
        return await client.get("auditor-1", f"/api/feed/v1/told/{case_id}", "audit")

    found: list[dict[str, Any]] = platform.run(ask)
    return found


def seen(platform: Whole, case_id: str) -> dict[str, Any]:
    """A case as its 統括責任者 sees it."""
    return platform.run(lambda client: client.get(f"p{COUNCIL}-head", f"/api/intake/v1/cases/{case_id}", "case_work"))


def released(platform: Whole, subscriber: Subscriber, day: str, count: int) -> list[dict[str, Any]]:
    """The whole log once the night before this day is over."""
    platform.on(dt.date.fromisoformat(day))
    platform.until(lambda: len(subscriber.pulled()) >= count, RELEASED_WITHIN)
    platform.until(lambda: len(set(subscriber.receiver.ids)) >= count, RELEASED_WITHIN)
    log = subscriber.pulled()
    assert len(log) == count
    return log


def test_a_system_is_told_given_detail_where_a_company_consents_and_told_of_corrections(
    platform: Whole, subscriber: Subscriber
) -> None:
    june = [opening(f"2023-06-{day}") for day in ("09", "12", "13", "14")]
    may = [opening(f"2023-05-{day}") for day in (17, 24)]
    consented, wrong = (str(act.body["case_id"]) for act in june[:2])
    play(platform, *june, *may, *consenting(consented))
    platform.until(lambda: known_to_the_feed(platform, [*june, *may]), RELEASED_WITHIN)

    log = released(platform, subscriber, "2023-06-16", 4)
    thin(log, [*june, *may])
    detail_is_given_by_consent_alone(platform, subscriber, log, consented)

    [entry] = [each for each in seen(platform, wrong)["timeline"] if each["title"] == "相談の受付"]
    mend = {"event_id": entry["event_id"], "field": "occurredon", "value": "2023-05-29", "reason": "月の取り違え"}
    correction = Act(f"p{COUNCIL}-head", "intake", f"cases/{wrong}/correct-entry", dt.date(2023, 6, 16), mend)
    play(platform, correction)
    platform.until(lambda: known_to_the_feed(platform, [june[1]], corrected=True), RELEASED_WITHIN)
    what_was_wrong_is_withdrawn_then_told_as_it_is(platform, subscriber, wrong)


def thin(log: list[dict[str, Any]], acts: list[Act]) -> None:
    """The four of June, of one council and month; those of May wait, being two. Nothing names a company or a case."""
    assert {(event["type"], event["data"]["place"], event["data"]["month"]) for event in log} == {
        (OPENED, COUNCIL, "2023-06")
    }
    everything = json.dumps(log, ensure_ascii=False)
    assert not [act for act in acts if act.body["case_id"] in everything or act.body["company_name"] in everything]


def detail_is_given_by_consent_alone(
    platform: Whole, subscriber: Subscriber, log: list[dict[str, Any]], consented: str
) -> None:
    """The receiver followed the address of every event; one was answered, which is on record with the case."""
    [told] = told_of(platform, consented)
    papers = subscriber.receiver.details
    assert [each["kind"] for each in papers.pop(told["event_id"])] == ["accounts"]
    assert list(papers.values()) == [None] * 3
    [disclosed] = [each for each in seen(platform, consented)["timeline"] if each["title"] == "情報の提供"]
    assert disclosed["actor"] == f"subscriber:{SYSTEM}"

    addresses = {event["id"]: event["dataref"] for event in log}
    known = addresses.pop(told["event_id"])
    refused = [
        *addresses.values(),
        known.replace(told["event_id"], str(uuid4())),
        known.replace(str(subscriber.id), str(UUID(int=7))),
    ]
    answers = [httpx.get(each, headers=subscriber.token, trust_env=False) for each in refused]
    assert {answer.status_code for answer in answers[:-1]} == {403}
    assert len({answer.text for answer in answers[:-1]}) == 1
    assert answers[0].json()["provision"] == "LAW-136-2"
    assert answers[-1].status_code == 401, "the token of another subscription is none"
    assert httpx.get(known, trust_env=False).status_code == 401


def what_was_wrong_is_withdrawn_then_told_as_it_is(platform: Whole, subscriber: Subscriber, wrong: str) -> None:
    """The withdrawal names the event alone; with the case, May has three companies, and is told under new ids."""
    log = released(platform, subscriber, "2023-06-17", 5)
    first = told_of(platform, wrong)[0]["event_id"]
    assert (log[4]["type"], log[4]["data"]) == (WITHDRAWN, {"withdraws": first})
    log = released(platform, subscriber, "2023-06-18", 8)
    assert {(event["type"], event["data"]["month"], event["data"]["place"]) for event in log[5:]} == {
        (OPENED, "2023-05", COUNCIL)
    }
    again = told_of(platform, wrong)
    assert [each["type"] for each in again] == [OPENED, WITHDRAWN, OPENED]
    assert again[2]["event_id"] in {event["id"] for event in log[5:]}
    assert len({event["id"] for event in log}) == 8
    assert subscriber.on_kafka(8) == log
    assert set(subscriber.receiver.ids) == {event["id"] for event in log}
