"""Papers of a support case, of every line."""

from __future__ import annotations

from council_events import releases
from council_events.papers import PaperChecked, PaperReceived
from council_events.values import Code


class PaperKind(Code):
    """Papers that a support case holds; which of them a step needs, its line says."""

    SUPPORT_APPLICATION = "support_application", "支援の申込書・利用申請書"
    APPLICATION_ANNEX = "application_annex", "申請書の別紙"
    REGISTRY_CERTIFICATE = "registry_certificate", "履歴事項全部証明書"
    TAX_RETURNS = "tax_returns", "申告書・決算書"
    TRIAL_BALANCE = "trial_balance", "試算表"
    CREDITOR_LIST = "creditor_list", "借入金明細・債権者一覧"
    ASSET_LIST = "asset_list", "資産目録"
    FINANCIAL_REPORT = "financial_report", "財務調査報告書"
    BUSINESS_REPORT = "business_report", "事業調査報告書"
    PLAN = "plan", "計画書"
    INVESTIGATION_REPORT = "investigation_report", "調査報告書"
    GRACE_REQUEST = "grace_request", "返済猶予等の要請書"
    MEETING_MINUTES = "meeting_minutes", "債権者会議の記録"
    CONSENT_LETTER = "consent_letter", "同意書"
    REFUSAL_LETTER = "refusal_letter", "不同意の書面"
    CONTACT_CONSENT = "contact_consent", "金融機関等への接触の承諾書"
    RELEASE_CONSENT = "release_consent", "書類の交付の承諾書"
    MONITORING_REPORT = "monitoring_report", "モニタリング報告書"
    STATEMENT_OF_TRUTH = "statement_of_truth", "表明保証書・資力に関する情報"
    STANDSTILL_NOTICE = "standstill_notice", "一時停止の通知"
    CONFIRMATION_LETTER = "confirmation_letter", "確認書（様式３）"
    TAX_CONFIRMATION = "tax_confirmation", "税務に関する確認書"
    OTHER = "other", "その他の書類"


class DocumentReceived(PaperReceived[PaperKind], type_name="council.support.DocumentReceived.v2", ja="書類の受領"):
    """A paper of the case came in; one of a creditor or guarantor names whose it is."""


class DocumentChecked(PaperChecked, type_name="council.support.DocumentChecked.v1", ja="書類の確認"):
    """A paper of the case was looked through."""


class WrittenConsentReceived(
    releases.WrittenConsentReceived[PaperKind],
    type_name="council.support.WrittenConsentReceived.v1",
    ja="文書による了承の受領",
    final="YR-2-1-4-4",
):
    """The entitled person consented in writing to copies of these papers for one recipient."""


class WrittenConsentWithdrawn(
    releases.WrittenConsentWithdrawn,
    type_name="council.support.WrittenConsentWithdrawn.v1",
    ja="文書による了承の取消し",
    final="YR-2-1-4-4",
):
    """The consent was taken back."""


class CopiesHandedOver(
    releases.CopiesHandedOver[PaperKind],
    type_name="council.support.CopiesHandedOver.v1",
    ja="書類の写しの交付",
    final="YR-2-1-4-4",
):
    """Copies went to the recipient whom the consent names."""


class CaseDisclosed(
    releases.CaseDisclosed[PaperKind], type_name="council.support.CaseDisclosed.v2", ja="情報の提供", final="LAW-136-2"
):
    """Content was given on the ground named."""
