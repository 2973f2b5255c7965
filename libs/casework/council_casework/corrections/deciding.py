"""Deciding a correction from the events of the stream as they read now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from council_directory import corporate_number_is_valid
from council_events import Event, Sealed
from council_events.corrections import OCCURRED_ON, Correction, Value, parsed, replaced
from council_events.deciding import Fact, Refused, provision

from council_casework.corrections.commands import CorrectEntry
from council_casework.corrections.fields import CorrectableField, Shape, correctable_fields

EARLIEST: Final = dt.date(2003, 2, 1)
"""The predecessors of the councils were set up from February 2003 on (中小企業再生支援協議会, 産業再生法)."""
LARGEST: Final = 10**15
"""Yen."""


class UnfitError(Exception):
    """The command names nothing that can be corrected, or a value that doesn't fit: a fault of the input, not of a rule."""

    def __init__(self, field: str, ja: str, en: str) -> None:
        super().__init__(en)
        self.field = field
        self.ja = ja
        self.en = en


@provision("YR-2-1-4-3")
def the_record_of_accesses_stands(event_type: str) -> None:
    """Who read what can't be changed by those it records: an inquiry is worth as much as the record it can draw on."""
    if event_type.startswith("council.access."):
        raise Refused(
            "YR-2-1-4-3",
            "閲覧の記録は訂正できません。記録された者がこれを変えることはできません。",
            "The record of accesses cannot be changed by those it records.",
            field="event_id",
        )


Follows = Callable[[Fact], Mapping[str, Any]]
"""What the fields of an entry that the platform derived from others of it hold, by the entry given: by name."""


def nothing_follows(_fact: Fact) -> Mapping[str, Any]:
    """No field of an entry is derived from another."""
    return {}


def correct(
    facts: Sequence[Fact],
    case_id: UUID,
    command: CorrectEntry,
    event: type[Correction],
    today: dt.date,
    follows: Follows = nothing_follows,
) -> list[Event]:
    """The correction, and those of what follows from the field; [] where the open field reads so already.

    `facts` are read through earlier corrections.
    A business day after `today` needs the command's `future_reason`, as when something is entered.
    Raises UnfitError, and Refused for a consent, an approval or a payment: those are withdrawn or reversed; likewise for a right.
    """
    fact = next((each for each in facts if each.event_id == command.event_id), None)
    if fact is None or isinstance(fact.event, Correction):
        raise UnfitError("event_id", "その記録はこの案件にありません。", "There is no such entry in this case.")
    it_is_not_final(fact.event)
    field = next((each for each in correctable_fields(fact.event, fact.on) if each.path == command.field), None)
    if field is None and fact.event.right:
        raise Refused(
            fact.event.right,
            f"「{fact.event.ja}」は権限の得喪に当たるため、氏名や内容の文章のほかは訂正できません。退任、解消など、それぞれの手続で記録してください。",
            "This gives or takes a right: only its texts are corrected, the rest is changed by a step of its own.",
            field="field",
        )
    if field is None:
        raise UnfitError("field", "この項目は訂正できません。", "This field is not corrected.")
    value = _read(field, command)
    if not field.sealed and value == field.value:
        return []
    if field.path == OCCURRED_ON and value > today and command.future_reason is None:
        raise UnfitError(
            "future_reason",
            "訂正後の発生日が本日より後です。先の日付とする理由を入力してください。",
            "The corrected business date lies ahead: say why.",
        )
    sealed = Sealed(value, subject=_subject(field.value)) if field.sealed and value is not None else None
    correction = event(
        case_id=case_id,
        corrected_event=command.event_id,
        corrected_type=fact.event.type_name,
        field=field.path,
        old=None if field.sealed else Value.of(field.value),
        new=None if field.sealed else Value.of(value),
        sealed=sealed,
        reason=Sealed(command.reason),
    )
    return [correction, *([] if field.sealed else _entailed(fact, field.path, value, correction, follows))]


def _entailed(fact: Fact, path: str, value: Any, correction: Correction, follows: Follows) -> list[Event]:
    """The corrections of what the platform itself derived from the open field, for the same reason."""
    mended = fact._replace(on=value) if path == OCCURRED_ON else fact._replace(event=replaced(fact.event, path, value))
    return [
        correction.model_copy(update={"field": name, "old": Value.of(before), "new": Value.of(derived)})
        for name, derived in follows(mended).items()
        if derived != (before := getattr(fact.event, name))
    ]


def it_is_not_final(event: Event) -> None:
    """Consents, approvals, decisions of money and payments are never corrected (design §3); raises Refused."""
    if event.final:
        raise Refused(
            event.final,
            f"「{event.ja}」の記録は訂正できません。撤回又は取消しの手続で記録してください。",
            "Consents, approvals and payments are not corrected; withdraw or reverse them by a step of their own.",
            field="event_id",
        )


def _read(field: CorrectableField, command: CorrectEntry) -> Any:
    """The new value as the field has it; None empties it. Raises UnfitError."""
    given: Any = command.choices if field.shape is Shape.CHOICES else command.value
    if not given:
        if not field.may_be_empty:
            raise UnfitError("value", "正しい値を入力してください。", "Say what the value should be.")
        return () if field.shape is Shape.CHOICES else None
    try:
        if field.sealed:
            return _number(given) if field.shape is Shape.NUMBER else _text(field, given)
        if field.path == OCCURRED_ON:
            return _business_day(given)
        return parsed(field.owner, field.name, given)
    except ValueError:
        raise UnfitError("value", "この項目に合わない値です。", "The value does not fit this field.") from None


def _text(field: CorrectableField, text: str) -> str:
    """A sealed text; a 法人番号 must be one, as when it is entered (STD-1). Raises ValueError."""
    if field.name == "corporate_number" and not corporate_number_is_valid(text):
        raise ValueError(text)
    return text


def _number(text: str) -> int:
    """A sealed number, in yen: whole and not below zero, as the commands that record them take it. Raises ValueError."""
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number


def _business_day(text: str) -> dt.date:
    """A day on which something of a case can have happened; raises ValueError for one before there were councils."""
    day = dt.date.fromisoformat(text)
    if day < EARLIEST:
        raise ValueError(text)
    return day


def _subject(current: Any) -> str | None:
    """Whose key seals the field now, so that the new value is erased with the old; None: the case's."""
    return current.box.key_id.partition("/")[2] if isinstance(current, Sealed) and current.is_sealed else None
