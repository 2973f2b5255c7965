"""Cases under 別冊３ and 別冊４ behind a real server: what their views say, and that the main debtor's case is named nowhere."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from council_events.values import SupportLine
from council_kit.clock import JST, move_clock

from tests.services.house import Caller, House
from tests.services.support.asked import on, plays, view
from tests.services.support.conftest import Intake


def test_a_guarantors_case_shows_its_plan_and_never_the_main_debtors_number(
    house: House, intake: Intake, head: Caller
) -> None:
    case_id = intake.chooses("湖東愛知川酒造", line=SupportLine.GUARANTEE)
    main_case = intake.chooses("湖東愛知川酒造")
    for each in (case_id, main_case):
        house.eventually(lambda each=each: view(head, each).status_code == 200, within=20)
    principal, bank, small = str(main_case), str(uuid4()), str(uuid4())
    outline = {
        "settlement": "together",
        "guarantor_name": "愛知川 醇",
        "expert_name": "長浜 律",
        "procedure": "council",
        "principal_case": principal,
        **on("2024-08-26"),
    }
    unknown = head.post("support", f"/v1/cases/{case_id}/outline-guarantee", outline | {"principal_case": str(uuid4())})
    assert (unknown.status_code, unknown.json()["provision"]) == (409, "B4-0")
    plays(
        head,
        case_id,
        ("outline-guarantee", outline),
        (
            "list-creditor",
            {"creditor_id": bank, "kind": "bank", "name": "近江八景銀行", "claim": 30_000_000, **on("2024-08-26")},
        ),
        (
            "list-creditor",
            {"creditor_id": small, "kind": "money_lender", "name": "小口", "claim": 150_000, **on("2024-08-26")},
        ),
        (
            "file-use-application",
            {"form": "4-2", "annexes": ["1", "2", "3", "4"], "filed_on": "2024-09-02", **on("2024-09-02")},
        ),
        (
            "record-guarantor-consent",
            {"creditors": [bank, small], "consented_on": "2024-09-03", **on("2024-09-03")},
        ),
        ("ask-reasonable-ground", {"creditor_id": bank, "ground_against": False, **on("2024-09-05")}),
        ("ask-reasonable-ground", {"creditor_id": small, "ground_against": False, **on("2024-09-05")}),
        ("confer-on-guarantee", {"conferred_on": "2024-09-09", **on("2024-09-09")}),
        (
            "start-repayment-support",
            {
                "findings": ["contract", "procedure", "rationality", "no_bar_to_discharge"],
                "prospect": True,
                "economic_grounds": "早期の事業再生への着手",
                **on("2024-09-10"),
            },
        ),
        (
            "request-guarantee-standstill",
            {
                "form": "4-4",
                "signers": ["principal_debtor", "guarantor", "expert", "council"],
                "creditors": [bank, small],
                "sent_on": "2024-09-11",
                **on("2024-09-11"),
            },
        ),
        (
            "disclose-assets",
            {
                "disclosed_on": "2024-10-15",
                "to_all_creditors": True,
                "warranted": True,
                "assets": "預金99万円",
                **on("2024-10-15"),
            },
        ),
        ("ask-warranty-check", {"creditor_id": bank, "asked_on": "2024-10-16", **on("2024-10-16")}),
        (
            "draft-repayment-plan",
            {
                "reduction_asked": True,
                "term_months": 84,
                "distributable": 6_000_000,
                "exempt_assets": 990_000,
                "summary": "分割弁済",
                **on("2024-11-20"),
            },
        ),
        ("check-repayment-plan", on("2024-11-25")),
    )
    shown = view(head, case_id)
    assert principal not in shown.text
    answer = shown.json()
    assert (answer["line"], answer["stage_title"]) == ("guarantee", "弁済計画案作成済み")
    assert (answer["header"]["保証人"], answer["header"]["主債務者の案件"]) == ("愛知川 醇", "連結済み")
    sections = {section["key"]: [row["cells"] for row in section["rows"]] for section in answer["sections"]}
    assert ["近江八景銀行", "30,000,000", "6,000,000"] in sections["payments"]
    assert ["小口", "150,000", "計画の対象外"] in sections["payments"]
    assert ["残存資産：自由財産", "990,000円"] in sections["repayment_plan"]
    assert len(sections["remarks"]) == 2
    assert sections["warranty_checks"] == [["近江八景銀行", "2024年10月16日", "未報告"]]
    assert answer["consents"] == {"consented": 0, "creditors": 1, "deadline": None}


def test_a_case_under_annex_3_shows_its_committee_and_what_is_sent(house: House, intake: Intake, head: Caller) -> None:
    case_id = intake.chooses("丹後久美浜織機", line=SupportLine.TAX_SCHEME)
    house.eventually(lambda: view(head, case_id).status_code == 200, within=20)
    bank = str(uuid4())
    plays(
        head,
        case_id,
        ("intend-tax-treatment", {"provisions": ["expired_losses"], **on("2024-05-20")}),
        ("request-support", {"requested_on": "2024-05-20", **on("2024-05-20")}),
        (
            "list-creditor",
            {"creditor_id": bank, "kind": "bank", "name": "与謝野銀行", "claim": 980_000_000, **on("2024-05-20")},
        ),
        ("consent-to-contact", {"creditors": [bank], "consented_on": "2024-05-22", **on("2024-05-22")}),
        (
            "record-scheme-attitude",
            {"creditor_id": bank, "attitude": "consented", "stated_on": "2024-06-12", **on("2024-06-12")},
        ),
        ("confer-with-chair", {"conferred_on": "2024-06-13", **on("2024-06-13")}),
        ("start-tax-scheme", {"findings": ["distress", "value", "harm", "rationality"], **on("2024-06-14")}),
        (
            "form-scheme-team",
            {
                "members": [
                    {
                        "role": "staff",
                        "qualification": "accountant",
                        "person": "p20-deputy",
                        "no_interest_declared": True,
                    },
                    {"role": "sponsor", "qualification": "other", "name": "支援会社", "no_interest_declared": False},
                ],
                "approved_on": "2024-06-20",
                **on("2024-06-20"),
            },
        ),
        ("complete-financial-due-diligence", {"by": "p20-deputy", "summary": "財務", **on("2024-08-30")}),
        ("complete-business-due-diligence", {"by": "p20-deputy", "summary": "事業", **on("2024-08-30")}),
        (
            "draft-scheme-plan",
            {
                "methods": ["direct_waiver"],
                "items": [
                    "outline", "financial_history", "real_balance", "causes", "business_plan", "business_outlook",
                    "financial_outlook", "cash_plan", "repayment_plan", "waiver_basis",
                ],
                "statements": ["amount", "management", "circle", "shares"],
                "jobs": 112,
                "expected_approval_on": "2025-03-11",
                "debt_waived": 500_000_000,
                "real_net_worth": 0,
                "ordinary_profit": 1,
                "recovery": 480_000_000,
                "bankruptcy_value": 200_000_000,
                "reorganisation_value": 300_000_000,
                "rehabilitation_value": 320_000_000,
                "shareholders_diluted": True,
                "managers_resign": True,
                "equity": "単独",
                "summary": "債務免除",
                **on("2024-10-15"),
            },
        ),
        (
            "judge-standstill",
            {
                "creditors": [bank],
                "head_agrees": True,
                "points": ["requirements", "consent_prospect", "feasibility"],
                "judged_on": "2024-10-18",
                **on("2024-10-18"),
            },
        ),
        (
            "notify-standstill",
            {
                "signing_creditors": [bank],
                "company_signs": True,
                "head_signs": True,
                "written": True,
                "creditors": [bank],
                "papers": ["assets_and_debts", "profit_and_loss", "plan_draft"],
                "sent_on": "2024-10-22",
                "first_meeting_on": "2024-11-06",
                "place": "商工会議所",
                **on("2024-10-22"),
            },
        ),
    )  # fmt: skip
    assert view(head, case_id).json()["due_on"] == "2024-11-06"
    plays(
        head,
        case_id,
        ("hold-first-meeting", {"held_on": "2024-11-06", "attending": [bank], **on("2024-11-06")}),
        ("put-to-vote", {"matter": "committee", "consenting": [bank], **on("2024-11-06")}),
        ("put-to-vote", {"matter": "members", "consenting": [bank], **on("2024-11-06")}),
        (
            "establish-committee",
            {
                "members": [
                    {"name": "宮津 綾", "qualification": "lawyer", "chair": True, "no_interest_declared": True},
                    {"name": "福知 山人", "qualification": "accountant", "no_interest_declared": True},
                ],
                "council_accepts": True,
                "established_on": "2024-11-12",
                **on("2024-11-12"),
            },
        ),
    )
    answer = view(head, case_id).json()
    assert (answer["line"], answer["stage_title"]) == ("tax_scheme", "再生計画検討委員会設置")
    assert [member["name"] for member in answer["team"]] == [
        "p20-deputy（統括責任者・統括責任者補佐・公認会計士）",
        "支援会社（スポンサー企業等・その他）",
    ]
    sections = {section["key"]: [row["cells"] for row in section["rows"]] for section in answer["sections"]}
    assert ["宮津 綾", "弁護士", "委員長"] in sections["committee"]
    assert ["再生計画検討委員会の設置要請", "可決（同意1者）", ""] in sections["resolutions"]
    assert "別紙様式１" in [cells[0] for cells in sections["notices"]]
    assert ["債務免除等の額", "500,000,000円"] in sections["scheme_plan"]

    # B3-8: the term runs out, and days after the last entry nobody has to say so.
    everybody = {"mode": "in_person", "held_on": "2024-12-02", "consent_deadline": "2024-12-20", "all_invited": True}
    plays(
        head,
        case_id,
        (
            "submit-committee-report",
            {
                "agreeing": 2,
                "to_all_creditors": True,
                "reported_on": "2024-11-29",
                "conclusion": "相当",
                **on("2024-11-29"),
            },
        ),
        ("hold-creditors-meeting", everybody | on("2024-12-02")),
    )
    assert view(head, case_id).json()["stage_title"] == "同意待ち", "what happened then is still being entered"
    assert house.clock is not None
    move_clock(house.clock, dt.datetime.now(JST) + dt.timedelta(days=5))
    try:
        house.eventually(lambda: view(head, case_id).json()["stage_title"] == "終了", within=30)
    finally:
        house.clock.unlink()
    [end] = [entry for entry in view(head, case_id).json()["timeline"] if entry["title"] == "支援の終了（別冊３）"]
    assert (end["actor"], end["occurred_on"]) == ("system:support", "2024-12-21")
