"""The commands on the keeping of a case, or of a company's entry: hold it, propose to destroy its content, approve or withdraw that."""

from __future__ import annotations

from typing import Annotated

from council_events.audit import HoldGround
from council_events.values import Date
from pydantic import BaseModel, ConfigDict, Field


class _Act(BaseModel):
    """`occurred_on`: the business date (JST); None is today."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    occurred_on: Annotated[Date | None, Field(title="発生日", description="空欄は本日")] = None


class PlaceLegalHold(_Act):
    """Keep it, whatever its retention period."""

    model_config = ConfigDict(title="廃棄を禁止する")

    ground: Annotated[HoldGround, Field(title="理由")]


class LiftLegalHold(_Act):
    """The hold has ended."""

    model_config = ConfigDict(title="廃棄の禁止を解く")


class ProposeDestruction(_Act):
    """The first of two decides: the content is to be destroyed."""

    model_config = ConfigDict(title="内容の廃棄を発議する")


class WithdrawDestruction(_Act):
    """The proposal is off."""

    model_config = ConfigDict(title="廃棄の発議を取り下げる")


class ApproveDestruction(_Act):
    """The second of two decides; after this nothing brings the content back."""

    model_config = ConfigDict(title="内容の廃棄を承認する")


DestructionCommand = PlaceLegalHold | LiftLegalHold | ProposeDestruction | WithdrawDestruction | ApproveDestruction
"""Every command on the keeping of a case or a company's entry."""
