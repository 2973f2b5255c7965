"""The answers about figures; they are the API's schema. Months are JST, money is whole yen, shares are percent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from council_reporting.queries.asking import By, Scope


class Answer(BaseModel):
    """What every answer is: frozen, with the names of the API."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)


class Values(Answer):
    """The headline figures of one scope and period. A mean or rate without a case to base it on is None."""

    counter_consultations: int = Field(title="窓口相談（延べ件数）", description="件")
    preliminary_consultations: int = Field(title="事前相談（延べ件数）", description="件")
    guarantee_consultations: int = Field(title="利用相談（延べ件数）", description="件")
    consulted_companies: int = Field(title="窓口相談の実企業数", description="社")
    starts: int = Field(title="再生支援の開始", description="件")
    improvement_starts: int = Field(title="収益力改善支援の開始", description="件")
    guarantee_starts: int = Field(title="保証債務の整理の開始", description="件")
    rechallenge_starts: int = Field(title="再チャレンジ支援の開始", description="件")
    completions: int = Field(title="支援の完了", description="件")
    restructuring_completions: int = Field(title="再生支援の完了", description="件")
    pre_plan_completions: int = Field(title="プレ再生の完了", description="件")
    completed_companies: int = Field(title="完了した実企業数", description="社")
    improvement_completions: int = Field(title="収益力改善支援の完了", description="件")
    improved_companies: int = Field(title="収益力改善支援を完了した実企業数", description="社")
    guarantee_persons: int = Field(title="保証債務の整理の完了（人数）", description="人")
    guarantee_companies: int = Field(title="保証債務の整理の完了（企業数）", description="社")
    guarantee_companies_together: int = Field(title="保証債務の整理の完了（一体型の企業数）", description="社")
    guarantee_companies_alone: int = Field(title="保証債務の整理の完了（単独型の企業数）", description="社")
    rechallenge_completions: int = Field(title="再チャレンジ支援の完了", description="件")
    rechallenged_companies: int = Field(title="再チャレンジ支援を完了した実企業数", description="社")
    ends: int = Field(title="再生支援の終了", description="件")
    improvement_ends: int = Field(title="収益力改善支援の終了", description="件")
    guarantee_ends: int = Field(title="保証債務の整理の終了", description="件")
    jobs_kept: int = Field(title="維持雇用者数", description="人")
    mean_days: Decimal | None = Field(title="相談から完了までの平均日数", description="日")
    improvement_mean_days: Decimal | None = Field(title="相談から収益力改善計画の成立までの平均日数", description="日")
    guarantee_mean_days: Decimal | None = Field(title="相談から弁済計画の成立までの平均日数", description="日")
    failed_again: int = Field(title="二次破綻", description="件")
    failed_again_rate: Decimal | None = Field(title="二次破綻率", description="％")
    monitoring_reports: int = Field(title="モニタリングの報告", description="件")
    performance_reports: int = Field(title="実施状況の報告（別冊３）", description="件")
    applications: int = Field(title="利用申請", description="件")
    applied_companies: int = Field(title="利用申請の実企業数", description="社")
    estimated_yen: int = Field(title="利用申請の見積額", description="円")
    acceptances: int = Field(title="利用申請の受理", description="件")
    claims: int = Field(title="支払申請", description="件")
    claimed_yen: int = Field(title="支払申請額", description="円")
    decisions: int = Field(title="支払決定", description="件")
    decided_yen: int = Field(title="支払決定額", description="円")
    payments: int = Field(title="支払", description="件")
    paid_yen: int = Field(title="支払額", description="円")


class Change(Answer):
    """One headline figure beside the same months of the year before (T2)."""

    figure: str = Field(title="項目コード")
    title: str = Field(title="項目")
    unit: str = Field(title="単位")
    now: int = Field(title="今期")
    before: int = Field(title="前年同期")
    difference: int = Field(title="増減")
    rate: Decimal | None = Field(title="増減率（％）")


class Cumulative(Answer):
    """From the first record to the end of the period (T1)."""

    counter_consultations: int = Field(title="窓口相談（累計）", description="件")
    consulted_companies: int = Field(title="窓口相談の実企業数（累計）", description="社")
    completions: int = Field(title="支援の完了（累計）", description="件")
    in_progress: int = Field(title="支援中", description="件")
    jobs_kept: int = Field(title="維持雇用者数（累計）", description="人")
    improvement_completions: int = Field(title="収益力改善支援の完了（累計）", description="件")
    improvement_in_progress: int = Field(title="収益力改善支援中", description="件")
    guarantee_persons: int = Field(title="保証債務の整理の完了（累計人数）", description="人")
    guarantee_companies: int = Field(title="保証債務の整理の完了（累計企業数）", description="社")
    rechallenge_completions: int = Field(title="再チャレンジ支援の完了（累計）", description="件")
    applications: int = Field(title="利用申請（累計）", description="件")
    claims: int = Field(title="支払申請（累計）", description="件")
    paid_yen: int = Field(title="支払額（累計）", description="円")


class Item(Answer):
    """One row of a table beside the same period of the year before. `amount` is in the table's `amount_unit`."""

    code: str = Field(title="区分コード")
    label: str = Field(title="区分")
    n: int = Field(title="件数")
    share: Decimal | None = Field(title="割合（％）")
    amount: int | None = Field(default=None, title="金額等")
    before: int = Field(title="前年同期の件数")
    amount_before: int | None = Field(default=None, title="前年同期の金額等")


class ItemLabel(Answer):
    """An item of a table, without numbers."""

    code: str = Field(title="区分コード")
    label: str = Field(title="区分")


class _TableHead(Answer):
    code: str = Field(title="集計表コード")
    number: str | None = Field(title="公表表の番号")
    title: str = Field(title="集計表")
    unit: str = Field(title="単位")
    multiple: bool = Field(default=False, title="複数回答")
    amount_unit: str | None = Field(default=None, title="金額等の単位")


class TableDescription(_TableHead):
    """What a table shows; its numbers are asked for by its code."""

    items: tuple[ItemLabel, ...] = Field(title="区分")


class Table(_TableHead):
    """One published table. `base` is what the shares are of; with `multiple` they may add up to more than 100."""

    base: int = Field(title="母数")
    items: tuple[Item, ...] = Field(title="内訳")


class GridRow(Answer):
    """One table of one area: the nation (`all`), a bureau or a council."""

    code: str = Field(title="範囲コード")
    name: str = Field(title="範囲")
    base: int = Field(title="母数")
    items: tuple[Item, ...] = Field(title="内訳")


class Grid(_TableHead):
    """One table of every area of a level; every row has all items in the same order.

    全国本部 is a row of its own beside councils and bureaus, so that the rows add up to the nation.
    """

    first: dt.date = Field(alias="from", title="開始日")
    last: dt.date = Field(alias="to", title="終了日")
    level: Scope = Field(title="範囲の段階")
    rows: tuple[GridRow, ...] = Field(title="範囲別")


class Part(Answer):
    """One part of the period, for a trend."""

    code: str = Field(title="期間コード")
    label: str = Field(title="期間")
    first: dt.date = Field(alias="from", title="開始日")
    last: dt.date = Field(alias="to", title="終了日")
    values: Values = Field(title="値")


class Tile(Answer):
    """One council on the tile map. 全国本部 has neither prefecture nor bureau."""

    code: str = Field(title="協議会コード")
    name: str = Field(title="協議会")
    prefecture: str | None = Field(title="都道府県")
    bureau_code: str | None = Field(title="経済産業局等コード")
    values: Values = Field(title="値")


class Figures(Answer):
    """Everything that a dashboard shows about one scope and period. `councils` is empty where only totals may be seen."""

    first: dt.date = Field(alias="from", title="開始日")
    last: dt.date = Field(alias="to", title="終了日")
    by: By = Field(title="期間の区切り")
    scope: Scope = Field(title="範囲")
    code: str | None = Field(title="範囲コード")
    title: str = Field(title="範囲の名称")
    totals: Values = Field(title="合計")
    changes: tuple[Change, ...] = Field(title="前年同期との比較")
    cumulative: Cumulative = Field(title="累計")
    tables: tuple[Table, ...] = Field(title="集計表")
    trend: tuple[Part, ...] = Field(title="推移")
    councils: tuple[Tile, ...] = Field(title="協議会別")


class LiveCount(Answer):
    """Events of one service of one council in one hour."""

    council: str = Field(title="協議会")
    service: str = Field(title="サービス")
    hour: dt.datetime = Field(title="時間帯の始まり")
    events: int = Field(title="件数")


class LiveActivity(Answer):
    """What happened today, since midnight in Japan; may count an event twice, and decides nothing."""

    since: dt.datetime = Field(title="今日の始まり")
    until: dt.datetime = Field(title="時刻")
    counts: tuple[LiveCount, ...] = Field(title="活動")
