"""The circle of creditors: who is left out, what is filed, meetings on the way to the plan."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.values import Date
from pydantic import ConfigDict, Field

from council_support.commands.fields import Amount, Creditor, Creditors, LongText, ShortText


class LeaveOutCreditor(Dated):
    """Leave a small creditor out of the circle, with the consent of every other one."""

    model_config = ConfigDict(title="少額の債権者を対象から除く")

    creditor_id: Creditor
    consenting: Annotated[Creditors, Field(title="同意した債権者", description="他の全ての対象債権者")]
    consented_on: Annotated[Date, Field(title="同意の日")]
    equity_grounds: Annotated[LongText, Field(title="衡平を害さないと判断した理由")]


class RecordClaimFiling(Dated):
    """What a creditor filed when asked for it together with the 返済猶予の要請."""

    model_config = ConfigDict(title="債権届出を記録する")

    creditor_id: Creditor
    filed_on: Annotated[Date, Field(title="届出の日")]
    balance: Annotated[Amount, Field(title="債権残高（円）")]
    interest_rate: Annotated[float | None, Field(ge=0, le=100, title="金利（年％）")] = None
    secured: Annotated[Amount, Field(title="物的担保による保全額（円）")] = 0
    guaranteed: Annotated[Amount, Field(title="保証による保全額（円）")] = 0


class RecordPlanMeeting(Dated):
    """A meeting of company, main creditors and team; others take part where it helps."""

    model_config = ConfigDict(title="関係者の会議を記録する")

    held_on: Annotated[Date, Field(title="開催日")]
    creditors: Annotated[Creditors, Field(title="参加した債権者", description="主要債権者の全てを含む")]
    sponsors: Annotated[ShortText | None, Field(title="参加したスポンサー候補者等")] = None
    company_agreed: Annotated[bool, Field(title="債権者以外の参加への相談企業の同意")] = False
    shared: Annotated[LongText, Field(title="会議で共有した内容")]


class RecordPendingApproval(Dated):
    """A 信用保証協会 waits for another body's approval before it can answer."""

    model_config = ConfigDict(title="外部承認待ちを記録する")

    creditor_id: Creditor
    body: Annotated[ShortText, Field(title="承認する機関", description="条例による知事の承認など")]
    expected_on: Annotated[Date | None, Field(title="承認の見込みの日")] = None


class ReviseWithoutCreditor(Dated):
    """A 変更計画 without the refusing creditor's support, on which all others are asked anew."""

    model_config = ConfigDict(title="不同意の債権者を除いた変更計画とする")

    creditor_id: Creditor
    execution_unaffected: Annotated[bool, Field(title="除外しても計画の実行上影響がないと判断")] = False
    execution_grounds: Annotated[LongText, Field(title="影響がないと判断した理由")]
    equity_kept: Annotated[bool, Field(title="債権者間の衡平を害さないと判断")] = False
    equity_grounds: Annotated[LongText, Field(title="衡平を害さないと判断した理由（債権額が少額である等）")]
    consent_deadline: Annotated[Date, Field(title="変更計画への同意・不同意の期限")]
