"""Advice, introduction of a lawyer, サポート支援 and the way to 別冊４ (基本要領 第二章第6 2(1) to 2(3)).

`lawyer_deputy`, `conferred_on`: the 協議 with a 統括責任者補佐 who is a lawyer; the domain refuses an act without it.
"""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support.rechallenge import (
    AdviceTopic,
    Beneficiary,
    Introduction,
    ManagerId,
    WorkoutAdvice,
    WorkoutParty,
)
from council_events.values import Code, Date, PersonId
from pydantic import ConfigDict, Field

from council_support.commands.fields import LongText, ShortText

LawyerDeputy = Annotated[PersonId | None, Field(title="協議した統括責任者補佐", description="弁護士資格を有する者")]
ConferredOn = Annotated[Date | None, Field(title="協議の日")]
Manager = Annotated[ManagerId, Field(title="経営者等", json_schema_extra={"x-options": "managers"})]


class Seat(Code):
    """How the council is asked to sit in the creditors' meeting."""

    OBSERVER = "observer", "オブザーバー"
    VOTER = "voter", "議決に加わる"


class GiveRechallengeAdvice(Dated):
    """Advice on closing down, on a legal procedure, or on the guarantee debts of the managers."""

    model_config = ConfigDict(title="再チャレンジ支援の助言を記録する")

    topics: Annotated[tuple[AdviceTopic, ...], Field(title="助言の事項", min_length=1)]
    to: Annotated[Beneficiary, Field(title="助言した相手")] = Beneficiary.COMPANY
    given_on: Annotated[Date, Field(title="助言した日")]
    content: Annotated[LongText, Field(title="助言の内容")]
    lawyer_deputy: LawyerDeputy = None
    conferred_on: ConferredOn = None


class IntroduceLawyer(Dated):
    """A lawyer is introduced, through the bar association or otherwise."""

    model_config = ConfigDict(title="弁護士の紹介を記録する")

    to: Annotated[Beneficiary, Field(title="紹介した相手")] = Beneficiary.COMPANY
    through: Annotated[Introduction, Field(title="紹介の方法")] = Introduction.BAR_ASSOCIATION
    introduced_on: Annotated[Date, Field(title="紹介した日")]
    lawyer: Annotated[ShortText | None, Field(title="紹介した弁護士")] = None
    lawyer_deputy: LawyerDeputy = None
    conferred_on: ConferredOn = None


class RecordWorkout(Dated):
    """The company moves to a 廃業型私的整理, with which the council may help."""

    model_config = ConfigDict(title="廃業型私的整理手続への移行を記録する")

    entered_on: Annotated[Date, Field(title="移行した日")]
    guideline: Annotated[bool, Field(title="中小企業版ガイドラインに基づく")] = True
    judgement: Annotated[
        LongText | None, Field(title="手続が適切との判断の理由", description="2024年3月31日までは必須")
    ] = None
    outside_expert: Annotated[ShortText | None, Field(title="支援専門家（外部専門家）")] = None


class GiveWorkoutAdvice(Dated):
    """Advice on the workout to one of the listed persons, at its request."""

    model_config = ConfigDict(title="サポート支援の助言を記録する")

    party: Annotated[WorkoutParty, Field(title="助言した相手")]
    requested_on: Annotated[Date | None, Field(title="求めのあった日", description="2024年4月1日からは必須")] = None
    kind: Annotated[WorkoutAdvice, Field(title="助言の種類")]
    given_on: Annotated[Date, Field(title="助言した日")]
    content: Annotated[LongText, Field(title="助言の内容")]
    lawyer_deputy: LawyerDeputy = None
    conferred_on: ConferredOn = None


class AttendCreditorsMeeting(Dated):
    """The council sits in the creditors' meeting of the workout."""

    model_config = ConfigDict(title="廃業型私的整理の債権者会議への参加を記録する")

    party: Annotated[WorkoutParty, Field(title="参加を求めた者")]
    requested_on: Annotated[Date | None, Field(title="求めのあった日", description="2024年4月1日からは必須")] = None
    held_on: Annotated[Date, Field(title="開催日")]
    seat: Annotated[Seat, Field(title="参加の立場")] = Seat.OBSERVER
    lawyer_deputy: LawyerDeputy = None
    conferred_on: ConferredOn = None


class ReferGuaranteeSettlement(Dated):
    """A settlement of guarantee debts under the guideline goes the way of 別冊４."""

    model_config = ConfigDict(title="保証債務の整理（別冊４）へ移す")

    manager_id: Manager
    referred_on: Annotated[Date, Field(title="移した日")]
    guarantee_case: Annotated[ShortText | None, Field(title="別冊４の案件番号")] = None
