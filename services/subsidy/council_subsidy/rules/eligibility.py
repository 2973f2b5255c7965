"""Who may use the programme, in which track, and what an application must say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from council_directory import corporate_number_is_valid
from council_events.deciding import Refused, provision
from council_events.subsidy import Agency, ApplicationPaper, Cost, CostLine, FinancialSupport, Track
from council_events.values import LegalForm

EXCLUDED_FORMS = frozenset(
    {
        LegalForm.SOCIAL_WELFARE,
        LegalForm.NPO,
        LegalForm.ASSOCIATION,
        LegalForm.FOUNDATION,
        LegalForm.FARM_UNION,
        LegalForm.CONSUMER_COOP,
        LegalForm.LLP,
        LegalForm.SCHOOL,
    }
)
MEDICAL_STAFF = 300
GUIDELINE_FROM = dt.date(2022, 4, 15)
EARLY_FROM = dt.date(2017, 5, 29)
SCHEDULE_FROM = 450_000
CERTIFICATE_MONTHS = 3
CHECKLISTS_FROM = dt.date(2024, 4, 1)
"""別添１ and 別添２ came with the form set of this day (SUB-P-3)."""

P = ApplicationPaper
COMMON_PAPERS = frozenset(
    {
        P.APPLICATION_FORM,
        P.APPLICANT_OUTLINE,
        P.CHECKLIST,
        P.ESTIMATE_BY_TASK,
        P.REGISTRY_CERTIFICATE,
        P.RECOGNITION_NOTICE,
        P.ESTIMATE,
    }
)


@provision("SUB-A-5", "SUB-V-2")
def the_track_is_open(track: Track, on: dt.date) -> None:
    """中小版GL枠 opened on 2022-04-15, 早期 on 2017-05-29."""
    if track is Track.GUIDELINE and on < GUIDELINE_FROM:
        raise Refused(
            "SUB-A-5", "中小版GL枠は2022年4月15日から利用できます。", "The track opened on 2022-04-15.", field="track"
        )
    if track is Track.EARLY and on < EARLY_FROM:
        raise Refused(
            "SUB-V-2", "早期は2017年5月29日から利用できます。", "The track opened on 2017-05-29.", field="track"
        )


@provision("SUB-E-2")
def the_legal_form_is_eligible(form: LegalForm, employees: int) -> None:
    """Excluded forms are refused; sole proprietors and 医療法人 with at most 300 regular staff are not."""
    if form in EXCLUDED_FORMS or (form is LegalForm.MEDICAL and employees > MEDICAL_STAFF):
        raise Refused(
            "SUB-E-2",
            f"{form.label}は対象外です（医療法人は常時使用する従業員300人以下に限ります）。",
            "This legal form is outside the programme (medical corporations up to 300 regular staff are inside).",
            field="legal_form",
        )


@provision("STD-1")
def the_corporate_number_is_right(number: str | None) -> None:
    """A 法人番号, where there is one, carries its check digit."""
    if number is not None and not corporate_number_is_valid(number):
        raise Refused(
            "STD-1",
            "法人番号の検査用数字が合いません。",
            "The check digit of the 法人番号 is wrong.",
            field="corporate_number",
        )


@provision("SUB-E-1")
def the_financial_support_fits(track: Track, asked: Collection[FinancialSupport]) -> None:
    """通常枠 asks for some, 早期 for none."""
    if track is Track.ORDINARY and not asked:
        raise Refused(
            "SUB-E-1",
            "通常枠では、条件変更・借換・新規融資のいずれかの金融支援を求める計画とします。",
            "An ordinary plan asks for changed terms, refinancing or a new loan.",
            field="financial_support",
        )
    if track is Track.EARLY and asked:
        raise Refused(
            "SUB-E-1",
            "早期経営改善計画では金融支援を求めません。金融支援が必要な場合は通常枠を利用できます。",
            "An early plan asks banks for no support; the ordinary track is open to one that does.",
            field="financial_support",
        )


@provision("SUB-E-3")
def the_loans_are_not_of_one_bank_alone(track: Track, lenders: int, guaranteed: bool) -> None:
    """通常枠: one lender without a loan guaranteed by a 信用保証協会 is refused."""
    if track is Track.ORDINARY and lenders == 1 and not guaranteed:
        raise Refused(
            "SUB-E-3",
            "借入先が一つの金融機関だけで信用保証協会の保証付き借入がない場合は、通常枠を利用できません。",
            "One lender and no loan with a 信用保証協会: the ordinary track is not open.",
            field="lenders",
        )


@provision("SUB-P-1", "YR24-3-2-2-1")
def all_have_signed(company_signed: bool, all_agencies_signed: bool) -> None:
    """Company and every agency apply jointly."""
    if not (company_signed and all_agencies_signed):
        raise Refused(
            "SUB-P-1",
            "申請者と全ての認定経営革新等支援機関の連名が必要です。",
            "The company and every agency must sign.",
            field="company_signed" if not company_signed else "agencies",
        )


@provision("SUB-P-1")
def one_agency_represents(agencies: Sequence[Agency]) -> None:
    """Exactly one is 代表, and none stands twice."""
    if sum(agency.representative for agency in agencies) != 1:
        raise Refused("SUB-P-1", "代表機関を一つ定めてください。", "Exactly one agency is 代表.", field="agencies")
    if len({agency.agency_id for agency in agencies}) != len(agencies):
        raise Refused("SUB-P-1", "同じ機関が重複しています。", "An agency stands twice.", field="agencies")


@provision("SUB-P-3", "SUB-P-4", "SUB-P-5", "SUB-P-6")
def papers_required(
    track: Track, on: dt.date, *, plan_cost: int, main_bank_signed: bool
) -> frozenset[ApplicationPaper]:
    """The papers without which an application is not accepted on this day. `plan_cost` in yen, without 伴走支援."""
    papers = set(COMMON_PAPERS)
    if not main_bank_signed:
        papers.add(P.BANK_CONFIRMATION)
    if track is not Track.EARLY:
        papers.add(P.TAX_RETURNS)
        if plan_cost > SCHEDULE_FROM:
            papers.add(P.SCHEDULE)
        if on >= CHECKLISTS_FROM:
            papers |= {P.MANAGER_CHECKLIST, P.SUPPORTER_CHECKLIST}
    return frozenset(papers)


@provision("SUB-P-3", "SUB-P-6")
def the_papers_are_there(
    track: Track, required: Collection[ApplicationPaper], received: Collection[ApplicationPaper]
) -> None:
    """Raises Refused with the names of the missing papers."""
    missing = [paper.label for paper in ApplicationPaper if paper in required and paper not in received]
    if missing:
        raise Refused(
            "SUB-P-6" if track is Track.EARLY else "SUB-P-3",
            f"書類がそろっていません：{'、'.join(missing)}",
            "Papers are missing.",
            field="papers",
        )


@provision("SUB-P-3")
def the_certificate_is_fresh(form: LegalForm, issued_on: dt.date | None, filed_on: dt.date) -> None:
    """The 履歴事項全部証明書 is not older than three months at filing; sole proprietors have none."""
    if form is LegalForm.SOLE_PROPRIETOR:
        return
    if issued_on is None or issued_on > filed_on or filed_on > _months_after(issued_on, CERTIFICATE_MONTHS):
        raise Refused(
            "SUB-P-3",
            "履歴事項全部証明書は、申請日前3か月以内に発行されたものが必要です。",
            "The registry certificate must not be older than three months at filing.",
            field="registry_certificate_on",
        )


def _months_after(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(day.day, last))


@provision("SUB-A-5", "SUB-A-4", "SUB-A-6")
def the_lines_belong_to_the_track(
    track: Track, lines: Collection[CostLine], *, guarantee_release: bool, interim_requested: bool
) -> None:
    """Each track has its own cost lines; negotiation only for release of the 経営者保証, 期中 only when asked for."""
    if CostLine.NEGOTIATION in lines and track is Track.GUIDELINE:
        raise Refused(
            "SUB-A-5",
            "中小版GL枠には金融機関交渉費用の区分がありません。",
            "The guideline track has no line for negotiation with banks.",
            field="costs",
        )
    if CostLine.NEGOTIATION in lines and not guarantee_release:
        raise Refused(
            "SUB-A-6" if track is Track.EARLY else "SUB-A-4",
            "金融機関交渉費用は、経営者保証の解除を目指す計画に限ります。",
            "Negotiation is paid for only in a plan that aims at release of the 経営者保証.",
            field="guarantee_release",
        )
    if CostLine.ACCOMPANIMENT_INTERIM in lines and (track is not Track.EARLY or not interim_requested):
        raise Refused(
            "SUB-A-6",
            "期中の伴走支援は、早期の利用申請で希望した場合に限ります。",
            "Interim accompaniment is paid for only in an early plan that asked for it.",
            field="interim_requested",
        )
    if CostLine.DUE_DILIGENCE in lines and track is Track.EARLY:
        raise Refused(
            "SUB-A-6", "早期にはDD費用等の区分がありません。", "An early plan has no line for DD.", field="costs"
        )


@provision("SUB-P-1")
def the_costs_are_of_these_agencies(costs: Sequence[Cost], agencies: Collection[str]) -> None:
    """A cost of an agency that is not part of the case is refused."""
    if any(cost.agency_id not in agencies for cost in costs):
        raise Refused(
            "SUB-P-1",
            "申請に名を連ねていない機関の費用が含まれています。",
            "A cost belongs to an agency that is not part of the case.",
            field="costs",
        )
