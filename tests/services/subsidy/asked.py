"""What staff ask of the subsidy service over HTTP, with names: forms, steps, and what a case shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from council_events.subsidy import AgencyPaper, ApplicationPaper, ClaimPaper
from council_subsidy.commands import ReportSection

from tests.services.house import Caller, House

AMANE, NOTOMA = "999900000101", "999900000102"
OWN_PAPERS = [paper.value for paper in AgencyPaper]
EVERYBODY = {"advised": ["company", "agency", "main_bank"], "advice": "留意事項を説明し、取組を確認した。"}


def on(day: str) -> dict[str, str]:
    return {"occurred_on": day}


def cost(agency: str, line: str, amount: int) -> dict[str, Any]:
    return {"agency_id": agency, "line": line, "amount": amount}


def number_of(case_id: UUID) -> str:
    """An invented 法人番号 with its check digit, one for every case: each is another company's."""
    base = f"9999{case_id.int % 10**8:08}"
    digits = [int(digit) for digit in reversed(base)]
    return f"{9 - sum(digit * (1 + place % 2) for place, digit in enumerate(digits)) % 9}{base}"


def application(case_id: UUID, **changes: Any) -> dict[str, Any]:
    """A-SUB-02: 能登福良漆器 with two agencies."""
    filed = {
        "case_id": str(case_id),
        "track": "ordinary",
        "company_name": "能登福良漆器株式会社（架空）",
        "company_kana": "ノトフクラシッキ",
        "corporate_number": number_of(case_id),
        "prefecture": "17",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "employees": 30,
        "sales": 480_000_000,
        "interest_bearing_debt": 350_000_000,
        "lenders": 3,
        "guaranteed_loan": True,
        "agencies": [
            {"agency_id": AMANE, "name": "税理士法人あまね会計（架空）", "representative": True, "papers": OWN_PAPERS},
            {"agency_id": NOTOMA, "name": "中小企業診断士 能登間 惺（架空）", "papers": OWN_PAPERS},
        ],
        "estimates": [
            cost(AMANE, "plan", 1_200_000),
            cost(NOTOMA, "plan", 600_000),
            cost(AMANE, "accompaniment", 900_000),
        ],
        "financial_support": ["terms_changed"],
        "papers": [paper.value for paper in ApplicationPaper],
        "registry_certificate_on": "2024-04-01",
        "occurred_on": "2024-04-12",
    }
    return filed | changes


def handed_in(agency: str, own_share: int) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "papers": [paper.value for paper in ClaimPaper],
        "invoice_to_council": True,
        "own_share_method": "transfer",
        "own_share": own_share,
    }


def plan_claim(day: str) -> dict[str, Any]:
    return {
        "agencies": [handed_in(AMANE, 400_000), handed_in(NOTOMA, 200_000)],
        "plan_completed_on": "2024-11-30",
        "closing_month": 5,
        "costs": [cost(AMANE, "plan", 1_200_000), cost(NOTOMA, "plan", 600_000)],
        "papers": [paper.value for paper in ClaimPaper],
        "lenders_consented": 3,
        "worked_from": "2024-04-15",
        "occurred_on": day,
    }


def report(day: str, period_to: str) -> dict[str, Any]:
    return {
        "kind": "settlement",
        "agencies": [handed_in(AMANE, 50_000)],
        "period_to": period_to,
        "costs": [cost(AMANE, "accompaniment", 150_000)],
        "papers": [paper.value for paper in ClaimPaper],
        "sections": [section.value for section in ReportSection],
        "report": "計画どおりに進んでいる。",
        "occurred_on": day,
    }


def files(caller: Caller, body: dict[str, Any], **headers: str) -> Any:
    return caller.post("subsidy", "/v1/applications", body, **headers)


def does(caller: Caller, case_id: UUID, command: str, body: dict[str, Any], **headers: str) -> Any:
    return caller.post("subsidy", f"/v1/cases/{case_id}/{command}", body, **headers)


def plays(caller: Caller, case_id: UUID, *steps: tuple[str, dict[str, Any]]) -> None:
    for command, body in steps:
        answer = does(caller, case_id, command, body)
        assert answer.status_code == 201, (command, answer.text)


def view(caller: Caller, case_id: UUID) -> Any:
    return caller.get("subsidy", f"/v1/cases/{case_id}")


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return dict(answer.json())


def filed(caller: Caller, **changes: Any) -> UUID:
    case_id = uuid4()
    answer = files(caller, application(case_id, **changes))
    assert answer.status_code == 201, answer.text
    assert answer.json()["case_id"] == str(case_id)
    return case_id


def advised(house: House, case_id: UUID, day: str, *commands: str) -> None:
    """What the 統括責任者 explains and checks."""
    head = house.as_("p17-head", "17")
    plays(head, case_id, *((command, EVERYBODY | on(day)) for command in commands))


def accepted(house: House, caller: Caller, **changes: Any) -> UUID:
    case_id = filed(caller, **changes)
    advised(house, case_id, "2024-04-15", "explain-points")
    plays(caller, case_id, ("accept-application", on("2024-04-15")))
    return case_id


def paid(case: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(row["agency_id"], row["kind"]): row["amount"] for row in case["payments"] if row["status"] == "paid"}
