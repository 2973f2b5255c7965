"""The values that the programme's texts leave open to intake, as this deployment sets them."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from council_kit.timeline import shown_value
from pydantic import BaseModel, ConfigDict, Field

from council_intake.rules.terms import DEFAULTS, Terms


class _Told(NamedTuple):
    title: str
    provision: str
    source: str


_NO_TERM: Final = "確認できない（日数の定めがない）"
_TOLD: Final = {
    "negotiation_counts": _Told(
        "通算上限の残額の照会で、金融機関交渉費用を利用額に含める（計画策定支援事業の設定と同じ値とする）",
        "SUB-E-4-2",
        "確認できない（公表された案内に定めが見当たらない）",
    ),
    "papers_kept_from": _Told(
        "書類をこのシステムで確かめる最初の業務日付",
        "YR-2-1-4-4",
        "確認できない（書類の保管場所の定めはあるが、始期の定めがない）",
    ),
    "result_days": _Told("相談の結果を記録する期限（受付の日からの日数）", "YR-2-2-R1", _NO_TERM),
    "report_days": _Told("対応報告書の提出期限（終結の日からの日数）", "YR-2-2-R1", _NO_TERM),
}
"""By the name of the term; every one of `Terms` stands here."""


class TermView(BaseModel):
    """One value that the sources leave open."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(title="設定名")
    title: str = Field(title="設定")
    value: str = Field(title="現在の値")
    default: str = Field(title="既定値")
    provision: str = Field(title="根拠規定")
    source: str = Field(title="出典")


class TermsView(BaseModel):
    """The settings of intake."""

    model_config = ConfigDict(frozen=True)

    terms: tuple[TermView, ...] = Field(title="設定")


def terms_view(terms: Terms) -> TermsView:
    """Every setting with its default, provision and source."""
    return TermsView(
        terms=tuple(
            TermView(
                name=name,
                value=_said(getattr(terms, name)),
                default=_said(getattr(DEFAULTS, name)),
                **_TOLD[name]._asdict(),
            )
            for name in Terms._fields
        )
    )


def _said(value: bool | int | dt.date | None) -> str:
    return "なし" if value is None else shown_value(value)
