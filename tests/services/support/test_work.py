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


def test_a_row_says_why_its_next_step_waits_where_it_is_asked_for(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    house.eventually(lambda: len(rows(head, case_id)) == 1, within=20)
    mine = row(head, case_id, reasons=True)
    steps = {step["title"]: step for step in view(head, case_id).json()["next_steps"]}
    assert (mine["blocked"], steps[mine["next_step"]]["allowed"]) == (None, True)
    office = house.as_("p20-office", "20")
    theirs = row(office, case_id, reasons=True)
    told = {step["title"]: step for step in view(office, case_id).json()["next_steps"]}[theirs["next_step"]]
    assert (told["allowed"], theirs["blocked"], theirs["blocked_by"]) == (False, told["reason_ja"], told["provision"])
    assert row(office, case_id)["blocked"] is None
