"""What a management report consists of. A cell with a measure opens the cases behind it (`GET /v1/cases-behind`)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from council_events.values import Code
from pydantic import Field

from council_reporting.queries.answers import Answer


class SheetKind(Code):
    """The management reports."""

    MONTHLY = "monthly", "月次報告"
    ANNUAL = "annual", "年次報告"
    BUREAU = "bureau", "経済産業局等別総括表"
    HEADQUARTERS = "headquarters", "全国総括表"
    EVALUATION = "evaluation", "事業評価資料"


class Content(Code):
    """What the cells of a column are."""

    NUMBER = "number", "値"
    TARGET = "target", "目標"
    SHARE = "share", "割合（％）"
    DIFFERENCE = "difference", "増減"
    RATE = "rate", "増減率（％）"
    MEAN = "mean", "一協議会当たり平均"
    RANK = "rank", "順位"


class Column(Answer):
    """A column: its heading, the period that its cells are of, and what they are."""

    label: str = Field(title="見出し")
    first: dt.date = Field(alias="from", title="開始日")
    last: dt.date = Field(alias="to", title="終了日")
    content: Content = Field(title="内容")
    unit: str | None = Field(default=None, title="単位", description="行の単位と異なるとき")


class Row(Answer):
    """A row: what it is of, and one cell a column (None: nothing to base a mean or share on).

    `measure` and `item` name the figure in the cells of the number columns; `area` is the row's own where rows are areas.
    """

    code: str = Field(title="区分コード")
    label: str = Field(title="区分")
    unit: str = Field(title="単位")
    measure: str | None = Field(default=None, title="集計項目コード")
    item: str | None = Field(default=None, title="集計区分コード")
    area: str | None = Field(default=None, title="範囲コード")
    cells: tuple[int | Decimal | None, ...] = Field(title="値")


class Section(Answer):
    """One part of the report."""

    code: str = Field(title="部の区分コード")
    title: str = Field(title="見出し")
    columns: tuple[Column, ...] = Field(title="列")
    rows: tuple[Row, ...] = Field(title="行")


class ManagementReport(Answer):
    """A report of one area (`all`, a bureau, a council) and period."""

    kind: SheetKind = Field(title="報告の種類")
    title: str = Field(title="標題")
    area: str = Field(title="範囲コード")
    area_title: str = Field(title="範囲")
    first: dt.date = Field(alias="from", title="開始日")
    last: dt.date = Field(alias="to", title="終了日")
    sections: tuple[Section, ...] = Field(title="部")
