"""Input that does not fit: each fault named by its place, and nothing of it repeated."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.libs.kit.door import CASE, GOOD, OpenTestCase, World, assert_problem, post


@pytest.mark.parametrize("content", ["{", "", "[1,", '{"on": }', b"\xff\xfe"])
def test_a_body_that_is_no_json_is_400_and_names_the_body(
    world: World, client: httpx.Client, content: str | bytes
) -> None:
    answer = post(client, content)
    if content == "":
        assert_problem(answer, 422, "invalid")
    else:
        assert assert_problem(answer, 400, "malformed")["field"] == "body"
    assert not world.calls


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"on": "2024-02-30"}, "on", "実在する日付"),
        ({"on": "２０２４-０６-１０"}, "on", "半角"),
        ({"on": "2024-06-10T10:00:00"}, "on", "日付"),
        ({"on": "2024-06-09"}, "on", "九日は休みです"),
        ({"council": "48"}, "council", "半角"),
        ({"council": "１３"}, "council", "半角"),
        ({"council": "1３"}, "council", "半角"),
        ({"agency": "１２３４５６７８９０１２"}, "agency", "半角"),
        ({"industry": "space"}, "industry", "選んで"),
        ({"note": ""}, "note", "1文字以上"),
        ({"note": "あ" * 21}, "note", "20文字以内"),
        ({"note": None}, "note", "文字列"),
        ({"creditors": [{"amount": 1}, {"amount": "１０００"}]}, "creditors.1.amount", "半角数字"),
        ({"creditors": [{"amount": -1}]}, "creditors.0.amount", "0以上"),
        ({"creditors": [{"amount": 1.5}]}, "creditors.0.amount", "整数"),
        ({"creditors": {}}, "creditors", "配列"),
        ({"name": "東京花子"}, "name", "この項目はありません"),
        ({"東京花子": 1}, "*", "この項目はありません"),
        ({"note": "\ud800"}, "note", "読み取れない文字"),
    ],
)
def test_input_that_does_not_fit_is_422_and_named_by_its_path_without_being_repeated(
    world: World, client: httpx.Client, change: dict[str, Any], field: str, says: str
) -> None:
    body = assert_problem(post(client, {**GOOD, **change}), 422, "invalid")
    assert [fault["field"] for fault in body["errors"]] == [field]
    assert says in body["errors"][0]["ja"]
    assert body["errors"][0]["en"].isascii()
    assert body["field"] == field
    text = json.dumps(body, ensure_ascii=False)
    assert "花子" not in text
    assert "１" not in text
    assert not world.calls


def test_every_missing_field_is_listed(client: httpx.Client) -> None:
    body = assert_problem(post(client, {}), 422, "invalid")
    assert [(fault["field"], fault["ja"]) for fault in body["errors"]] == [
        ("on", "入力してください。"),
        ("council", "入力してください。"),
    ]


def test_an_id_in_the_path_that_is_none_is_422_for_its_name(client: httpx.Client) -> None:
    assert assert_problem(client.get("/v1/cases/東京花子"), 422, "invalid")["field"] == "case_id"


def test_a_body_over_the_limit_is_413_whether_it_tells_its_length_or_not(world: World, client: httpx.Client) -> None:
    large = json.dumps({**GOOD, "note": "x" * 1_000_001}).encode()
    assert assert_problem(post(client, large), 413, "too-large")["field"] == "body"
    parts = (large[at : at + 65_536] for at in range(0, len(large), 65_536))
    answer = client.post(
        f"/v1/cases/{CASE}/open-test-case", content=parts, headers={"content-type": "application/json"}
    )
    assert_problem(answer, 413, "too-large")
    assert not world.calls


def test_a_body_in_parts_within_the_limit_is_read(world: World, client: httpx.Client) -> None:
    body = json.dumps(GOOD).encode()
    answer = client.post(
        f"/v1/cases/{CASE}/open-test-case",
        content=iter([body[:5], body[5:]]),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 201
    assert world.calls[0].command == OpenTestCase.model_validate(GOOD)


def test_a_form_instead_of_json_is_415(client: httpx.Client) -> None:
    answer = client.post(f"/v1/cases/{CASE}/open-test-case", data={"on": "2024-06-10"})
    assert_problem(answer, 415, "media-type")
