"""What the headquarters can ask for: that a fiscal year's figures be published."""

from __future__ import annotations

from council_events.values import FiscalYear
from pydantic import BaseModel, ConfigDict, Field


class PublishYear(BaseModel):
    """公表: the figures of a fiscal year that is over, once and for ever."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="年度の集計を公表する")

    fiscal_year: FiscalYear = Field(description="終わった年度。公表は一度だけで、あとから変えられません")
