"""The committee (産競法上の協議会): members, observers, 会長, meetings, what it adopts and advises, programmes."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from council_events.governance import AdviceKind, BodyCategory, ObserverKind, Organ
from council_events.values import Code, Date, PersonId
from pydantic import Field

from council_governance.commands.fields import BeginsOn, EndsOn, LongText, Members, OfTheCouncil, ShortText, titled

_MEMBERS = {"x-options": "members"}


class ElectionMethod(Code):
    """How the 会長 came to be; only the first is lawful (YR-2-1-2-2-1)."""

    MUTUAL_VOTE = "mutual_vote", "委員の互選"
    NAMED = "named", "認定支援機関の長等による指名"


class AppointMember(OfTheCouncil):
    """The host's head appoints a member of the committee."""

    model_config = titled("協議会の委員を選任する")

    member: Annotated[PersonId, Field(title="委員（利用者の識別子）")]
    name: Annotated[ShortText, Field(title="氏名")]
    category: Annotated[BodyCategory, Field(title="代表する機関の区分")]
    body: Annotated[ShortText, Field(title="代表する機関")]
    begins_on: BeginsOn
    ends_on: EndsOn = None


class EndMembership(OfTheCouncil):
    """A member leaves the committee."""

    model_config = titled("委員の退任を記録する")

    member: Annotated[PersonId, Field(title="委員", json_schema_extra=_MEMBERS)]
    ended_on: Annotated[Date, Field(title="最終日")]


class RegisterObserver(OfTheCouncil):
    """A body takes part in the committee as an observer."""

    model_config = titled("オブザーバーを登録する")

    observer: Annotated[PersonId, Field(title="オブザーバー（利用者の識別子）")]
    name: Annotated[ShortText, Field(title="氏名")]
    kind: Annotated[ObserverKind, Field(title="機関の区分")]
    body: Annotated[ShortText, Field(title="機関")]
    begins_on: BeginsOn


class EndObserver(OfTheCouncil):
    """An observer takes part no longer."""

    model_config = titled("オブザーバーの終了を記録する")

    observer: Annotated[PersonId, Field(title="オブザーバー", json_schema_extra={"x-options": "observers"})]
    ended_on: Annotated[Date, Field(title="最終日")]


class ElectChair(OfTheCouncil):
    """The 会長 was elected by and among the members."""

    model_config = titled("会長の互選を記録する")

    chair: Annotated[PersonId, Field(title="会長に選ばれた者", json_schema_extra={"x-options": "participants"})]
    method: Annotated[ElectionMethod, Field(title="選出の方法")]
    electors: Annotated[Members, Field(title="互選に加わった委員")]
    elected_on: Annotated[Date, Field(title="互選の日")]
    begins_on: BeginsOn


class EndChair(OfTheCouncil):
    """The 会長 leaves that office."""

    model_config = titled("会長の退任を記録する")

    ended_on: Annotated[Date, Field(title="最終日")]


class HoldWholeMeeting(OfTheCouncil):
    """A 全体会議 was held."""

    model_config = titled("全体会議の開催を記録する")

    meeting_id: Annotated[UUID, Field(title="会議番号")]
    held_on: Annotated[Date, Field(title="開催日")]
    convened_by: Annotated[PersonId, Field(title="招集した者")]
    present: Annotated[Members, Field(title="出席した委員")]
    sums_up: Annotated[bool, Field(title="事業を総括する会議（年１回）か")]
    reported_by: Annotated[PersonId | None, Field(title="実績を報告した統括責任者")] = None
    report: Annotated[LongText | None, Field(title="事前相談・窓口相談と各種支援の実績の報告")] = None
    minutes: Annotated[LongText, Field(title="審議と決定の内容")]


class AdoptPolicy(OfTheCouncil):
    """The committee adopts its 業務実施方針・方法 at a 全体会議."""

    model_config = titled("業務実施方針・方法を定める")

    meeting_id: Annotated[UUID, Field(title="決定した全体会議", json_schema_extra={"x-options": "meetings"})]
    adopted_on: Annotated[Date, Field(title="決定の日")]
    in_force_from: Annotated[Date, Field(title="実施の日")]
    policy: Annotated[LongText, Field(title="業務実施方針・方法")]


class GiveCommitteeAdvice(OfTheCouncil):
    """The committee guides or advises the department or the centre under its 業務実施方針・方法."""

    model_config = titled("協議会の指導・助言を記録する")

    to: Annotated[Organ, Field(title="相手")]
    kind: Annotated[AdviceKind, Field(title="指導・助言の別")]
    given_on: Annotated[Date, Field(title="行った日")]
    advice: Annotated[LongText, Field(title="内容")]


class RegisterProgramme(OfTheCouncil):
    """The council co-operates with a programme of the prefecture."""

    model_config = titled("連携する支援事業を登録する")

    programme_id: Annotated[UUID, Field(title="支援事業番号")]
    name: Annotated[ShortText, Field(title="支援事業の名称")]
    operator: Annotated[ShortText, Field(title="実施機関")]
    cooperation: Annotated[LongText, Field(title="連携の内容")]
    begins_on: BeginsOn


class EndProgramme(OfTheCouncil):
    """The co-operation ends."""

    model_config = titled("支援事業との連携の終了を記録する")

    programme_id: Annotated[UUID, Field(title="支援事業", json_schema_extra={"x-options": "programmes"})]
    ended_on: Annotated[Date, Field(title="最終日")]
