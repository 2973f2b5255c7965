"""守秘に関する調査: the entitled person asks, the bureau looks into it and reports back (要領 守秘義務 (3), B4-6).

Texts are sealed under `investigation:<id>`. `occurredon` is the day of each step.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from council_events.access import FieldName
from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import CaseId, Code, CouncilCode, Date

InvestigationId = Annotated[UUID, Field(title="調査番号")]
EntryId = Annotated[UUID, Field(title="記録の番号")]
"""An event of the case, or an access event, as the ledger numbers it."""


class Entitled(Code):
    """Whose secret it is, and who alone may ask (YR-2-1-4-3, B4-6)."""

    COMPANY = "company", "相談企業"
    GUARANTOR = "guarantor", "保証人"


class IdentityProof(Code):
    """How the bureau made sure that the entitled person asks."""

    REGISTRY = "registry", "登記事項証明書・印鑑証明書"
    PERSON = "person", "本人確認書類"
    PROXY = "proxy", "委任状と代理人の本人確認書類"


class FindingKind(Code):
    """What the investigator makes of one entry of the record."""

    PROPER = "proper", "問題なし"
    QUESTIONED = "questioned", "説明を求める"
    IMPROPER = "improper", "不適切"


class InvestigationResult(Code):
    """What the investigation found."""

    KEPT = "kept", "秘密は守られていた"
    BREACHED = "breached", "守秘義務に反する取扱いがあった"
    UNCLEAR = "unclear", "確認できなかった"


class ReportingMeans(Code):
    """How the result reached the person who asked."""

    WRITTEN = "written", "書面"
    MEETING = "meeting", "面談（書面の交付を含む）"
    ELECTRONIC = "electronic", "電子"


class InvestigationEvent(Event):
    """Every event of an investigation names it."""

    investigation_id: InvestigationId


class InvestigationRequested(
    InvestigationEvent, type_name="council.audit.InvestigationRequested.v1", ja="守秘に関する申し出の受付"
):
    """The entitled person doubts that `concerned` kept its secret in these cases, from `since` to `until`."""

    concerned: CouncilCode
    entitled: Entitled
    cases: tuple[CaseId, ...]
    since: Date
    until: Date
    identity: IdentityProof
    name: Sealed[str]
    contact: Sealed[str] | None = None
    doubt: Sealed[str]


class InvestigationOpened(
    InvestigationEvent, type_name="council.audit.InvestigationOpened.v1", ja="守秘に関する調査の開始"
):
    """The bureau begins to look into it."""


class ContentOpened(InvestigationEvent, type_name="council.audit.ContentOpened.v1", ja="調査のための内容の開封"):
    """One entry of a case was opened as far as the investigation needs it: these fields, for this reason."""

    opened_case: CaseId
    entry: EntryId
    fields: tuple[FieldName, ...]
    reason: Sealed[str]


class FindingMarked(InvestigationEvent, type_name="council.audit.FindingMarked.v1", ja="調査の所見"):
    """What the investigator makes of an entry; a later mark of the same entry stands in place of an earlier one."""

    entry: EntryId
    finding: FindingKind
    note: Sealed[str] | None = None


class CouncilHeard(InvestigationEvent, type_name="council.audit.CouncilHeard.v1", ja="協議会からの聴取"):
    """What the council concerned said, by whom."""

    spoke: Sealed[str]
    statement: Sealed[str]


class InvestigationConcluded(
    InvestigationEvent, type_name="council.audit.InvestigationConcluded.v1", ja="調査結果の確定", final="YR-2-1-4-3"
):
    """The facts as the bureau found them."""

    result: InvestigationResult
    report: Sealed[str]


class InvestigationReported(
    InvestigationEvent, type_name="council.audit.InvestigationReported.v1", ja="調査結果の報告", final="YR-2-1-4-3"
):
    """The result was reported to the person who asked, on `occurredon`; this alone ends the investigation."""

    means: ReportingMeans


class AccessLogGiven(Event, type_name="council.audit.AccessLogGiven.v1", ja="閲覧記録の提供", final="YR-2-1-4-3"):
    """The entitled person was given the access log of its own cases, up to the time of this event."""

    log_id: Annotated[UUID, Field(title="閲覧記録の番号")]
    concerned: CouncilCode
    entitled: Entitled
    cases: tuple[CaseId, ...]
    since: Date
    identity: IdentityProof
    name: Sealed[str]
