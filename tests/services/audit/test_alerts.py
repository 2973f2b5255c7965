"""What is unusual in who reads what, and that a window counted twice alerts once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from council_audit.application.alerts import Alerts, Due
from council_audit.rules.alerts import Thresholds, alert_id, is_night, signs_of, window_of
from council_events.audit import AlertKind
from council_events.values import Office, Purpose
from council_kit.clock import Clock
from council_kit.postgres import open_pool
from council_kit.store import Store

from tests.services.house import House

USUAL = Thresholds()
NOON, MIDNIGHT = "2026-04-01T03:00:00Z", "2026-04-01T15:30:00Z"


def event(at: str = NOON, purpose: str = "case_work", actor: str = "p13-deputy", **data: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "time": at, "actor": actor, "council": "13", "purpose": purpose, "data": data}


def kinds(made: dict[str, Any]) -> list[AlertKind]:
    return [sign.kind for sign in signs_of(made, USUAL)]


def test_a_case_that_was_shown_counts_and_a_list_does_not() -> None:
    case = str(uuid4())
    (sign,) = signs_of(event(view="case", cases=[case]), USUAL)
    assert (sign.kind, sign.person, sign.council, sign.item) == (AlertKind.MANY_CASES, "p13-deputy", "13", case)
    assert kinds(event(view="list", cases=[case])) == []
    assert kinds(event(view="search", cases=[case])) == []


def test_at_night_a_case_counts_twice_over() -> None:
    assert kinds(event(MIDNIGHT, view="paper", cases=[str(uuid4())])) == [AlertKind.MANY_CASES, AlertKind.AT_NIGHT]


@pytest.mark.parametrize(("hour", "night"), [(21, False), (22, True), (23, True), (0, True), (4, True), (5, False)])
def test_the_night_is_that_of_japan(hour: int, night: bool) -> None:
    at = dt.datetime(2026, 4, 1, hour, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    assert is_night(at, USUAL) is night
    assert is_night(at, Thresholds(night_from=1, night_until=4)) is (1 <= hour < 4)


def test_what_is_refused_as_unknown_counts_towards_other_councils_and_a_person_without_office_at_once() -> None:
    assert kinds(event(kind="not_found", case_id=str(uuid4()), office="deputy")) == [AlertKind.OTHER_COUNCIL]
    assert kinds(event(kind="not_found", case_id=None, office="deputy")) == []
    assert kinds(event(kind="forbidden", case_id=str(uuid4()), office=None)) == [AlertKind.AFTER_OFFICE]
    assert kinds(event(kind="forbidden", case_id=str(uuid4()), office="secretariat")) == []
    assert kinds(event(kind="rule", case_id=str(uuid4()), office=None)) == []


def test_the_system_audits_and_investigations_are_not_watched_here() -> None:
    case = [str(uuid4())]
    assert kinds(event(actor="system:support", view="case", cases=case)) == []
    assert kinds(event(purpose="investigation", view="case", cases=case)) == []
    assert kinds(event(purpose="audit", view="replay", cases=case)) == []


def test_the_number_of_an_alert_comes_from_kind_subject_and_window() -> None:
    start = window_of(dt.datetime(2026, 4, 1, 3, 7, 30, tzinfo=dt.UTC), 10)
    assert start == dt.datetime(2026, 4, 1, 3, 0, tzinfo=dt.UTC)
    same = alert_id(AlertKind.AT_NIGHT, "p13-deputy", start, 10)
    assert same == alert_id(AlertKind.AT_NIGHT, "p13-deputy", start, 10)
    others = {
        alert_id(AlertKind.MANY_CASES, "p13-deputy", start, 10),
        alert_id(AlertKind.AT_NIGHT, "p13-head", start, 10),
        alert_id(AlertKind.AT_NIGHT, "p13-deputy", start + dt.timedelta(minutes=10), 10),
    }
    assert len(others | {same}) == 4


def test_a_window_that_is_counted_twice_alerts_once(database: str) -> None:
    with open_pool(database, max_size=2) as pool:
        store = Store("audit", pool, None, Clock(None, production=False))
        alerts = Alerts(store, Clock(None, production=False), USUAL)
        due = Due(AlertKind.MANY_CASES, dt.datetime(2026, 4, 1, tzinfo=dt.UTC), "13", 30, person="p13-deputy")
        number = alerts.raise_(due)
        assert alerts.raise_(due._replace(counted=31)) == number
        assert len(store.history(number)) == 1


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    strict = {"alert_many_cases": 3, "alert_other_council": 2, "alert_same_case": 2, "alert_window_minutes": 1440}
    with closed_house.open("governance", "intake", "audit", **strict) as opened:
        opened.staff("13")
        opened.nation("auditor-1", Office.AUDITOR)
        head = opened.as_("p13-head", "13")
        opened.eventually(lambda: head.post("intake", "/v1/work", {}).status_code == 200)
        yield opened


def test_many_cases_foreign_cases_and_a_crowd_around_one_case_reach_the_auditor(house: House) -> None:
    head, deputy = house.as_("p13-head", "13"), house.as_("p13-deputy", "13")
    auditor = house.as_("auditor-1", "hq", Purpose.AUDIT)
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": "株式会社見沼精機（架空）",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "13",
        "employees": 31,
    }
    cases = [head.post("intake", "/v1/consultations", body).json()["case_id"] for _ in range(3)]

    def raised() -> Any:
        for case in cases:  # Faust begins at the latest record: what was read before it stood there is not counted
            head.get("intake", f"/v1/cases/{case}")
            deputy.get("intake", f"/v1/cases/{case}")
            deputy.get("intake", f"/v1/cases/{uuid4()}")
        answer = auditor.get("audit", "/v1/alerts")
        found = answer.json()["items"] if answer.status_code == 200 else []
        told = {(each["kind"], each["person"]) for each in found}
        wanted = {("many_cases", "p13-head"), ("other_council", "p13-deputy"), ("same_case", None)}
        return found if wanted <= told else None

    found = house.eventually(raised, within=60.0)
    assert len({each["alert_id"] for each in found}) == len(found)
    subjects = [(each["kind"], each["person"], each["case_id"]) for each in found]
    assert len(set(subjects)) == len(subjects), "an alert came twice"
    assert {each["case_id"] for each in found if each["kind"] == "same_case"} <= set(cases)
    assert head.get("audit", "/v1/alerts").status_code == 403


def test_every_kind_of_alert_has_a_threshold_of_its_own() -> None:
    assert {kind: USUAL.of(kind) for kind in AlertKind} == {
        AlertKind.MANY_CASES: 30,
        AlertKind.OTHER_COUNCIL: 5,
        AlertKind.AFTER_OFFICE: 1,
        AlertKind.AT_NIGHT: 5,
        AlertKind.SAME_CASE: 10,
    }
    assert Thresholds(many_cases=7).of(AlertKind.MANY_CASES) == 7
