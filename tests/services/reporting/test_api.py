"""Figures over HTTP: from a consultation at a council to the nation's dashboard, for those who may see them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from council_directory import fiscal_year, fiscal_year_end, fiscal_year_start
from council_events.values import Office, Purpose

from tests.services.house import TODAY, Caller, House

YEAR = {
    "from": fiscal_year_start(fiscal_year(TODAY)).isoformat(),
    "to": fiscal_year_end(fiscal_year(TODAY)).isoformat(),
}


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    with closed_house.open("governance", "intake", "reporting") as opened:
        opened.staff("24")
        opened.nation("hq-officer", Office.HQ_OFFICER)
        opened.nation("auditor-1", Office.AUDITOR)
        opened.nation("bur04-officer", Office.BUREAU_OFFICER, bureau="BUR-04")
        opened.nation("bur03-officer", Office.BUREAU_OFFICER, bureau="BUR-03")
        deputy = opened.as_("p24-deputy", "24")
        opened.eventually(lambda: deputy.post("intake", "/v1/work", {}).status_code == 200)
        readers = [reader(opened, person) for person in ("hq-officer", "auditor-1", "bur04-officer", "bur03-officer")]
        readers.append(opened.as_("p24-head", "24", Purpose.REPORTING))
        opened.eventually(lambda: all(ask(each).status_code == 200 for each in readers))
        yield opened


def reader(house: House, person: str) -> Caller:
    return house.as_(person, "hq", Purpose.REPORTING)


def ask(caller: Caller, path: str = "/v1/figures", **query: Any) -> Any:
    return caller.get("reporting", path, **(YEAR | query))


def consultation(house: House) -> None:
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": "伊勢宮川製茶株式会社（架空）",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "24",
        "employees": 31,
    }
    answer = house.as_("p24-deputy", "24").post("intake", "/v1/consultations", body)
    assert answer.status_code == 201, answer.text


def counted(answer: Any) -> int:
    assert answer.status_code == 200, answer.text
    return int(answer.json()["totals"]["counter_consultations"])


def test_a_consultation_shows_in_the_council_the_bureau_and_the_nation(house: House) -> None:
    hq = reader(house, "hq-officer")
    before = counted(ask(hq))
    consultation(house)
    house.eventually(lambda: counted(ask(hq)) == before + 1)
    answer = ask(hq).json()
    tiles = {tile["code"]: tile["values"]["counter_consultations"] for tile in answer["councils"]}
    assert len(tiles) == 48
    assert tiles["24"] == sum(tiles.values()) == before + 1
    assert counted(ask(hq, scope="council", code="24")) == before + 1
    assert counted(ask(hq, scope="bureau", code="BUR-04")) == before + 1
    assert counted(ask(hq, scope="bureau", code="BUR-03")) == 0


@pytest.mark.parametrize(
    ("person", "council", "query", "status"),
    [
        ("p24-head", "24", {"scope": "council", "code": "24"}, 200),
        ("p24-head", "24", {"scope": "council", "code": "13"}, 404),
        ("p24-head", "24", {"scope": "bureau", "code": "BUR-04"}, 404),
        ("p24-head", "24", {}, 200),
        ("bur04-officer", "hq", {"scope": "bureau", "code": "BUR-04"}, 200),
        ("bur04-officer", "hq", {"scope": "council", "code": "24"}, 200),
        ("bur04-officer", "hq", {"scope": "bureau", "code": "BUR-03"}, 404),
        ("bur03-officer", "hq", {"scope": "council", "code": "24"}, 404),
        ("auditor-1", "hq", {}, 200),
        ("auditor-1", "hq", {"scope": "council", "code": "24"}, 403),
        ("nobody", "hq", {}, 404),
        ("nobody", "24", {"scope": "council", "code": "24"}, 404),
    ],
)
def test_figures_of_a_council_are_for_itself_its_bureau_and_the_headquarters(
    house: House, person: str, council: str, query: dict[str, str], status: int
) -> None:
    answer = ask(house.as_(person, council, Purpose.REPORTING), **query)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("person", "council", "tiles"),
    [("hq-officer", "hq", 48), ("bur04-officer", "hq", 5), ("p24-head", "24", 1), ("auditor-1", "hq", 0)],
)
def test_beside_the_national_totals_stand_only_the_councils_that_one_may_see(
    house: House, person: str, council: str, tiles: int
) -> None:
    answer = ask(house.as_(person, council, Purpose.REPORTING)).json()
    assert len(answer["councils"]) == tiles
    assert len(answer["trend"]) == 12


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2024-02-30"}, "from"),
        ({"from": "2025-04-01", "to": "2024-04-01"}, "to"),
        ({"from": "1999-04-01", "to": "2024-04-01"}, "to"),
        ({"by": "week"}, "by"),
        ({"scope": "council"}, "code"),
        ({"scope": "council", "code": "48"}, "code"),
        ({"scope": "council", "code": "BUR-03"}, "code"),
        ({"scope": "national", "code": "13"}, "code"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_by_its_field(house: House, query: dict[str, str], field: str) -> None:
    answer = ask(reader(house, "hq-officer"), **query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_days_within_a_month_widen_to_the_month(house: House) -> None:
    answer = ask(reader(house, "hq-officer"), **{"from": "2024-04-15", "to": "2024-05-02"}).json()
    assert (answer["from"], answer["to"]) == ("2024-04-01", "2024-05-31")


def test_the_file_says_the_same_in_plain_utf_8(house: House) -> None:
    hq = reader(house, "hq-officer")
    answer = ask(hq, "/v1/figures.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"), newline="")))
    totals = ask(hq).json()["totals"]
    shown = {
        row["区分コード"]: row["値"] for row in rows if row["集計表コード"] == "headline" and row["範囲コード"] == ""
    }
    whole = [row for row in rows if row["期間開始日"] == YEAR["from"] and row["期間終了日"] == YEAR["to"]]
    first = {row["区分コード"]: row["値"] for row in reversed(whole) if row["範囲コード"] == ""}
    assert shown.keys() == totals.keys()
    assert {name: first[name] for name in totals} == {
        name: "" if value is None else str(value) for name, value in totals.items()
    }


def test_every_look_at_the_figures_is_on_record(house: House) -> None:
    ask(reader(house, "hq-officer"))
    ask(house.as_("p24-head", "24", Purpose.REPORTING), scope="council", code="13")
    with psycopg.connect(house.databases["reporting"]) as connection:
        bodies = connection.execute("SELECT convert_from(body, 'UTF8')::jsonb FROM events").fetchall()
    recorded = {(body["actor"], body["type"], body["data"].get("view"), body["data"].get("kind")) for (body,) in bodies}
    assert ("hq-officer", "council.access.Read.v2", "figures", None) in recorded
    assert ("p24-head", "council.access.Refused.v1", None, "not_found") in recorded


def test_what_happens_now_shows_within_seconds(house: House) -> None:
    hq = reader(house, "hq-officer")

    def live(caller: Caller) -> set[tuple[str, str]]:
        answer = caller.get("reporting", "/v1/live")
        assert answer.status_code == 200, answer.text
        assert dt.datetime.fromisoformat(answer.json()["until"]).tzinfo is not None
        return {(count["council"], count["service"]) for count in answer.json()["counts"]}

    def seen() -> bool:
        consultation(house)
        return ("24", "intake") in live(hq)

    house.eventually(seen, within=60)
    assert ("24", "intake") in live(house.as_("p24-head", "24", Purpose.REPORTING))
    assert live(reader(house, "bur03-officer")) == set()


def test_the_catalogue_names_every_published_table(house: House) -> None:
    answer = house.as_("auditor-1", "hq", Purpose.REPORTING).get("reporting", "/v1/tables")
    assert answer.status_code == 200, answer.text
    numbers = {table["number"] for table in answer.json()} - {None}
    assert numbers == {"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T14"}


@pytest.mark.parametrize(
    ("person", "council", "level", "rows"),
    [
        ("hq-officer", "hq", "council", 48),
        ("hq-officer", "hq", "bureau", 10),
        ("bur04-officer", "hq", "bureau", 1),
        ("bur04-officer", "hq", "council", 5),
        ("p24-head", "24", "council", 1),
        ("p24-head", "24", "bureau", 0),
        ("auditor-1", "hq", "national", 1),
    ],
)
def test_a_table_shows_the_areas_that_the_asker_may_see(
    house: House, person: str, council: str, level: str, rows: int
) -> None:
    answer = ask(house.as_(person, council, Purpose.REPORTING), "/v1/tables/result", level=level)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["rows"]) == rows


def test_the_headquarters_records_an_evaluation_and_everybody_in_office_sees_the_grade(house: House) -> None:
    """LAW-140-4: targets and results are for those who may see the council's figures."""
    year, path = fiscal_year(TODAY) - 1, f"/v1/evaluations/{fiscal_year(TODAY) - 1}"
    hq, head = reader(house, "hq-officer"), house.as_("p24-head", "24", Purpose.REPORTING)
    body = {"fiscal_year": year, "grade": "b", "published_on": TODAY.isoformat()}
    command = "/v1/organisation/record-evaluation"
    refused = house.as_("p24-head", "24").post("governance", command, body)
    assert (refused.status_code, refused.json()["provision"]) == (403, "LAW-140-4")
    officer = house.as_("hq-officer", "hq")
    assert officer.post("governance", command, body | {"council": "24"}).status_code == 201
    plan = {"council": "24", "fiscal_year": year, "follows_guideline": True, "plan": "計画"}
    plan |= {"conferred_on": TODAY.isoformat(), "conferred_with": "p24-host"}
    assert officer.post("governance", "/v1/organisation/make-annual-plan", plan).status_code == 403

    def row(caller: Caller, code: str = "24") -> dict[str, Any]:
        answer = caller.get("reporting", path)
        assert answer.status_code == 200, answer.text
        return dict(next(each for each in answer.json()["councils"] if each["council"] == code))

    house.eventually(lambda: row(hq)["grade"] == "b")
    assert (row(head)["completions"], row(head, "25")["completions"]) == (
        {"target": None, "result": 0, "rate": None},
        None,
    )
    assert row(reader(house, "bur04-officer"))["completions"] is not None
    assert row(reader(house, "bur03-officer"))["completions"] is None


def test_a_table_that_there_is_not_is_not_found(house: House) -> None:
    assert ask(reader(house, "hq-officer"), "/v1/tables/no_such_table").status_code == 404


def close(caller: Caller, **body: Any) -> Any:
    return caller.post("reporting", "/v1/editions/close", body)


def test_headquarters_closes_an_edition_and_everybody_in_office_reads_it(house: House) -> None:
    hq = reader(house, "hq-officer")
    month = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=1).isoformat()
    assert close(house.as_("p24-head", "24", Purpose.REPORTING), kind="month", first=month).status_code in (403, 404)
    refused = close(hq, kind="quarter", first=TODAY.isoformat()[:5] + "05-01")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "first")
    answer = close(hq, kind="month", first=month)
    assert answer.status_code == 201, answer.text
    assert close(hq, kind="month", first=month).status_code == 200

    def listed() -> list[Any]:
        return list(hq.get("reporting", "/v1/editions").json())

    house.eventually(lambda: len(listed()) == 1)
    edition = listed()[0]
    assert (edition["from"], edition["number"], edition["ground"]) == (month, 1, "first")
    path = f"/v1/editions/{edition['edition_id']}"
    view = house.as_("p24-head", "24", Purpose.REPORTING).get("reporting", path, area="24").json()
    assert view["published"] == view["known_now"]
    assert (view["difference"], view["events"], view["unexplained"]) == ([], [], [])
    assert house.as_("p24-head", "24", Purpose.REPORTING).get("reporting", path, area="13").status_code == 404
    assert hq.get("reporting", f"/v1/editions/{uuid4()}").status_code == 404


def test_publicity_and_training_are_recorded_and_counted(house: House) -> None:
    """YR-2-1-3-3-4, YR-2-1-3-3-6"""
    deputy = house.as_("p24-deputy", "24")
    today = TODAY.isoformat()
    publicity = {"programme": "general", "audiences": ["sme"], "means": "seminar", "given_on": today, "reached": 40}
    assert deputy.post("reporting", "/v1/activities/record-publicity", publicity).status_code == 201
    training = {
        "programme": "general",
        "held_on": today,
        "participants": [{"kind": "financial_institution", "organisations": 3, "persons": 11}],
    }
    assert deputy.post("reporting", "/v1/activities/record-training", training).status_code == 201

    def trained() -> int:
        table = next(each for each in ask(reader(house, "hq-officer")).json()["tables"] if each["code"] == "training")
        return sum(item["amount"] for item in table["items"])

    house.eventually(lambda: trained() == 11)


def ask_to_publish(caller: Caller, year: int) -> int:
    return int(caller.post("reporting", "/v1/publications/publish-year", {"fiscal_year": year}).status_code)


def test_a_year_is_published_by_the_headquarters_alone_and_read_by_everybody(house: House) -> None:
    year = fiscal_year(TODAY) - 1
    nobody, hq = house.as_("public", "hq", Purpose.REPORTING), reader(house, "hq-officer")
    assert nobody.get("reporting", f"/v1/publications/{year}").status_code == 404
    refused = house.as_("p24-head", "24", Purpose.REPORTING).post(
        "reporting", "/v1/publications/publish-year", {"fiscal_year": year}
    )
    assert refused.status_code == 403
    early = hq.post("reporting", "/v1/publications/publish-year", {"fiscal_year": year + 1})
    assert (early.status_code, early.json()["provision"]) == (409, "B2-3-1")
    progress = f"/v1/publications/{year}/progress"
    without = hq.post("reporting", "/v1/publications/publish-year", {"fiscal_year": year})
    assert (without.status_code, without.json()["provision"]) == (409, "RP-2")
    assert hq.get("reporting", progress).json()["stage"] == "none"
    assert close(hq, kind="fiscal_year", first=f"{year}-04-01").status_code == 201
    house.eventually(lambda: ask_to_publish(hq, year) == 202)
    assert ask_to_publish(hq, year) == 200
    house.eventually(lambda: hq.get("reporting", progress).json()["stage"] == "published", within=60)
    assert house.as_("p24-head", "24", Purpose.REPORTING).get("reporting", progress).status_code == 403
    house.eventually(lambda: nobody.get("reporting", f"/v1/publications/{year}").status_code == 200)
    assert [each["fiscal_year"] for each in nobody.get("reporting", "/v1/publications").json()] == [year]
    tables = {table["code"]: table for table in nobody.get("reporting", f"/v1/publications/{year}").json()["tables"]}
    assert {"consultation", "completed_line", "method", "payment", "days"} <= tables.keys()
    assert tables["result"]["number"] == "T2"
    lines = nobody.get("reporting", f"/v1/publications/{year}/values.csv").text.splitlines()
    assert len(lines) > 3000
