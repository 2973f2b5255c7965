"""Subsidy over HTTP: an application is filed, accepted, claimed and paid, on a real broker and database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from council_events.subsidy import ApplicationPaper
from council_kit.clock import JST, move_clock

from tests.services.house import TODAY, Caller, House
from tests.services.subsidy.asked import (
    AMANE,
    EVERYBODY,
    NOTOMA,
    OWN_PAPERS,
    accepted,
    advised,
    application,
    cost,
    does,
    filed,
    files,
    number_of,
    on,
    paid,
    plan_claim,
    plays,
    problem,
    report,
    view,
)


@pytest.fixture(scope="module")
def house(closed_house: House) -> Iterator[House]:
    closed_house.clock = closed_house.folder / "clock"  # no such file yet: time goes on as it does outside
    with closed_house.open("governance", "subsidy") as opened:
        opened.staff("17")
        opened.staff("40")
        yield opened


@pytest.fixture
def office(house: House) -> Caller:
    """能登福良漆器's case lies with 石川; its 事務局員."""
    caller = house.as_("p17-office", "17")
    house.eventually(lambda: caller.post("subsidy", "/v1/work", {}).status_code == 200, within=20)
    return caller


def test_a_sub_02_each_agency_is_paid_half_and_the_rest_with_the_first_accompaniment(
    house: House, office: Caller
) -> None:
    case_id = accepted(house, office)
    plays(office, case_id, ("claim-plan-fee", plan_claim("2024-12-09")))
    advised(house, case_id, "2024-12-10", "check-points-at-claim", "explain-monitoring")
    plays(office, case_id, ("decide-plan-fee", on("2024-12-16")))
    head = house.as_("p17-head", "17")
    plays(head, case_id, ("issue-notice", {"kind": "plan_decision", "pay_on": "2024-12-20", **on("2024-12-16")}))
    waiting = view(office, case_id).json()
    assert {(row["kind"], row["status"]) for row in waiting["payments"]} == {
        ("計画策定支援費用（前半）", "due"),
        ("計画策定支援費用（後半）", "waiting"),
    }
    too_early = {"kinds": ["plan_second_half"], "paid_on": "2024-12-20", **on("2024-12-20")}
    assert problem(does(office, case_id, "pay-fees", too_early), 409)["provision"] == "SUB-A-11"
    plays(office, case_id, ("pay-fees", {"paid_on": "2024-12-20", **on("2024-12-20")}))
    first = "計画策定支援費用（前半）"
    assert paid(view(office, case_id).json()) == {(AMANE, first): 400_000, (NOTOMA, first): 200_000}

    plays(office, case_id, ("claim-accompaniment", report("2025-06-10", "2025-05-31")))
    advised(house, case_id, "2025-06-10", "check-points-at-monitoring")
    plays(office, case_id, ("decide-accompaniment", on("2025-06-17")))
    answer = does(office, case_id, "pay-fees", {"paid_on": "2025-06-20", **on("2025-06-20")})
    assert [event["type"] for event in answer.json()["events"]] == ["council.subsidy.FeePaid.v1"] * 3
    case = view(office, case_id).json()
    second, with_it = "計画策定支援費用（後半）", "伴走支援費用"
    assert {key: amount for key, amount in paid(case).items() if key[1] != first} == {
        (AMANE, with_it): 100_000,
        (AMANE, second): 400_000,
        (NOTOMA, second): 200_000,
    }
    assert case["header"]["支払済みの額"] == case["header"]["決定額の合計"] == "1,300,000円"
    payments = [entry for entry in case["timeline"] if entry["title"] == "費用の支払"]
    assert ("支払先", "税理士法人あまね会計（架空）") in [(row["label"], row["value"]) for row in payments[0]["fields"]]
    notices = next(section for section in case["sections"] if section["key"] == "notices")
    assert "金融調整や計画の成否等の責任を負うものではありません" in notices["rows"][0]["cells"][-1]


def test_a_sub_01_the_case_shows_the_largest_subsidy_line_by_line(office: Caller) -> None:
    estimates = [cost(AMANE, "plan", 3_600_000), cost(AMANE, "accompaniment", 900_000)]
    case_id = filed(office, estimates=estimates, sales=1_400_000_000, interest_bearing_debt=820_000_000)
    rows = view(office, case_id).json()["lines"]
    assert rows == [
        {
            "line": "計画策定支援費用",
            "cost": 3_600_000,
            "two_thirds": 2_400_000,
            "subsidy": 2_000_000,
            "own_share": 1_600_000,
        },
        {"line": "伴走支援費用", "cost": 900_000, "two_thirds": 600_000, "subsidy": 600_000, "own_share": 300_000},
    ]


def test_a_file_that_a_restore_did_not_bring_back_is_told_as_gone_and_asked_for_again(
    house: House, office: Caller
) -> None:
    """ADR 0018: after `council recover` the events are there, the files are not."""
    case_id = filed(
        office, papers=[paper.value for paper in ApplicationPaper if paper is not ApplicationPaper.SCHEDULE]
    )
    headers = {"authorization": f"Bearer {house.token('subsidy', office.person, office.council, office.purpose)}"}
    sent = house.clients["subsidy"].post(
        f"/v1/cases/{case_id}/files", content=b"%PDF-1.7\n", headers=headers | {"content-type": "application/pdf"}
    )
    document = {"document_id": str(uuid4()), "kind": "schedule", "holding": "copy", "file": sent.json()["file"]}
    plays(office, case_id, ("receive-document", document | on("2024-04-12")))

    def schedule() -> str:
        rows = view(office, case_id).json()["needed_papers"]
        return str(next(row["status"] for row in rows if row["kind"] == "schedule"))

    assert schedule() == "received"
    with psycopg.connect(house.databases["subsidy"]) as connection:
        connection.execute("DELETE FROM blobs WHERE owner = %s", (case_id,))
    path = f"/v1/cases/{case_id}/papers/{document['document_id']}/file"
    assert problem(office.get("subsidy", path), 410)["type"].endswith("erased")
    assert schedule() == "lost"
    refused = problem(does(office, case_id, "accept-application", on("2024-04-15")), 409)
    assert (refused["provision"], "工程表" in refused["detail"]) == ("SUB-P-3", True)


def test_an_application_is_filed_again_until_it_is_accepted(house: House, office: Caller) -> None:
    incomplete = [paper.value for paper in ApplicationPaper if paper is not ApplicationPaper.SCHEDULE]
    case_id = filed(office, papers=incomplete)
    body = problem(does(office, case_id, "accept-application", on("2024-04-15")), 409)
    assert (body["provision"], body["field"]) == ("SUB-P-3", "papers")
    assert "工程表" in body["detail"]
    assert files(office, application(case_id)).status_code == 201
    advised(house, case_id, "2024-04-15", "explain-points")
    answer = does(office, case_id, "accept-application", on("2024-04-15"))
    assert answer.status_code == 201
    case = view(office, case_id).json()
    assert (case["stage"], case["due_on"]) == ("accepted", "2026-04-15")
    steps = {step["command"]: step["path"] for step in case["next_steps"]}
    assert steps["ClaimPlanFee"] == f"/v1/cases/{case_id}/claim-plan-fee"
    assert "FileApplication" not in steps


def test_a_sub_06_the_work_list_shows_what_lapses_and_the_lapse_is_recorded_when_its_day_has_come(
    house: House, office: Caller
) -> None:
    case_id = filed(office, registry_certificate_on="2023-06-01", occurred_on="2023-06-14")
    advised(house, case_id, "2023-06-15", "explain-points")
    plays(office, case_id, ("accept-application", on("2023-06-15")))

    def row() -> dict[str, Any] | None:
        items = office.post("subsidy", "/v1/work", {"limit": 50, "overdue": True}).json()["items"]
        return next((item for item in items if item["case_id"] == str(case_id)), None)

    found = house.eventually(row)
    assert (found["due_on"], found["overdue"], found["line"]) == ("2025-06-15", True, "plan_subsidy")
    assert (found["company_name"], found["next_step"]) == ("能登福良漆器株式会社（架空）", "費用支払申請を受け付ける")
    late = problem(does(office, case_id, "claim-plan-fee", plan_claim("2025-08-01")), 409)
    assert late["provision"] == "SUB-C-5"

    # SUB-C-5: days after the last entry the platform records the lapse, and nobody has to say so.
    assert house.clock is not None
    move_clock(house.clock, dt.datetime.now(JST) + dt.timedelta(days=5))
    try:
        house.eventually(lambda: view(office, case_id).json()["header"].get("終了") == "失効")
        house.eventually(lambda: row() is None)
    finally:
        house.clock.unlink()
    *_, end = view(office, case_id).json()["timeline"]
    assert (end["title"], end["actor"], end["occurred_on"]) == (
        "計画策定支援事業の終了",
        "system:subsidy",
        "2025-06-16",
    )


def test_a_case_is_found_by_its_company_in_the_own_council_only(house: House, office: Caller) -> None:
    case_id = str(filed(office, company_name="有限会社輪島齋藤塗（架空）", company_kana=None))

    def found(words: str, caller: Caller = office) -> list[str]:
        page = caller.post("subsidy", "/v1/search", {"words": words, "limit": 50}).json()
        return [item["case_id"] for item in page["items"]]

    house.eventually(lambda: case_id in found("輪島斎藤"))
    assert case_id in found(number_of(UUID(case_id)))
    assert case_id not in found("斎藤輪島")
    other = house.as_("p40-office", "40")
    house.eventually(lambda: other.post("subsidy", "/v1/work", {}).status_code == 200)
    assert found("輪島", other) == []


def test_another_council_meets_a_404_and_an_office_that_does_not_pay_is_told_so(house: House, office: Caller) -> None:
    case_id = filed(office)
    nowhere = problem(view(office, uuid4()), 404)
    stranger = house.as_("p40-office", "40")
    assert problem(view(stranger, case_id), 404) == nowhere
    assert problem(files(stranger, application(case_id)), 404) == nowhere
    head = house.as_("p17-head", "17")
    assert view(head, case_id).status_code == 200
    refused = problem(does(head, case_id, "accept-application", on("2024-04-15")), 403)
    assert refused["provision"] == "YR-3-2-1-1"
    allowed = {step["command"] for step in view(head, case_id).json()["next_steps"] if step["allowed"]}
    assert allowed == {
        "ExplainPoints",
        "DesignateNoticeProxy",
        "SupportBankCoordination",
        "FindRevitalizationNecessary",
    }


def test_a_recused_secretary_neither_acts_nor_sees(house: House, office: Caller) -> None:
    case_id = filed(office)
    declared = {"case_id": str(case_id), "kind": "company"}
    office.does("p17-office/declare-conflict-of-interest", declared)
    house.eventually(lambda: view(office, case_id).status_code == 403, within=30)
    assert problem(does(office, case_id, "accept-application", on("2024-04-15")), 403)["provision"] == "B2-2-3-2"


def test_a_repeated_application_gets_the_first_answer(office: Caller) -> None:
    body = application(uuid4())
    key = {"Idempotency-Key": f"application-{uuid4()}"}
    first, again = files(office, body, **key), files(office, body, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_of_two_who_decide_at_once_one_is_told_who_was_first(house: House, office: Caller) -> None:
    case_id = filed(office)
    advised(house, case_id, "2024-04-15", "explain-points")
    seen = {"If-Match": '"3"'}
    with ThreadPoolExecutor(2) as both:
        asked = [both.submit(does, office, case_id, "accept-application", on(day), **seen) for day in DAYS]
        answers = [each.result() for each in asked]
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    told = problem(next(answer for answer in answers if answer.status_code == 409), 409)["first"]
    assert (told["actor"], told["type"]) == ("p17-office", "council.subsidy.SubsidyApplicationAccepted.v1")


DAYS = ("2024-04-15", "2024-04-16")


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"corporate_number": "3999901000202"}, 409, "corporate_number"),
        ({"corporate_number": "４９９９９０１０００２０２"}, 422, "corporate_number"),
        ({"prefecture": "48"}, 422, "prefecture"),
        ({"registry_certificate_on": "2024-02-30"}, 422, "registry_certificate_on"),
        ({"legal_form": "npo"}, 409, "legal_form"),
        ({"agencies": []}, 422, "agencies"),
    ],
)
def test_input_at_fault_names_the_field_and_stores_nothing(
    office: Caller, changes: dict[str, Any], status: int, field: str
) -> None:
    case_id = uuid4()
    body = problem(files(office, application(case_id, **changes)), status)
    named = [body["field"]] if status == 409 else [error["field"] for error in body["errors"]]
    assert named == [field]
    problem(view(office, case_id), 404)


def test_a_later_day_needs_a_reason_which_stands_beside_the_event(office: Caller) -> None:
    tomorrow = str(TODAY + dt.timedelta(days=1))
    case_id = uuid4()
    body = application(case_id, occurred_on=tomorrow)
    assert problem(files(office, body), 422)["field"] == "future_reason"
    answer = files(office, body | {"future_reason": "翌日に受け付ける予定のため"})
    assert [event["type"].split(".")[2] for event in answer.json()["events"]] == [
        "SubsidyApplicationFiled",
        "NationwideUseAnswered",
        "FutureDayExplained",
    ]


def test_a_day_whose_figures_were_closed_needs_a_reason_which_stands_beside_the_event(
    house: House, office: Caller
) -> None:
    """RP-2."""
    house.closes_figures(dt.date(2024, 6, 1), dt.date(2024, 6, 30))

    def filing(**more: str) -> httpx.Response:
        return files(office, application(uuid4(), occurred_on="2024-06-13", **more))

    body = problem(house.eventually(lambda: answer if (answer := filing()).status_code == 409 else None), 409)
    assert (body["provision"], body["field"]) == ("RP-2", "closed_reason")
    told = filing(closed_reason="申請書が別の部署に届いていたため").json()["events"]
    assert [event["type"].split(".")[2] for event in told] == [
        "SubsidyApplicationFiled",
        "NationwideUseAnswered",
        "ClosedDayExplained",
    ]


def test_no_name_stands_in_the_store_or_the_read_tables_in_clear(house: House, office: Caller) -> None:
    case_id = filed(office, company_name="秘密保持漆器（架空）")
    house.eventually(
        lambda: (
            str(case_id)
            in [item["case_id"] for item in office.post("subsidy", "/v1/search", {"words": "秘密保持"}).json()["items"]]
        )
    )
    with psycopg.connect(house.databases["subsidy"]) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (table,) in tables:
            text = " ".join(row[0] for row in connection.execute(f"SELECT t::text FROM {table} t").fetchall())
            for secret in ("秘密保持", "能登間"):
                assert secret not in text, table
                assert secret.encode().hex() not in text, table


def test_sub_p_2_the_register_of_agencies_is_one_for_all_councils(house: House, office: Caller) -> None:
    lapsed, name = "999900000555", "税理士法人奥能登会計（架空）"
    entry = {
        "agency_id": lapsed,
        "name": name,
        "kind": "tax_accountant",
        "certified_on": "2019-04-01",
    }
    assert office.post("subsidy", "/v1/agencies", entry).status_code == 201
    assert office.post("subsidy", "/v1/agencies", entry).status_code == 200, "nothing is added to what stands there"
    elsewhere = house.as_("p40-office", "40")
    house.eventually(lambda: elsewhere.post("subsidy", "/v1/work", {}).status_code == 200)

    def found(words: str) -> list[str]:
        page = elsewhere.post("subsidy", "/v1/agencies/search", {"words": words}).json()
        return [item["agency_id"] for item in page["items"]]

    house.eventually(lambda: found("奥能登") == [lapsed])
    assert found(lapsed) == [lapsed]
    assert found("能登奥") == []
    view = elsewhere.get("subsidy", f"/v1/agencies/{lapsed}").json()
    assert (view["name"], view["expires_on"], view["standing"]) == (name, "2024-03-31", "失効")

    estimates = [cost(lapsed, "plan", 300_000)]
    agencies = [{"agency_id": lapsed, "name": name, "representative": True, "papers": OWN_PAPERS}]
    filing = application(uuid4(), agencies=agencies, estimates=estimates)
    refused = problem(files(office, filing), 409)
    assert (refused["provision"], refused["field"]) == ("SUB-P-2", "agencies")
    renewed = {"renewed_on": "2024-03-29", "occurred_on": "2024-04-02"}
    assert elsewhere.post("subsidy", f"/v1/agencies/{lapsed}/renew-certification", renewed).status_code == 201
    assert files(office, filing | {"case_id": str(uuid4())}).status_code == 201, "what another council records counts"

    head = house.as_("p17-head", "17")
    assert head.get("subsidy", f"/v1/agencies/{lapsed}").status_code == 200
    assert problem(head.post("subsidy", "/v1/agencies", entry), 403)
    assert problem(office.get("subsidy", "/v1/agencies/000000000000"), 404)


def test_the_register_is_paged_by_the_last_days_of_the_certifications(house: House, office: Caller) -> None:
    for number, day in enumerate(("2014-02-03", "2013-02-03", "2015-02-03")):
        entry = {
            "agency_id": f"88880000000{number}",
            "name": f"輪島{number}（架空）",
            "kind": "other",
            "certified_on": day,
        }
        expires = f"201{8 - number}-02-02"
        answer = office.post("subsidy", "/v1/agencies", entry | {"expires_on": expires})
        assert answer.status_code == 201, answer.text

    def pages() -> list[str]:
        seen: list[str] = []
        after = None
        while True:
            page = office.post("subsidy", "/v1/agencies/search", {"limit": 2, "after": after}).json()
            seen += [item["agency_id"] for item in page["items"]]
            if (after := page["next"]) is None:
                return seen

    wanted = ["888800000002", "888800000001", "888800000000"]
    house.eventually(lambda: [each for each in pages() if each.startswith("8888")] == wanted)
    bad = office.post("subsidy", "/v1/agencies/search", {"after": "nowhere"})
    assert problem(bad, 422)["errors"][0]["field"] == "after"


def test_the_settings_stand_on_a_page_with_default_and_source(office: Caller) -> None:
    """SUB-A-2, SUB-E-4-2, SUB-C-7, SUB-M-3, SUB-X-1; YR-1-2-3 and BR-12."""
    page = office.get("subsidy", "/v1/terms").json()
    rows = {row["name"]: row for row in page["terms"]}
    assert (rows["rounding"]["value"], rows["rounding"]["provision"]) == ("1円未満切捨て", "SUB-A-2")
    assert rows["accompaniment_claim_months"]["default"] == "なし"
    assert len(page["basis"]) == len(page["tracks"]) == 3


def test_a_preliminary_consultation_is_a_case_of_its_own_without_an_application(house: House, office: Caller) -> None:
    """YR-2-4-2-1-1."""
    case_id = uuid4()
    body = {
        "case_id": str(case_id),
        "asker": "加賀信用金庫（架空）",
        "advised": ["bank"],
        "advice": "早期の活用を助言した。",
        **on("2024-05-01"),
    }
    head = house.as_("p17-head", "17")
    assert problem(office.post("subsidy", "/v1/preliminary-advice", body), 403)["provision"] == "YR24-2-4-2"
    assert head.post("subsidy", "/v1/preliminary-advice", body).status_code == 201
    case = view(head, case_id).json()
    assert (case["stage"], case["header"]["相談者"]) == ("advised", "加賀信用金庫（架空）")


def test_of_two_councils_that_accept_the_same_company_at_once_only_one_may(house: House, office: Caller) -> None:
    """SUB-E-4: the second decision is taken anew on what the first has left, and says nothing but no."""
    other = house.as_("p40-office", "40")
    house.eventually(lambda: other.post("subsidy", "/v1/work", {}).status_code == 200)
    number = number_of(uuid4())
    councils = {"17": (office, uuid4()), "40": (other, uuid4())}
    for council, (caller, case_id) in councils.items():
        body = application(case_id, corporate_number=number, prefecture=council, decline_cause="disaster")
        assert files(caller, body).status_code == 201
        head = house.as_(f"p{council}-head", council)
        plays(head, case_id, ("explain-points", EVERYBODY | on("2024-04-15")))
    with ThreadPoolExecutor(2) as both:
        asked = [both.submit(does, *pair, "accept-application", on("2024-04-15")) for pair in councils.values()]
        answers = [each.result() for each in asked]
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    told = problem(next(answer for answer in answers if answer.status_code == 409), 409)
    assert told["provision"] == "SUB-E-4"
    assert not {"first", "council"} & told.keys()
