"""Papers of a subsidy case, and corrections of what was recorded in it."""

from __future__ import annotations

from council_events import releases
from council_events.corrections import Correction
from council_events.papers import PaperChecked, PaperReceived
from council_events.values import Code


class PaperKind(Code):
    """Papers of applications and claims (SUB-P-3, -5, -6, SUB-C-1 to -3, SUB-M-2), named as the forms name them.

    A code that a form's list has too names the same paper; the check list of a claim is told apart from that of an application.
    """

    APPLICATION_FORM = "application_form", "利用申請書"
    APPLICANT_OUTLINE = "applicant_outline", "申請者の概要"
    CHECKLIST = "checklist", "自己記入チェックリスト（利用申請）"
    ESTIMATE_BY_TASK = "estimate_by_task", "業務別見積明細書"
    REGISTRY_CERTIFICATE = "registry_certificate", "履歴事項全部証明書"
    PROPRIETOR_PROOF = "proprietor_proof", "開業届又は確定申告書の写し（個人事業主）"
    RECOGNITION_NOTICE = "recognition_notice", "認定通知書の写し"
    ESTIMATE = "estimate", "見積書"
    RATE_SHEET = "rate_sheet", "単価表"
    TAX_RETURNS = "tax_returns", "直近3年分の申告書"
    SCHEDULE = "schedule", "工程表"
    BANK_CONFIRMATION = "bank_confirmation", "主要金融機関の確認書面"
    PRIOR_CONSULTATION = "prior_consultation", "金融機関の事前相談書"
    MANAGER_CHECKLIST = "manager_checklist", "経営者のための経営状況自己チェックリスト"
    SUPPORTER_CHECKLIST = "supporter_checklist", "支援者による経営状況チェックリスト"
    CLAIM_FORM = "claim_form", "費用支払申請書"
    PLAN = "plan", "計画書"
    CLAIM_CHECKLIST = "claim_checklist", "自己記入チェックリスト（支払申請）"
    BILLING_BY_TASK = "billing_by_task", "業務別請求明細書"
    TIME_SHEET = "time_sheet", "従事時間管理表"
    INVOICE = "invoice", "請求書"
    CONTRACT = "contract", "契約書"
    SELF_BURDEN_TRANSFER = "self_burden_transfer", "自己負担分の振込受付書"
    LENDERS_CONSENT = "lenders_consent", "金融機関の同意書等"
    PLAN_RECEIPT = "plan_receipt", "金融機関の受領書"
    POINTS_CHECK = "points_check", "着眼点実施確認表"
    ACCOMPANIMENT_REPORT = "accompaniment_report", "伴走支援報告書・レポート"
    TRIAL_BALANCE = "trial_balance", "試算表"
    TAX_RETURN = "tax_return", "決算の申告書"
    OTHER = "other", "その他の書類"


class DocumentReceived(PaperReceived[PaperKind], type_name="council.subsidy.DocumentReceived.v1", ja="書類の受領"):
    """A paper of the case came in; one of an agency names whose it is."""


class DocumentChecked(PaperChecked, type_name="council.subsidy.DocumentChecked.v1", ja="書類の確認"):
    """A paper of the case was looked through."""


class EntryCorrected(Correction, type_name="council.subsidy.EntryCorrected.v1", ja="記録の訂正"):
    """A field of an earlier event of the case was recorded wrongly."""


class WrittenConsentReceived(
    releases.WrittenConsentReceived[PaperKind],
    type_name="council.subsidy.WrittenConsentReceived.v1",
    ja="文書による了承の受領",
    final="YR-2-1-4-4",
):
    """The entitled person consented in writing to copies of these papers for one recipient."""


class WrittenConsentWithdrawn(
    releases.WrittenConsentWithdrawn,
    type_name="council.subsidy.WrittenConsentWithdrawn.v1",
    ja="文書による了承の取消し",
    final="YR-2-1-4-4",
):
    """The consent was taken back."""


class CopiesHandedOver(
    releases.CopiesHandedOver[PaperKind],
    type_name="council.subsidy.CopiesHandedOver.v1",
    ja="書類の写しの交付",
    final="YR-2-1-4-4",
):
    """Copies went to the recipient whom the consent names."""


class CaseDisclosed(
    releases.CaseDisclosed[PaperKind], type_name="council.subsidy.CaseDisclosed.v2", ja="情報の提供", final="LAW-136-2"
):
    """Content was given on the ground named."""
