"""Fields that many commands share. `occurred_on` is the business date (JST; None: today); a later day needs `future_reason`."""

from __future__ import annotations

from typing import Annotated

from council_events.values import CouncilCode, Date, PersonId
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

_TEXTAREA = {"x-widget": "textarea"}
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    Field(json_schema_extra=_TEXTAREA),
]
TheCouncil = Annotated[CouncilCode | None, Field(title="協議会", description="空欄は自分の協議会")]
OccurredOn = Annotated[Date | None, Field(title="発生日", description="空欄は本日")]
FutureReason = Annotated[LongText | None, Field(title="先の日付とする理由", json_schema_extra=_TEXTAREA)]


def _not_before_it_begins(ends_on: Date | None, info: ValidationInfo) -> Date | None:
    begins_on = info.data.get("begins_on")
    if ends_on is not None and begins_on is not None and ends_on < begins_on:
        raise PydanticCustomError("period", "The last day precedes the first.", {"ja": "最終日が開始日より前です。"})
    return ends_on


BeginsOn = Annotated[Date, Field(title="開始日")]
EndsOn = Annotated[
    Date | None, Field(title="最終日", description="空欄は期限なし"), AfterValidator(_not_before_it_begins)
]
"""The last day, inclusive; None is an open end. Stands after `begins_on` in a command."""


class OfTheCouncil(BaseModel):
    """A command on the organisation of a council."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    council: TheCouncil = None
    occurred_on: OccurredOn = None
    future_reason: FutureReason = None


def titled(title: str) -> ConfigDict:
    """The settings of such a command, with its name on screens."""
    return ConfigDict(frozen=True, extra="forbid", title=title)


Members = Annotated[
    tuple[PersonId, ...], Field(min_length=1, max_length=60, json_schema_extra={"x-options": "members"})
]
"""Members of the committee, chosen from those in office."""
