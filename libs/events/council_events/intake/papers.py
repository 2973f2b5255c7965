"""The papers of a consultation, and what leaves the department on paper: copies under written consent, its report."""

from __future__ import annotations

from council_events import releases
from council_events.event import Event
from council_events.intake.codes import CasePaper, ReportKind, ReportMeans
from council_events.papers import PaperChecked, PaperReceived
from council_events.reasons import ClosedDay, FutureDay
from council_events.sealed import Sealed
from council_events.values import BureauCode, CaseId, Code, Date, ReferralBody, Version


class PaperKind(Code):
    """Papers that a consultation holds. A code that `CasePaper` has too names the same paper."""

    CONSULTATION_SHEET = "consultation_sheet", "相談票"
    JOINT_REQUEST = "joint_request", "利用相談申込書兼同意書（書式別４－１）"
    ACCOUNTS = "accounts", "財務諸表・決算書等（直近3年間）"
    CASH_FLOW = "cash_flow", "資金繰り表"
    TAX_RETURNS = "tax_returns", "税務申告書"
    TAX_ARREARS = "tax_arrears", "滞納公租公課の書類（滞納金額目録、換価の猶予許可通知書等）"
    GOVERNANCE_CHECKLIST = "governance_checklist", "ガバナンス体制の整備支援に関するチェックシート"
    RELEASE_CONSENT = "release_consent", "書類の交付の承諾書"
    OTHER = "other", "その他の書類"


class DocumentReceived(PaperReceived[PaperKind], type_name="council.intake.DocumentReceived.v1", ja="書類の受領"):
    """A paper of the consultation came in."""


class DocumentChecked(PaperChecked, type_name="council.intake.DocumentChecked.v1", ja="書類の確認"):
    """A paper of the consultation was looked through."""


class WrittenConsentReceived(
    releases.WrittenConsentReceived[CasePaper],
    type_name="council.intake.WrittenConsentReceived.v1",
    ja="文書による了承の受領",
    final="YR-2-1-4-4",
):
    """The entitled person consented in writing to copies of these papers for one recipient."""


class WrittenConsentWithdrawn(
    releases.WrittenConsentWithdrawn,
    type_name="council.intake.WrittenConsentWithdrawn.v1",
    ja="文書による了承の取消し",
    final="YR-2-1-4-4",
):
    """The consent was taken back."""


class CopiesHandedOver(
    releases.CopiesHandedOver[CasePaper],
    type_name="council.intake.CopiesHandedOver.v1",
    ja="書類の写しの交付",
    final="YR-2-1-4-4",
):
    """Copies went to the recipient whom the consent names."""


class CaseDisclosed(
    releases.CaseDisclosed[CasePaper], type_name="council.intake.CaseDisclosed.v2", ja="情報の提供", final="LAW-136-2"
):
    """Content was given on the ground named."""


# No longer recorded: CopiesHandedOver names the consent on record. What was published stays readable.
class PapersReleased(Event, type_name="council.intake.PapersReleased.v1", ja="書類の写しの交付"):
    """Copies were handed out on `occurredon` under a written consent that names the recipient (YR-2-1-4-4)."""

    case_id: CaseId
    body: ReferralBody
    recipient: Sealed[str] | None = None
    papers: tuple[CasePaper, ...]
    consented_on: Date


class ConsultationReportDrafted(Event, type_name="council.intake.ConsultationReportDrafted.v1", ja="対応報告書の作成"):
    """The report as it stood then, frozen and sealed. `number` counts the drafts of the case."""

    case_id: CaseId
    report: ReportKind
    number: Version
    document: Sealed[str]


class ConsultationReportSubmitted(
    Event, type_name="council.intake.ConsultationReportSubmitted.v1", ja="対応報告書の提出"
):
    """Draft `number` was delivered to the council's bureau and to 全国本部, or, where 全国本部 runs the case, to
    中小企業庁 (`agency_on`) with a copy filed at 全国本部 (YR-2-2-2-4, YR-2-2-3-7, B4-R).
    """

    case_id: CaseId
    report: ReportKind
    number: Version
    means: ReportMeans
    bureau: BureauCode | None = None
    bureau_on: Date | None = None
    headquarters_on: Date | None = None
    agency_on: Date | None = None


class FutureDayExplained(FutureDay, type_name="council.intake.FutureDayExplained.v1", ja="先の日付とした理由"):
    """Why the events saved with this one bear a business date later than the day they were recorded (design §3)."""


class ClosedDayExplained(
    ClosedDay, type_name="council.intake.ClosedDayExplained.v1", ja="集計が確定した期間の日付とした理由"
):
    """Why something of a day whose figures were closed was entered afterwards (design §3, RP-2): the `entries` events that stand
    just before this one in its stream, saved with it.
    """
