"""From an event of a case to a subscriber: asked for, approved, derived, de-identified, pulled."""

import json
import os
import subprocess
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import intake
from council_feed.delivery.keys import Keys
from council_feed.rules.cells import PLACES, closed_quarters
from council_kit.merkle import Verifier, check_receipt

from tests.services.feed.stage import FIRST, LONG_AGO, OTHER, OWNER, SECOND, TODAY, opened, stage
from tests.services.house import House

AGREEMENT = {"tier": "agreement", "legal_basis": "agreement", "agreement": "2026-11"}


@pytest.fixture(scope="module")
def served(kafka, module_namespace, module_databases, tmp_path_factory, serving, eventually):
    house = House(kafka, module_namespace, module_databases, tmp_path_factory.mktemp("feed"), serving, eventually)
    with stage(house) as opened_stage:
        for council, count in (("13", 4), ("14", 2), ("11", 1), ("47", 2)):
            for _ in range(count):
                first = opened()
                closed = intake.ConsultationClosed(case_id=first.case_id, result=intake.FirstResponse.SOLVED)
                opened_stage.happened(first, closed, council=council)
        yield opened_stage


@pytest.fixture(scope="module")
def subscription(served):
    return served.subscribe()


def test_a_subscriber_pulls_what_happened_and_no_more_than_its_tier(served, subscription):
    events = served.events(subscription, 14)
    assert len(events) == 14  # the two of Okinawa stand alone in the nation
    assert {event["type"] for event in events} == {
        "council.public.ConsultationOpened.v1",
        "council.public.ConsultationClosed.v1",
    }
    assert sorted({event["data"]["place"] for event in events}) == ["13", "BUR-03"]
    assert {event["data"]["month"] for event in events} == {f"{LONG_AGO:%Y-%m}"}
    assert {event["data"]["industry"] for event in events} == {None}
    assert {event["time"] for event in events} == {f"{LONG_AGO:%Y-%m}-01T00:00:00+09:00"}


def test_steps_of_one_case_share_a_pseudonym_of_this_subscription_alone(served, subscription):
    """In the agreement tier; in the open tier nothing can be put together."""
    assert len({event["subject"] for event in served.events(subscription, 14)}) == 14
    logs = [served.events(served.subscribe(**AGREEMENT), 14) for _ in range(2)]
    for events in logs:
        assert len({event["subject"] for event in events}) == 7
    assert not {event["subject"] for event in logs[0]} & {event["subject"] for event in logs[1]}
    assert not {event["id"] for event in logs[0]} & {event["id"] for event in logs[1]}


def test_pages_follow_each_other_by_cursor(served, subscription):
    whole = served.events(subscription, 14)
    first = served.pull(subscription, limit=5).json()
    second = served.pull(subscription, limit=100, after=first["next"]).json()
    assert first["events"] + second["events"] == whole
    assert (first["more"], second["more"]) == (True, False)
    assert served.pull(subscription, after=second["next"]).json()["events"] == []


def test_a_stream_begins_behind_the_last_event_id(served, subscription):
    whole = served.events(subscription, 14)
    client, heard = served.house.clients["feed"], []
    cursor = served.pull(subscription, limit=4).json()["next"]
    headers = served.token(subscription) | {"accept": "text/event-stream", "last-event-id": cursor}
    with client.stream("GET", "/events", headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("data: "):
                heard.append(json.loads(line.removeprefix("data: ")))
            if len(heard) == 10:
                break
    assert heard == whole[4:]


def test_a_cursor_of_another_subscription_is_none(served, subscription):
    served.events(subscription, 14)
    cursor = served.pull(subscription, limit=4).json()["next"]
    answer = served.pull(served.subscribe(), after=cursor)
    assert answer.status_code == 422
    assert answer.json()["field"] == "after"


def test_a_cursor_ahead_of_a_log_that_is_not_recovered_yet_is_asked_for_again_later(served, subscription):
    served.events(subscription, 14)
    ahead = Keys.of_file(served.house.folder / "feed.secret").cursor(subscription, 999)
    for headers in ({}, {"accept": "text/event-stream"}):
        answer = served.house.clients["feed"].get(
            "/events", params={"after": ahead}, headers=served.token(subscription) | headers
        )
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


@pytest.mark.parametrize("token", ["", "Bearer nonsense", f"Bearer feed_{UUID(int=7).hex}_c2VjcmV0"])
def test_without_the_token_nothing_is_given(served, token):
    answer = served.house.clients["feed"].get("/events", headers={"authorization": token})
    assert answer.status_code == 401


def test_a_way_that_was_not_approved_is_refused(served):
    subscription = served.subscribe(ways=["kafka"])
    served.house.eventually(lambda: served.pull(subscription).status_code == 403)


def test_a_rotated_token_ends_the_earlier_one(served):
    subscription = served.subscribe()
    served.events(subscription, 14)
    assert served.ask(served.owner(), subscription, "rotate-credential").status_code == 201
    served.house.eventually(lambda: served.pull(subscription).status_code == 401)
    told = served.owner().get("feed", f"/v1/subscriptions/{subscription}/credentials").json()
    assert told["token"] == served.token(subscription, 2)["authorization"].removeprefix("Bearer ")


def test_the_owner_sees_the_own_subscription_and_nobody_elses(served, subscription):
    path = f"/v1/subscriptions/{subscription}"
    assert served.owner(OWNER).get("feed", path).json()["system"] == "statistics"
    assert served.owner(OTHER).get("feed", path).status_code == 404
    assert served.owner(OTHER).get("feed", "/v1/subscriptions").json()["items"] == []
    assert served.ask(served.owner(OTHER), subscription, "give-up-subscription").status_code == 404
    assert served.officer().get("feed", f"{path}/credentials").status_code == 404


def test_who_owns_a_system_approves_nothing_and_who_approves_asks_for_nothing(served, subscription):
    assert served.ask(served.owner(), subscription, "suspend-subscription", {"cause": "review"}).status_code == 403
    assert served.ask(served.officer(), uuid4(), "give-up-subscription").status_code == 403


def test_one_officer_is_not_enough(served):
    subscription = uuid4()
    terms = {
        "system": "statistics",
        "legal_basis": "publication",
        "purpose": "statistics",
        "event_types": ["council.public.PlanApproved.v1"],
        "tier": "open",
        "ways": ["pull"],
        "begins_on": "2026-04-01",
        "ends_on": "2027-03-31",
    }
    assert served.ask(served.owner(), subscription, "request-subscription", terms).status_code == 201
    assert served.ask(served.officer(FIRST), subscription, "examine-request").status_code == 201
    assert served.ask(served.officer(FIRST), subscription, "approve-request").status_code == 403
    assert served.ask(served.officer(SECOND), subscription, "approve-request").status_code == 201


def test_headquarters_sees_what_was_told_event_by_event_and_audit_from_what(served, subscription):
    served.events(subscription, 14)
    path = f"/v1/subscriptions/{subscription}/log"
    for_officer = served.officer().get("feed", path).json()
    for_auditor = served.auditor.get("feed", path).json()
    assert [each["position"] for each in for_officer] == list(range(1, 15))
    assert {each["source_event"] for each in for_officer} == {None}
    assert len({each["source_event"] for each in for_auditor}) == 14


def test_audit_finds_what_was_told_of_one_case(served, subscription):
    first = opened()
    served.happened(first, council="13")
    later = served.subscribe()
    served.events(later, 15)
    told = served.auditor.get("feed", f"/v1/told/{first.case_id}").json()
    assert {each["type"] for each in told} == {"council.public.ConsultationOpened.v1"}
    assert str(later) in {each["subscription_id"] for each in told}
    assert served.officer().get("feed", f"/v1/told/{first.case_id}").status_code == 404


def test_a_long_poll_is_answered_when_there_is_news(served):
    subscription = served.subscribe()
    assert len(served.pull(subscription, wait=20).json()["events"]) > 0


def test_curl_alone_pulls_everything_and_goes_on_from_its_cursor(served, subscription, tmp_path):
    whole = served.events(subscription, 14)
    token = served.token(subscription)["authorization"].removeprefix("Bearer ")
    script = Path(__file__).resolve().parents[3] / "docs" / "feed" / "examples" / "pull.sh"
    environment = os.environ | {"FEED": str(served.house.clients["feed"].base_url), "TOKEN": token, "no_proxy": "*"}

    def pulled():
        run = subprocess.run(
            [script, tmp_path / "cursor"], env=environment, capture_output=True, text=True, timeout=30, check=True
        )
        return [event for line in run.stdout.splitlines() for event in json.loads(line)["events"]]

    assert pulled()[: len(whole)] == whole
    assert pulled() == []


def test_a_receipt_over_http_proves_an_event(served, subscription):
    event = served.events(subscription, 14)[3]
    client, headers = served.house.clients["feed"], served.token(subscription)
    verifier = Verifier.of(client.get("/events/key", headers=headers).text)
    answer = client.get("/events", params={"limit": 1000}, headers=headers).content
    start = answer.index(b'{"specversion"', answer.index(event["id"].encode()) - 40)
    body = answer[start : answer.index(b"}}", start) + 2]
    receipt = client.get(f"/events/{event['id']}/receipt", headers=headers).text
    assert check_receipt(receipt, body, verifier).size >= 14
    assert client.get(f"/events/{uuid4()}/receipt", headers=headers).status_code == 404
    assert client.get("/events/checkpoint").status_code == 401


def test_what_was_pulled_is_on_record_and_a_poll_without_news_is_not(served, subscription):
    whole = served.events(subscription, 14)
    end = served.pull(subscription, limit=1000).json()["next"]

    def reads():
        with psycopg.connect(served.house.databases["feed"]) as connection:
            rows = connection.execute(
                "SELECT body FROM events WHERE partition_key = %s ORDER BY position", [f"subscription:{subscription}"]
            ).fetchall()
        return [json.loads(body) for (body,) in rows]

    before = reads()
    assert {(each["data"]["view"], each["data"]["route"]) for each in before} == {("feed", "GET /events")}
    assert before[-1]["data"]["found"] >= len(whole)
    assert served.pull(subscription, after=end).json()["events"] == []
    assert len(reads()) == len(before)


def test_the_tables_of_rarity_are_events_of_every_place(served, subscription):
    served.events(subscription, 14)
    with psycopg.connect(served.house.databases["feed"]) as connection:
        rows = connection.execute("SELECT body FROM events WHERE type = 'council.feed.RarityTableDrawn.v1'").fetchall()
    tables = {told["place"]: told for (body,) in rows for told in [json.loads(body)["data"]]}
    assert set(tables) == set(PLACES)
    assert len(rows) == len(PLACES)
    assert {told["last_day"] for told in tables.values()} == {closed_quarters(TODAY)[1].isoformat()}


def test_a_test_event_can_be_asked_for_and_the_next_form_is_not_too_old(served):
    subscription = served.subscribe(ways=["webhook"])
    path = f"/v1/subscriptions/{subscription}"
    url = {"url": "http://127.0.0.1:9/nobody"}
    assert served.ask(served.owner(), subscription, "register-endpoint", url).status_code == 201
    assert served.ask(served.owner(), subscription, "send-test-event").status_code == 201
    seen = served.house.eventually(lambda: (found := served.owner().get("feed", path).json())["version"] == 5 and found)
    following = served.owner().post("feed", f"{path}/rotate-credential", {}, **{"if-match": f'"{seen["version"]}"'})
    assert following.status_code == 201, following.text

    def tried():
        attempts = served.owner().get("feed", f"{path}/deliveries").json()
        return [each for each in attempts if each["position"] is None and each["outcome"] == "unreachable"]

    served.house.eventually(tried, within=20)
