"""The command that corrects one field of one recorded event."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from council_events.corrections import FieldPath
from council_events.values import Date
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_TEXTAREA = {"x-widget": "textarea"}
_LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
_ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class CorrectEntry(BaseModel):
    """A field was recorded wrongly. The record stays; screens, rules and figures read the new value from now on.

    `value` is written as JSON writes it inside quotes: `2024-07-01`, `1200000`, `true`, a code of the list, or the text itself.
    `choices` is for a field of several codes. Neither: the field is emptied.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, title="記録を訂正する")

    event_id: Annotated[UUID, Field(title="訂正する記録")]
    field: Annotated[FieldPath, Field(title="訂正する項目")]
    value: Annotated[_LongText | None, Field(title="正しい値", json_schema_extra=_TEXTAREA)] = None
    choices: Annotated[tuple[_ShortText, ...] | None, Field(title="正しい値（複数）", max_length=60)] = None
    reason: Annotated[_LongText, Field(title="訂正の理由", json_schema_extra=_TEXTAREA)]
    occurred_on: Annotated[Date | None, Field(title="訂正した日", description="空欄は本日")] = None
    future_reason: Annotated[_LongText | None, Field(title="先の日付とする理由", json_schema_extra=_TEXTAREA)] = None
