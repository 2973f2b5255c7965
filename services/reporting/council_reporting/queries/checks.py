"""Whether the read tables were what the events say when they were last checked."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_kit.postgres import Pool
from council_kit.runner.nightly import latest_checks
from pydantic import Field

from council_reporting.queries.answers import Answer

_TITLES: Final = {
    "figures": "集計",
    "editions": "集計の版",
    "evaluations": "事業評価と目標",
    "publications": "公表した集計",
    "register": "報告書の提出状況",
    "rights": "閲覧の権限",
}


class TableCheck(Answer):
    """The last check of one set of read tables. `ahead`: events that the live tables did not have yet, which may explain it."""

    projection: str = Field(title="読み取り表")
    title: str = Field(title="名称")
    checked_at: dt.datetime = Field(title="確かめた時刻")
    seconds: float = Field(title="かかった秒数")
    rows: int = Field(title="異なる行")
    found: tuple[str, ...] = Field(title="異なる表と行の例")
    ahead: int = Field(title="反映前のイベント")


def read_checks(pool: Pool) -> tuple[TableCheck, ...]:
    """The last check of each, in the order of their names."""
    return tuple(
        TableCheck(**each._asdict(), title=_TITLES.get(each.projection, each.projection))
        for each in latest_checks(pool)
    )
