"""Field types that several commands share, with the words that a form shows."""

from __future__ import annotations

from typing import Annotated

from council_events.values import CreditorId, PersonId, Yen
from pydantic import Field, StringConstraints

TEXTAREA = {"x-widget": "textarea"}

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Field(json_schema_extra=TEXTAREA)
]
Creditor = Annotated[CreditorId, Field(title="債権者", json_schema_extra={"x-options": "creditors"})]
"""`x-options` names the list of the case view from which a form offers choices."""
Creditors = Annotated[tuple[CreditorId, ...], Field(title="債権者", json_schema_extra={"x-options": "creditors"})]
Member = Annotated[PersonId, Field(title="利用者", json_schema_extra={"x-options": "team"})]
Amount = Annotated[Yen, Field(title="金額（円）")]
Flow = Annotated[int, Field(ge=-(10**15), le=10**15, title="金額（円）")]
