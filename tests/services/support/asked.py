"""What staff ask of support over HTTP, with names: a step, several steps, and what a case shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.services.house import Caller, House
from tests.services.support.conftest import Intake
from tests.services.support.situations import RESCHEDULING

BANKS = {"千曲川銀行": 400_000_000, "安曇野信用組合": 200_000_000}


def view(caller: Caller, case_id: UUID) -> Any:
    return caller.get("support", f"/v1/cases/{case_id}")


def does(caller: Caller, case_id: UUID, command: str, body: dict[str, Any], **headers: str) -> Any:
    return caller.post("support", f"/v1/cases/{case_id}/{command}", body, **headers)


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return dict(answer.json())


def arrived(house: House, intake: Intake, head: Caller, company: str = "信州千曲精機株式会社（架空）") -> UUID:
    case_id = intake.chooses(company)
    house.eventually(lambda: view(head, case_id).status_code == 200, within=20)
    return case_id


def plays(caller: Caller, case_id: UUID, *steps: tuple[str, dict[str, Any]]) -> None:
    for command, body in steps:
        answer = does(caller, case_id, command, body)
        assert answer.status_code == 201, (command, answer.text)


def to_the_vote(caller: Caller, case_id: UUID) -> dict[str, str]:
    """From the candidate to the creditors' meeting, on the scenario's own days; the creditors' ids by name."""
    creditors = {name: str(uuid4()) for name in BANKS}
    for name, claim in BANKS.items():
        body = {"creditor_id": creditors[name], "kind": "bank", "name": name, "claim": claim}
        plays(caller, case_id, ("list-creditor", body | {"occurred_on": "2024-07-08"}))
    ids = list(creditors.values())
    plays(
        caller,
        case_id,
        ("request-support", {"requested_on": "2024-07-08", "occurred_on": "2024-07-08"}),
        ("consent-to-contact", {"creditors": ids, "consented_on": "2024-07-09", "occurred_on": "2024-07-09"}),
        *(("start-inquiry", {"creditor_id": each, "occurred_on": "2024-07-10"}) for each in ids),
        *(
            ("record-intention", {"creditor_id": each, "intention": "not_negative", "occurred_on": "2024-07-22"})
            for each in ids
        ),
        ("consult-host-head", {"consulted_on": "2024-07-24", "occurred_on": "2024-07-24"}),
        (
            "decide-start",
            {
                "findings": ["difficulty", "honest_disclosure", "no_antisocial_forces", "not_unsuitable"],
                "expected_methods": ["reschedule"],
                "occurred_on": "2024-07-25",
            },
        ),
        ("notify-start", {"creditors": ids, "occurred_on": "2024-07-25"}),
        (
            "form-team",
            {"members": [expert("x-kure", "accountant"), expert("x-fuchu", "sme_consultant")], **on("2024-08-01")},
        ),
        ("complete-financial-due-diligence", {"by": "x-kure", "summary": "財務面の調査", **on("2024-09-02")}),
        ("complete-business-due-diligence", {"by": "x-fuchu", "summary": "事業面の調査", **on("2024-09-02")}),
        ("draft-plan", RESCHEDULING.model_dump(mode="json") | on("2024-11-29")),
        (
            "submit-investigation-report",
            {
                "plan_version": 1,
                "items": ["plan_content", "feasibility", "need", "fairness"],
                "signed_by": caller.person,
                "conclusion": "計画は相当である",
                **on("2024-12-06"),
            },
        ),
        (
            "hold-creditors-meeting",
            {
                "mode": "online",
                "held_on": "2025-02-12",
                "consent_deadline": "2025-03-14",
                "all_invited": True,
                **on("2025-02-12"),
            },
        ),
    )
    return creditors


def told(entry: dict[str, Any]) -> list[tuple[str, str]]:
    return [(field["label"], field["value"]) for field in entry["fields"]]


def on(day: str) -> dict[str, str]:
    return {"occurred_on": day}


def expert(person: str, qualification: str) -> dict[str, Any]:
    return {
        "person": person,
        "qualification": qualification,
        "outside_expert": True,
        "commissioned_on": "2024-07-01",
        "pledged_on": "2024-07-01",
        "no_interest_declared": True,
    }


def consent(creditor: str, day: str, form: str = "written") -> dict[str, Any]:
    return {"creditor_id": creditor, "form": form, "confirmed_on": day, "occurred_on": day}
