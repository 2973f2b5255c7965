"""A step of every line: the judgement that revival is extremely difficult (基本要領 第二章第6 2(1)①)."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.values import Date
from pydantic import ConfigDict, Field

from council_support.commands.fields import LongText


class JudgeRevivalDifficult(Dated):
    """Judged while another support goes on, or in its monitoring; a case of 再チャレンジ支援 is opened from it."""

    model_config = ConfigDict(title="事業の再生が極めて困難と判断する")

    reason: Annotated[LongText, Field(title="判断の理由")]
    told_on: Annotated[Date | None, Field(title="相談企業に伝えた日", description="まだ伝えていないときは空欄")] = None
