"""What was typed, kept as typed and read into a command."""

from __future__ import annotations

from collections.abc import Sequence

from council_gateway.web.fields import YES_NO, Field, Widget
from council_gateway.web.forms import ADD_ROW, Problem, Typed, at_controls, controls, read

NAME = Field("name", "名称", Widget.TEXT, required=True)
ON = Field("on", "開催日", Widget.DATE, required=True)
DEBT = Field("debt", "債務額", Widget.YEN)
NUMBER = Field("number", "法人番号", Widget.CODE)
STORY = Field("story", "経緯", Widget.TEXTAREA)
SURE = Field("sure", "確かか", Widget.YES_NO, required=True, options=YES_NO)
WISHES = Field("wishes", "ご希望", Widget.CHECKBOXES, required=True, options=(("a", "甲"), ("b", "乙")), is_list=True)
PERSON = Field("person", "利用者", Widget.CODE, required=True)
SINCE = Field("since", "委嘱日", Widget.DATE)
OUTSIDE = Field("outside", "外部", Widget.YES_NO, required=True, options=YES_NO)
MEMBERS = Field("members", "構成員", Widget.ROWS, required=True, parts=(PERSON, SINCE, OUTSIDE), is_list=True)
FLOWS = Field("flows", "資金", Widget.ROWS, parts=(Field("", "資金", Widget.YEN, required=True),), is_list=True)
FIGURES = Field("figures", "数値", Widget.GROUP, parts=(Field("jobs", "雇用者数", Widget.WHOLE, required=True), DEBT))
KEY = Field("creditor_id", "債権者番号", Widget.HIDDEN, required=True, newly=True)
SEEN = Field("plan_version", "版", Widget.HIDDEN, default=3)


def typed(**values: str | Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {
        name.replace("__", "."): (value,) if isinstance(value, str) else tuple(value) for name, value in values.items()
    }


def test_what_was_typed_becomes_the_commands_json() -> None:
    sent = typed(
        name=" 高原銀行 ",
        on="令和６年７月１日",
        debt="１，２００万円",
        number="９９９９ー０００１",
        story="一行目\r\n二行目",
        sure="false",
        wishes=["a", "b"],
    )
    assert read([NAME, ON, DEBT, NUMBER, STORY, SURE, WISHES], sent) == (
        {
            "name": "高原銀行",
            "on": "2024-07-01",
            "debt": 12_000_000,
            "number": "99990001",
            "story": "一行目\n二行目",
            "sure": False,
            "wishes": ["a", "b"],
        },
        [],
    )


def test_names_keep_their_own_width() -> None:
    assert read([NAME], typed(name="ＡＢＣ商事１号"))[0] == {"name": "ＡＢＣ商事１号"}


def test_what_is_missing_is_asked_for_in_the_fields_own_words() -> None:
    command, problems = read([NAME, ON, DEBT, SURE, WISHES], typed(name="  ", debt=""))
    assert command == {}
    assert problems == [
        Problem("name", "名称を入れてください。"),
        Problem("on", "開催日を入れてください。"),
        Problem("sure", "確かかを選んでください。"),
        Problem("wishes", "ご希望を一つ以上選んでください。"),
    ]


def test_what_cannot_be_read_is_said_and_kept() -> None:
    sent = typed(name="甲", on="2024年2月30日", debt="百万円")
    command, problems = read([NAME, ON, DEBT], sent)
    assert command == {"name": "甲"}
    assert [problem.path for problem in problems] == ["on", "debt"]
    assert problems[0].ja == "開催日：2024年2月30日という日はありません。"
    drawn = {control.path: control for control in controls([NAME, ON, DEBT], sent, problems)}
    assert drawn["on"].value == "2024年2月30日"
    assert drawn["on"].errors == ("開催日：2024年2月30日という日はありません。",)
    assert drawn["on"].described_by == "f-on-hint f-on-error"
    assert drawn["name"].errors == ()


def test_a_row_that_may_be_left_empty_asks_for_nothing_until_it_is_begun() -> None:
    def asked(field: Field, sent: Typed) -> list[list[bool]]:
        [drawn] = controls([field], sent)
        return [[part.required for part in row if part.field.required] for row in drawn.rows]

    assert asked(MEMBERS, {}) == [[True, True], [False, False]], "of a required list one row is needed"
    assert asked(MEMBERS, typed(members__0__person="", members__1__person="b")) == [[True, True], [True, True]]
    assert asked(FLOWS, {}) == [[False], [False]], "of an optional one none is"
    assert asked(FLOWS, typed(flows__0="", flows__1="1,000")) == [[False], [True]]


def test_rows_left_empty_are_no_rows() -> None:
    sent = typed(
        members__0__person="",
        members__0__since="",
        members__1__person="p13-deputy",
        members__1__since="R6.7.1",
        members__1__outside="true",
    )
    assert read([MEMBERS], sent) == (
        {"members": [{"person": "p13-deputy", "since": "2024-07-01", "outside": True}]},
        [],
    )


def test_a_problem_in_a_row_stands_in_its_own_row() -> None:
    sent = typed(members__0__person="", members__2__person="p13-deputy", members__2__since="きのう")
    _, problems = read([MEMBERS], sent)
    assert [problem.path for problem in problems] == ["members.2.since", "members.2.outside"]


def test_a_list_without_a_row_is_asked_for() -> None:
    assert read([MEMBERS], typed(members__0__person=""))[1] == [Problem("members", "構成員を一つ以上入れてください。")]


def test_the_services_row_numbers_are_led_back_to_the_screens() -> None:
    sent = typed(members__0__person="", members__2__person="p13-deputy", members__2__outside="true")
    errors = [{"field": "members.0.person", "ja": "その利用者はいません。"}, {"field": "elsewhere", "ja": "全体の誤り"}]
    assert at_controls(errors, [MEMBERS], sent) == [
        Problem("members.2.person", "構成員：その利用者はいません。"),
        Problem("", "全体の誤り"),
    ]


def test_one_more_row_is_drawn_when_it_is_asked_for_and_nothing_is_lost() -> None:
    sent = typed(members__0__person="p13-deputy", **{ADD_ROW: "members"})
    (drawn,) = controls([MEMBERS], sent)
    assert len(drawn.rows) == 2
    assert drawn.rows[0][0].value == "p13-deputy"
    assert drawn.rows[1][0].value == ""


def test_a_list_of_single_values_is_read_row_by_row() -> None:
    assert read([FLOWS], typed(flows__0="▲100万円", flows__1="", flows__2="250万"))[0] == {
        "flows": [-1_000_000, 2_500_000]
    }


def test_a_group_is_read_as_an_object_and_left_out_when_empty() -> None:
    assert read([FIGURES], typed(figures__jobs="４２人", figures__debt="1億円")) == (
        {"figures": {"jobs": 42, "debt": 100_000_000}},
        [],
    )
    assert read([FIGURES], typed(figures__jobs="", figures__debt="")) == ({}, [])


def test_a_new_identifier_is_made_once_and_kept() -> None:
    (first,) = controls([KEY], {})
    (again,) = controls([KEY], typed(creditor_id=first.value))
    assert again.value == first.value
    assert read([KEY], typed(creditor_id=first.value))[0] == {"creditor_id": first.value}


def test_a_number_carried_along_stays_a_number() -> None:
    assert read([SEEN], typed(plan_version="3"))[0] == {"plan_version": 3}
    assert read([SEEN], typed(plan_version="x"))[1] != []
