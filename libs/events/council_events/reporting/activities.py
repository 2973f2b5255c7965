"""Publicity and training: what a council does for many at once. Stream: the activity (`activity_id`)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.values import Code, Count, Date, PersonId

ActivityId = Annotated[UUID, Field(title="活動の番号")]


class Programme(Code):
    """What an activity is about; the two are accounted for separately (YR-2-4-2-6)."""

    GENERAL = "general", "協議会事業（第二章第１ ３(3)④⑥）"
    PLAN_SUBSIDY = "plan_subsidy", "経営改善計画策定支援事業（第二章第４ ２(6)）"


class Audience(Code):
    """Whom publicity addresses (YR-2-1-3-3-4, YR-2-4-2-6)."""

    SME = "sme", "中小企業・小規模事業者"
    SUPPORT_BODY = "support_body", "中小企業支援機関の職員等"
    AGENCY = "agency", "認定経営革新等支援機関"
    FINANCIAL_INSTITUTION = "financial_institution", "金融機関"


class PublicityMeans(Code):
    """How publicity reaches its audience."""

    SEMINAR = "seminar", "説明会・セミナー"
    PRINT = "print", "冊子・チラシ"
    WEB = "web", "ウェブサイト・メール"
    PRESS = "press", "新聞・放送"
    VISIT = "visit", "訪問"
    OTHER = "other", "その他"


class OrganisationKind(Code):
    """The kinds of organisations that training is given to (YR-2-1-3-3-6)."""

    FINANCIAL_INSTITUTION = "financial_institution", "金融機関等"
    EXPERT = "expert", "支援専門家"
    AGENCY = "agency", "認定経営革新等支援機関"
    SUPPORT_BODY = "support_body", "中小企業支援機関"
    OTHER = "other", "その他"


class Participants(BaseModel):
    """How many organisations of one kind took part, and how many persons of theirs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: OrganisationKind
    organisations: Count
    persons: Count


class PublicityGiven(Event, type_name="council.reporting.PublicityGiven.v1", ja="広報活動"):
    """Publicity on the early decision to improve, or on methods and points to consider (YR-2-1-3-3-4)."""

    activity_id: ActivityId
    programme: Programme
    audiences: tuple[Audience, ...]
    means: PublicityMeans
    given_on: Date
    reached: Count | None = None
    recorded_by: PersonId


class TrainingHeld(Event, type_name="council.reporting.TrainingHeld.v1", ja="教育・研修"):
    """A training of banks and experts, with the organisations that took part (YR-2-1-3-3-6, YR-2-4-2-6)."""

    activity_id: ActivityId
    programme: Programme
    held_on: Date
    participants: tuple[Participants, ...]
    recorded_by: PersonId
