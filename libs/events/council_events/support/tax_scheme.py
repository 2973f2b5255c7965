"""The scheme for corporate-tax treatment (別冊３): a procedure of its own, never mixed with 別冊２ in one case.

Listing creditors, examinations, consents and the approval of the plan are the events of 再生支援, so that the figures
count a completed plan whatever its procedure.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.support.restructuring_codes import BusinessMethod, Method
from council_events.support.tax_scheme_codes import (
    ConfirmationPoint,
    MeetingMatter,
    NoticePaper,
    SchemeAttitude,
    SchemeEndGround,
    SchemeFinding,
    SchemePlanItem,
    SchemeRole,
    StandstillPoint,
    SupportStatement,
    TaxCheck,
    TaxForm,
    TaxProvision,
)
from council_events.values import (
    CaseId,
    Count,
    CreditorId,
    Date,
    PersonId,
    Qualification,
    SignedYen,
    Version,
    Yen,
)


class SchemeMember(BaseModel):
    """One member of the 個別支援チーム; `person` for platform users, `name` for main creditors and sponsors (B3-2-4)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: SchemeRole
    qualification: Qualification
    person: PersonId | None = None
    name: Sealed[str] | None = None
    commissioned_on: Date | None = None
    pledged_on: Date | None = None
    no_interest_declared: bool


class CommitteeMember(BaseModel):
    """One member of the 再生計画検討委員会 (B3-7-2)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Sealed[str]
    qualification: Qualification
    chair: bool
    no_interest_declared: bool


class TaxTreatmentIntended(Event, type_name="council.support.TaxTreatmentIntended.v1", ja="企業再生税制の適用の想定"):
    """Use of these provisions is intended for the plan: 別冊３ applies and no other procedure (YR-2-5-2)."""

    case_id: CaseId
    provisions: tuple[TaxProvision, ...]


class SchemeAttitudeRecorded(
    Event, type_name="council.support.SchemeAttitudeRecorded.v1", ja="主要債権者の意向・同意（別冊３）", final="B3-2"
):
    """What a main creditor says to support under 別冊３ (B3-2)."""

    case_id: CaseId
    creditor_id: CreditorId
    attitude: SchemeAttitude
    stated_on: Date
    note: Sealed[str] | None = None


class SchemeChairConferred(Event, type_name="council.support.SchemeChairConferred.v2", ja="会長との協議（別冊３）"):
    """The 協議 with the 会長 that precedes the start decision; none where 全国本部 runs the case (B3-2).

    `consulted`: the 会長, or who acted in that place.
    """

    case_id: CaseId
    conferred_on: Date
    consulted: PersonId | None = None


class TaxSchemeStarted(Event, type_name="council.support.TaxSchemeStarted.v1", ja="支援開始決定（別冊３）"):
    """The 統括責任者 decides the support with all main creditors' consent (B3-1, B3-2)."""

    case_id: CaseId
    findings: tuple[SchemeFinding, ...]
    decided_by: PersonId


class TaxSchemeDeclined(Event, type_name="council.support.TaxSchemeDeclined.v1", ja="支援を開始しない（別冊３）"):
    """The support was never started: neither a start nor an end in the figures."""

    case_id: CaseId
    reason: Sealed[str]


class SchemeTeamFormed(Event, type_name="council.support.SchemeTeamFormed.v1", ja="個別支援チームの編成（別冊３）"):
    """With the 了承 of the 会長, at 全国本部 of the センター長 (B3-2-4); a later one replaces it."""

    case_id: CaseId
    members: tuple[SchemeMember, ...]
    approved_on: Date


class SchemePlanDrafted(Event, type_name="council.support.SchemePlanDrafted.v2", ja="再生計画案の作成（別冊３）"):
    """A version of the plan; its author is the company (B3-6). A new version voids consents and confirmations.

    Yen; years counted from the first business year that begins after 成立: 0 where nothing has to be mended, None where
    the plan names no year. `recovery` exceeds each of the values in bankruptcy, 会社更生 and 民事再生.
    `months_between_reports`: of the reports on the carrying-out (B3-8). `business_methods`: 事業面の手法 (T9); none in
    the first version of this event.
    """

    case_id: CaseId
    version: Version
    methods: tuple[Method, ...]
    items: tuple[SchemePlanItem, ...]
    statements: tuple[SupportStatement, ...]
    jobs: Count
    debt_before: Yen
    debt_waived: Yen
    real_net_worth: SignedYen
    years_to_solvency: Annotated[int, Field(ge=0, le=50)] | None
    ordinary_profit: SignedYen
    years_to_profit: Annotated[int, Field(ge=0, le=50)] | None
    recovery: Yen
    bankruptcy_value: Yen
    reorganisation_value: Yen
    rehabilitation_value: Yen
    shareholders_diluted: bool
    managers_resign: bool
    months_between_reports: Annotated[int, Field(ge=1, le=24)]
    exception_grounds: Sealed[str] | None = None
    shareholder_grounds: Sealed[str] | None = None
    manager_grounds: Sealed[str] | None = None
    equity: Sealed[str]
    summary: Sealed[str]
    business_methods: tuple[BusinessMethod, ...] = ()


class StandstillJudged(Event, type_name="council.support.StandstillJudged.v1", ja="一時停止の通知の要否の判断"):
    """All main creditors and the 統括責任者 have examined the three points and agree that notice be given (B3-4)."""

    case_id: CaseId
    creditors: tuple[CreditorId, ...]
    points: tuple[StandstillPoint, ...]
    judged_on: Date


class StandstillNotified(
    Event, type_name="council.support.StandstillNotified.v1", ja="一時停止の通知（第１回債権者会議の招集）"
):
    """私的整理の開始: to every creditor in writing, in the names of main creditors, debtor and 統括責任者 (B3-4)."""

    case_id: CaseId
    signing_creditors: tuple[CreditorId, ...]
    creditors: tuple[CreditorId, ...]
    papers: tuple[NoticePaper, ...]
    sent_on: Date
    first_meeting_on: Date
    place: Sealed[str]


class WorkoutNotStarted(
    Event, type_name="council.support.WorkoutNotStarted.v1", ja="私的整理を開始しない（一時停止を通知しない）"
):
    """The main creditors decide against the notice: the workout is not started (B3-4)."""

    case_id: CaseId
    told_on: Date
    reason: Sealed[str] | None = None


class FirstMeetingHeld(Event, type_name="council.support.FirstMeetingHeld.v1", ja="第１回債権者会議の開催"):
    """Who attended the first meeting (B3-5)."""

    case_id: CaseId
    held_on: Date
    attending: tuple[CreditorId, ...]


class MeetingResolved(Event, type_name="council.support.MeetingResolved.v1", ja="債権者会議の決議", final="B3-5"):
    """A matter put to the first meeting: passed with all attending, a procedural one with more than half of all (B3-5).

    `until`: to which day the 一時停止 is extended, or the day of the second meeting.
    """

    case_id: CaseId
    matter: MeetingMatter
    consenting: tuple[CreditorId, ...]
    passed: bool
    until: Date | None = None


class CommitteeEstablished(Event, type_name="council.support.CommitteeEstablished.v1", ja="再生計画検討委員会の設置"):
    """Appointed by 全国本部, for its own cases by 機構 (B3-7-2); 様式１ goes out with it (B3-7-3)."""

    case_id: CaseId
    members: tuple[CommitteeMember, ...]
    established_on: Date


class CommitteeSurveyed(Event, type_name="council.support.CommitteeSurveyed.v1", ja="検討委員会の調査"):
    """Which of the four conditions the committee finds to be met by this version (B3-7-3)."""

    case_id: CaseId
    plan_version: Version
    met: tuple[ConfirmationPoint, ...]
    surveyed_on: Date
    note: Sealed[str] | None = None


class SchemeConfirmed(
    Event, type_name="council.support.SchemeConfirmed.v1", ja="確認書の交付（様式３）", final="B3-7-3"
):
    """All four conditions are met and all members say so; 様式２ goes out with it (B3-7-3)."""

    case_id: CaseId
    plan_version: Version
    issued_on: Date


class CommitteeReported(Event, type_name="council.support.CommitteeReported.v1", ja="検討委員会の調査報告書の提出"):
    """To every creditor ahead of the second meeting (別冊３ 7(3), 8(1))."""

    case_id: CaseId
    plan_version: Version
    reported_on: Date
    conclusion: Sealed[str]


class TaxConfirmationIssued(
    Event,
    type_name="council.support.TaxConfirmationIssued.v1",
    ja="租税特別措置等の確認書の交付（様式４～９）",
    final="B3-9",
):
    """A further confirmation with its own checklist; never where 全国本部 runs the case (B3-9)."""

    case_id: CaseId
    form: TaxForm
    checks: tuple[TaxCheck, ...]
    issued_on: Date
    recipient: Sealed[str]


class TaxSchemeEnded(Event, type_name="council.support.TaxSchemeEnded.v1", ja="支援の終了（別冊３）"):
    """Started, but no plan came into being (B3-8)."""

    case_id: CaseId
    ground: SchemeEndGround
    reason: Sealed[str] | None = None


class PerformanceReportsScheduled(
    Event, type_name="council.support.PerformanceReportsScheduled.v1", ja="実施状況の報告の予定（別冊３）"
):
    """After 成立 the company reports at this rhythm, first by `first_due` (B3-8)."""

    case_id: CaseId
    months_between_reports: Annotated[int, Field(ge=1, le=24)]
    first_due: Date


class PerformanceReported(
    Event, type_name="council.support.PerformanceReported.v1", ja="再生計画の実施状況の報告（別冊３）"
):
    """The company's periodic report to creditors and council after 成立 (B3-8); the next is due by `next_due`."""

    case_id: CaseId
    number: Count
    period_to: Date
    reported_on: Date
    on_plan: bool
    next_due: Date
    note: Sealed[str] | None = None
