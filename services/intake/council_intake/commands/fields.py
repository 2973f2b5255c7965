"""The fields that commands share: texts, numbers, days. Texts are clear here; the domain seals them."""

from __future__ import annotations

from typing import Annotated, Final

from council_events.values import CaseId, CompanyId, Date
from pydantic import Field, StringConstraints

TEXTAREA: Final = {"x-widget": "textarea"}
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Field(json_schema_extra=TEXTAREA)
]
Kana = Annotated[ShortText | None, Field(title="商号・屋号（カナ）")]
Phone = Annotated[str | None, Field(pattern=r"^[0-9+()-]{6,20}$", title="電話番号", description="半角数字")]
CorporateNumber = Annotated[str | None, Field(pattern=r"^[0-9]{13}$", title="法人番号", description="半角数字13桁")]
NewCaseId = Annotated[CaseId | None, Field(title="案件番号", json_schema_extra={"x-new-id": True})]
NewCompanyId = Annotated[CompanyId | None, Field(title="企業番号", json_schema_extra={"x-new-id": True})]
"""Ids that the caller may choose, so that it can name the case before the answer comes; else the application does."""
CaseNumber = Annotated[
    str | None,
    Field(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        title="先の相談の案件番号",
        description="事前相談や主債務者の案件など、つながりのある案件",
    ),
]
"""The number of another case, typed by a person; never a hidden field of a form."""
OccurredOn = Annotated[Date | None, Field(title="発生日", description="空欄は本日")]
Note = Annotated[LongText | None, Field(json_schema_extra=TEXTAREA)]
