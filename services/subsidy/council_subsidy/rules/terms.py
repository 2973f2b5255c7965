"""What the sources leave open: settings of a deployment, each with its default, its provision and its source.

`Terms` is handed into every decision. A change touches no amount that was decided before: those stand in events.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, NamedTuple

from council_events.deciding import provision
from council_events.values import Code


class Rounding(Code):
    """To what two thirds of a cost are rounded down (SUB-A-2)."""

    YEN = "yen", "1円未満切捨て"
    THOUSAND = "thousand", "千円未満切捨て"


@dataclass(frozen=True, slots=True)
class Terms:
    """The settings, with their defaults. Amounts in yen; None is no limit."""

    rounding: Rounding = Rounding.YEN
    consumption_tax_percent: int = 0
    hourly_rate_limit: int | None = None
    travel_limit: int | None = None
    small_limit: int = 100_000_000
    middle_limit: int = 1_000_000_000
    small_ceiling: int = 1_500_000
    middle_ceiling: int = 3_000_000
    large_ceiling: int = 4_500_000
    negotiation_counts: bool = True
    anniversary_in_time: bool = True
    accompaniment_years: int = 3
    accompaniment_claim_months: int | None = None
    guideline_split: bool = True
    guideline_papers: bool = True
    processing_days: int | None = None
    bank_plan_in_full: bool = True
    early_forms: str = "別紙①"
    papers_kept_from: dt.date | None = dt.date(2027, 4, 1)
    claim_entry_days: int = 3
    agencies_registered_from: dt.date | None = dt.date(2027, 4, 1)


DEFAULTS: Final = Terms()


class TermRow(NamedTuple):
    """One setting as a page shows it."""

    name: str
    title: str
    value: str
    default: str
    provision: str
    source: str


_UNKNOWN: Final = "確認できない（公表された案内に定めが見当たらない）"
_OLD_PAGE: Final = "長崎県（2022年3月以前の案内）・札幌（比較表）"
_SHOWN: Final = (
    ("rounding", "3分の2を乗じた額の端数処理", "SUB-A-2", _UNKNOWN),
    ("consumption_tax_percent", "対象経費に加える消費税率（％、0は税抜）", "SUB-A-2", _UNKNOWN),
    ("hourly_rate_limit", "時間単価の上限（円）", "SUB-A-2", _UNKNOWN),
    ("travel_limit", "旅費の上限（円、1件の費用につき）", "SUB-A-2", _UNKNOWN),
    ("small_limit", "小規模の基準（売上高・有利子負債がいずれも未満、円）", "SUB-A-8", _OLD_PAGE),
    ("middle_limit", "中規模の基準（売上高・有利子負債がいずれも未満、円）", "SUB-A-8", _OLD_PAGE),
    ("small_ceiling", "小規模の費用総額の目安（円）", "SUB-A-8", _OLD_PAGE),
    ("middle_ceiling", "中規模の費用総額の目安（円）", "SUB-A-8", _OLD_PAGE),
    ("large_ceiling", "中堅規模の費用総額の目安（円）", "SUB-A-8", _OLD_PAGE),
    ("negotiation_counts", "通算上限300万円に金融機関交渉費用を含める", "SUB-E-4-2", _UNKNOWN),
    ("anniversary_in_time", "期間の末日（受付の応当日）は期限内とする", "SUB-C-7", _UNKNOWN),
    ("accompaniment_years", "通常枠の伴走支援の期間（年、原則）", "SUB-M-1", "中小企業庁・福岡・福島の案内"),
    ("accompaniment_claim_months", "伴走支援費用支払申請の期限（対象期間の末日からの月数）", "SUB-M-3", _UNKNOWN),
    ("guideline_split", "中小版GL枠の計画策定費用を2回に分けて支払う", "SUB-X-1", _UNKNOWN),
    ("guideline_papers", "中小版GL枠の必要書類を通常枠と同じとする", "SUB-X-1", _UNKNOWN),
    ("processing_days", "協議会の処理期間（日）", "SUB-X-1", _UNKNOWN),
    ("bank_plan_in_full", "民間金融機関による早期の計画策定費用を全額一度に支払う", "SUB-E-9", _UNKNOWN),
    (
        "papers_kept_from",
        "書類をシステムで受領・確認する業務の開始日（それまでは様式のチェックで足りる）",
        "SUB-P-3",
        "公表された案内に定めが見当たらない。既に受け付けた年度の取扱いを変えないよう、翌年度の初日とする",
    ),
    (
        "claim_entry_days",
        "支払申請の期限の後、期限内に受け付けた申請をまだ入力できる日数（その後、失効を自動で記録する）",
        "SUB-C-5",
        _UNKNOWN,
    ),
    (
        "agencies_registered_from",
        "認定経営革新等支援機関の登録を必要とする日（それまでは認定通知書の写しで足りる）",
        "SUB-P-2",
        "公表された案内に定めが見当たらない。既に受け付けた年度の取扱いを変えないよう、翌年度の初日とする",
    ),
    ("early_forms", "早期の様式の番号", "SUB-P-6", "福島ほか（2022年以前の様式）"),
)


@provision("SUB-A-2", "SUB-E-4-2", "SUB-C-7", "SUB-M-3", "SUB-X-1")
def shown(terms: Terms) -> tuple[TermRow, ...]:
    """Every setting with its value, default, provision and source, for the page of the settings."""
    return tuple(
        TermRow(name, title, _told(getattr(terms, name)), _told(getattr(DEFAULTS, name)), provision_id, source)
        for name, title, provision_id, source in _SHOWN
    )


def _told(value: object) -> str:
    if value is None:
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, Code):
        return value.label
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:,}" if isinstance(value, int) else str(value)
