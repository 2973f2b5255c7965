"""What a line shows beside header, next steps and history is drawn, and offered in forms, without knowing the line."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from council_gateway.main import PAGES
from council_gateway.web.cases import choices
from council_gateway.web.rendering import _environment
from starlette.routing import Match

SECTION = {
    "key": "banks",
    "title": "取引金融機関",
    "columns": ["名称", "出席"],
    "rows": [{"id": "b-1", "name": "青葉銀行", "cells": ["青葉銀行", "<出席>"]}],
}
CASE = UUID("018f5e1c-0000-7000-8000-0000000000aa")


def test_a_section_is_a_table_whose_texts_are_never_markup() -> None:
    macros = _environment().get_template("macros.html").module
    table = str(macros.section_table(SECTION, "/cases/support/1"))  # type: ignore[attr-defined]  # a macro of the template
    assert '<th scope="row" data-label="名称">青葉銀行</th>' in table
    assert '<td data-label="出席">&lt;出席&gt;</td>' in table


def test_the_rows_of_a_section_can_be_chosen_in_a_form() -> None:
    view = {"sections": [SECTION], "creditors": [{"creditor_id": "c-1", "name": "千曲川銀行"}]}
    offered = choices(view, CASE, ())
    assert offered.lists["banks"] == (("b-1", "青葉銀行"),)
    assert offered.lists["creditors"] == (("c-1", "千曲川銀行"),)
    assert "sections" not in offered.lists


def test_a_row_may_lead_to_a_page_of_its_own_below_the_case() -> None:
    macros = _environment().get_template("macros.html").module
    row = {"cells": ["開始報告書", "未作成"], "link": "reports/start-1"}
    table = str(macros.section_table(SECTION | {"rows": [row]}, "/cases/support/1"))  # type: ignore[attr-defined]
    assert '<a href="/cases/support/1/reports/start-1">開始報告書</a>' in table


SHEET = {
    "title": "第二次対応開始報告書",
    "to": ["関東経済産業局", "中小企業活性化全国本部"],
    "sender": "長野県中小企業活性化協議会　統括責任者",
    "dated": "2024年7月31日",
    "parts": [
        {"title": "相談企業", "lines": [{"label": "企業名", "value": "<信州>"}], "columns": [], "rows": []},
        {"title": "対象債権者", "lines": [], "columns": ["名称"], "rows": [["千曲川銀行"], [""]]},
        {"title": "不同意の理由", "lines": [], "columns": ["債権者"], "rows": []},
    ],
}
REPORT = {"status": "未作成", "checked": False, "late": True, "due_on": "2024-08-24", "layout": "default-1"}


@pytest.mark.parametrize("report", [REPORT, REPORT | {"checked": True, "due_on": None, "report": "start-1"}, None])
def test_a_report_is_a_sheet_to_read_and_print_with_the_way_to_its_file(report) -> None:
    text = (
        _environment()
        .get_template("report.html")
        .render(
            session=None,
            navigation=(),
            today=dt.date(2024, 9, 1),
            case_page="/cases/support/1",
            report=report,
            sheet=SHEET,
            file="/cases/support/1/reports/start-1.xlsx",
            check="/cases/support/1/check-report",
            submit="/cases/support/1/submit-report",
        )
    )
    for shown in (
        "関東経済産業局　御中",
        "&lt;信州&gt;",
        "千曲川銀行",
        "該当なし",
        'href="/cases/support/1/reports/start-1.xlsx"',
    ):
        assert shown in text
    assert ("期限超過" in text) is (report is not None)
    assert ("現在の案を見る" in text) is bool(report and report["checked"])


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        (f"/cases/support/{CASE}/reports/start-1", "report"),
        (f"/cases/support/{CASE}/reports/start-1.xlsx", "report_file"),
        (f"/cases/intake/{CASE}/report", "consultation_report"),
        (f"/cases/intake/{CASE}/report.xlsx", "consultation_report_file"),
        (f"/cases/support/{CASE}/check-report", "command_form"),
    ],
)
def test_each_report_has_its_page_and_its_file(path: str, endpoint: str) -> None:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
    routes = [route for pages in PAGES for route in pages.routes]
    found = next(route for route in routes if route.matches(scope)[0] is Match.FULL)
    assert found.name == endpoint


def test_a_number_in_the_history_leads_to_its_case_and_is_otherwise_left_out() -> None:
    fields = [{"label": "次の案件", "value": str(CASE)}, {"label": "会議番号", "value": str(CASE)}]
    entry = {"event_id": "e", "type": "t", "title": "他の支援の検討", "occurred_on": "2025-06-18", "fields": fields}
    entry |= {"actor": "統括", "recorded_at": "2025-06-18T01:00:00Z", "council": "13", "sequence": 1}
    macros = _environment().get_template("macros.html").module
    drawn = str(macros.timeline([entry], "/cases/support/1"))  # type: ignore[attr-defined]  # a macro of the template
    assert f'<a href="/cases/support/{CASE}">その案件を開く</a>' in drawn
    assert "会議番号" not in drawn
