"""Which duties of secrecy bind a person: they outlive every office (YR-2-1-4-1, YR24-2-1-5-1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from council_events.values import Office
from council_kit.postgres import Pool
from pydantic import BaseModel, ConfigDict, Field

from council_audit.rules.investigations import bound_by_secrecy

WORDING: Final = "在職中、退任後を問わず、職務上知り得た秘密を漏らしません。"
"""What every pledge says of its term (YR-2-1-4-2)."""
_OFFICES: Final = {office.value: office for office in Office}
_SELECT: Final = """
SELECT o.council, CASE WHEN o.office = 'bureau_officer' THEN o.bureau END, o.office, o.begins_on, o.ends_on, p.received_on
FROM rights.offices o LEFT JOIN rights.pledges p USING (person, council)
WHERE o.person = %(person)s AND o.begins_on <= %(today)s AND (o.ends_on IS NULL OR o.ends_on >= o.begins_on)
ORDER BY o.begins_on, o.council, o.office"""


class Duty(BaseModel):
    """One office that was or is held. `ends_on` None: still held. `bound_since` has no end, whatever became of the office."""

    model_config = ConfigDict(frozen=True)

    council: str = Field(title="協議会")
    bureau: str | None = Field(title="経済産業局等コード", description="経済産業局等の職員の所属")
    office: str = Field(title="役職")
    office_title: str = Field(title="役職名")
    begins_on: dt.date = Field(title="就任日")
    ends_on: dt.date | None = Field(title="退任日")
    bound_since: dt.date | None = Field(title="守秘義務の始まり", description="終わりはありません")
    provision: str | None = Field(title="根拠規定")
    pledge_on: dt.date | None = Field(title="誓約書の受領日")
    wording: str | None = Field(title="誓約の文言")


class Duties(BaseModel):
    """All duties of secrecy of one person."""

    model_config = ConfigDict(frozen=True)

    person: str = Field(title="利用者")
    duties: tuple[Duty, ...] = Field(title="守秘義務")


def duties_of(pool: Pool, person: str, today: dt.date) -> Duties:
    """The offices that the person holds or held, and what binds by each."""
    with pool.connection() as connection:
        rows = connection.execute(_SELECT, {"person": person, "today": today}).fetchall()
    return Duties(person=person, duties=tuple(_duty(row, today) for row in rows))


def _duty(row: Sequence[Any], today: dt.date) -> Duty:
    council, bureau, name, begins_on, ends_on, pledge_on = row
    office = _OFFICES[name]
    provision = bound_by_secrecy(office, today)
    return Duty(
        council=council,
        bureau=bureau,
        office=name,
        office_title=office.label,
        begins_on=begins_on,
        ends_on=ends_on,
        bound_since=begins_on if provision else None,
        provision=provision,
        pledge_on=pledge_on,
        wording=WORDING if pledge_on else None,
    )
