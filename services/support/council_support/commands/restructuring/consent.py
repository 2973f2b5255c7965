"""Creditors' meeting, consents, the end without a plan (別冊２ 2(7) to 2(9))."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import EndGround, MeetingMode
from council_events.values import Code, Date, Version
from pydantic import ConfigDict, Field

from council_support.commands.fields import Creditor, LongText


class ConsentForm(Code):
    """How a creditor's consent came in. Word of mouth can be asked for, and is refused (B2-2-7-2)."""

    WRITTEN = "written", "文書"
    ELECTRONIC = "electronic", "電磁的記録（作成者を確認済み）"
    ORAL = "oral", "口頭・電話（記録できません）"


PlanVersion = Annotated[Version | None, Field(title="計画案の版", description="空欄は現在の版")]


class HoldCreditorsMeeting(Dated):
    """The creditors' meeting, or its circulation, with the date until which each states its mind."""

    model_config = ConfigDict(title="債権者会議の開催を記録する")

    mode: Annotated[MeetingMode, Field(title="開催の方法")]
    held_on: Annotated[Date, Field(title="開催日")]
    consent_deadline: Annotated[Date, Field(title="同意・不同意の期限")]
    all_invited: Annotated[bool, Field(title="全ての対象債権者を招集した")]
    plan_version: PlanVersion = None


class RecordConsent(Dated):
    """One creditor's consent, confirmed in writing or the like. The last one brings the plan into being."""

    model_config = ConfigDict(title="債権者の同意を記録する")

    creditor_id: Creditor
    form: Annotated[ConsentForm, Field(title="確認の方法")]
    confirmed_on: Annotated[Date, Field(title="同意を確認した日")]
    plan_version: PlanVersion = None


class RecordRefusal(Dated):
    """One creditor refuses."""

    model_config = ConfigDict(title="債権者の不同意を記録する")

    creditor_id: Creditor
    reason: Annotated[LongText | None, Field(title="示された理由")] = None
    plan_version: PlanVersion = None


class RecordRefusalReason(Dated):
    """The refusing creditor was asked for its reason, and its answer."""

    model_config = ConfigDict(title="不同意の理由を記録する")

    creditor_id: Creditor
    asked_on: Annotated[Date, Field(title="理由の説明を求めた日")]
    reason: Annotated[LongText, Field(title="理由")]


class WithdrawConsent(Dated):
    """A consent taken back before the plan came into being."""

    model_config = ConfigDict(title="債権者の同意の撤回を記録する")

    creditor_id: Creditor
    reason: Annotated[LongText | None, Field(title="理由")] = None


class ConfirmApproval(Dated):
    """Ask that the plan be taken as come into being: true with the last consent, refused before it."""

    model_config = ConfigDict(title="再生計画の成立を確認する")


class EndRestructuring(Dated):
    """End started support without a plan: reported to the head, the company notified."""

    model_config = ConfigDict(title="再生支援を終了する")

    ground: Annotated[EndGround, Field(title="終了の事由")]
    reason: Annotated[LongText | None, Field(title="事情")] = None


class NotifyEnd(Dated):
    """Report the end to the head of the 認定支援機関 and tell the company, of the offer too where revival is out of reach."""

    model_config = ConfigDict(title="終了の報告と通知を記録する")

    reported_on: Annotated[Date, Field(title="認定支援機関の長に報告した日")]
    notified_on: Annotated[Date, Field(title="相談企業に通知した日")]
    extremely_difficult: Annotated[bool, Field(title="再生が極めて困難と判断した")] = False
    difficulty_told_on: Annotated[Date | None, Field(title="極めて困難と伝えた日")] = None
    response: Annotated[
        LongText | None, Field(title="可能な対応", description="再チャレンジ支援の提案、弁護士の紹介等")
    ] = None


class GiveFurtherSupport(Dated):
    """Support within the possible after the end, at the company's request."""

    model_config = ConfigDict(title="終了後の支援を記録する")

    requested_on: Annotated[Date, Field(title="相談企業が求めた日")]
    content: Annotated[LongText, Field(title="支援の内容")]
