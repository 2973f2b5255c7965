"""Support over HTTP: a candidate comes from intake's topic, a plan comes into being, all on a real broker and database."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from council_events import read_envelope
from council_events.values import Office, Purpose, SupportLine
from council_kit.routes import title_of
from council_support.commands.reports import CheckReport, SubmitReport

from tests.services.house import TODAY, Caller, House, term
from tests.services.support.asked import (
    arrived,
    consent,
    does,
    on,
    plays,
    problem,
    to_the_vote,
    told,
    view,
)
from tests.services.support.conftest import Intake


def test_a_chosen_line_becomes_a_candidate_under_the_same_id_and_is_shown_with_its_name(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = arrived(house, intake, head)
    case = view(head, case_id).json()
    assert (case["stage"], case["stage_title"], case["council"]) == ("candidate", "支援候補", "20")
    assert case["header"]["企業名"] == "信州千曲精機株式会社（架空）"
    assert case["header"]["相談の日"] == "2024年6月20日"
    assert "終了の日" not in case["header"]
    [entry] = case["timeline"]
    assert (entry["title"], entry["actor"], entry["occurred_on"]) == (
        "支援候補の受入れ",
        "system:support",
        "2024-06-20",
    )
    assert ("法人番号", "9999901000131") in told(entry)


def test_other_lines_are_not_received(house: House, intake: Intake, head: Caller) -> None:
    elsewhere = intake.chooses("別の支援", line=SupportLine.PLAN_SUBSIDY)
    arrived(house, intake, head)
    problem(view(head, elsewhere), 404)


def test_an_improvement_case_runs_to_its_plan_and_leads_on_to_restructuring(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = intake.chooses("越中神通印刷", line=SupportLine.REVENUE_IMPROVEMENT)
    house.eventually(lambda: view(head, case_id).status_code == 200, within=20)
    assert house.eventually(lambda: listed(head, case_id, "支援候補"))["next_step"] == "収益力改善支援を始める"
    bank = str(uuid4())
    plays(
        head,
        case_id,
        (
            "start-improvement",
            {"likely_to_fall": True, "likely_because": "受注減", "form": "with_support", **on("2024-09-02")},
        ),
        ("analyse-business", {"problems": "単価の下落", "business_model": "受託が中心", **on("2024-09-10")}),
        (
            "list-creditor",
            {"creditor_id": bank, "kind": "bank", "name": "錦江銀行", "claim": 1_000_000, **on("2024-09-10")},
        ),
        (
            "draft-improvement-plan",
            {
                "begins_on": "2024-11-01",
                "ends_on": "2025-10-31",
                "parts": ["action_plan", "profit_plan", "cash_plan"],
                "methods": ["reschedule"],
                "governance": "月次の取締役会",
                "summary": "不採算の受注の見直し",
                **on("2024-10-08"),
            },
        ),
    )
    waiting = view(head, case_id).json()
    assert (waiting["line"], waiting["stage"]) == ("revenue_improvement", "drafted")
    assert waiting["consents"] == {"consented": 0, "creditors": 1, "deadline": None}
    sections = {section["key"]: section for section in waiting["sections"]}
    assert sections["analysis"]["rows"][0]["cells"] == ["現状の課題・問題点", "単価の下落"]
    assert ["計画期間", "2024年11月1日～2025年10月31日"] in [r["cells"] for r in sections["improvement_plan"]["rows"]]
    plays(head, case_id, ("record-consent", consent(bank, "2024-10-29")))
    plays(head, case_id, ("start-monitoring", on("2024-10-30")))
    assert view(head, case_id).json()["due_on"] == "2025-04-30"
    house.eventually(lambda: (listed(head, case_id, "モニタリング中") or {}).get("due_on") == "2025-04-30")
    wrong = problem(does(head, case_id, "decide-start", {"findings": [], **on("2025-06-18")}), 409)
    assert wrong["provision"] == "B2-2-2-2"

    led_on = does(
        head, case_id, "open-successor", {"line": "restructuring", "requested_on": "2025-06-16", **on("2025-06-18")}
    )
    assert led_on.status_code == 201, led_on.text
    [event] = [e for e in view(head, case_id).json()["timeline"] if e["title"] == "次の支援の検討の開始"]
    anew = UUID(next(field["value"] for field in event["fields"] if field["label"] == "次の案件"))
    house.eventually(lambda: view(head, anew).status_code == 200, within=20)
    begun = view(head, anew).json()
    assert (begun["line"], begun["earlier_case"], begun["services"]) == ("restructuring", str(case_id), ["support"])
    assert begun["header"]["企業名"] == "越中神通印刷"


def test_a_rst_09_a_case_runs_to_the_plan_that_every_creditor_consents_to(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = arrived(house, intake, head)
    creditors = to_the_vote(head, case_id)
    first, last = creditors.values()

    assert does(head, case_id, "record-consent", consent(first, "2025-02-20")).status_code == 201
    waiting = view(head, case_id).json()
    assert waiting["stage"] == "consent"
    assert waiting["consents"] == {"consented": 1, "creditors": 2, "deadline": "2025-03-14"}
    rows = {row["name"]: row for row in waiting["creditors"]}
    assert rows["千曲川銀行"] | {"creditor_id": ""} == {
        "creditor_id": "",
        "name": "千曲川銀行",
        "kind": "bank",
        "kind_title": "銀行",
        "claim": 400_000_000,
        "main": True,
        "contact_allowed": True,
        "intention": "否定的ではない",
        "status": "consented",
        "status_title": "同意",
        "date": "2025-02-20",
        "reason": None,
    }
    assert rows["安曇野信用組合"]["status_title"] == "未回答"

    by_telephone = problem(does(head, case_id, "record-consent", consent(last, "2025-03-06", "oral")), 409)
    assert (by_telephone["provision"], by_telephone["field"]) == ("B2-2-7-2", "form")
    answer = does(head, case_id, "record-consent", consent(last, "2025-03-12"))
    assert [event["type"].split(".")[2] for event in answer.json()["events"]] == ["CreditorConsented", "PlanApproved"]

    done = view(head, case_id).json()
    assert (done["stage"], done["header"]["成立・完了の日"]) == ("approved", "2025年3月12日")
    assert done["plan"]["debt_to_cash_flow"] == 8.89
    entries = {entry["title"]: entry for entry in done["timeline"]}
    assert ("債権者", "千曲川銀行、安曇野信用組合") in told(entries["開始の通知"])
    assert entries["再生計画の成立"]["late"]
    assert [step["command"] for step in done["next_steps"] if step["allowed"]] == [
        "StartMonitoring",
        "AgreePublication",
        "OpenSuccessor",
        "JudgeRevivalDifficult",
        "CheckReport",
    ]


def test_the_tables_of_a_case_show_who_was_left_out_who_filed_who_met_and_who_bears_what(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = arrived(house, intake, head, "負担割合精機")
    creditors = to_the_vote(head, case_id)
    big, small = creditors["千曲川銀行"], creditors["安曇野信用組合"]
    plays(
        head,
        case_id,
        (
            "request-repayment-grace",
            {
                "creditors": [big, small],
                "joint_names": True,
                "need": "資金繰り",
                "with_claim_filing": True,
                **on("2025-02-13"),
            },
        ),
        (
            "record-claim-filing",
            {"creditor_id": big, "filed_on": "2025-02-20", "balance": 400_000_000, **on("2025-02-20")},
        ),
        (
            "record-plan-meeting",
            {"held_on": "2025-02-20", "creditors": [big, small], "shared": "計画案の説明", **on("2025-02-20")},
        ),
        ("record-refusal", {"creditor_id": small, "reason": "内規", **on("2025-03-03")}),
        (
            "revise-without-creditor",
            {
                "creditor_id": small,
                "execution_unaffected": True,
                "execution_grounds": "影響は軽微",
                "equity_kept": True,
                "equity_grounds": "少額",
                "consent_deadline": "2025-04-30",
                **on("2025-03-10"),
            },
        ),
    )
    shown = view(head, case_id).json()
    sections = {section["key"]: [row["cells"] for row in section["rows"]] for section in shown["sections"]}
    assert sections["left_out"] == [["安曇野信用組合", "銀行", "200,000,000", "不同意"]]
    assert sections["filings"] == [["千曲川銀行", "2025年2月20日", "400,000,000", "－", "0", "0"]]
    assert sections["plan_meetings"] == [["2025年2月20日", "千曲川銀行、安曇野信用組合", "－", "計画案の説明"]]
    assert shown["consents"] == {"consented": 0, "creditors": 1, "deadline": "2025-04-30"}
    assert shown["plan"]["version"] == 2
    house.eventually(lambda: (listed(head, case_id, "同意待ち") or {}).get("due_on") == "2025-04-30")


def test_monitoring_follows_and_its_next_report_is_due_in_the_work_list(
    house: House, intake: Intake, head: Caller, deputy: Caller
) -> None:
    case_id = arrived(house, intake, head, "モニタリング精機")
    for creditor in to_the_vote(head, case_id).values():
        assert does(head, case_id, "record-consent", consent(creditor, "2025-03-12")).status_code == 201
    plays(deputy, case_id, ("start-monitoring", {"months_between_reports": 6, **on("2025-03-20")}))
    due = house.eventually(lambda: listed(deputy, case_id, "モニタリング中"))["due_on"]
    assert due == "2025-09-11" == view(deputy, case_id).json()["due_on"]
    report = {"period_from": "2025-03-12", "period_to": "2025-09-11", "result": "on_plan", **on("2025-09-20")}
    plays(deputy, case_id, ("record-monitoring-report", report))
    house.eventually(lambda: (listed(deputy, case_id, "モニタリング中") or {}).get("due_on") == "2026-03-11")
    assert view(deputy, case_id).json()["due_on"] == "2026-03-11"


def listed(caller: Caller, case_id: UUID, stage: str | None = None) -> dict[str, Any] | None:
    """The row of the case's next step in the work list, wherever its page is; not that of a report that it owes."""
    after = None
    while True:
        page = caller.post("support", "/v1/work", {"after": after, "limit": 2}).json()
        for row in page["items"]:
            of_report = row["next_step"] in map(title_of, (CheckReport, SubmitReport))
            if row["case_id"] == str(case_id) and stage in (None, row["stage"]) and not of_report:
                return dict(row)
        after = page["next"]
        if after is None:
            return None


def test_the_work_list_runs_by_due_date_and_says_what_usually_comes_next(
    house: House, intake: Intake, head: Caller
) -> None:
    started = arrived(house, intake, head, "期限精機")
    to_the_vote(head, started)
    fresh = arrived(house, intake, head, "新規精機")
    assert house.eventually(lambda: listed(head, fresh))["next_step"] == "再生支援の申込みを記録する"
    plays(head, fresh, ("request-support", {"requested_on": "2024-07-08", **on("2024-07-08")}))
    house.eventually(lambda: (listed(head, fresh) or {}).get("next_step") == "主要債権者の意向確認を始める")
    row = house.eventually(lambda: listed(head, started, "同意待ち"))
    assert (row["company_name"], row["due_on"], row["overdue"]) == ("期限精機", "2025-03-14", True)
    assert row["next_step"] == "債権者の同意を記録する"
    items = head.post("support", "/v1/work", {"limit": 50}).json()["items"]
    days = [item["due_on"] or "9999" for item in items]
    assert days == sorted(days)
    assert all(item["overdue"] for item in head.post("support", "/v1/work", {"overdue": True}).json()["items"])


def test_a_case_is_found_by_part_of_its_name_its_kana_and_its_whole_numbers(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = str(arrived(house, intake, head, "株式会社髙遠天竜木工（架空）"))

    def found(words: str, caller: Caller = head) -> list[str]:
        page = caller.post("support", "/v1/search", {"words": words, "limit": 50}).json()
        return [item["case_id"] for item in page["items"]]

    house.eventually(lambda: case_id in found("高遠"))
    for words in ("天竜木工", "高遠 木工", "しんしゅう", "9999901000131", "0263001234"):
        assert case_id in found(words), words
    for words in ("木工高遠", "天龍製作所", "9999901000132", "株式会社"):
        assert case_id not in found(words), words
    assert case_id not in found("高遠", house.as_("p34-head", "34"))


def test_another_councils_head_and_a_stranger_meet_the_same_404(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    nowhere = problem(view(head, uuid4()), 404)
    other = house.as_("p34-head", "34")
    house.eventually(lambda: other.post("support", "/v1/work", {}).status_code == 200)
    assert problem(view(other, case_id), 404) == nowhere
    assert problem(does(other, case_id, "request-support", {"requested_on": "2024-07-08"}), 404) == nowhere
    assert problem(view(house.as_("nobody", "20"), case_id), 404) == nowhere
    claimed = house.as_("p34-head", "20")
    assert problem(view(claimed, case_id), 404) == nowhere


def test_the_secretariat_of_the_same_council_is_told_why_not(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    body = problem(view(house.as_("p20-office", "20"), case_id), 403)
    assert body["provision"] == "YR-2-1-4-4"
    assert "信州" not in str(body)


def test_a_recused_deputy_neither_acts_nor_sees(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    second = house.as_("p20-second", "20")
    assert view(second, case_id).status_code == 200
    second.does("p20-second/declare-conflict-of-interest", {"case_id": str(case_id), "kind": "company"})
    house.eventually(lambda: view(second, case_id).status_code == 403, within=30)
    body = problem(does(second, case_id, "request-support", {"requested_on": "2024-07-08"}), 403)
    assert body["provision"] == "B2-2-3-2"
    assert listed(second, case_id) is None


def test_a_repeated_request_gets_the_first_answer_and_another_body_under_its_key_is_refused(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = arrived(house, intake, head)
    body = {"requested_on": "2024-07-08", "occurred_on": "2024-07-08"}
    key = {"Idempotency-Key": f"request-{uuid4()}"}
    first = does(head, case_id, "request-support", body, **key)
    again = does(head, case_id, "request-support", body, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert view(head, case_id).json()["version"] == 2
    other = does(head, case_id, "request-support", body | {"closing_month": 9}, **key)
    assert problem(other, 422)["type"] == "urn:council:problem:key-reused"


def test_of_two_people_who_decide_at_once_one_is_told_who_was_first(
    house: House, intake: Intake, head: Caller, deputy: Caller
) -> None:
    case_id = arrived(house, intake, head)
    seen = {"If-Match": '"1"'}
    body = {"requested_on": "2024-07-08", "occurred_on": "2024-07-08"}
    with ThreadPoolExecutor(2) as both:
        asked = [
            both.submit(does, caller, case_id, "request-support", body | {"closing_month": month}, **seen)
            for caller, month in ((head, 3), (deputy, 9))
        ]
        answers = [each.result() for each in asked]
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    winner = head if answers[0].status_code == 201 else deputy
    told = problem(late, 409)["first"]
    assert (told["actor"], told["type"]) == (winner.person, "council.support.SupportRequested.v1")
    assert view(head, case_id).json()["version"] == 2


def test_a_later_day_needs_a_reason_which_stands_beside_the_event(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    tomorrow = str(TODAY + dt.timedelta(days=1))
    body = {"requested_on": "2024-07-08", "occurred_on": tomorrow}
    assert problem(does(head, case_id, "request-support", body), 422)["field"] == "future_reason"
    answer = does(head, case_id, "request-support", body | {"future_reason": "翌日付の申込書"})
    assert [event["type"].split(".")[2] for event in answer.json()["events"]] == [
        "SupportRequested",
        "FutureDayExplained",
    ]


def test_a_day_whose_figures_were_closed_needs_a_reason_which_stands_beside_the_event(
    house: House, intake: Intake, head: Caller
) -> None:
    """RP-2."""
    case_id = arrived(house, intake, head)
    plays(head, case_id, ("request-support", {"requested_on": "2024-07-08", "occurred_on": "2024-07-08"}))
    late = {"kind": "bank", "name": "信州浅間銀行（架空）", "claim": 1_000, "occurred_on": "2026-01-31"}

    def listing(**more: str) -> httpx.Response:
        return does(head, case_id, "list-creditor", late | {"creditor_id": str(uuid4())} | more)

    in_time = late | {"creditor_id": str(uuid4())}
    key = {"Idempotency-Key": f"in-time-{uuid4()}"}
    first = does(head, case_id, "list-creditor", in_time, **key)
    house.closes_figures(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    refused = house.eventually(lambda: answer if (answer := listing()).status_code == 409 else None)
    again = does(head, case_id, "list-creditor", in_time, **key)
    assert (again.status_code, again.json()) == (200, first.json()), "what was answered before the edition stays so"
    body = problem(refused, 409)
    assert (body["provision"], body["field"]) == ("RP-2", "closed_reason")
    assert "2026-01-01から2026-01-31まで" in body["detail"]
    told = listing(closed_reason="契約書の控えが後から見つかったため").json()["events"]
    assert [event["type"].split(".")[2] for event in told] == ["CreditorListed", "ClosedDayExplained"]
    entry = view(head, case_id).json()["timeline"][-1]
    assert entry["title"] == "集計が確定した期間の日付とした理由"
    assert [(row["label"], row["value"]) for row in entry["fields"]] == [
        ("理由を付けた記録の数", "1"),
        ("理由", "契約書の控えが後から見つかったため"),
    ]
    answer = listing(occurred_on="2026-02-01", closed_reason="控えが後から見つかったため")
    assert len(answer.json()["events"]) == 1, "of a day that was not closed no reason is kept"


@pytest.mark.parametrize(
    ("command", "body", "field"),
    [
        ("request-support", {}, "requested_on"),
        ("request-support", {"requested_on": "2024-02-30"}, "requested_on"),
        ("list-creditor", {"creditor_id": "x", "kind": "bank", "name": "銀行", "claim": 1}, "creditor_id"),
        ("list-creditor", {"creditor_id": str(uuid4()), "kind": "bank", "name": " ", "claim": 1}, "name"),
        ("list-creditor", {"creditor_id": str(uuid4()), "kind": "bank", "name": "銀行", "claim": -1}, "claim"),
        ("decide-start", {"findings": ["rumour"]}, "findings.0"),
        ("request-support", {"requested_on": "2024-07-08", "rumour": 1}, "rumour"),
    ],
)
def test_input_that_does_not_fit_names_the_field_and_stores_nothing(
    house: House, intake: Intake, head: Caller, command: str, body: dict[str, Any], field: str
) -> None:
    case_id = arrived(house, intake, head)
    errors = problem(does(head, case_id, command, body), 422)["errors"]
    assert [error["field"] for error in errors] == [field]
    assert all(error["ja"] and error["en"] for error in errors)
    assert view(head, case_id).json()["version"] == 1


@pytest.mark.parametrize("path", ["work", "search"])
def test_a_place_that_is_none_is_refused_in_lists(head: Caller, path: str) -> None:
    body: dict[str, Any] = {"after": "nowhere"} | ({"words": "精機"} if path == "search" else {})
    assert problem(head.post("support", f"/v1/{path}", body), 422)["field"] == "after"


def test_every_answered_read_and_every_refusal_stands_in_the_store_before_it_is_told(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = arrived(house, intake, head)
    version = view(head, case_id).json()["version"]
    with psycopg.connect(house.databases["support"]) as connection:
        rows = connection.execute("SELECT body FROM events WHERE kind = 1 ORDER BY position").fetchall()
    reads = [read_envelope(bytes(body)) for (body,) in rows]
    shown = [e.data for e in reads if e.type == "council.access.Read.v2" and case_id in e.data.cases]
    assert shown[-1].versions == (version,)
    assert shown[-1].office is Office.HEAD


def test_no_name_stands_in_the_stores_or_read_tables_in_clear(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head, "秘密保持精機")
    to_the_vote(head, case_id)
    house.eventually(lambda: listed(head, case_id, "同意待ち"))
    with psycopg.connect(house.databases["support"]) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (table,) in tables:
            rows = connection.execute(f"SELECT t::text FROM {table} t").fetchall()
            text = " ".join(row[0] for row in rows)
            assert "秘密保持" not in text, table
            assert "千曲川" not in text, table
            assert "秘密保持精機".encode().hex() not in text, table


def test_an_expert_sees_the_cases_assigned_to_him_or_her_only(house: House, intake: Intake, head: Caller) -> None:
    host = house.as_("p20-host", "20", Purpose.SUPERVISION)
    host.does("x20-expert/receive-pledge", {"received_on": "2022-04-01"})
    host.does("x20-expert/appoint-office", term(Office.EXPERT))
    mine, other = arrived(house, intake, head), arrived(house, intake, head)
    head.does("x20-expert/assign-case-worker", {"case_id": str(mine), "begins_on": "2024-07-01"})
    expert_ = house.as_("x20-expert", "20")
    house.eventually(lambda: view(expert_, mine).status_code == 200)
    assert problem(view(expert_, other), 403)["provision"] == "YR-2-1-4-4"
    refused = problem(does(expert_, mine, "request-support", {"requested_on": "2024-07-08"}), 403)
    assert refused["provision"] == "B2-2-2-2"
    assert {row["case_id"] for row in expert_.post("support", "/v1/work", {"limit": 50}).json()["items"]} == {str(mine)}
