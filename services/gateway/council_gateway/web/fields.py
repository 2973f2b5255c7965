"""The fields of a form, read from the JSON Schema of a command as a service's OpenAPI document gives it. Pure.

A command's schema says everything a screen needs: titles and labels in Japanese, code lists (`x-labels`), dates, lengths,
`x-widget: textarea`. What only the gateway can know (who may be chosen, which creditors a case has) comes as `Choices`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from council_directory import bureaus, councils
from council_directory.directory import HQ
from council_events.values import BureauCode, CouncilCode, PersonId, PrefectureCode
from pydantic import TypeAdapter

Schema = Mapping[str, Any]
Option = tuple[str, str]
"""A stored value and its label."""


class Widget(Enum):
    """How a field is drawn."""

    TEXT = "text"
    CODE = "code"
    TEXTAREA = "textarea"
    DATE = "date"
    YEN = "yen"
    WHOLE = "whole"
    DECIMAL = "decimal"
    RADIO = "radio"
    SELECT = "select"
    CHECKBOXES = "checkboxes"
    YES_NO = "yes_no"
    GROUP = "group"
    ROWS = "rows"
    HIDDEN = "hidden"
    FILE = "file"


@dataclass(frozen=True)
class Field:
    """One field. `parts` are those of a group or of one row; `newly` a hidden identifier that the form makes itself."""

    name: str
    title: str
    widget: Widget
    required: bool = False
    description: str = ""
    options: tuple[Option, ...] = ()
    parts: tuple[Field, ...] = ()
    max_length: int | None = None
    default: Any = None
    newly: bool = False
    is_list: bool = False


@dataclass(frozen=True)
class Choices:
    """What a schema cannot know. `lists`: the options of a list of the case view, by the name that `x-options` gives.

    `people` of the council; `me`: the reader, offered where a field says `x-self`; `fixed` values that are carried along unseen (the case's own id); `defaults` of an untouched
    form; `view`: the case, in which a field's `x-default` names the place of its default (`plan.version`); `asked`: identifiers that a person enters, where the form would else make one itself.
    """

    lists: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    people: tuple[Option, ...] = ()
    me: Option | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    view: Mapping[str, Any] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


def pattern_of(kind: Any) -> str:
    """The pattern by which an identifier type of the published language is known in a JSON Schema."""
    return str(TypeAdapter(kind).json_schema()["pattern"])


PERSON_PATTERN: Final = pattern_of(PersonId)
_COUNCIL_PATTERN: Final = pattern_of(CouncilCode)
_KNOWN_CODES: Final[dict[str, tuple[Option, ...]]] = {
    pattern_of(PrefectureCode): tuple((each.code, each.prefecture) for each in councils()),
    _COUNCIL_PATTERN: (*((each.code, each.name) for each in councils()), (HQ, "中小企業活性化全国本部")),
    pattern_of(BureauCode): tuple((each.code, each.name) for each in bureaus()),
}
"""Code lists that the directory holds and the schema names by pattern only."""
_BY_PREFECTURE: Final = (*((each.code, each.prefecture) for each in councils()), (HQ, "全国本部"))
"""Councils where many stand beside each other and may be ticked."""
_RADIO_LIMIT: Final = 5
_LONG_TEXT: Final = 300
YES_NO: Final = (("true", "はい"), ("false", "いいえ"))


def fields_of(schema: Schema, components: Mapping[str, Schema], choices: Choices) -> tuple[Field, ...]:
    """The fields of a command in the order of its schema; `components` are the document's `components.schemas`."""
    return tuple(_fields(schema, components, choices))


def _fields(schema: Schema, components: Mapping[str, Schema], choices: Choices) -> Iterator[Field]:
    schema = _resolved(schema, components)
    required = set(schema.get("required", ()))
    for name, prop in schema.get("properties", {}).items():
        whole = _resolved(prop, components)
        base = Field(
            name=name,
            title=str(whole.get("title", name)),
            widget=Widget.TEXT,
            required=name in required,
            description=str(prop.get("description", "")),
            default=choices.defaults.get(name, _told_by_the_case(whole, choices) or whole.get("default")),
        )
        yield _drawn(base, whole, components, choices)


def _told_by_the_case(schema: Schema, choices: Choices) -> Any:
    """What stands in the case at the place that the field names, None where nothing does."""
    told: Any = choices.view if "x-default" in schema else None
    for step in str(schema.get("x-default", "")).split("."):
        told = told.get(step) if isinstance(told, Mapping) else None
    return told


def _resolved(schema: Schema, components: Mapping[str, Schema]) -> dict[str, Any]:
    """Follow `$ref` and drop the null branch of an optional field; what stands nearer to the field wins."""
    merged = dict(schema)
    while True:
        if "$ref" in merged:
            target = components[str(merged.pop("$ref")).rpartition("/")[2]]
        elif "allOf" in merged and len(merged["allOf"]) == 1:
            target = merged.pop("allOf")[0]
        elif "anyOf" in merged:
            branches = [branch for branch in merged.pop("anyOf") if branch.get("type") != "null"]
            target = branches[0] if branches else {}
        else:
            return merged
        merged = {**target, **{key: value for key, value in merged.items() if key != "description" or value}}


def _drawn(base: Field, schema: Schema, components: Mapping[str, Schema], choices: Choices) -> Field:
    if base.name in choices.fixed:
        return replace(base, widget=Widget.HIDDEN, default=choices.fixed[base.name])
    if schema.get("type") == "array":
        item = _resolved(schema.get("items", {}), components)
        told = {key: schema[key] for key in ("x-options",) if key in schema}
        return _many(base, {**item, **told}, components, choices)
    if schema.get("type") == "object":
        return replace(base, widget=Widget.GROUP, parts=fields_of(schema, components, choices))
    return _single(base, schema, choices)


def _single(base: Field, schema: Schema, choices: Choices) -> Field:
    options = _options(schema, choices)
    if options is not None:
        few = len(options) <= _RADIO_LIMIT and base.required and "enum" in schema
        return replace(base, widget=Widget.RADIO if few else Widget.SELECT, options=options)
    if schema.get("format") == "uuid" and base.name not in choices.asked:
        return replace(base, widget=Widget.HIDDEN, newly=base.required)
    if schema.get("type") == "boolean":
        return replace(base, widget=Widget.YES_NO, options=YES_NO)
    if schema.get("type") in ("integer", "number"):
        return replace(base, widget=_number_widget(schema))
    return _text(base, schema)


def _options(schema: Schema, choices: Choices) -> tuple[Option, ...] | None:
    named = str(schema.get("x-options", ""))
    if named in choices.lists:
        return _with_reader(choices.lists[named], schema, choices)
    if "enum" in schema:
        labels = schema.get("x-labels", {})
        return tuple((str(value), str(labels.get(value, value))) for value in schema["enum"])
    pattern = schema.get("pattern", "")
    if pattern == PERSON_PATTERN and choices.people:
        return choices.people
    return _KNOWN_CODES.get(pattern)


def _with_reader(listed: tuple[Option, ...], schema: Schema, choices: Choices) -> tuple[Option, ...]:
    """The options of a list, the reader first where the field says so (`x-self`: the one who asks may be named)."""
    if not schema.get("x-self") or choices.me is None or choices.me[0] in dict(listed):
        return listed
    return (choices.me, *listed)


def _number_widget(schema: Schema) -> Widget:
    """Yen is told by its bound: only `Yen` and `SignedYen` of the published language reach 10^15."""
    if schema.get("type") == "number":
        return Widget.DECIMAL
    return Widget.YEN if schema.get("maximum", 0) >= 10**15 else Widget.WHOLE


def _text(base: Field, schema: Schema) -> Field:
    if schema.get("format") == "date":
        return replace(base, widget=Widget.DATE)
    longest = schema.get("maxLength")
    is_long = schema.get("x-widget") == "textarea" or (longest or 0) > _LONG_TEXT
    if schema.get("x-widget") in ("file", "hidden"):
        return replace(base, widget=Widget(schema["x-widget"]))
    if schema.get("pattern") or schema.get("format") == "uuid":
        return replace(base, widget=Widget.CODE, max_length=longest)
    return replace(base, widget=Widget.TEXTAREA if is_long else Widget.TEXT, max_length=longest)


def _many(base: Field, item: Schema, components: Mapping[str, Schema], choices: Choices) -> Field:
    """A list: check boxes where the values are known, else rows of one field or of several."""
    options = _options(item, choices)
    if options is not None:
        if item.get("pattern") == _COUNCIL_PATTERN:
            options = _BY_PREFECTURE
        return replace(base, widget=Widget.CHECKBOXES, options=options, is_list=True)
    if item.get("type") == "object":
        parts = fields_of(item, components, choices)
    else:
        parts = (_drawn(Field("", base.title, Widget.TEXT, required=True), item, components, choices),)
    return replace(base, widget=Widget.ROWS, parts=parts, is_list=True)
