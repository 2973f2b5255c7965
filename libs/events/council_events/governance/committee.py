"""The committee (産競法上の協議会): members, observers, 会長, 全体会議, 業務実施方針・方法, the prefecture's programmes."""

from __future__ import annotations

from uuid import UUID

from council_events.event import Event
from council_events.governance.host import Organ
from council_events.sealed import Sealed
from council_events.values import Code, Date, PersonId


class BodyCategory(Code):
    """Whom a member represents (YR-2-1-2-1)."""

    CHAMBER = "chamber", "商工会議所・商工会・商工会連合会"
    GOVERNMENT_FINANCE = "government_finance", "政府系金融機関"
    REGIONAL_FINANCE = "regional_finance", "地域金融機関（協会）"
    GUARANTEE_CORPORATION = "guarantee_corporation", "信用保証協会"
    SUPPORT_CENTER = "support_center", "都道府県中小企業支援センター"
    PROFESSIONS = "professions", "弁護士会・中小企業診断協会等"
    OTHER_SUPPORT = "other_support", "その他中小企業支援機関等"
    PREFECTURE = "prefecture", "都道府県"


class ObserverKind(Code):
    """Who takes part without being a member (YR-2-1-2-1, YR-2-1-2-1-2)."""

    BUREAU = "bureau", "経済産業局等"
    FINANCE_BUREAU = "finance_bureau", "財務局"
    PREFECTURE = "prefecture", "都道府県"


class AdviceKind(Code):
    """What the committee gives to those who do the business (YR-2-1-2-3-1)."""

    GUIDANCE = "guidance", "指導"
    ADVICE = "advice", "助言"


class CommitteeMemberAppointed(
    Event, type_name="council.governance.CommitteeMemberAppointed.v1", ja="協議会委員の選任", right="YR-2-1-2-1"
):
    """The host's head appoints who represents a body of the region; days inclusive (None: open end)."""

    member: PersonId
    category: BodyCategory
    body: Sealed[str]
    name: Sealed[str]
    begins_on: Date
    ends_on: Date | None = None


class CommitteeMemberLeft(
    Event, type_name="council.governance.CommitteeMemberLeft.v1", ja="協議会委員の退任", right="YR-2-1-2-1"
):
    """The last day as a member, and as 会長 where the member was that; the duty of secrecy stays."""

    member: PersonId
    ended_on: Date


class ObserverRegistered(Event, type_name="council.governance.ObserverRegistered.v1", ja="オブザーバーの登録"):
    """Takes part and advises, and is no member."""

    observer: PersonId
    kind: ObserverKind
    body: Sealed[str]
    name: Sealed[str]
    begins_on: Date


class ObserverLeft(Event, type_name="council.governance.ObserverLeft.v1", ja="オブザーバーの終了"):
    """The observer's last day."""

    observer: PersonId
    ended_on: Date


class ChairElected(Event, type_name="council.governance.ChairElected.v1", ja="会長の互選", right="YR-2-1-2-2-1"):
    """Elected by and among the members (YR-2-1-2-2-1); a predecessor's office ends the day before `begins_on`.

    `ends_on`: where the membership has an end. `electors`: the members who voted.
    """

    chair: PersonId
    elected_on: Date
    begins_on: Date
    ends_on: Date | None = None
    electors: tuple[PersonId, ...]


class ChairEnded(Event, type_name="council.governance.ChairEnded.v1", ja="会長の退任", right="YR-2-1-2-2-1"):
    """The last day as 会長."""

    chair: PersonId
    ended_on: Date


class WholeMeetingHeld(Event, type_name="council.governance.WholeMeetingHeld.v2", ja="全体会議の開催"):
    """A 全体会議 (YR-2-1-2-2-4). `sums_up`: the meeting of the year that sums up the business.

    `convened_by`: the 会長, who acts in that place, or the host's head while nobody is 会長. `on_behalf_of`: the 会長 in
    whose place it was convened (YR-2-1-2-2-3). `reported_by`: the
    統括責任者 who reported on consultations and support.
    """

    meeting_id: UUID
    held_on: Date
    convened_by: PersonId
    on_behalf_of: PersonId | None = None
    present: tuple[PersonId, ...]
    sums_up: bool
    reported_by: PersonId | None = None
    report: Sealed[str] | None = None
    minutes: Sealed[str]


class PolicyAdopted(Event, type_name="council.governance.PolicyAdopted.v1", ja="業務実施方針・方法の決定"):
    """Adopted at a 全体会議; in force until the next one is (YR-2-1-2-3-1)."""

    meeting_id: UUID
    adopted_on: Date
    in_force_from: Date
    policy: Sealed[str]


class CommitteeAdvised(Event, type_name="council.governance.CommitteeAdvised.v1", ja="協議会の指導・助言"):
    """Guidance or advice under the 業務実施方針・方法, to the department or the centre (YR-2-1-2-3-1, YR24-2-1-4)."""

    to: Organ
    kind: AdviceKind
    given_on: Date
    advice: Sealed[str]


class ProgrammeRegistered(Event, type_name="council.governance.ProgrammeRegistered.v1", ja="連携する支援事業の登録"):
    """A programme of the prefecture for SMEs that the council co-operates with (YR-2-1-2-3-2)."""

    programme_id: UUID
    name: Sealed[str]
    operator: Sealed[str]
    cooperation: Sealed[str]
    begins_on: Date


class ProgrammeEnded(Event, type_name="council.governance.ProgrammeEnded.v1", ja="支援事業との連携の終了"):
    """The last day of the co-operation."""

    programme_id: UUID
    ended_on: Date
