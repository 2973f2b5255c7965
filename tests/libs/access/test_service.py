"""Every answer and every refusal of a service is recorded before it leaves; what can't be recorded is not answered."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from council_access import Action, Found, Resource, Rights, Scope, Service, Standing
from council_events import access, read_envelope
from council_events import governance as g
from council_events.deciding import Fact, Refused
from council_events.event import Event
from council_events.values import Date, Office, Purpose
from council_kit.auth import SignedIn, load_signing_key, make_token_keys, sign_token
from council_kit.clock import Clock
from council_kit.http import Call, command_route, create_app
from council_kit.postgres import Pool
from council_kit.settings_base import ServiceSettings
from council_kit.store import Acting, Cursor, Model, Saved, Store
from council_kit.telemetry import span
from council_kit.vault import KeyFiles, Vault, generate_keys
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

Serving = Callable[[Any], AbstractContextManager[httpx.Client]]
TODAY = dt.date(2024, 6, 10)


class AssignWorker(BaseModel):
    """Opens a test case, or assigns somebody to it: any event will do for a case."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="担当を割り当てる")

    worker: Annotated[str, Field(title="担当")]
    occurred_on: Date | None = None


class State(NamedTuple):
    council: str = ""
    workers: tuple[str, ...] = ()


def evolve(state: State, fact: Fact) -> State:
    event = fact.event
    assert isinstance(event, g.CaseWorkerAssigned)
    return State(state.council or fact.council, (*state.workers, event.person))


def decide(case_id: UUID, state: State, command: AssignWorker, standing: Standing) -> Sequence[Event]:
    if command.worker == standing.person:
        raise Refused("B2-2-3-2", "自分は割り当てられません。", "Nobody assigns himself.", field="worker")
    return [g.CaseWorkerAssigned(person=command.worker, case_id=case_id, begins_on=standing.on)]


MODEL: Model[State] = Model(State(), evolve)


class Listed(NamedTuple):
    case_id: UUID
    council: str
    version: int


class House:
    """A small service with cases, served for real, beside the stage of governance's events."""

    stage: Any

    def __init__(self, folder: Path, dsn: str, pool: Pool) -> None:
        self.dsn, self.pool = dsn, pool
        generate_keys(folder, ["13", "14", "47"])
        make_token_keys(folder / "gateway.jwk", folder / "gateway.pub.jwk")
        self.key = load_signing_key(folder / "gateway.jwk")
        self.clock_file = folder / "clock"
        self.clock = Clock(self.clock_file, production=False)
        self.vault = Vault(pool, KeyFiles(folder))
        self.store = Store("testing", self.pool, self.vault, self.clock)
        self.rights = Rights(self.pool)
        self.service = Service("testing", self.store, self.rights, self.clock)
        self.settings = ServiceSettings(
            environment="development",
            database=dsn,
            kafka="nowhere:1",
            token_public_key=folder / "gateway.pub.jwk",
            http_port=0,
        )
        self.router = APIRouter()
        command_route(self.router, "/v1/cases/{case_id}/assign-worker", AssignWorker, self.assign)
        self.router.add_api_route("/v1/cases/{case_id}", self.read, methods=["GET"])
        self.router.add_api_route("/v1/search", self.search, methods=["POST"])
        self.router.add_api_route("/v1/people", self.people, methods=["GET"])
        self.app = create_app("testing", "試験", self.settings, [self.router])

    def begin(self, stage: Any) -> None:
        """As before the first request: nothing recorded yet, one minute to nine in Japan."""
        self.stage = stage
        self.building: Callable[[], None] = lambda: None
        self.store.check_restored(None)
        self.clock_file.write_text("2024-06-10T08:59:00+09:00")
        self._before = 0
        self._before = len(self.recorded())

    # What a service's api.py would say

    def assign(self, call: Call[AssignWorker]) -> Saved:
        def decided(standing: Standing, acting: Acting) -> Saved:
            return self.store.execute(
                call.case_id, MODEL, lambda state: decide(call.case_id, state, call.command, standing), acting
            )

        return self.service.command(
            call,
            call.case_id,
            lambda: self.find(call.case_id),
            decided,
            opens=True,
            occurred_on=call.command.occurred_on,
        )

    def find(self, case_id: UUID) -> Resource | None:
        state, version = self.store.load(case_id, MODEL)
        return self.service.case(case_id, state.council) if version else None

    def read(self, request: Request, who: SignedIn, case_id: UUID) -> dict[str, Any]:
        def load() -> Found[State] | None:
            state, version = self.store.load(case_id, MODEL)
            return Found(self.service.case(case_id, state.council), version, state) if version else None

        def build(_standing: Standing, state: State) -> dict[str, Any]:
            self.building()
            return {"workers": list(state.workers)}

        return self.service.read_case(request, who, case_id, load, build, fields=["workers"])

    def search(self, request: Request, who: SignedIn, words: Annotated[str, Field(min_length=1)]) -> list[str]:
        def query(_standing: Standing, scope: Scope) -> list[Listed]:
            with self.pool.connection() as connection:
                rows = connection.execute(
                    f"""SELECT case_id, council, version FROM (
                          SELECT stream_id AS case_id, max(version) AS version,
                                 min(convert_from(body, 'UTF8')::json ->> 'council') AS council
                          FROM events WHERE kind = 0 GROUP BY stream_id) AS work
                        WHERE {scope.sql} ORDER BY case_id""",
                    scope.params,
                ).fetchall()
            return [Listed(*row) for row in rows]

        return self.service.read_list(
            request,
            who,
            query,
            lambda _standing, rows: [str(row.case_id) for row in rows],
            view=access.View.SEARCH,
            words=words,
        )

    def people(self, request: Request, who: SignedIn) -> dict[str, str]:
        return self.service.read(
            request, who, Action.READ_PEOPLE, access.View.PERSON, lambda standing: {"council": standing.council}
        )

    # What the tests ask

    def bearer(self, person: str, council: str = "13", purpose: Purpose = Purpose.CASE_WORK) -> dict[str, str]:
        token = sign_token(self.key, person=person, council=council, purpose=purpose, audience="testing")
        return {"authorization": f"Bearer {token}"}

    def recorded(self) -> list[Any]:
        """The access events of this test, in order."""
        with psycopg.connect(self.dsn) as connection:
            rows = connection.execute("SELECT body FROM events WHERE kind = 1 ORDER BY xid, position").fetchall()
        return [read_envelope(row[0]) for row in rows[self._before :]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, module_database: str, rights_pool: Pool) -> House:
    return House(tmp_path_factory.mktemp("keys"), module_database, rights_pool)


@pytest.fixture(scope="module")
def client(built: House, serving: Serving) -> Iterator[httpx.Client]:
    with serving(built.app) as client:
        yield client


@pytest.fixture
def house(built: House, stage: Any) -> House:
    built.begin(stage)
    stage.appointed("p13-head", Office.HEAD)
    stage.appointed("p13-deputy", Office.DEPUTY)
    stage.appointed("p13-expert", Office.EXPERT)
    stage.appointed("p14-head", Office.HEAD, "14")
    return built


def assign(
    client: httpx.Client, house: House, case_id: UUID, worker: str = "p13-expert", *, by: str = "p13-head", **more: Any
) -> httpx.Response:
    council = by[1:3]
    headers = {**house.bearer(by, council), **more.pop("headers", {})}
    return client.post(f"/v1/cases/{case_id}/assign-worker", json={"worker": worker, **more}, headers=headers)


def test_a_read_is_recorded_with_who_what_and_why_before_the_answer_leaves(house: House, client: httpx.Client) -> None:
    case_id = uuid4()
    assert assign(client, house, case_id).status_code == 201
    assign(client, house, case_id, "p13-other")
    with span("the gateway"):
        answer = client.get(f"/v1/cases/{case_id}", headers=house.bearer("p13-deputy"))
    assert answer.json() == {"workers": ["p13-expert", "p13-other"]}
    (envelope,) = house.recorded()
    assert envelope.data == access.Read(
        view=access.View.CASE,
        route="GET /v1/cases/{case_id}",
        office=Office.DEPUTY,
        cases=(case_id,),
        versions=(2,),
        fields=("workers",),
        found=1,
    )
    assert (envelope.actor, envelope.council, envelope.purpose) == ("p13-deputy", "13", Purpose.CASE_WORK)
    assert (envelope.partitionkey, envelope.occurredon) == ("p13-deputy", TODAY)


def test_the_record_is_made_while_the_answer_is_built(house: House, client: httpx.Client, eventually: Any) -> None:
    case_id = uuid4()
    assign(client, house, case_id)
    house.building = lambda: eventually(house.recorded)
    assert client.get(f"/v1/cases/{case_id}", headers=house.bearer("p13-head")).status_code == 200


def test_what_cannot_be_recorded_is_not_answered(house: House, client: httpx.Client) -> None:
    case_id = uuid4()
    assign(client, house, case_id)
    nowhere = Cursor(1, 1, 1, uuid4(), b"x" * 32)
    assert not house.store.check_restored(nowhere), "the store takes no more writes"
    for headers in (house.bearer("p13-head"), house.bearer("p14-head", "14")):
        answer = client.get(f"/v1/cases/{case_id}", headers=headers)
        assert answer.status_code == 503
        assert answer.json()["type"] == "urn:council:problem:not-recorded"
        assert "p13-expert" not in answer.text


def test_what_the_database_refuses_to_record_is_built_but_not_answered(house: House, client: httpx.Client) -> None:
    case_id, built = uuid4(), list[UUID]()
    assign(client, house, case_id)
    house.building = lambda: built.append(case_id)
    with psycopg.connect(house.dsn, autocommit=True) as connection:
        connection.execute("ALTER TABLE events ADD CONSTRAINT nobody_reads CHECK (kind = 0) NOT VALID")
        try:
            answer = client.get(f"/v1/cases/{case_id}", headers=house.bearer("p13-head"))
        finally:
            connection.execute("ALTER TABLE events DROP CONSTRAINT nobody_reads")
    assert (answer.status_code, built) == (503, [case_id])
    assert answer.json()["type"] == "urn:council:problem:not-recorded"
    assert "p13-expert" not in answer.text


def test_an_unknown_and_a_foreign_case_are_refused_alike_and_recorded_alike(house: House, client: httpx.Client) -> None:
    foreign = uuid4()
    for number in range(30):
        assign(client, house, foreign, f"p14-worker-{number}", by="p14-head")
    reader = house.bearer("p13-head")

    def look(case_id: UUID) -> tuple[httpx.Response, float]:
        started = time.perf_counter()
        answer = client.get(f"/v1/cases/{case_id}", headers=reader)
        return answer, time.perf_counter() - started

    answers: dict[str, list[tuple[httpx.Response, float]]] = {"foreign": [], "unknown": []}
    for _ in range(11):
        answers["foreign"].append(look(foreign))
        answers["unknown"].append(look(uuid4()))
    shapes = {
        (answer.status_code, answer.content, tuple(sorted((k, v) for k, v in answer.headers.items() if k != "date")))
        for both in answers.values()
        for answer, _ in both
    }
    assert len(shapes) == 1
    assert next(iter(shapes))[0] == 404
    quickest = {kind: min(seconds for _, seconds in each) for kind, each in answers.items()}
    assert abs(quickest["foreign"] - quickest["unknown"]) < 0.01, quickest
    recorded = house.recorded()
    assert len(recorded) == 22
    assert {envelope.data.kind for envelope in recorded} == {access.RefusalKind.NOT_FOUND}
    assert {envelope.data.case_id for envelope in recorded} >= {foreign}


def test_a_refusal_for_want_of_a_right_is_403_and_recorded_with_its_provision(
    house: House, client: httpx.Client
) -> None:
    case_id = uuid4()
    assign(client, house, case_id, "p13-other")
    answer = client.get(f"/v1/cases/{case_id}", headers=house.bearer("p13-expert"))
    assert (answer.status_code, answer.json()["provision"]) == (403, "YR-2-1-4-4")
    assert "p13-other" not in answer.text
    (envelope,) = house.recorded()
    assert envelope.data == access.Refused(
        kind=access.RefusalKind.FORBIDDEN,
        route="GET /v1/cases/{case_id}",
        office=Office.EXPERT,
        case_id=case_id,
        provision="YR-2-1-4-4",
    )


def test_a_rules_refusal_is_409_recorded_and_nothing_else_is_saved(house: House, client: httpx.Client) -> None:
    case_id = uuid4()
    answer = assign(client, house, case_id, "p13-head")
    assert (answer.status_code, answer.json()["field"]) == (409, "worker")
    (envelope,) = house.recorded()
    assert (envelope.data.kind, envelope.data.provision) == (access.RefusalKind.RULE, "B2-2-3-2")
    assert envelope.data.route == "POST /v1/cases/{case_id}/assign-worker"
    assert house.store.history(case_id) == []


def test_a_command_on_a_foreign_case_is_404_even_where_it_would_open_one(house: House, client: httpx.Client) -> None:
    case_id = uuid4()
    assign(client, house, case_id, "p14-worker", by="p14-head")
    assert assign(client, house, case_id).status_code == 404
    assert len(house.store.history(case_id)) == 1


def test_a_repeated_request_gets_the_first_answer_unless_the_right_has_gone(house: House, client: httpx.Client) -> None:
    case_id = uuid4()
    key: dict[str, Any] = {"headers": {"idempotency-key": "key-00000001"}}
    first = assign(client, house, case_id, by="p13-deputy", **key)
    again = assign(client, house, case_id, by="p13-deputy", **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert assign(client, house, case_id, "p13-other", by="p13-deputy", **key).status_code == 422
    house.stage.happened(
        g.ConflictOfInterestDeclared(person="p13-deputy", case_id=case_id, kind=g.InterestKind.COMPANY)
    )
    assert assign(client, house, case_id, by="p13-deputy", **key).status_code == 403


def test_who_has_seen_an_older_version_learns_who_was_first(house: House, client: httpx.Client) -> None:
    case_id = uuid4()
    assign(client, house, case_id)
    assign(client, house, case_id, "p13-other", by="p13-deputy", headers={"if-match": '"1"'})
    answer = assign(client, house, case_id, "p13-third", headers={"if-match": '"1"'})
    assert answer.status_code == 409
    assert answer.json()["first"]["actor"] == "p13-deputy"


def test_a_search_shows_only_what_single_cases_show_and_its_words_are_recorded_sealed(
    house: House, client: httpx.Client
) -> None:
    own, barred, foreign = uuid4(), uuid4(), uuid4()
    house.stage.appointed("p47-head", Office.HEAD, "47")
    assign(client, house, own, by="p47-head")
    assign(client, house, barred, by="p47-head")
    assign(client, house, foreign, "p14-worker", by="p14-head")
    house.stage.happened(
        g.ConflictOfInterestDeclared(person="p47-head", case_id=barred, kind=g.InterestKind.COMPANY), council="47"
    )
    answer = client.post("/v1/search?words=山田製作所", headers=house.bearer("p47-head", "47"))
    assert answer.json() == [str(own)]
    (envelope,) = house.recorded()
    assert (envelope.data.view, envelope.data.cases, envelope.data.versions) == (access.View.SEARCH, (own,), (1,))
    assert envelope.data.words.is_sealed
    assert house.vault.open(envelope.data.words) == "山田製作所"


def test_a_list_without_any_office_is_404_and_recorded(house: House, client: httpx.Client) -> None:
    answer = client.post("/v1/search?words=x", headers=house.bearer("nobody"))
    assert answer.status_code == 404
    assert [envelope.data.kind for envelope in house.recorded()] == [access.RefusalKind.NOT_FOUND]


def test_what_is_no_case_is_recorded_too(house: House, client: httpx.Client) -> None:
    assert client.get("/v1/people", headers=house.bearer("p13-expert")).json() == {"council": "13"}
    assert [envelope.data.view for envelope in house.recorded()] == [access.View.PERSON]


def test_the_day_is_japans_before_and_after_nine_in_the_morning(house: House, client: httpx.Client) -> None:
    """00:00 UTC is 9:00 JST: until then UTC still has yesterday's date, and the business date must not follow it."""
    for instant, day in (
        ("2024-06-10T08:59:00+09:00", "2024-06-10"),
        ("2024-06-10T09:01:00+09:00", "2024-06-10"),
        ("2024-06-10T23:59:00+09:00", "2024-06-10"),
        ("2024-06-11T00:01:00+09:00", "2024-06-11"),
    ):
        house.clock_file.write_text(instant)
        case_id = uuid4()
        assert assign(client, house, case_id).status_code == 201
        envelope = read_envelope(house.store.history(case_id)[0])
        assert envelope.occurredon.isoformat() == day
    assert house.stage.asking("p13-head").on == TODAY


def test_an_act_of_an_earlier_day_keeps_its_day(house: House, client: httpx.Client) -> None:
    case_id = uuid4()
    assign(client, house, case_id, occurred_on="2024-06-03")
    envelope = read_envelope(house.store.history(case_id)[0])
    assert envelope.occurredon == dt.date(2024, 6, 3)
    assert envelope.time.date() == dt.date(2024, 6, 9), "recorded at 8:59 in Japan, which is the day before in UTC"


def test_a_substitutes_act_names_the_person_acted_for(house: House, client: httpx.Client) -> None:
    house.stage.happened(
        g.SubstituteDesignated(
            person="p13-head",
            office=Office.HEAD,
            substitute="p13-deputy",
            ground=g.SubstitutionGround.INCAPACITY,
            begins_on=TODAY,
        )
    )
    case_id = uuid4()
    assign(client, house, case_id, by="p13-deputy")
    envelope = read_envelope(house.store.history(case_id)[0])
    assert (envelope.actor, envelope.onbehalfof) == ("p13-deputy", "p13-head")


def test_what_one_request_causes_shares_its_trace(house: House, client: httpx.Client) -> None:
    case_id = uuid4()
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assign(client, house, case_id, headers={"traceparent": caller})
    client.get(f"/v1/cases/{case_id}", headers={**house.bearer("p13-head"), "traceparent": caller})
    written = read_envelope(house.store.history(case_id)[0])
    (seen,) = house.recorded()
    for envelope in (written, seen):
        assert envelope.correlationid == UUID("0af7651916cd43dd8448eb211c80319c")
        assert (envelope.traceparent or "").startswith("00-0af7651916cd43dd8448eb211c80319c-")


def test_an_error_while_building_is_told_and_the_read_stays_on_record(
    house: House, client: httpx.Client, log_lines: Any
) -> None:
    case_id = uuid4()
    assign(client, house, case_id)

    def fails() -> None:
        raise RuntimeError("東京花子")

    house.building = fails
    answer = client.get(f"/v1/cases/{case_id}", headers=house.bearer("p13-head"))
    assert answer.status_code == 500
    assert "花子" not in answer.text
    assert len(house.recorded()) == 1
    assert [line["error"] for line in log_lines()] == ["builtins.RuntimeError"]
