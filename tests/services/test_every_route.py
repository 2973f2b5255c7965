"""Every route of every service × office × council × how confidential the case is: nothing shows more than the details do.

The routes are read from the services' own OpenAPI documents, so a new one is asked as well. What an answer holds is compared with
what the same person may read in detail: a list, a search, an export, a report or a replay that names a case, or anything sealed in
it, is one that the detail would have shown too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from council_events.values import Office, Purpose

from tests.services.house import LONG_AGO, Caller, House, term

pytestmark = pytest.mark.long

SERVICES: Final = ("governance", "intake", "support", "subsidy", "reporting", "audit")
KEEPERS: Final = ("intake", "support", "subsidy")
"""Services whose `GET /v1/cases/{case_id}` is the detail."""
OF_NOBODY: Final = {
    ("intake", "/v1/terms"),
    ("support", "/v1/terms"),
    ("subsidy", "/v1/terms"),
    ("reporting", "/v1/publications"),
    ("reporting", "/v1/publications/{year}"),
    ("reporting", "/v1/publications/{year}/values.csv"),
    ("audit", "/v1/tlog/checkpoint"),
}
"""Routes that show settings, what is published, or the ledger's signed root: nothing of anybody, so they need no record."""
READS: Final = re.compile(r"/(work|search|names)$")
"""Paths of POSTs that ask and change nothing."""
COUNCILS: Final = ("13", "14")


class Kept(NamedTuple):
    """A case: the service that keeps it, its council, and a text that only its detail shows."""

    service: str
    council: str
    case_id: str
    secret: str


class Person(NamedTuple):
    """Who asks, signed in for which body and why. `sees`: what is expected, as (service, council), of ordinary cases."""

    person: str
    council: str
    purpose: Purpose
    sees: frozenset[tuple[str, str]] = frozenset()


def everything(council: str) -> frozenset[tuple[str, str]]:
    return frozenset((service, council) for service in KEEPERS)


SUPPORT: Final = (Purpose.CASE_WORK, Purpose.SUPERVISION)
PEOPLE: Final = [
    *(Person(f"p{c}-{role}", c, purpose, everything(c)) for c in COUNCILS for role in ("head", "deputy", "host") for purpose in SUPPORT),
    *(Person(f"p{c}-office", c, Purpose.SUBSIDY_WORK, frozenset({("subsidy", c)})) for c in COUNCILS),
    Person("p13-head", "13", Purpose.REPORTING),
    Person("p13-head", "14", Purpose.CASE_WORK),
    Person("p13-expert", "13", Purpose.CASE_WORK),
    Person("p13-unpledged", "13", Purpose.CASE_WORK),
    Person("p13-recused", "13", Purpose.CASE_WORK, everything("13")),
    Person("p13-gone", "13", Purpose.CASE_WORK),
    Person("bur03-officer", "hq", Purpose.SUPERVISION),
    Person("bur03-officer", "hq", Purpose.INVESTIGATION),
    Person("bur05-officer", "hq", Purpose.INVESTIGATION),
    Person("bur05-officer", "hq", Purpose.SUPERVISION),
    Person("hq-officer", "hq", Purpose.SUPERVISION),
    Person("hq-officer", "hq", Purpose.REPORTING),
    Person("hq-officer", "hq", Purpose.INVESTIGATION),
    Person("auditor-1", "hq", Purpose.AUDIT),
    Person("admin-1", "hq", Purpose.ADMINISTRATION),
    Person("nobody", "13", Purpose.CASE_WORK),
]  # fmt: skip


@dataclass(frozen=True)
class World:
    """The house with cases of three services in two councils, ordinary ones and one that somebody is barred from."""

    house: House
    kept: tuple[Kept, ...]
    barred: Kept
    companies: tuple[str, ...]
    inspection: str
    """Of 東京, by its bureau."""
    documents: Mapping[str, Any]
    """Of each service, the OpenAPI document."""

    @property
    def cases(self) -> tuple[Kept, ...]:
        return (*self.kept, self.barred)


@pytest.fixture(scope="module")
def world(closed_house: House) -> Iterator[World]:
    with closed_house.open(*SERVICES) as house:
        for council in COUNCILS:
            house.staff(council, deputies=("deputy", "recused", "gone") if council == "13" else ("deputy",))
        house.nation("auditor-1", Office.AUDITOR)
        house.nation("hq-officer", Office.HQ_OFFICER)
        house.nation("bur03-officer", Office.BUREAU_OFFICER, bureau="BUR-03")
        house.nation("bur05-officer", Office.BUREAU_OFFICER, bureau="BUR-05")
        host = house.as_("p13-host", "13", Purpose.SUPERVISION)
        host.does("p13-expert/receive-pledge", {"received_on": LONG_AGO})
        for person in ("p13-expert", "p13-unpledged"):
            host.does(f"{person}/appoint-office", term(Office.EXPERT))
        host.does("p13-gone/end-office", {"office": "deputy", "ended_on": "2024-03-31", "reason": "resigned"})
        kept = [
            case
            for council in COUNCILS
            for case in (consulted(house, council), chosen(house, council), advised(house, council))
        ]
        barred = consulted(house, "13")
        interest = {"case_id": barred.case_id, "kind": "company"}
        house.as_("p13-recused", "13").does("p13-recused/declare-conflict-of-interest", interest)
        companies = [registered(house, council) for council in COUNCILS]
        bureau = house.as_("bur03-officer", "hq", Purpose.SUPERVISION)

        def begun() -> Any:
            answer = bureau.post("audit", "/v1/inspections", {"concerned": "13", "ground": "所管の検査"})
            return answer.json()["case_id"] if answer.status_code == 201 else None

        inspection = str(house.eventually(begun))
        documents = {service: house.clients[service].get("/openapi.json").json() for service in SERVICES}
        world = World(house, tuple(kept), barred, tuple(companies), inspection, documents)
        _until_everything_is_known(world)
        yield world


def secret() -> str:
    return f"秘{uuid4().hex[:10]}株式会社"


def consulted(house: House, council: str) -> Kept:
    """A consultation of a council."""
    name = secret()
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": name,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": council,
        "employees": 31,
    }

    def opened() -> Any:
        answer = house.as_(f"p{council}-deputy", council).post("intake", "/v1/consultations", body)
        return answer.json()["case_id"] if answer.status_code == 201 else None

    return Kept("intake", council, str(house.eventually(opened)), name)


ITEMS: Final = (
    "outline", "finances", "ownership_and_debts", "business_structure", "organisation", "history", "efforts",
    "bank_relations", "resources", "requests", "tax_arrears",
)  # fmt: skip


def chosen(house: House, council: str) -> Kept:
    """A case that support has received from a consultation."""
    case = consulted(house, council)
    head = house.as_(f"p{council}-head", council)
    for command, body in (
        ("explain-role", {}),
        ("record-facts", dict.fromkeys(ITEMS, "記録")),
        ("complete-fact-finding", {}),
        ("choose-support-line", {"line": "restructuring"}),
    ):
        answer = head.post("intake", f"/v1/cases/{case.case_id}/{command}", body)
        assert answer.status_code == 201, answer.text
    house.eventually(lambda: head.get("support", f"/v1/cases/{case.case_id}").status_code == 200)
    return case._replace(service="support")


def advised(house: House, council: str) -> Kept:
    """Preliminary advice on the plan subsidy."""
    asker, case_id = secret(), str(uuid4())
    body = {"case_id": case_id, "asker": asker, "advised": ["bank"], "advice": "留意事項"}
    head = house.as_(f"p{council}-head", council)
    house.eventually(lambda: head.post("subsidy", "/v1/preliminary-advice", body).status_code in (200, 201))
    return Kept("subsidy", council, case_id, asker)


def registered(house: House, council: str) -> str:
    body = {"name": secret(), "legal_form": "stock_company", "industry": "manufacturing", "prefecture": council}
    answer = house.as_(f"p{council}-head", council).post("intake", "/v1/companies", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def _until_everything_is_known(world: World) -> None:
    """Rights and recusals in every service, the cases in lists and in the ledger."""
    house = world.house
    recused = house.as_("p13-recused", "13")
    gone = house.as_("p13-gone", "13")
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)
    for service in KEEPERS:
        house.eventually(lambda s=service: gone.post(s, "/v1/work", {}).status_code == 403)
    house.eventually(lambda: recused.get("intake", f"/v1/cases/{world.barred.case_id}").status_code == 403)
    for case in world.cases:
        house.eventually(lambda c=case: auditor.get("audit", f"/v1/cases/{c.case_id}/replay").status_code == 200)
        head = house.as_(f"p{case.council}-head", case.council)
        if case.service != "subsidy":
            house.eventually(lambda c=case, h=head: c.case_id in h.post(c.service, "/v1/work", {"limit": 20}).text)


def test_the_details_are_open_to_whom_the_programme_says_and_to_nobody_else(world: World) -> None:
    for person in PEOPLE:
        caller = world.house.as_(person.person, person.council, person.purpose)
        seen = {case.case_id for case in world.cases if _detail(caller, case).status_code == 200}
        expected = {case.case_id for case in world.kept if (case.service, case.council) in person.sees}
        if person.sees and person.person != "p13-recused" and ("intake", world.barred.council) in person.sees:
            expected.add(world.barred.case_id)
        assert seen == expected, person


def _detail(caller: Caller, case: Kept) -> httpx.Response:
    return caller.get(case.service, f"/v1/cases/{case.case_id}")


@pytest.mark.parametrize(
    "person", PEOPLE, ids=lambda person: f"{person.person}-{person.council}-{person.purpose.value}"
)
def test_no_route_shows_more_than_the_details_and_none_answers_off_the_record(world: World, person: Person) -> None:
    caller = world.house.as_(person.person, person.council, person.purpose)
    readable = {case.case_id for case in world.cases if _detail(caller, case).status_code == 200}
    hidden = [case for case in world.cases if case.case_id not in readable]
    keeps_ledger = person.person == "auditor-1"
    with ThreadPoolExecutor(8) as requests:
        answers = list(requests.map(lambda asked: (asked, _ask(caller, *asked[:4])), _requests(world, person)))
    assert len(answers) > 60, "the routes were not found"
    off_the_record: set[tuple[str, str]] = set()
    recorded = {service: _recorded(world, service, person.person) for service in SERVICES}
    for (service, method, path, _, route), answer in answers:
        told = f"{person.person}: {method} {service}{path} → {answer.status_code}"
        assert answer.status_code < 500, told
        if answer.status_code in (200, 403) and f"{method.upper()} {route}" not in recorded[service]:
            off_the_record.add((service, route))
        for case in hidden:
            assert case.secret not in answer.text, told
            if answer.status_code == 200 and not keeps_ledger and not _names_cases(person, case, route, path):
                assert case.case_id not in answer.text, told
    assert off_the_record <= OF_NOBODY


def _names_cases(person: Person, case: Kept, route: str, path: str) -> bool:
    """Where a number stands by right: one's own interests and requests, and what a bureau inspects, which stays sealed."""
    if (person.person, person.purpose) == ("bur03-officer", Purpose.SUPERVISION):
        inspected = route.startswith("/v1/inspections/{inspection_id}/cases") and case.council == "13"
        return inspected or route == "/v1/people/{person}/seen"
    return path in (f"/v1/people/{person.person}", f"/v1/people/{person.person}/seen")


def _ask(caller: Caller, service: str, method: str, path: str, body: Any) -> httpx.Response:
    return caller.get(service, path) if method == "get" else caller.post(service, path, body)


def _recorded(world: World, service: str, person: str) -> set[str]:
    """The routes of this person's access events."""
    with psycopg.connect(world.house.databases[service]) as connection:
        rows = connection.execute(
            "SELECT DISTINCT convert_from(body, 'UTF8')::jsonb #>> '{data,route}' FROM events"
            " WHERE kind = 1 AND partition_key = %s",
            [person],
        ).fetchall()
    return {route for (route,) in rows}


def _requests(world: World, person: Person) -> Iterator[tuple[str, str, str, Any, str]]:
    """Every read of every service, with each case, company and person in its placeholders; and its route."""
    for service in SERVICES:
        for path, operations in sorted(world.documents[service]["paths"].items()):
            if not path.startswith("/v1"):
                continue
            if "get" in operations:
                query = _query(operations["get"])
                yield from ((service, "get", f"{filled}{query}", None, path) for filled in _filled(path, world, person))
            if "post" in operations and READS.search(path):
                yield from ((service, "post", path, body, path) for body in _bodies(path, world))


def _filled(path: str, world: World, person: Person) -> Iterator[str]:
    places = re.findall(r"{([a-z_]+)}", path)
    if not places:
        yield path
        return
    values = {
        "case_id": [case.case_id for case in world.cases],
        "company_id": list(world.companies),
        "person": [person.person, "p13-deputy", "p13-recused"],
        "council": list(COUNCILS),
        "inspection_id": [world.inspection],
    }
    first, *rest = places
    for value in values.get(first, [_anything(first)]):
        filled = path.replace(f"{{{first}}}", value)
        for place in rest:
            filled = filled.replace(f"{{{place}}}", values.get(place, [_anything(place)])[0])
        yield filled


def _anything(place: str) -> str:
    """A value for a placeholder that names no case, company or person."""
    return str(uuid4()) if place.endswith(("_id", "entry", "edition")) else "start-1"


def _query(operation: dict[str, Any]) -> str:
    """The parameters without which the route refuses to answer."""
    given = {
        "fiscal_year": "2024",
        "first": "1",
        "second": "2",
        "from": "2024-04-01",
        "to": "2024-06-30",
        "level": "council",
    }
    needed = [
        each["name"] for each in operation.get("parameters", ()) if each["in"] == "query" and each.get("required")
    ]
    return "?" + "&".join(f"{name}={given.get(name, '1')}" for name in needed) if needed else ""


def _bodies(path: str, world: World) -> list[dict[str, Any]]:
    if path.endswith("/work"):
        return [{}, {"overdue": True}]
    if path.endswith("/names"):
        return [{"ids": [*(case.case_id for case in world.cases), *world.companies]}]
    return [{"words": case.secret[1:9]} for case in world.cases] + [{"words": "秘"}]


def test_a_number_that_is_not_ones_own_is_as_unknown_as_one_that_never_was(world: World) -> None:
    foreign = world.house.as_("p14-head", "14")
    for case in (each for each in world.cases if each.council == "13"):
        for service in (*KEEPERS, "audit"):
            suffix = "/replay" if service == "audit" else ""
            real = foreign.get(service, f"/v1/cases/{case.case_id}{suffix}")
            never = foreign.get(service, f"/v1/cases/{UUID(int=7)}{suffix}")
            assert (real.status_code, real.json()) == (never.status_code, never.json()) == (404, never.json())
