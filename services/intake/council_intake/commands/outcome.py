"""Judgements, the line of support, and the close."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.intake import DifficultyResponse, FirstResponse, GuaranteeResponse
from council_events.values import Date, SupportLine
from pydantic import ConfigDict, Field

from council_intake.commands.fields import TEXTAREA, LongText, Note


class JudgeRevivalDifficult(Dated):
    """Judge that revival is extremely difficult; the judgement goes with telling the company and what is offered."""

    model_config = ConfigDict(title="再生が極めて困難と判断し伝える")

    reason: Annotated[LongText, Field(title="判断の理由", json_schema_extra=TEXTAREA)]
    told_on: Annotated[Date | None, Field(title="相談企業に伝えた日")] = None
    measures: Annotated[tuple[DifficultyResponse, ...], Field(title="提案した対応")] = ()
    response: Annotated[Note, Field(title="対応の内容", description="再チャレンジ支援、弁護士の紹介など")] = None


class RecordGuaranteeNeed(Dated):
    """Guarantee debts need settling: the guarantor is told, and what is done."""

    model_config = ConfigDict(title="保証債務の整理が必要と判断し保証人に伝える")

    reason: Annotated[LongText, Field(title="判断の理由", json_schema_extra=TEXTAREA)]
    told_on: Annotated[Date | None, Field(title="保証人に伝えた日")] = None
    response: Annotated[GuaranteeResponse, Field(title="対応")] = GuaranteeResponse.RECHALLENGE_PROPOSED


class ChooseSupportLine(Dated):
    """Decide that a line of support is considered; the service of that line takes the case up."""

    model_config = ConfigDict(title="支援の種類を選ぶ")

    line: Annotated[SupportLine, Field(title="支援の種類")]


class CloseConsultation(Dated):
    """Finish the first response with exactly one result."""

    model_config = ConfigDict(title="相談を終結する")

    result: Annotated[FirstResponse, Field(title="相談の結果")]
