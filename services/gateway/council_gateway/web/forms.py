"""A form between browser and command: what was typed is kept as typed, and read into the command's JSON. Pure.

Names of controls are paths: `reason`, `figures.jobs`, `members.0.person`. A service's field errors use the same paths, so that
each can stand at its control.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import uuid4

from council_gateway.web.amounts import UnreadableNumberError, fold_digits, parse_decimal, parse_whole, parse_yen
from council_gateway.web.dates import UnreadableDateError, parse_date
from council_gateway.web.fields import Field, Widget

Typed = Mapping[str, Sequence[str]]
"""What the browser sent: every control's values in order, as typed."""

ADD_ROW: Final = "_add_row"
"""Name of the button that asks for one more row of the list it names; the form comes back with everything kept."""
_MOST_ROWS: Final = 60
_READERS: Final[dict[Widget, Callable[[str], Any]]] = {
    Widget.DATE: lambda text: parse_date(text).isoformat(),
    Widget.YEN: parse_yen,
    Widget.WHOLE: parse_whole,
    Widget.DECIMAL: parse_decimal,
    Widget.YES_NO: lambda text: text == "true",
    Widget.TEXTAREA: lambda text: text.replace("\r\n", "\n"),
    Widget.CODE: fold_digits,
}


class Problem(NamedTuple):
    """One thing to mend: the control's path (empty: the form as a whole) and the sentence for the screen."""

    path: str
    ja: str


@dataclass(frozen=True)
class Control:
    """A field as it is drawn: its path, what stands in it, what is wrong with it, and the rows of a list."""

    field: Field
    path: str
    values: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    rows: tuple[tuple[Control, ...], ...] = ()
    scope: str = ""
    """Told apart where one page draws the same form several times."""
    spare: bool = False
    """It stands in a row that may be left empty: what is required there is so only once the row is begun."""

    @property
    def required(self) -> bool:
        """Whether the form can't be sent without it."""
        return self.field.required and not self.spare

    @property
    def id(self) -> str:
        """The element's id, to which the summary of errors links."""
        return f"f-{self.scope}{self.path}".replace(".", "-")

    @property
    def value(self) -> str:
        """The single value, as typed."""
        return self.values[0] if self.values else ""

    @property
    def described_by(self) -> str:
        """Ids of the texts that describe the control: its hint and its error."""
        ids = [f"{self.id}-hint"] if self.hint else []
        return " ".join(ids + ([f"{self.id}-error"] if self.errors else []))

    @property
    def hint(self) -> str:
        """What helps to fill it in."""
        parts = [self.field.description] if self.field.description else []
        if self.field.widget is Widget.DATE:
            parts.append("例：2024年7月1日、令和6年7月1日、R6.7.1")
        elif self.field.widget is Widget.YEN:
            parts.append("例：12,000,000、1,200万円")
        return "。".join(part.rstrip("。") for part in parts) + ("。" if parts and parts[-1].endswith("。") else "")


def controls(
    fields: Iterable[Field], typed: Typed, problems: Sequence[Problem] = (), prefix: str = "", *, spare: bool = False
) -> list[Control]:
    """Every field with what was typed into it (or its default, in an untouched form) and what is wrong with it."""
    return [_control(field, f"{prefix}{field.name}", typed, problems, spare=spare) for field in fields]


def _control(field: Field, path: str, typed: Typed, problems: Sequence[Problem], *, spare: bool = False) -> Control:
    errors = tuple(problem.ja for problem in problems if problem.path == path)
    if field.widget is Widget.GROUP:
        parts = controls(field.parts, typed, problems, f"{path}.", spare=spare)
        return Control(field, path, errors=errors, rows=(tuple(parts),), spare=spare)
    if field.widget is Widget.ROWS:
        count = max(_row_count(path, typed), 1 if typed else 2)
        rows = [tuple(_parts(field, number, f"{path}.{number}", typed, problems)) for number in range(count)]
        return Control(field, path, errors=errors, rows=tuple(rows), spare=spare)
    return Control(field, path, tuple(typed.get(path, _default(field) if not typed else ())), errors, spare=spare)


def _parts(field: Field, number: int, path: str, typed: Typed, problems: Sequence[Problem]) -> Iterator[Control]:
    """One row; every row of an optional list may be left empty, and of a required one all but the first."""
    spare = (number > 0 or not field.required) and not _is_touched(field, path, typed)
    for part in field.parts:
        yield _control(part, f"{path}.{part.name}" if part.name else path, typed, problems, spare=spare)


def _default(field: Field) -> tuple[str, ...]:
    if field.newly:
        return (str(uuid4()),)
    if field.default is None:
        return ()
    if isinstance(field.default, (list, tuple)):
        return tuple(_written(each) for each in field.default)
    return (_written(field.default),)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _row_count(path: str, typed: Typed) -> int:
    """Rows that were sent, and one more when the button of this list was pressed."""
    pattern = re.compile(rf"{re.escape(path)}\.(\d+)(?:\.|$)")
    numbers = [int(match[1]) for name in typed if (match := pattern.match(name))]
    sent = max(numbers, default=-1) + 1
    return min(sent + (1 if path in typed.get(ADD_ROW, ()) else 0), _MOST_ROWS)


def read(fields: Iterable[Field], typed: Typed, prefix: str = "") -> tuple[dict[str, Any], list[Problem]]:
    """The command's JSON and what could not be read. Empty optional fields are left out; the service judges the rest."""
    command: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in fields:
        value, found = _value(field, f"{prefix}{field.name}", typed)
        problems += found
        if value is not None:
            command[field.name] = value
    return command, problems


def _value(field: Field, path: str, typed: Typed) -> tuple[Any, list[Problem]]:
    if field.widget is Widget.GROUP:
        group, problems = read(field.parts, typed, f"{path}.")
        return (group, problems) if group or field.required else (None, [])
    if field.widget is Widget.ROWS:
        return _rows(field, path, typed)
    texts = [text.strip() for text in typed.get(path, ()) if text.strip()]
    if not texts and field.required:
        return None, [Problem(path, _missing(field))]
    if field.is_list:
        return texts, []
    return _read_one(field, path, texts[0]) if texts else (None, [])


def _read_one(field: Field, path: str, text: str) -> tuple[Any, list[Problem]]:
    counted = field.widget is Widget.HIDDEN and isinstance(field.default, int)
    reader = parse_whole if counted else _READERS.get(field.widget, str)
    try:
        return reader(text), []
    except (UnreadableDateError, UnreadableNumberError) as unreadable:
        return None, [Problem(path, f"{field.title}：{unreadable.ja}")]


def _missing(field: Field) -> str:
    if field.is_list:
        return f"{field.title}を一つ以上選んでください。"
    chosen = field.widget in (Widget.RADIO, Widget.SELECT, Widget.YES_NO)
    return f"{field.title}を{'選んで' if chosen else '入れて'}ください。"


def _rows(field: Field, path: str, typed: Typed) -> tuple[Any, list[Problem]]:
    """The rows in which anything was entered; a row left empty is no row. A problem keeps the number of its own row."""
    rows: list[Any] = []
    problems: list[Problem] = []
    for number in range(_row_count(path, typed)):
        at = f"{path}.{number}"
        if not _is_touched(field, at, typed):
            continue
        if field.parts[0].name == "":
            value, found = _value(field.parts[0], at, typed)
        else:
            value, found = read(field.parts, typed, f"{at}.")
        problems += found
        if value is not None:
            rows.append(value)
    if field.required and not rows and not problems:
        problems.append(Problem(path, f"{field.title}を一つ以上入れてください。"))
    return rows, problems


def _is_touched(field: Field, at: str, typed: Typed) -> bool:
    """Whether a person entered something in the row: hidden identifiers and untouched defaults do not count."""
    for part in field.parts:
        path = f"{at}.{part.name}" if part.name else at
        entered = [text.strip() for text in typed.get(path, ()) if text.strip()]
        if part.widget is not Widget.HIDDEN and entered and tuple(entered) != _default(part):
            return True
    return False


def sent_rows(fields: Iterable[Field], typed: Typed) -> dict[str, list[int]]:
    """For every list of rows, the row numbers that were sent on: the service counts only those, the screen all."""
    return {
        field.name: [n for n in range(_row_count(field.name, typed)) if _is_touched(field, f"{field.name}.{n}", typed)]
        for field in fields
        if field.widget is Widget.ROWS
    }


def at_controls(errors: Iterable[Mapping[str, Any]], fields: Sequence[Field], typed: Typed) -> list[Problem]:
    """A service's field errors (`field`, `ja`) as problems at the form's controls; unknown fields go to the form itself."""
    rows = sent_rows(fields, typed)
    known = {field.name: field for field in fields}
    problems = []
    for error in errors:
        steps = str(error.get("field") or "").removeprefix("body.").split(".")
        field = known.get(steps[0])
        if field is None:
            problems.append(Problem("", str(error.get("ja", ""))))
            continue
        if (
            field.widget is Widget.ROWS
            and len(steps) > 1
            and steps[1].isdigit()
            and int(steps[1]) < len(rows[field.name])
        ):
            steps[1] = str(rows[field.name][int(steps[1])])
        elif field.is_list:
            steps = steps[:1]
        problems.append(Problem(".".join(steps), f"{field.title}：{error.get('ja', '')}"))
    return problems
