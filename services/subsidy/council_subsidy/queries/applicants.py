"""The applicants of the programme as 全国本部 is told of them: what a company told when it applied, and nothing else of its case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_access import Scope
from council_casework.finding import CaseFinder
from council_directory import council
from council_events import Sealed
from council_events.subsidy import SubsidyApplicationFiled, Track
from council_kit.answers import Page
from council_kit.postgres import Pool
from council_kit.timeline import shown_value
from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_subsidy.queries.lists import COMPANY_FIELDS
from council_subsidy.queries.views import LABELS

APPLICANT_FIELDS: Final = ("company_name", "applicant")
_TOLD: Final = (
    "company_name", "company_kana", "corporate_number", "prefecture", "legal_form", "industry", "employees", "sales",
    "interest_bearing_debt", "lenders", "guaranteed_loan", "main_bank_signed", "financial_support", "agencies",
)  # fmt: skip
"""The fields of the application that tell of the applicant; agencies by name."""
_TRACKS: Final = {track.value: track for track in Track}


class ApplicantRow(NamedTuple):
    """A row of the list; `company` are the boxes of name, kana and number."""

    case_id: UUID
    council: str
    version: int
    track: str
    filed_on: dt.date
    revitalization_on: dt.date | None
    company: list[list[str] | None] | None


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class ApplicantItem(_Answer):
    """One applicant in the list."""

    case_id: UUID = Field(title="案件番号")
    council: str = Field(title="協議会")
    company_name: str | None = Field(title="企業名")
    track: str = Field(title="枠")
    filed_on: dt.date = Field(title="利用申請の日")
    revitalization_on: dt.date | None = Field(title="事業再生の取組が必要と判断した日")


class ApplicantView(_Answer):
    """What one applicant told when it applied."""

    case_id: UUID = Field(title="案件番号")
    council: str = Field(title="協議会")
    company_name: str | None = Field(title="企業名")
    track: str = Field(title="枠")
    filed_on: dt.date | None = Field(title="利用申請の日")
    revitalization_on: dt.date | None = Field(title="事業再生の取組が必要と判断した日")
    applicant: dict[str, str] = Field(title="申請者の情報", description="値のある項目のみ")


class Place(NamedTuple):
    """Where a page goes on: after the applicant of this day and number."""

    filed_on: dt.date
    case_id: UUID


class Wanted(NamedTuple):
    """Which applicants: of one council, or only those known to need 事業再生."""

    council: str | None = None
    revitalization: bool = False


_COLUMNS: Final = "c.case_id, c.council, c.version, c.track, c.filed_on, c.revitalization_on, c.company"


class Applicants:
    """The list, from the read table of cases; the names are opened here."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._finder = CaseFinder(pool, vault, _COLUMNS, ApplicantRow, len(COMPANY_FIELDS))

    def rows(self, scope: Scope, wanted: Wanted, after: Place | None, limit: int) -> list[ApplicantRow]:
        """The last who applied first, one more than `limit`."""
        conditions = [
            scope.sql,
            "c.filed_on IS NOT NULL",
            *(["c.council = %(wanted)s"] if wanted.council else []),
            *(["c.revitalization_on IS NOT NULL"] if wanted.revitalization else []),
            *(["(c.filed_on, c.case_id) < (%(day)s, %(place)s)"] if after else []),
        ]
        sql = f"""SELECT {_COLUMNS} FROM cases.cases c WHERE {" AND ".join(conditions)}
                  ORDER BY c.filed_on DESC, c.case_id DESC LIMIT %(limit)s"""
        day, place = after or (None, None)
        params = {"wanted": wanted.council, "day": day, "place": place, "limit": limit + 1}
        return self._finder.rows(sql, scope.params | params)

    def page(self, rows: Sequence[ApplicantRow], following: str | None) -> Page[ApplicantItem]:
        """The rows with their names opened."""
        items = tuple(
            ApplicantItem(
                case_id=row.case_id,
                council=row.council,
                company_name=shown_value(name),
                track=_TRACKS[row.track].label,
                filed_on=row.filed_on,
                revitalization_on=row.revitalization_on,
            )
            for row, name in zip(rows, self._finder.names(rows), strict=True)
        )
        return Page[ApplicantItem](items=items, next=following)


def applicant_view(
    filed: SubsidyApplicationFiled,
    council_code: str,
    filed_on: dt.date | None,
    revitalization_on: dt.date | None,
    vault: Vault,
) -> ApplicantView:
    """What an application tells of the applicant, opened in one round trip."""
    told = list(_told(filed))
    sealed = [each for _, value in told for each in _sealed_in(value)]
    clear = dict(zip(map(id, sealed), vault.open_many(sealed), strict=True))
    shown = {label: text for label, value in told if (text := shown_value(value, clear))}
    return ApplicantView(
        case_id=filed.case_id,
        council=council_code,
        company_name=shown.get(LABELS["company_name"]),
        track=filed.track.label,
        filed_on=filed_on,
        revitalization_on=revitalization_on,
        applicant=shown,
    )


def _told(filed: SubsidyApplicationFiled) -> Iterator[tuple[str, Any]]:
    for name in _TOLD:
        value = getattr(filed, name)
        if name == "prefecture":
            yield "所在地の都道府県", council(value).prefecture
        else:
            yield LABELS[name], tuple(each.name for each in value) if name == "agencies" else value


def _sealed_in(value: Any) -> list[Sealed[Any]]:
    return [each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Sealed)]
