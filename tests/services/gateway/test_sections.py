"""What a line shows beside header, next steps and history is drawn, and offered in forms, without knowing the line."""

from __future__ import annotations

from uuid import UUID

from council_gateway.web.cases import choices
from council_gateway.web.rendering import _environment

SECTION = {
    "key": "banks",
    "title": "取引金融機関",
    "columns": ["名称", "出席"],
    "rows": [{"id": "b-1", "name": "青葉銀行", "cells": ["青葉銀行", "<出席>"]}],
}
CASE = UUID("018f5e1c-0000-7000-8000-0000000000aa")


def test_a_section_is_a_table_whose_texts_are_never_markup() -> None:
    macros = _environment().get_template("macros.html").module
    table = str(macros.section_table(SECTION))  # type: ignore[attr-defined]  # a macro of the template
    assert '<th scope="row" data-label="名称">青葉銀行</th>' in table
    assert '<td data-label="出席">&lt;出席&gt;</td>' in table


def test_the_rows_of_a_section_can_be_chosen_in_a_form() -> None:
    view = {"sections": [SECTION], "creditors": [{"creditor_id": "c-1", "name": "千曲川銀行"}]}
    offered = choices(view, CASE, ())
    assert offered.lists["banks"] == (("b-1", "青葉銀行"),)
    assert offered.lists["creditors"] == (("c-1", "千曲川銀行"),)
    assert "sections" not in offered.lists
