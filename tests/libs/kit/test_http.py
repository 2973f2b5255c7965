"""What a service tells when something is refused, and how its parts live and die."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from council_events.deciding import Refused
from council_events.values import AgencyId, CouncilCode, Date, Industry, Purpose, Yen
from council_kit.auth import load_signing_key, make_token_keys, sign_token
from council_kit.door import template_of
from council_kit.http import Call, command_route, create_app
from council_kit.problems import NotVisible
from council_kit.settings_base import ServiceSettings
from council_kit.store.acting import (
    ConcurrentDecision,
    EventTooLargeError,
    KeyReusedError,
    Saved,
    SavedEvent,
    StoreRestored,
    VersionAheadError,
)
from council_kit.vault import KeysAwayError
from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

Serving = Callable[[Any], AbstractContextManager[httpx.Client]]
CASE = UUID("018f0000-0000-7000-8000-000000000001")


def _not_the_ninth(day: dt.date) -> dt.date:
    if day.day == 9:
        raise PydanticCustomError("ninth", "the ninth is a holiday here", {"ja": "九日は休みです"})
    return day


class Creditor(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[Yen, Field(title="金額")]


class OpenTestCase(BaseModel):
    """Opens a case for the tests of the door."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="試験用の案件を開く")

    on: Annotated[Date, Field(title="日付"), AfterValidator(_not_the_ninth)]
    council: CouncilCode
    industry: Industry = Industry.OTHER
    agency: AgencyId | None = None
    note: Annotated[str, Field(min_length=1, max_length=20)] = "x"
    creditors: tuple[Creditor, ...] = ()


GOOD: dict[str, Any] = {"on": "2024-06-10", "council": "13"}


class World:
    """What the handler does next, and what it was called with."""

    def __init__(self, public: Path, private: Path, serving: Serving) -> None:
        self.serving = serving
        self.calls: list[Call[OpenTestCase]] = []
        self.does: Callable[[], Saved] = lambda: saved(1)
        self.key = load_signing_key(private)
        self.settings = ServiceSettings(
            environment="development",
            database="postgresql://nowhere",
            kafka="nowhere:1",
            token_public_key=public,
            http_port=0,
        )
        self.router = APIRouter()
        command_route(self.router, "/v1/cases/{case_id}/open-test-case", OpenTestCase, self.handle)
        self.router.add_api_route("/v1/cases/{case_id}", self.read, methods=["GET"])

    def handle(self, call: Call[OpenTestCase]) -> Saved:
        self.calls.append(call)
        return self.does()

    def read(self, case_id: UUID) -> dict[str, str]:
        self.does()
        return {"case_id": str(case_id)}

    def bearer(self, **claims: Any) -> dict[str, str]:
        wanted = {
            "person": "p13-head",
            "council": "13",
            "purpose": Purpose.CASE_WORK,
            "audience": "testing",
            **claims,
        }
        return {"authorization": f"Bearer {sign_token(self.key, **wanted)}"}

    @contextmanager
    def client(self, *parts: Any) -> Iterator[httpx.Client]:
        app = create_app("testing", "試験", self.settings, [self.router], parts)
        with self.serving(app) as client:
            client.headers.update(self.bearer())
            yield client


def saved(version: int, *, repeated: bool = False, events: int = 1) -> Saved:
    return Saved(
        CASE,
        version,
        tuple(SavedEvent(uuid4(), "council.testing.Opened.v1", version) for _ in range(events)),
        repeated,
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> World:
    folder = tmp_path_factory.mktemp("keys")
    private, public = folder / "gateway.jwk", folder / "gateway.pub.jwk"
    make_token_keys(private, public)
    return World(public, private, serving)


@pytest.fixture(scope="module")
def open_house(house: World) -> Iterator[httpx.Client]:
    with house.client() as client:
        yield client


@pytest.fixture
def world(house: World) -> World:
    house.calls.clear()
    house.does = lambda: saved(1)
    return house


@pytest.fixture
def client(world: World, open_house: httpx.Client) -> httpx.Client:
    return open_house


def raising(error: Exception) -> Callable[[], Saved]:
    def does() -> Saved:
        raise error

    return does


def post(client: httpx.Client, body: Any = None, **headers: str) -> Any:
    content = body if isinstance(body, str | bytes) else json.dumps(GOOD if body is None else body)
    return client.post(
        f"/v1/cases/{CASE}/open-test-case",
        content=content,
        headers={
            "content-type": "application/json",
            **{name.replace("_", "-"): each for name, each in headers.items()},
        },
    )


def assert_problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"urn:council:problem:{kind}"
    assert body["status"] == status
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", body["title"] + body["detail"]), "Japanese comes first"
    assert body["title_en"].isascii()
    assert body["detail_en"]
    return body


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


@pytest.mark.parametrize("content", ["{", "", "[1,", '{"on": }', b"\xff\xfe"])
def test_a_body_that_is_no_json_is_400_and_names_the_body(
    world: World, client: httpx.Client, content: str | bytes
) -> None:
    answer = post(client, content)
    if content == "":
        assert_problem(answer, 422, "invalid")
    else:
        assert assert_problem(answer, 400, "malformed")["field"] == "body"
    assert not world.calls


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"on": "2024-02-30"}, "on", "実在する日付"),
        ({"on": "２０２４-０６-１０"}, "on", "半角"),
        ({"on": "2024-06-10T10:00:00"}, "on", "日付"),
        ({"on": "2024-06-09"}, "on", "九日は休みです"),
        ({"council": "48"}, "council", "半角"),
        ({"council": "１３"}, "council", "半角"),
        ({"council": "1３"}, "council", "半角"),
        ({"agency": "１２３４５６７８９０１２"}, "agency", "半角"),
        ({"industry": "space"}, "industry", "選んで"),
        ({"note": ""}, "note", "1文字以上"),
        ({"note": "あ" * 21}, "note", "20文字以内"),
        ({"note": None}, "note", "文字列"),
        ({"creditors": [{"amount": 1}, {"amount": "１０００"}]}, "creditors.1.amount", "半角数字"),
        ({"creditors": [{"amount": -1}]}, "creditors.0.amount", "0以上"),
        ({"creditors": [{"amount": 1.5}]}, "creditors.0.amount", "整数"),
        ({"creditors": {}}, "creditors", "配列"),
        ({"name": "東京花子"}, "name", "この項目はありません"),
        ({"東京花子": 1}, "*", "この項目はありません"),
        ({"note": "\ud800"}, "note", "読み取れない文字"),
    ],
)
def test_input_that_does_not_fit_is_422_and_named_by_its_path_without_being_repeated(
    world: World, client: httpx.Client, change: dict[str, Any], field: str, says: str
) -> None:
    body = assert_problem(post(client, {**GOOD, **change}), 422, "invalid")
    assert [fault["field"] for fault in body["errors"]] == [field]
    assert says in body["errors"][0]["ja"]
    assert body["errors"][0]["en"].isascii()
    assert body["field"] == field
    text = json.dumps(body, ensure_ascii=False)
    assert "花子" not in text
    assert "１" not in text
    assert not world.calls


def test_every_missing_field_is_listed(client: httpx.Client) -> None:
    body = assert_problem(post(client, {}), 422, "invalid")
    assert [(fault["field"], fault["ja"]) for fault in body["errors"]] == [
        ("on", "入力してください。"),
        ("council", "入力してください。"),
    ]


def test_an_id_in_the_path_that_is_none_is_422_for_its_name(client: httpx.Client) -> None:
    assert assert_problem(client.get("/v1/cases/東京花子"), 422, "invalid")["field"] == "case_id"


def test_a_body_over_the_limit_is_413_whether_it_tells_its_length_or_not(world: World, client: httpx.Client) -> None:
    large = json.dumps({**GOOD, "note": "x" * 1_000_001}).encode()
    assert assert_problem(post(client, large), 413, "too-large")["field"] == "body"
    parts = (large[at : at + 65_536] for at in range(0, len(large), 65_536))
    answer = client.post(
        f"/v1/cases/{CASE}/open-test-case", content=parts, headers={"content-type": "application/json"}
    )
    assert_problem(answer, 413, "too-large")
    assert not world.calls


def test_a_body_in_parts_within_the_limit_is_read(world: World, client: httpx.Client) -> None:
    body = json.dumps(GOOD).encode()
    answer = client.post(
        f"/v1/cases/{CASE}/open-test-case",
        content=iter([body[:5], body[5:]]),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 201
    assert world.calls[0].command == OpenTestCase.model_validate(GOOD)


def test_a_form_instead_of_json_is_415(client: httpx.Client) -> None:
    answer = client.post(f"/v1/cases/{CASE}/open-test-case", data={"on": "2024-06-10"})
    assert_problem(answer, 415, "media-type")


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


@pytest.mark.parametrize(
    "claims",
    [
        {"audience": "other"},
        {"now": lambda: dt.datetime.now(dt.UTC) - dt.timedelta(seconds=61)},
    ],
    ids=["for another service", "expired"],
)
def test_a_token_that_does_not_hold_is_401(world: World, claims: dict[str, Any]) -> None:
    with world.client() as client:
        answer = client.get(f"/v1/cases/{CASE}", headers=world.bearer(**claims))
    assert_problem(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_no_route_under_v1_is_open_even_one_that_forgot_to_ask(world: World) -> None:
    with world.client() as client:
        del client.headers["authorization"]
        for path in (f"/v1/cases/{CASE}", "/v1/nowhere", "/v1"):
            assert_problem(client.get(path), 401, "not-signed-in")
        answer = post(client, "{")
        assert_problem(answer, 401, "not-signed-in")
    assert not world.calls


def test_refusals_before_sign_in_are_counted_and_limited_but_a_good_token_passes(world: World) -> None:
    with world.client() as client:
        good = client.headers.pop("authorization")
        answers = [client.get(f"/v1/cases/{CASE}").status_code for _ in range(61)]
        assert answers[:60] == [401] * 60
        limited = client.get(f"/v1/cases/{CASE}")
        assert_problem(limited, 429, "too-many")
        assert limited.headers["retry-after"] == "60"
        assert client.get(f"/v1/cases/{CASE}", headers={"authorization": good}).status_code == 200
        metrics = client.get("/metrics").text
    assert 'council_refusals_total{kind="limited",service="testing"}' in metrics


def test_the_probes_need_no_token(world: World) -> None:
    with world.client() as client:
        del client.headers["authorization"]
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {"ready": True, "missing": []}
        assert "council_http_seconds_bucket" in client.get("/metrics").text


def test_metrics_name_routes_by_their_template_only(world: World, client: httpx.Client) -> None:
    case_id = uuid4()
    client.get(f"/v1/cases/{case_id}")
    client.get("/v1/東京花子")
    client.request("PROPFIND", "/healthz")
    metrics = client.get("/metrics").text
    assert 'route="/v1/cases/{case_id}"' in metrics
    assert str(case_id) not in metrics
    assert 'method="OTHER"' in metrics
    assert "PROPFIND" not in metrics
    assert "花子" not in metrics


def test_a_route_of_an_included_router_is_named_with_its_prefixes(world: World) -> None:
    inner, outer = APIRouter(prefix="/papers"), APIRouter()

    @inner.get("/{paper_id}")
    def paper(request: Request, paper_id: int) -> dict[str, str]:
        return {"route": template_of(request.scope)}

    outer.include_router(inner, prefix="/v1/archive")
    with world.serving(create_app("testing", "試験", world.settings, [outer])) as client:
        answer = client.get("/v1/archive/papers/7", headers=world.bearer())
        assert answer.json() == {"route": "/v1/archive/papers/{paper_id}"}
        assert 'route="/v1/archive/papers/{paper_id}"' in client.get("/metrics").text


def test_openapi_names_commands_in_japanese_and_describes_their_problems(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/v1/cases/{case_id}/open-test-case"]["post"]
    assert operation["summary"] == "試験用の案件を開く"
    assert operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("OpenTestCase")
    assert {"200", "201", "400", "401", "403", "404", "409", "412", "413", "415", "422", "500", "503"} <= set(
        operation["responses"]
    )
    assert list(operation["responses"]["409"]["content"]) == ["application/problem+json"]
    assert list(operation["responses"]["201"]["content"]) == ["application/json"]
    assert {"Idempotency-Key", "If-Match", "case_id"} == {each["name"] for each in operation["parameters"]}
    assert document["components"]["schemas"]["OpenTestCase"]["properties"]["on"]["title"] == "日付"
    assert document["security"] == [{"internal": []}]
    assert document["components"]["securitySchemes"]["internal"]["scheme"] == "bearer"


class Pool:
    """A part that is entered and left."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    def __enter__(self) -> Pool:
        self.seen.append("opened")
        return self

    def __exit__(self, *_: object) -> None:
        self.seen.append("closed")


class Relaying:
    """A part that runs until it is told to stop."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    async def run(self, stop: asyncio.Event) -> None:
        self.seen.append("runs")
        await stop.wait()
        self.seen.append("stopped")


class Crashing:
    """A part that fails."""

    async def run(self, _stop: asyncio.Event) -> None:
        raise RuntimeError("東京花子")


def test_parts_run_between_the_opening_and_the_closing_of_their_pools(world: World) -> None:
    seen: list[str] = []
    with world.client(Pool(seen), Relaying(seen)) as client:
        client.get("/healthz")
        assert seen == ["opened", "runs"]
    assert seen == ["opened", "runs", "stopped", "closed"]


def test_a_crashed_part_makes_the_process_unready(
    world: World, eventually: Callable[..., Any], log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    with world.client(Crashing()) as client:
        eventually(lambda: client.get("/readyz").status_code == 503)
        assert client.get("/readyz").json() == {"ready": False, "missing": ["parts"]}
    (line,) = [line for line in log_lines() if line["level"] == "critical"]
    assert (line["event"], line["part"]) == ("a part crashed; the process stops", "Crashing")
