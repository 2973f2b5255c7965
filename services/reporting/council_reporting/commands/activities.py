"""Recording what a council does for many at once."""

from __future__ import annotations

from typing import Annotated

from council_events.reporting import Audience, Participants, Programme, PublicityMeans
from council_events.values import Count, Date
from pydantic import BaseModel, ConfigDict, Field


class RecordPublicity(BaseModel):
    """Record publicity with its audience, for the annual account (YR-2-1-3-3-4, YR-2-4-2-6)."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="広報活動を記録する")

    programme: Programme = Field(title="事業")
    audiences: Annotated[tuple[Audience, ...], Field(max_length=8, title="対象")]
    means: PublicityMeans = Field(title="方法")
    given_on: Date = Field(title="実施日")
    reached: Count | None = Field(default=None, title="参加・配布の数")


class RecordTraining(BaseModel):
    """Record a training with date and participants' organisations (YR-2-1-3-3-6, YR-2-4-2-6)."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="教育・研修を記録する")

    programme: Programme = Field(title="事業")
    held_on: Date = Field(title="実施日")
    participants: Annotated[tuple[Participants, ...], Field(max_length=8, title="参加した機関")]
