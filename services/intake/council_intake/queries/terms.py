"""The values that the programme's texts leave open to intake, as this deployment sets them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


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


def terms_view(*, negotiation_counts: bool) -> TermsView:
    """Every setting with its default, provision and source."""
    return TermsView(
        terms=(
            TermView(
                name="negotiation_counts",
                title="通算上限の残額の照会で、金融機関交渉費用を利用額に含める（計画策定支援事業の設定と同じ値とする）",
                value="はい" if negotiation_counts else "いいえ",
                default="はい",
                provision="SUB-E-4-2",
                source="確認できない（公表された案内に定めが見当たらない）",
            ),
        )
    )
