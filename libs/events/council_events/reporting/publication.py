"""What was published: the tables of a fiscal year as everybody may read them, cell by cell, once and for ever.

The headquarters asks for it (`PublicationRequested`), and it is worked out afterwards: published, or given up with the reason.

A cell that is withheld stands there without a number. What is published is in clear: it is public.
"""

from __future__ import annotations

from typing import Annotated
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.reporting.editions import EditionId
from council_events.values import Code, Count, FiscalYear, PersonId

TableCode = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", title="集計表コード")]
ItemCode = Annotated[str, Field(pattern=r"^[a-z0-9_]{0,40}$", title="区分コード")]
"""Empty where a table is not divided."""
AreaCode = Annotated[str, Field(pattern=r"^(all|hq|0[1-9]|[1-3][0-9]|4[0-7]|BUR-0[1-9])$", title="範囲コード")]
"""The nation (`all`), a bureau, a council, or `hq` for 全国本部 itself."""
PeriodCode = Annotated[str, Field(pattern=r"^[0-9]{4}(-Q[1-4])?$", title="期間コード")]
"""A fiscal year or one of its quarters."""
Amount = Annotated[int, Field(ge=0, le=10**15, title="金額等")]


class PublishedCell(BaseModel):
    """One number of a published table; without `n` it is withheld. `amount` is in the table's own unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: ItemCode
    area: AreaCode
    period: PeriodCode
    n: Annotated[Count, Field(title="件数")] | None
    amount: Amount | None = None


class Obstacle(Code):
    """Why a year that was asked for could not be published."""

    INFERABLE = "inferable", "秘匿した値を推計できる組合せが残った"
    METHOD = "method", "集計方法が変わり、確定した版の数値にならない"


class PublicationRequested(Event, type_name="council.reporting.PublicationRequested.v1", ja="年度の集計の公表の指示"):
    """The headquarters asked for a fiscal year's publication, of this edition of its figures."""

    fiscal_year: FiscalYear
    edition_id: EditionId
    requested_by: PersonId


class PublicationGivenUp(Event, type_name="council.reporting.PublicationGivenUp.v1", ja="年度の集計の公表の取りやめ"):
    """What was asked for was not published; it may be asked for again."""

    fiscal_year: FiscalYear
    edition_id: EditionId
    obstacle: Obstacle


class TablePublished(Event, type_name="council.reporting.TablePublished.v1", ja="集計表の公表"):
    """One table of a fiscal year, as it was published (B2-3-1, B4-5, YR-2-6-3-3)."""

    fiscal_year: FiscalYear
    table: TableCode
    cells: Annotated[tuple[PublishedCell, ...], Field(title="値")]


class YearPublished(Event, type_name="council.reporting.YearPublished.v2", ja="年度の集計の公表"):
    """The figures of a fiscal year were published; the tables were recorded with it.

    `edition_id`: the edition whose figures they are; none in the first version of this event.
    """

    fiscal_year: FiscalYear
    threshold: Annotated[int, Field(ge=3, le=100, title="秘匿のしきい値（社）")]
    dominance_percent: Annotated[int, Field(ge=1, le=100, title="一社の推計を防ぐ幅（％）")]
    tables: Annotated[int, Field(ge=1, le=100, title="集計表の数")]
    shown: Annotated[Count, Field(title="公表した値の数")]
    withheld: Annotated[Count, Field(title="秘匿した値の数")]
    edition_id: EditionId | None = None


def publication_of(fiscal_year: int) -> UUID:
    """The stream of one fiscal year's publication."""
    return uuid5(NAMESPACE_URL, f"urn:council:reporting:{fiscal_year}/publication")
