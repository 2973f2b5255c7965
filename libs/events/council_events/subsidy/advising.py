"""助言支援 beside a case, the notices of the council, and who may sign them."""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.subsidy.codes import AdviceItem, AdviceStage, Advised, NoticeKind
from council_events.subsidy.parts import Number
from council_events.values import AgencyId, CaseId, Date, PersonId, Yen


class SubsidyAdviceGiven(Event, type_name="council.subsidy.SubsidyAdviceGiven.v1", ja="助言支援"):
    """Advice at one of the five stages, a line of its own beside the case, never a decision on it (YR-2-4-1).

    `number`: the accompaniment report it belongs to. `asker`: who came for a preliminary consultation.
    """

    case_id: CaseId
    stage: AdviceStage
    items: tuple[AdviceItem, ...]
    advised: tuple[Advised, ...]
    agency_ids: tuple[AgencyId, ...] = ()
    number: Number | None = None
    asker: Sealed[str] | None = None
    advice: Sealed[str]


class BankCoordinationSupported(
    Event, type_name="council.subsidy.BankCoordinationSupported.v1", ja="金融調整に向けたサポート"
):
    """The 支援業務部門 helps with 金融調整 because the company asked for it (YR-2-4-2-3-2)."""

    case_id: CaseId
    requested_on: Date
    request: Sealed[str]
    content: Sealed[str]


class NoticeProxyDesignated(Event, type_name="council.subsidy.NoticeProxyDesignated.v1", ja="通知等の代理の指名"):
    """The 統括責任者 designates who may sign notices and reports of this case as proxy (YR-3-2-1-4, YR24-3-2-1)."""

    case_id: CaseId
    person: PersonId


class NoticeIssued(Event, type_name="council.subsidy.NoticeIssued.v1", ja="通知の発行"):
    """A written notice to the 代表 agency, in the name of the 統括責任者; `proxy`: signed by a designated deputy.

    `text` is the notice as printed. `total` is the decided amount in yen, `pay_on` the day of payment (SUB-C-4);
    `number` is that of the accompaniment claim.
    """

    case_id: CaseId
    kind: NoticeKind
    agency_id: AgencyId
    proxy: bool
    text: Sealed[str]
    total: Yen | None = None
    pay_on: Date | None = None
    number: Number | None = None
