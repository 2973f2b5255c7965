"""What leaves the department: written consents, copies under them, and disclosures. Published alike by every service that keeps
papers; each has its own list of kinds.

Copies go only to whom the entitled person approved beforehand in writing (YR-2-1-4-4, B4-6); without that, only the statute's
three exceptions and what the guideline prescribes are left (LAW-136-2).
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import Field

from council_events.event import Event
from council_events.papers import DocumentId
from council_events.sealed import Sealed
from council_events.values import CaseId, Code, Date

K = TypeVar("K", bound=Code)

ConsentId = Annotated[UUID, Field(title="同意の番号")]
SubscriberId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$", title="連携先のシステム")]
"""A system that subscribes to events, by its technical name."""


class ConsentGiver(Code):
    """Whose secret it is (YR-2-1-4-4, B4-6)."""

    COMPANY = "company", "相談企業"
    GUARANTOR = "guarantor", "保証人"


class RecipientKind(Code):
    """What kind of body receives."""

    FINANCIAL_INSTITUTION = "financial_institution", "金融機関"
    GUARANTEE_CORPORATION = "guarantee_corporation", "信用保証協会"
    ADVISER = "adviser", "支援専門家"
    SUPPORT_BODY = "support_body", "関係支援機関"
    HOST = "host", "他の認定支援機関"
    COUNCIL = "council", "他の協議会"
    SMRJ = "smrj", "中小機構"
    HEADQUARTERS = "headquarters", "全国本部"
    BUREAU = "bureau", "経済産業局等"
    AGENCY = "agency", "中小企業庁"
    AUTHORITY = "authority", "その他の行政機関"
    OTHER = "other", "その他"


class DisclosureGround(Code):
    """What allows content to leave without a copy under consent (LAW-136-2)."""

    EVALUATION = "evaluation", "中小機構が行う評価に必要（例外一）"
    ADVICE = "advice", "中小機構の助言・専門家派遣に必要（例外二）"
    BROKERING = "brokering", "他の認定支援機関の引継ぎの仲介に必要（例外三）"
    PRESCRIBED = "prescribed", "要領が定める報告・共有"
    CONSENT = "consent", "文書による事前の了承"


class ReleaseMeans(Code):
    """How it was handed over; an electronic file is a copy too (YR-2-1-4-4)."""

    PAPER = "paper", "紙"
    FILE = "file", "電子ファイル"
    SPOKEN = "spoken", "口頭"
    SYSTEM = "system", "システム連携"


class WrittenConsentReceived(Event, Generic[K]):
    """The entitled person's consent in writing: to this recipient, for these kinds of papers, from its date on."""

    case_id: CaseId
    consent_id: ConsentId
    given_by: ConsentGiver
    recipient_kind: RecipientKind
    recipient: Sealed[str]
    subscriber: SubscriberId | None = None
    papers: tuple[K, ...]
    dated_on: Date
    document_id: DocumentId | None = None


class WrittenConsentWithdrawn(Event):
    """From `occurredon` on nothing is handed out under it; what was handed out before stays on record."""

    case_id: CaseId
    consent_id: ConsentId
    reason: Sealed[str] | None = None


class CopiesHandedOver(Event, Generic[K]):
    """Copies went to the recipient whom the consent names."""

    case_id: CaseId
    consent_id: ConsentId
    recipient_kind: RecipientKind
    recipient: Sealed[str]
    papers: tuple[K, ...]
    documents: tuple[DocumentId, ...] = ()
    means: ReleaseMeans
    note: Sealed[str] | None = None


class CaseDisclosed(Event, Generic[K]):
    """Content was told or given on a ground other than a copy; `scope` says what, limited to what the ground needs.

    `subscriber`: the system that it goes to by `dataref`. An exception of the statute that the head records for one stands
    until the next of that system; each time that the system then fetches something is a disclosure of its own.
    """

    case_id: CaseId
    ground: DisclosureGround
    recipient_kind: RecipientKind
    recipient: Sealed[str]
    consent_id: ConsentId | None = None
    papers: tuple[K, ...] = ()
    scope: Sealed[str]
    means: ReleaseMeans
    subscriber: SubscriberId | None = None
