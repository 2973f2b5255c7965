"""Reminding councils of late reports."""

from __future__ import annotations

from council_events.values import CouncilCode
from pydantic import BaseModel, ConfigDict, Field


class ChaseLateReports(BaseModel):
    """Remind a council of the prescribed reports that are late (YR-2-2-R1)."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="報告書の提出を督促する")

    council: CouncilCode = Field(title="督促する協議会")
