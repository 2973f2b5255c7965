"""My work says what is due, what is overdue, and why a next step can't be taken."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import psycopg
from council_access import Scope
from council_kit.postgres import open_pool
from council_support.projections import DDL
from council_support.queries import Cases, place_of

from tests.services.house import Caller, House
from tests.services.support.asked import arrived, view
from tests.services.support.conftest import Intake


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


def test_a_report_that_is_due_stands_in_my_work_also_of_a_closed_case_and_pages_go_on_after_it(
    database: str,
) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA cases; SET search_path = cases; {DDL}")
        sql = """INSERT INTO cases.cases (case_id, council, line, stage, rank, version, updated_at, open, report_asked, report_ready,
                 deadline) VALUES (%s, '20', 'guarantee', %s, 1, 1, now(), %s, %s, %s, %s)"""
        for number, (stage, is_open, asked, ready, deadline) in enumerate(
            [
                ("ended", False, "2026-10-01", False, None),
                ("consulting", True, None, None, "2026-11-05"),
                ("consulting", True, "2026-11-01", True, "2026-11-02"),
            ],
            start=1,
        ):
            connection.execute(sql, [UUID(int=number), stage, is_open, asked, ready, deadline])

    with open_pool(database) as pool:
        cases = Cases(pool, None)  # type: ignore[arg-type]  # no name is opened

        def work(report_days: int | None, overdue_before: dt.date | None = None) -> list[tuple[int, str, bool | None]]:
            told: list[tuple[int, str, bool | None]] = []
            after = None
            while rows := cases.work(Scope("TRUE", {}), after, 1, overdue_before, report_days)[:1]:
                after = place_of(rows[0])
                told.append((rows[0].case_id.int, rows[0].due.isoformat(), rows[0].report_ready))
            return told

        steps = [(3, "2026-11-02", None), (2, "2026-11-05", None)]
        assert work(30) == [(1, "2026-10-31", False), *steps, (3, "2026-12-01", True)]
        assert work(4) == [(1, "2026-10-05", False), *steps[:1], (2, "2026-11-05", None), (3, "2026-11-05", True)]
        assert work(None) == [*steps, (1, "9999-12-31", False), (3, "9999-12-31", True)]
        assert work(30, dt.date(2026, 11, 1)) == [(1, "2026-10-31", False)]
