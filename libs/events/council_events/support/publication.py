"""公表 of one completed case by the council (別冊２ 3): three agreements stand before one page."""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import CaseId, Date


class PublicationAgreed(
    Event, type_name="council.support.PublicationAgreed.v1", ja="公表する内容の調整", final="B2-3-2"
):
    """The outline of firm and plan as agreed with company and 対象債権者; a later one replaces it until it is published.

    `name_agreed`: the company agrees that its name be printed (B2-3-2).
    """

    case_id: CaseId
    outline: Sealed[str]
    company_agreed_on: Date
    creditors_agreed_on: Date
    name_agreed: bool


class PublicationSettled(
    Event, type_name="council.support.PublicationSettled.v1", ja="公表の内容・時期についての中小企業庁との調整"
):
    """Content and time of a publication by the council itself are settled with 中小企業庁 beforehand (B2-3-1)."""

    case_id: CaseId
    settled_on: Date
    publish_on: Date


class CasePublished(Event, type_name="council.support.CasePublished.v1", ja="完了案件の公表", final="B2-3-1"):
    """The council published the outline as agreed, without the company's name unless `with_name` (B2-3-1, B2-3-2)."""

    case_id: CaseId
    with_name: bool
