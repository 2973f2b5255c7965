"""What the sources leave open and this deployment has set, with default, provision and source."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Final, NamedTuple

from pydantic import Field

from council_support.domain import Terms
from council_support.queries.parts import Answer, day


class _Told(NamedTuple):
    title: str
    provision: str
    source: str


_TOLD: Final = {
    "main_share_percent": _Told(
        "主要債権者とする債権額の割合の合計（％）", "B2-Q16", "確認できない（再生支援の要領に割合の定めがない）"
    ),
    "small_claim_percent": _Told(
        "少額の債権者とする債権額の割合の上限（％）", "B2-Q17", "確認できない（数値の定めがない）"
    ),
    "improvement_standard_months": _Told(
        "収益力改善支援の標準処理期間（月）", "YR-2-3-2", "確認できない（別冊１の本文を入手できていない）"
    ),
    "report_days": _Told(
        "経済産業局等と全国本部への報告書の提出期限（事由の日からの日数）",
        "YR-2-2-R1",
        "確認できない（日数の定めがない）",
    ),
    "papers_kept_from": _Told(
        "書類をこのシステムで確かめる最初の業務日付",
        "YR-2-1-4-4",
        "確認できない（書類の保管場所の定めはあるが、始期の定めがない）",
    ),
}
"""By the name of the term; every one of `Terms` stands here."""


class TermView(Answer):
    """One value that the sources leave open, as this deployment sets it."""

    name: str = Field(title="設定名")
    title: str = Field(title="設定")
    value: str = Field(title="現在の値")
    default: str = Field(title="既定値")
    provision: str = Field(title="根拠規定")
    source: str = Field(title="出典")


class TermsView(Answer):
    """The settings of the support lines."""

    terms: tuple[TermView, ...] = Field(title="設定")


def terms_view(terms: Terms) -> TermsView:
    """Every setting with its default, provision and source."""
    usual = Terms()
    return TermsView(
        terms=tuple(
            TermView(
                name=each.name,
                value=_said(getattr(terms, each.name)),
                default=_said(getattr(usual, each.name)),
                **_TOLD[each.name]._asdict(),
            )
            for each in fields(Terms)
        )
    )


def _said(value: int | dt.date | None) -> str:
    if isinstance(value, dt.date):
        return day(value) or ""
    return "なし" if value is None else f"{value:,}"
