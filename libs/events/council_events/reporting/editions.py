"""Editions: figures as they were published, which stay as they were. Stream: the series of one period (`series_of`).

An edition is one `EditionClosed` and after it one `AreaFiguresFixed` for the nation, each bureau and each council.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.values import Code, Count, Date, PersonId, Version, Yen

_SERIES: Final = UUID("5d1c7f0e-6f0a-5b52-9d3e-6a1f0c2b7e11")

EditionId = Annotated[UUID, Field(title="版の番号")]
Area = Annotated[str, Field(pattern=r"^(0[1-9]|[1-3][0-9]|4[0-7]|hq|BUR-0[1-9]|all)$", title="範囲")]
"""The nation (`all`), a bureau or a council (`hq`: 全国本部)."""
MeasureCode = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", title="集計項目")]
ItemCode = Annotated[str, Field(pattern=r"^[a-z0-9_]{0,40}$", title="区分")]


class EditionKind(Code):
    """What period an edition is of; months, quarters and years of the fiscal calendar."""

    MONTH = "month", "月次"
    QUARTER = "quarter", "四半期"
    FISCAL_YEAR = "fiscal_year", "年度"


class EditionGround(Code):
    """Why an edition was closed: the first of its period, or another one because what is known has changed."""

    FIRST = "first", "初版"
    LATE_ENTRIES = "late_entries", "期間終了後の記録"
    CORRECTIONS = "corrections", "記録の訂正"
    METHOD = "method", "集計方法の変更"


class LateGround(Code):
    """Why something was recorded or corrected after the figures of its period had been closed."""

    PAPERS = "papers", "書類の到着が遅れた"
    OMISSION = "omission", "記録が漏れていた"
    MISTAKE = "mistake", "記録を誤っていた"
    DUPLICATE = "duplicate", "重ねて記録していた"
    OTHER = "other", "その他（案件の履歴に記録）"


class FixedCell(BaseModel):
    """One sum: a number of occurrences, and the amount in the measure's own unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: MeasureCode
    item: ItemCode
    n: Count
    amount: Yen = 0


class CompanyCount(BaseModel):
    """The distinct companies of a period."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: MeasureCode
    n: Count


class EditionClosed(Event, type_name="council.reporting.EditionClosed.v1", ja="集計の版の確定"):
    """The figures of a period, from `first` to `last`, as everything recorded by the end of `known_until` (JST) gives them.

    `number` counts the editions of the period from 1; `areas` figures follow in the same stream.
    """

    edition_id: EditionId
    kind: EditionKind
    first: Date
    last: Date
    number: Version
    ground: EditionGround
    known_until: Date
    closed_by: PersonId
    areas: Count


class AreaFiguresFixed(Event, type_name="council.reporting.AreaFiguresFixed.v1", ja="範囲ごとの数値の確定"):
    """The numbers of one area in an edition; a sum that is not among them is 0."""

    edition_id: EditionId
    area: Area
    cells: tuple[FixedCell, ...]
    companies: tuple[CompanyCount, ...]


class LateEntryExplained(Event, type_name="council.reporting.LateEntryExplained.v1", ja="期間確定後の記録の理由"):
    """Why an entry changed figures that had been closed: said by the council that made it. Stream: `explanation_of`."""

    entry_id: Annotated[UUID, Field(title="記録の番号")]
    ground: LateGround
    explained_by: PersonId


def explanation_of(entry_id: UUID) -> UUID:
    """The stream of what was said about one entry."""
    return uuid5(_SERIES, f"explanation/{entry_id}")


def series_of(kind: EditionKind, first: dt.date) -> UUID:
    """The stream of all editions of one period."""
    return uuid5(_SERIES, f"{kind.value}/{first.isoformat()}")


def edition_of(series: UUID, number: int) -> UUID:
    """The edition of this number in a series."""
    return uuid5(series, str(number))
