"""A wrong entry is mended by an event: the state, the screen and the history read anew, and nothing recorded is touched."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.services.house import Caller, House
from tests.services.support.asked import arrived, does, problem, view
from tests.services.support.conftest import Intake


def entry(caller: Caller, case_id: UUID, place: int) -> dict[str, Any]:
    return dict(view(caller, case_id).json()["timeline"][place])


def corrects(caller: Caller, case_id: UUID, event_id: str, field: str, value: str | None, **more: Any) -> Any:
    body = {"event_id": event_id, "field": field, "value": value, "reason": "決算書の読み違い", **more}
    return does(caller, case_id, "correct-entry", body)


def test_state_screen_and_history_read_a_corrected_entry_anew(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    candidate = entry(head, case_id, 0)
    form = head.get("support", f"/v1/cases/{case_id}/entries/{candidate['event_id']}").json()
    fields = {each["path"]: each for each in form["fields"]}
    assert (fields["employees"]["value"], fields["employees"]["shape"], fields["employees"]["label"]) == (
        "64",
        "number",
        "従業員数",
    )
    assert (fields["company_name"]["value"], fields["company_name"]["shape"]) == (
        "信州千曲精機株式会社（架空）",
        "text",
    )
    with psycopg.connect(house.databases["support"]) as connection:
        before = connection.execute("SELECT body FROM events WHERE stream_id = %s", (case_id,)).fetchall()
    assert corrects(head, case_id, candidate["event_id"], "employees", "46").status_code == 201
    assert (
        corrects(head, case_id, candidate["event_id"], "company_name", "信州千曲精工株式会社（架空）").status_code
        == 201
    )
    shown = view(head, case_id).json()
    assert (shown["header"]["従業員数"], shown["header"]["企業名"]) == ("46人", "信州千曲精工株式会社（架空）")
    first = shown["timeline"][0]
    mended = {each["label"]: each["formerly"] for each in first["fields"] if each.get("corrected")}
    assert mended == {"従業員数": "64", "企業名": "信州千曲精機株式会社（架空）"}
    assert (first["corrected"], shown["timeline"][-1]["title"]) == (True, "記録の訂正")
    told = {each["label"]: each["value"] for each in shown["timeline"][1]["fields"]}
    assert told["訂正した記録"] == "支援候補の受入れ"
    assert (told["訂正前"], told["訂正後"], told["訂正の理由"]) == ("64", "46", "決算書の読み違い")
    with psycopg.connect(house.databases["support"]) as connection:
        rows = connection.execute(
            "SELECT body FROM events WHERE stream_id = %s ORDER BY version", (case_id,)
        ).fetchall()
    assert rows[:1] == before
    again = corrects(head, case_id, candidate["event_id"], "employees", "46")
    assert (again.status_code, again.json()["events"]) == (200, [])


def test_the_list_and_the_search_follow_the_corrected_name(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head, "誤記製作所株式会社（架空）")
    candidate = entry(head, case_id, 0)
    assert (
        corrects(head, case_id, candidate["event_id"], "company_name", "正記製作所株式会社（架空）").status_code == 201
    )

    def found(words: str) -> list[str]:
        items = head.post("support", "/v1/search", {"words": words}).json()["items"]
        return [item["company_name"] for item in items if item["case_id"] == str(case_id)]

    house.eventually(lambda: found("正記") == ["正記製作所株式会社（架空）"], within=20)
    assert found("誤記") == []


def test_what_does_not_fit_is_refused_at_its_field(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    candidate = entry(head, case_id, 0)["event_id"]
    assert problem(corrects(head, case_id, candidate, "employees", "多い"), 422)["field"] == "value"
    assert problem(corrects(head, case_id, candidate, "case_id", str(uuid4())), 422)["field"] == "field"
    assert problem(corrects(head, case_id, str(uuid4()), "employees", "1"), 422)["field"] == "event_id"
    later = problem(corrects(head, case_id, candidate, "employees", "46", occurred_on="2999-01-01"), 422)
    assert later["field"] == "future_reason"


def test_only_who_keeps_the_records_corrects_them(house: House, intake: Intake, head: Caller) -> None:
    case_id = arrived(house, intake, head)
    candidate = entry(head, case_id, 0)["event_id"]
    problem(corrects(house.as_("p34-head", "34"), case_id, candidate, "employees", "46"), 404)
    problem(house.as_("p34-head", "34").get("support", f"/v1/cases/{case_id}/entries/{candidate}"), 404)
    problem(head.get("support", f"/v1/cases/{case_id}/entries/{uuid4()}"), 404)
