"""The closed lists of 別冊４ (guarantee debts)."""

from __future__ import annotations

from council_events.values import Code


class SettlementType(Code):
    """How the guarantee debt is settled beside the main debt (B4-0, B4Q Q4)."""

    TOGETHER = "together", "一体型"
    ALONE_PENDING = "alone_pending", "単独型（主債務の整理が係属中）"
    ALONE_CLOSED = "alone_closed", "単独型（主債務の整理が終結済み）"


class PrincipalProcedure(Code):
    """The procedure by which the main debt is settled (GGL 7(1)ロ)."""

    COUNCIL = "council", "協議会による再生支援"
    OUT_OF_COURT = "out_of_court", "その他の準則型私的整理手続"
    BANKRUPTCY = "bankruptcy", "破産手続"
    CIVIL_REHABILITATION = "civil_rehabilitation", "民事再生手続"
    CORPORATE_REORGANISATION = "corporate_reorganisation", "会社更生手続"
    SPECIAL_LIQUIDATION = "special_liquidation", "特別清算手続"


class SpecialCircumstance(Code):
    """What lets a third-party guarantor in (B4Q Q14, GGL 3(2))."""

    DE_FACTO_CONTROL = "de_facto_control", "実質的な経営権を有する者"
    LICENCE_HOLDER = "licence_holder", "営業許可名義人"
    SPOUSE_IN_BUSINESS = "spouse_in_business", "経営者と共に事業に従事する配偶者"
    DESIGNATED_SUCCESSOR = "designated_successor", "経営者の健康上の理由による事業承継予定者"
    WILLING_SUPPORTER = "willing_supporter", "積極的に保証を申し出た協力者・支援者"


class GuarantorFinding(Code):
    """Findings イ to ニ on the guarantor before the start (B4-4-1)."""

    CONTRACT = "contract", "イ 保証契約が第３項の要件を充足"
    PROCEDURE = "procedure", "ロ 主債務者の手続が申立て・係属・終結"
    RATIONALITY = "rationality", "ハ 破産配当より多い回収などの経済合理性"
    NO_BAR_TO_DISCHARGE = "no_bar_to_discharge", "ニ 免責不許可事由及びそのおそれがない"


class ApplicationForm(Code):
    """The 利用申請書 of the two types (B4-4-2-1)."""

    TOGETHER = "4-2", "書式別４－２（一体型）"
    ALONE = "4-3", "書式別４－３（単独型）"


class ApplicationAnnex(Code):
    """The annexes of the 利用申請書; the fifth belongs to 単独型 (B4-4-2-1)."""

    FIRST = "1", "別紙１ 資産に関する状況"
    SECOND = "2", "別紙２ 負債に関する状況"
    THIRD = "3", "別紙３"
    FOURTH = "4", "別紙４"
    FIFTH = "5", "別紙５（単独型）"


class StandstillForm(Code):
    """The 返済猶予等の要請 of the two types (B4-4-2-5)."""

    TOGETHER = "4-4", "書式別４－４（四者連名）"
    ALONE = "4-5", "書式別４－５（三者連名）"


class StandstillSigner(Code):
    """Who joins in the 返済猶予等の要請 (B4-4-2-5)."""

    PRINCIPAL_DEBTOR = "principal_debtor", "主債務者"
    GUARANTOR = "guarantor", "保証人"
    EXPERT = "expert", "保証人支援専門家"
    COUNCIL = "council", "実施部門"


class RepaymentReportItem(Code):
    """Items イ to ニ of the lawyer's 調査報告書 (B4-4-6)."""

    CONTENT = "content", "イ 弁済計画案の内容"
    FEASIBILITY = "feasibility", "ロ 弁済計画案の実行可能性"
    RATIONALITY = "rationality", "ハ 経済合理性"
    RETAINED_ASSETS = "retained_assets", "ニ 自由財産等以外の資産を残存資産に含める相当性"


class RepaymentRemark(Code):
    """What the check of a draft finds; a remark is shown and kept, it bars nothing by itself (B4-4-5)."""

    TERM = "term", "弁済期間が原則の５年を超え、理由の記載がない"
    APART = "apart", "一体型であるのに再生計画案に記載されず、理由の記載がない"
    INCENTIVE = "incentive", "自由財産の範囲を超える残存資産を含められない時期に整理を開始した"


class RepaymentEndGround(Code):
    """Why started support ended without a 弁済計画 (B4-4-9)."""

    ABANDONED = "abandoned", "弁済計画案の作成を断念"
    NO_PROSPECT = "no_prospect", "全ての対象債権者の同意の見込みがない"
    REFUSED = "refused", "全ての対象債権者の同意を得られなかった"
    WITHDRAWN = "withdrawn", "保証人の取下げ"
    OTHER = "other", "その他"


class RestartHelp(Code):
    """What may be offered for the restart of a manager (YR-2-6-2-3-1)."""

    ADVICE = "advice", "保証債務整理に向けた助言"
    LAWYER = "lawyer", "弁護士の紹介"
    EXPERT_CANDIDATE = "expert_candidate", "保証人支援専門家候補の紹介"
    OTHER_PROCEDURE = "other_procedure", "特定調停等の他の手続の助言"
