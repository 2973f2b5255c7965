"""A published year, the numbers by council, the dashboard's summaries and the catalogue: pure parts of the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from council_gateway.web.by_council import Way, by_council
from council_gateway.web.catalogue import LICENCE, described
from council_gateway.web.dashboard import late_reports, steps, ways
from council_gateway.web.management import months_before
from council_gateway.web.published import MEASURES, WITHHELD, Published


def cell(item: str, area: str, period: str, n: int | None, amount: int | None = None) -> dict[str, Any]:
    return {"item": item, "area": area, "period": period, "n": n, "amount": amount}


def table(code: str, items: dict[str, str], *values: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"code": code, "number": None, "title": code, "unit": "件", "amount_unit": None, "multiple": False}
    return head | more | {"items": [{"code": c, "label": label} for c, label in items.items()], "values": list(values)}


ANSWER = {
    "year": {"fiscal_year": 2024, "threshold": 3, "published_on": "2025-06-02", "shown": 5, "withheld": 1},
    "tables": [
        table(
            "consultation",
            {"counter": "窓口相談"},
            cell("counter", "all", "2024", 40),
            cell("counter", "13", "2024", 12),
            cell("counter", "14", "2024", None),
        ),
        table("days", {"": "計"}, cell("", "all", "2024", 8, 1500), cell("", "13", "2024", 0, 0)),
        table(
            "result",
            {"support": "二次支援へ移行", "advice": "助言", "other": "その他"},
            cell("support", "all", "2024", 10),
            cell("advice", "all", "2024", 30),
            cell("other", "all", "2024", 0),
        ),
        table(
            "method",
            {"reschedule": "リスケ", "dds": "DDS"},
            cell("reschedule", "all", "2024", 6),
            cell("dds", "all", "2024", None),
            multiple=True,
        ),
    ],
}


def test_a_withheld_number_is_marked_and_never_taken_for_a_zero() -> None:
    published, consultations = Published(ANSWER), MEASURES["consultations"]
    assert [published.shown(consultations, area) for area in ("all", "13", "14")] == ["40", "12", WITHHELD]
    assert published.value(consultations, "14") is None


def test_a_mean_is_made_of_what_is_shown_and_is_none_where_nothing_was_completed() -> None:
    published, days = Published(ANSWER), MEASURES["days"]
    assert (published.shown(days, "all"), published.shown(days, "13")) == ("187.5", "－")


def test_shares_are_of_the_whole_and_of_the_completed_plans_for_methods() -> None:
    tables = {each.code: each for each in Published(ANSWER).tables()}
    assert [row.share for row in tables["result"].rows] == [25.0, 75.0, 0.0]
    assert [(row.n, row.share) for row in tables["method"].rows] == [(6, 75.0), (None, None)]


VALUES = {"13": 12.0, "01": 3.0, "27": 12.0, "47": None, "hq": 0.0}
SHOWN = {"13": "12", "01": "3", "27": "12", "47": WITHHELD, "hq": "0"}


def test_councils_stand_in_the_order_of_codes_or_of_values_with_ranks_that_tie() -> None:
    found = by_council(VALUES, SHOWN, Way(), "/statistics/2024", {})
    assert [line.code for line in found.lines] == ["01", "13", "27", "47", "hq"]
    assert {line.code: line.rank for line in found.lines} == {"13": 1, "27": 1, "01": 3, "hq": 4, "47": None}
    ordered = by_council(VALUES, SHOWN, Way(order="value"), "/statistics/2024", {})
    assert [line.code for line in ordered.lines] == ["13", "27", "01", "hq", "47"]


def test_the_marked_prefecture_is_marked_in_table_and_graph() -> None:
    found = by_council(VALUES, SHOWN, Way("graph", "value", "27"), "/figures", {"year": 2024})
    assert [line.code for line in found.lines if line.marked] == ["27"]
    assert [bar.label for bar in found.bars if bar.group] == ["大阪府"]
    assert found.links["map"] == "/figures?year=2024&view=map&order=value&mark=27#by-council"


@pytest.mark.parametrize("asked", [("atlas", "size", "99"), ("", "", "")])
def test_a_way_that_makes_no_sense_is_the_map_in_the_order_of_codes(asked: tuple[str, str, str]) -> None:
    assert Way.of(*asked) == Way("map", "code", "")


def test_the_lines_are_counted_from_consideration_to_completion() -> None:
    tables = [
        {"code": "line", "items": [{"code": "restructuring", "n": 9}, {"code": "rechallenge", "n": 2}]},
        {"code": "start", "items": [{"code": "restructuring", "n": 7}]},
        {"code": "completed_line", "items": [{"code": "restructuring", "n": 3}, {"code": "pre_plan", "n": 2}]},
        {"code": "ended_line", "items": [{"code": "restructuring", "n": 1}]},
    ]
    lines = ways(tables)
    assert [(line.considered, line.started, line.completed, line.ended) for line in lines][1] == (9, 7, 5, 1)
    assert steps({"counter_consultations": 40}, lines) == [
        ("窓口相談", 40),
        ("支援を検討", 11),
        ("支援を開始", 7),
        ("支援を完了", 5),
    ]


def test_councils_with_the_most_late_reports_come_first() -> None:
    def row(council: str, open_: int, late: int, oldest: str | None) -> dict[str, Any]:
        return {
            "council": council,
            "asked": 4,
            "submitted": 4 - open_,
            "open": open_,
            "late": late,
            "oldest_on": oldest,
        }

    rows = [row("13", 2, 1, "2024-05-01"), row("13", 1, 1, "2024-04-01"), row("27", 3, 0, "2024-06-01")]
    found = late_reports({"counts": [*rows, row("40", 0, 0, None)]})
    assert [(each.council, each.open, each.late, each.oldest) for each in found.councils] == [
        ("13", 3, 2, "2024-04-01"),
        ("27", 3, 0, "2024-06-01"),
    ]
    assert (found.asked, found.submitted, found.open, found.late, found.more) == (16, 10, 6, 2, 0)


def test_the_catalogue_describes_every_year_with_licence_period_and_both_files() -> None:
    catalogue = described([ANSWER["year"]], "https://example.go.jp")
    (dataset,) = catalogue["dcat:dataset"]
    assert dataset["dct:temporal"]["dcat:endDate"]["@value"] == "2025-03-31"
    assert {each["dcat:downloadURL"]["@id"] for each in dataset["dcat:distribution"]} == {
        "https://example.go.jp/statistics/2024/values.csv",
        "https://example.go.jp/statistics/2024/values.json",
    }
    assert {each["dct:license"]["@id"] for each in dataset["dcat:distribution"]} == {LICENCE}


def test_the_months_of_a_report_go_back_over_the_new_year() -> None:
    assert months_before(dt.date(2025, 1, 31), 3) == [
        ("2025-01", "2025年1月"),
        ("2024-12", "2024年12月"),
        ("2024-11", "2024年11月"),
    ]
