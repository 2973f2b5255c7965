"""Commands of 助言支援, of the council's notices, and of who may sign them."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.subsidy import Advised, NoticeKind
from council_events.values import CaseId, Date, PersonId
from pydantic import ConfigDict, Field

from council_subsidy.commands.fields import AgencyChoice, LongText, ShortText

AdvisedParties = Annotated[tuple[Advised, ...], Field(title="相手方", min_length=1)]
AgencyChoices = Annotated[tuple[AgencyChoice, ...], Field(title="助言した認定経営革新等支援機関")]
Advice = Annotated[LongText, Field(title="内容")]


class GivePreliminaryAdvice(Dated):
    """Advice before any application, to an agency or a bank that comes to ask: a case of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="事前相談に助言する")

    case_id: CaseId
    asker: Annotated[ShortText, Field(title="相談者の名称")]
    advised: AdvisedParties
    advice: Advice


class ExplainPoints(Dated):
    """At the application: the points to observe in making the plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="利用申請時の留意事項を説明する")

    advised: AdvisedParties
    agency_ids: AgencyChoices = ()
    advice: Advice


class AdvisePlanning(Dated):
    """While the plan is made: progress, the plan itself, or a move to another support line."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="計画策定中の助言を記録する")

    advised: AdvisedParties
    agency_ids: AgencyChoices = ()
    progress_checked: Annotated[bool, Field(title="進捗状況を確認した")] = False
    plan_advised: Annotated[bool, Field(title="計画の策定に関する助言をした")] = False
    measures_advised: Annotated[bool, Field(title="他の支援策への移行等に関する助言をした")] = False
    advice: Advice


class CheckPointsAtClaim(Dated):
    """At the plan claim: how the points to observe were dealt with; advice on the plan is optional."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="支払申請時に留意事項への取組を確認する")

    advised: AdvisedParties
    agency_ids: AgencyChoices = ()
    plan_advised: Annotated[bool, Field(title="計画に関する助言をした")] = False
    advice: Advice


class ExplainMonitoring(Dated):
    """At the plan claim: the points to observe in monitoring."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="モニタリングの留意事項を説明する")

    advised: AdvisedParties
    agency_ids: AgencyChoices = ()
    advice: Advice


class CheckPointsAtMonitoring(Dated):
    """At a monitoring report: how the points to observe were dealt with; advice is optional."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="モニタリング報告時に取組を確認する")

    advised: AdvisedParties
    agency_ids: AgencyChoices = ()
    monitoring_advised: Annotated[bool, Field(title="今後のモニタリングに関する助言をした")] = False
    measures_advised: Annotated[bool, Field(title="他の支援策への移行等に関する助言をした")] = False
    advice: Advice


class SupportBankCoordination(Dated):
    """Help with 金融調整, which the company has asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="金融調整に向けたサポートを記録する")

    requested_on: Annotated[Date | None, Field(title="企業から求めのあった日")] = None
    request: Annotated[LongText | None, Field(title="企業の求めの内容")] = None
    content: Annotated[LongText, Field(title="サポートの内容")]


class DesignateNoticeProxy(Dated):
    """The 統括責任者 says which deputy may sign notices and reports of this case."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="通知等の代理を指名する")

    person: PersonId


class IssueNotice(Dated):
    """Issue a written notice to the 代表 agency."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="通知を発行する")

    kind: Annotated[NoticeKind, Field(title="通知の種類")]
    pay_on: Annotated[Date | None, Field(title="支払日（支払決定の通知）")] = None
    remarks: Annotated[LongText | None, Field(title="付記")] = None
