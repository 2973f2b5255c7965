"""The plan, the 一時停止の通知 and the first creditors' meeting (別冊３ 3 to 6)."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import (
    BusinessMethod,
    MeetingMatter,
    Method,
    NoticePaper,
    SchemePlanItem,
    StandstillPoint,
    SupportStatement,
)
from council_events.values import Count, Date
from pydantic import ConfigDict, Field

from council_support.commands.fields import Amount, Creditors, Flow, LongText, ShortText


class DraftSchemePlan(Dated):
    """A version of the plan that the company has made. A new version voids consents and confirmations."""

    model_config = ConfigDict(title="再生計画案を記録する（別冊３）")

    methods: Annotated[tuple[Method, ...], Field(title="金融支援の手法")]
    business_methods: Annotated[
        tuple[BusinessMethod, ...], Field(title="事業面の手法", description="計画に記載された取組をすべて選ぶ")
    ] = ()
    items: Annotated[tuple[SchemePlanItem, ...], Field(title="記載された事項")]
    statements: Annotated[tuple[SupportStatement, ...], Field(title="添付文書に明示された事項")]
    jobs: Annotated[Count, Field(title="雇用者数")]
    expected_approval_on: Annotated[Date, Field(title="成立の見込みの日")]
    debt_waived: Annotated[Amount, Field(title="債務免除等の額（円）")]
    real_net_worth: Annotated[Flow, Field(title="実質純資産（円。債務超過は負数）")]
    solvent_by: Annotated[Date | None, Field(title="実質債務超過を解消する事業年度の末日")] = None
    ordinary_profit: Annotated[Flow, Field(title="直近の経常利益（円。赤字は負数）")]
    profitable_by: Annotated[Date | None, Field(title="経常黒字に転換する事業年度の末日")] = None
    recovery: Annotated[Amount, Field(title="計画による回収見込額（円）")]
    bankruptcy_value: Annotated[Amount, Field(title="破産的清算の場合の回収見込額（円）")]
    reorganisation_value: Annotated[Amount, Field(title="会社更生の場合の回収見込額（円）")]
    rehabilitation_value: Annotated[Amount, Field(title="民事再生の場合の回収見込額（円）")]
    shareholders_diluted: Annotated[bool, Field(title="減増資により既存株主の割合的地位を低下・消滅させる")]
    managers_resign: Annotated[bool, Field(title="経営者が退任する")]
    months_between_reports: Annotated[int, Field(ge=1, le=24, title="成立後の報告の間隔（月）")] = 6
    exception_grounds: Annotated[LongText | None, Field(title="年数の目処を超える合理的な理由")] = None
    shareholder_grounds: Annotated[LongText | None, Field(title="減増資によらない理由")] = None
    manager_grounds: Annotated[
        LongText | None, Field(title="経営者が残る理由と経営責任", description="再生に不可欠であること、私財の提供など")
    ] = None
    equity: Annotated[LongText, Field(title="債権者間の実質的衡平")]
    summary: Annotated[LongText, Field(title="計画の概要")]


class JudgeStandstill(Dated):
    """All main creditors and the 統括責任者 have examined the three points and agree that notice be given."""

    model_config = ConfigDict(title="一時停止の通知を相当とする判断を記録する")

    creditors: Annotated[Creditors, Field(title="合意した主要債権者", description="全員")]
    head_agrees: Annotated[bool, Field(title="統括責任者も相当と判断した")]
    points: Annotated[tuple[StandstillPoint, ...], Field(title="検討した点")]
    judged_on: Annotated[Date, Field(title="判断の日")]


class NotifyStandstill(Dated):
    """The written 一時停止の通知 to every creditor, the call to the first meeting with its material."""

    model_config = ConfigDict(title="一時停止を通知する（第１回債権者会議の招集）")

    signing_creditors: Annotated[Creditors, Field(title="連名の主要債権者")] = ()
    company_signs: Annotated[bool, Field(title="債務者の連名")]
    head_signs: Annotated[bool, Field(title="統括責任者の連名")]
    written: Annotated[bool, Field(title="書面による")]
    creditors: Annotated[Creditors, Field(title="通知先", description="全ての対象債権者")]
    papers: Annotated[tuple[NoticePaper, ...], Field(title="添付した説明資料")] = ()
    sent_on: Annotated[Date, Field(title="発した日")]
    first_meeting_on: Annotated[Date | None, Field(title="第１回債権者会議の日")] = None
    place: Annotated[ShortText | None, Field(title="場所・時刻")] = None


class LeaveWorkout(Dated):
    """The main creditors decide against the notice: the workout is not started."""

    model_config = ConfigDict(title="一時停止を通知しない判断を記録する（開始しない）")

    told_on: Annotated[Date, Field(title="統括責任者及び債務者に回答のあった日")]
    reason: Annotated[LongText | None, Field(title="理由")] = None


class HoldFirstMeeting(Dated):
    """The first creditors' meeting and who attended it."""

    model_config = ConfigDict(title="第１回債権者会議の開催を記録する")

    held_on: Annotated[Date, Field(title="開催日")]
    attending: Annotated[Creditors, Field(min_length=1, title="出席した対象債権者")]


class PutToVote(Dated):
    """A matter put to the first meeting, with who consented. `until`: the day that the resolution sets."""

    model_config = ConfigDict(title="第１回債権者会議の決議を記録する")

    matter: Annotated[MeetingMatter, Field(title="事項")]
    consenting: Annotated[Creditors, Field(title="同意した対象債権者")]
    until: Annotated[Date | None, Field(title="延長の末日・第２回の開催日")] = None
