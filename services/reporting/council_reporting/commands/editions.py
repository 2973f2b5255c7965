"""Closing editions of the figures, and saying why an entry came after."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from council_events.reporting import EditionGround, EditionKind, LateGround
from council_events.values import Date
from pydantic import BaseModel, ConfigDict, Field


class CloseEdition(BaseModel):
    """Fix the figures of a period as everything recorded by the end of yesterday gives them."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="集計の版を確定する")

    kind: EditionKind = Field(title="期間の種類")
    first: Date = Field(title="期間の初月", description="その月に始まる月・四半期・年度")
    ground: EditionGround = Field(default=EditionGround.FIRST, title="確定の理由")


class ExplainLateEntry(BaseModel):
    """A council says why an entry of its own changed figures that had been closed."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="期間確定後の記録の理由を記録する")

    entry_id: Annotated[UUID, Field(title="記録の番号")]
    ground: Annotated[LateGround, Field(title="理由")]
