"""What a service tells when a command is taken or refused, and what it tells of itself."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from council_events.deciding import Refused
from council_kit.problems import NotVisible
from council_kit.store.acting import (
    ConcurrentDecision,
    EventTooLargeError,
    KeyReusedError,
    Saved,
    StoreRestored,
    VersionAheadError,
)
from council_kit.vault import KeysAwayError, KeysRefusedError

from tests.libs.kit.door import CASE, GOOD, World, assert_problem, post, raising, saved


def test_an_accepted_command_answers_201_with_its_events_and_version(client: httpx.Client) -> None:
    answer = post(client)
    assert answer.status_code == 201
    assert answer.json()["case_id"] == str(CASE)
    assert answer.json()["version"] == 1
    assert [event["sequence"] for event in answer.json()["events"]] == [1]
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("result", [saved(1, repeated=True), saved(3, events=0)], ids=["repeated", "nothing to do"])
def test_a_repeated_or_needless_command_answers_200(world: World, client: httpx.Client, result: Saved) -> None:
    world.does = lambda: result
    assert post(client).status_code == 200


def test_key_and_version_reach_the_handler_with_a_hash_of_the_request(world: World, client: httpx.Client) -> None:
    post(client, Idempotency_Key="key-00000001", If_Match='"7"')
    post(client, {**GOOD, "note": "y"}, Idempotency_Key="key-00000001", If_Match="7")
    post(client, Idempotency_Key="key-00000001")
    first, other, again = world.calls
    assert (first.idempotency_key, first.expected_version, first.case_id) == ("key-00000001", 7, CASE)
    assert other.expected_version == 7
    assert first.body_hash == again.body_hash != other.body_hash
    assert again.expected_version is None


def test_a_command_without_a_key_has_no_hash(world: World, client: httpx.Client) -> None:
    post(client)
    assert world.calls[0].body_hash is None


@pytest.mark.parametrize(
    ("headers", "field"),
    [({"Idempotency_Key": "short"}, "Idempotency-Key"), ({"If_Match": "7.0"}, "If-Match")],
)
def test_a_header_that_does_not_fit_is_named(
    world: World, client: httpx.Client, headers: dict[str, str], field: str
) -> None:
    body = assert_problem(post(client, **headers), 422, "invalid")
    assert body["field"] == field
    assert not world.calls


def test_a_rule_of_the_programme_is_409_with_its_provision_and_field(world: World, client: httpx.Client) -> None:
    world.does = raising(Refused("B2-2-2-1", "決定できません。", "It cannot be decided.", field="on"))
    body = assert_problem(post(client), 409, "refused")
    assert (body["provision"], body["field"]) == ("B2-2-2-1", "on")
    assert (body["detail"], body["detail_en"]) == ("決定できません。", "It cannot be decided.")


def test_a_matter_of_rights_is_403_with_its_provision(world: World, client: httpx.Client) -> None:
    world.does = raising(Refused("YR-2-1-4-2", "誓約書がありません。", "There is no pledge.", forbidden=True))
    body = assert_problem(post(client), 403, "forbidden")
    assert body["provision"] == "YR-2-1-4-2"


def test_a_concurrent_decision_says_who_was_first_with_what_and_when(world: World, client: httpx.Client) -> None:
    when = dt.datetime(2024, 6, 10, 3, 4, 5, tzinfo=dt.UTC)
    world.does = raising(ConcurrentDecision(CASE, "p13-deputy", "council.intake.ConsultationOpened.v1", when))
    body = assert_problem(post(client), 409, "conflict")
    assert body["first"] == {
        "actor": "p13-deputy",
        "type": "council.intake.ConsultationOpened.v1",
        "title": "相談の受付",
        "time": "2024-06-10T03:04:05Z",
    }
    assert "2024-06-10 12:04:05" in body["detail"], "shown in JST"


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (KeyReusedError(), 422, "key-reused"),
        (VersionAheadError(7, 3), 412, "precondition"),
        (EventTooLargeError(60_123, 60_000), 413, "too-large"),
        (StoreRestored(), 503, "writes-stopped"),
        (psycopg.OperationalError("secret host name"), 503, "unavailable"),
        (KeysAwayError("secret host name"), 503, "unavailable"),
        (KeysRefusedError("secret host name"), 503, "unavailable"),
    ],
)
def test_what_the_store_refuses_is_a_problem_of_its_own(
    world: World, client: httpx.Client, log_lines: Any, error: Exception, status: int, kind: str
) -> None:
    world.does = raising(error)
    assert "secret" not in json.dumps(assert_problem(post(client), status, kind))


def test_an_unexpected_exception_is_500_with_a_reference_that_the_log_knows_and_nothing_else(
    world: World, client: httpx.Client, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    world.does = raising(RuntimeError("東京花子 090-0000-0000"))
    body = assert_problem(post(client), 500, "fault")
    assert re.fullmatch(r"[0-9a-f]{12}", body["reference"])
    assert body["reference"] in body["detail"]
    (line,) = log_lines()
    assert (line["reference"], line["error"]) == (body["reference"], "builtins.RuntimeError")
    assert line["route"] == "/v1/cases/{case_id}/open-test-case"
    for text in (json.dumps(body, ensure_ascii=False), json.dumps(line, ensure_ascii=False)):
        assert "花子" not in text
        assert "090" not in text.replace(body["reference"], "")


@pytest.mark.parametrize("path", ["/", "/nowhere", "/v1/nowhere", f"/v1/cases/{CASE}/"])
def test_an_unknown_path_is_a_404_problem(client: httpx.Client, path: str) -> None:
    assert_problem(client.get(path), 404, "not-found")


def test_an_unknown_method_is_a_405_problem(client: httpx.Client) -> None:
    answer = client.delete(f"/v1/cases/{CASE}")
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


def test_a_404_leaves_at_a_whole_beat_however_long_the_look_took(world: World, client: httpx.Client) -> None:
    def after(seconds: float) -> float:
        def does() -> Saved:
            time.sleep(seconds)
            raise NotVisible

        world.does = does
        started = time.perf_counter()
        assert_problem(client.get(f"/v1/cases/{CASE}"), 404, "not-found")
        return time.perf_counter() - started

    # The quickest of many: a busy machine makes answers later, never earlier.
    unknown = min(after(0) for _ in range(15))
    foreign = min(after(0.02) for _ in range(15))
    assert abs(unknown - foreign) < 0.01, (unknown, foreign)
