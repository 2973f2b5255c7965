"""Fields of a form, read from the JSON Schema of a command."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from council_events.values import CaseId, Code, CreditorId, PersonId, PrefectureCode, SignedYen, Yen
from council_gateway.web.fields import Choices, Field, Option, Widget, fields_of
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Described


class Colour(Code):
    RED = "red", "赤"
    BLUE = "blue", "青"


class Part(BaseModel):
    person: Annotated[PersonId, Described(title="利用者")]
    share: Annotated[Yen, Described(title="負担額")] = 0


class Everything(BaseModel):
    """A command with every kind of field."""

    model_config = ConfigDict(title="すべてを記録する")

    case_id: CaseId
    text_id: UUID
    name: Annotated[str, Described(title="名称", max_length=200)]
    story: Annotated[str | None, Described(title="経緯", json_schema_extra={"x-widget": "textarea"})] = None
    number: Annotated[str, Described(title="法人番号", pattern=r"^[0-9]{13}$", description="13桁")]
    on: Annotated[dt.date, Described(title="日付")]
    amount: Annotated[Yen, Described(title="金額")]
    profit: Annotated[SignedYen | None, Described(title="利益")] = None
    count: Annotated[int, Described(title="人数", ge=0, le=100)] = 3
    ratio: Annotated[float | None, Described(title="比率")] = None
    colour: Annotated[Colour, Described(title="色")]
    other: Annotated[Colour | None, Described(title="別の色")] = None
    colours: Annotated[tuple[Colour, ...], Described(title="色々")] = ()
    sure: Annotated[bool, Described(title="確かか")]
    part: Annotated[Part | None, Described(title="内訳")] = None
    parts: Annotated[tuple[Part, ...], Described(title="構成員")]
    prefecture: PrefectureCode
    creditor: Annotated[CreditorId, Described(title="債権者", json_schema_extra={"x-options": "creditors"})]
    creditors: Annotated[
        tuple[CreditorId, ...], Described(title="債権者たち", json_schema_extra={"x-options": "creditors"})
    ]
    flows: Annotated[tuple[SignedYen, ...], Described(title="資金")] = ()


def drawn(choices: Choices) -> dict[str, Field]:
    schema: dict[str, Any] = Everything.model_json_schema()
    return {field.name: field for field in fields_of(schema, schema["$defs"], choices)}


CREDITORS = (("c1", "高原銀行"), ("c2", "信用金庫"))
PEOPLE = (("p13-head", "山田"), ("p13-deputy", "鈴木"))
FIELDS = drawn(Choices(lists={"creditors": CREDITORS}, people=PEOPLE, fixed={"case_id": "c"}))


def test_every_type_has_its_widget() -> None:
    assert {name: field.widget.value for name, field in FIELDS.items()} == {
        "case_id": "hidden",
        "text_id": "hidden",
        "name": "text",
        "story": "textarea",
        "number": "code",
        "on": "date",
        "amount": "yen",
        "profit": "yen",
        "count": "whole",
        "ratio": "decimal",
        "colour": "radio",
        "other": "select",
        "colours": "checkboxes",
        "sure": "yes_no",
        "part": "group",
        "parts": "rows",
        "prefecture": "select",
        "creditor": "select",
        "creditors": "checkboxes",
        "flows": "rows",
    }


def test_titles_hints_and_needs_come_from_the_schema() -> None:
    assert (FIELDS["number"].title, FIELDS["number"].description) == ("法人番号", "13桁")
    assert [name for name, field in FIELDS.items() if not field.required] == [
        "story",
        "profit",
        "count",
        "ratio",
        "other",
        "colours",
        "part",
        "flows",
    ]
    assert FIELDS["name"].max_length == 200
    assert FIELDS["count"].default == 3


def test_code_lists_show_the_programmes_words() -> None:
    assert FIELDS["colour"].options == (("red", "赤"), ("blue", "青"))
    assert FIELDS["colours"].options == (("red", "赤"), ("blue", "青"))


def test_lists_of_the_case_are_offered_where_the_schema_names_them() -> None:
    assert FIELDS["creditor"].options == CREDITORS
    assert FIELDS["creditors"].options == CREDITORS
    assert FIELDS["parts"].parts[0].options == PEOPLE


def test_the_47_prefectures_are_offered_by_name() -> None:
    assert len(FIELDS["prefecture"].options) == 47
    assert FIELDS["prefecture"].options[12] == ("13", "東京都")


def test_without_known_people_the_identity_is_typed() -> None:
    part = drawn(Choices())["parts"].parts[0]
    assert part.widget is Widget.CODE


def test_a_new_identifier_is_made_by_the_form_unless_a_person_is_to_name_one() -> None:
    assert FIELDS["text_id"].newly
    assert drawn(Choices(asked=frozenset({"text_id"})))["text_id"].widget is Widget.CODE


def test_a_default_stands_where_the_case_tells_it() -> None:
    asked = {"properties": {"plan_version": {"type": "integer", "title": "計画案の版", "x-default": "plan.version"}}}
    [field] = fields_of(asked, {}, Choices(view={"plan": {"version": 3}}))
    assert field.default == 3
    [field] = fields_of(asked, {}, Choices(view={"plan": None}))
    assert field.default is None


def test_the_reader_is_offered_where_the_one_who_asks_may_be_named() -> None:
    listed = (("x-lawyer", "弁護士"),)
    choices = Choices(lists={"team": listed}, me=("p13-head", "自分（統括）"))
    signed = {"type": "string", "title": "作成者", "x-options": "team"}

    def options(schema: dict[str, object]) -> tuple[Option, ...]:
        [field] = fields_of({"properties": {"signed_by": schema}}, {}, choices)
        return field.options

    assert options(signed) == listed
    assert options({**signed, "x-self": True}) == (("p13-head", "自分（統括）"), *listed)
