"""My work says what is due, what is overdue, and why a next step can't be taken."""

from __future__ import annotations

from typing import Any

from tests.services.house import Caller, House
from tests.services.support.conftest import Intake
from tests.services.support.test_api import arrived, view


def rows(caller: Caller, case_id: Any, **body: Any) -> list[dict[str, Any]]:
    items = caller.post("support", "/v1/work", {"limit": 50, **body}).json()["items"]
    return [dict(item) for item in items if item["case_id"] == str(case_id)]


def row(caller: Caller, case_id: Any, **body: Any) -> dict[str, Any]:
    (found,) = rows(caller, case_id, **body)
    return found


def test_a_row_says_what_the_case_itself_says_of_its_next_step(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    house.eventually(lambda: len(rows(head, case_id)) == 1, within=20)
    found = row(head, case_id, reasons=True)
    step = {step["title"]: step for step in view(head, case_id).json()["next_steps"]}[found["next_step"]]
    assert (found["blocked"], found["blocked_by"]) == (step["reason_ja"], step["provision"])
    assert row(head, case_id)["next_step"] == found["next_step"]
