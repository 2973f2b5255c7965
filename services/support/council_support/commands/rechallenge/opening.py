"""From the judgement to the start of the support (基本要領 第二章第6 1, 2)."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events import Sealed
from council_events.support.rechallenge import Beneficiary, ManagerId, Phase, Trigger
from council_events.values import Date, PersonId
from pydantic import ConfigDict, Field

from council_support.commands.fields import LongText, ShortText
from council_support.commands.receiving import ReceiveCandidate


class ReceiveRechallenge(ReceiveCandidate):
    """A judgement made in another case opens this one; made by the reaction to it, never by a person."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="再チャレンジ支援の案件を開く")

    phase: Phase
    judged_by: PersonId
    judged_on: Date
    told_on: Date | None = None
    reason: Sealed[str]


class RecordTrigger(Dated):
    """Which of the two grounds holds; recording it again replaces it."""

    model_config = ConfigDict(title="再チャレンジ支援の事由を判断する")

    trigger: Annotated[Trigger, Field(title="事由")]
    phase: Annotated[Phase, Field(title="判断した場面")] = Phase.CONSULTATION
    judged_on: Annotated[Date, Field(title="判断した日")]
    reason: Annotated[LongText, Field(title="判断の理由")]
    wish_to_close: Annotated[bool, Field(title="中小企業者が廃業を希望している")] = False
    examination: Annotated[
        LongText | None,
        Field(
            title="再生支援の余地の検討", description="窮境状況・財務内容を把握した上での検討。廃業を希望する場合に記入"
        ),
    ] = None
    joint_difficulty: Annotated[
        LongText | None,
        Field(
            title="主たる債務との一体整理が困難な理由",
            description="保証債務のみの整理の場合に記入（例：主たる債務の法的整理手続の申立て）",
        ),
    ] = None


class TellJudgement(Dated):
    """The judgement is told to the one it concerns, and the support proposed."""

    model_config = ConfigDict(title="判断を伝え、再チャレンジ支援を提案する")

    to: Annotated[Beneficiary, Field(title="伝えた相手")]
    told_on: Annotated[Date, Field(title="伝えた日")]
    offer: Annotated[LongText | None, Field(title="提案した内容")] = None


class StartRechallenge(Dated):
    """The support begins; company and guarantor may each ask for it."""

    model_config = ConfigDict(title="再チャレンジ支援を始める")

    requester: Annotated[Beneficiary, Field(title="支援を求めた者")] = Beneficiary.COMPANY


class DeclineRechallenge(Dated):
    """The proposal is not taken up."""

    model_config = ConfigDict(title="再チャレンジ支援を行わない")

    reason: Annotated[LongText, Field(title="理由")]


class ListManager(Dated):
    """A manager or guarantor whose new start is supported; listing again replaces the name."""

    model_config = ConfigDict(title="経営者等を登録する")

    manager_id: Annotated[ManagerId, Field(title="経営者等の番号", json_schema_extra={"x-widget": "new-id"})]
    name: Annotated[ShortText, Field(title="氏名")]
