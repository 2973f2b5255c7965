"""Who may use the programme, in which track, and what an application must say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from council_directory import corporate_number_is_valid, provision_row
from council_events.deciding import Refused, provision
from council_events.subsidy import Agency, BankTrack, Cost, CostLine, FinancialSupport, Track
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
ZERO_ZERO_LIMIT = 20_000_000
BANK_LENDING_LIMIT = 40_000_000


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


@provision("SUB-P-1")
def one_agency_represents(agencies: Sequence[Agency]) -> None:
    """Exactly one is 代表, and none stands twice."""
    if sum(agency.representative for agency in agencies) != 1:
        raise Refused("SUB-P-1", "代表機関を一つ定めてください。", "Exactly one agency is 代表.", field="agencies")
    if len({agency.agency_id for agency in agencies}) != len(agencies):
        raise Refused("SUB-P-1", "同じ機関が重複しています。", "An agency stands twice.", field="agencies")


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


def bank_track_rule(on: dt.date) -> str:
    """Which provision rules the bank track on this day."""
    first = provision_row("SUB-E-8")
    return first.id if on <= (first.effective_to or on) else "SUB-E-9"


@provision("SUB-E-8", "SUB-E-9")
def the_bank_track_is_open(track: Track, bank: BankTrack | None, lines: Collection[CostLine], on: dt.date) -> None:
    """An early plan made by a private bank: the main bank only, within the limits of its lending, plan cost only.

    From 2024-02-01 to 2025-01-31 zero-zero loans of at most 20,000,000 yen and lending of at most twice that balance;
    from 2025-02-01 to 2028-01-31 lending of at most 40,000,000 yen, at least half of it zero-zero loans.
    """
    if bank is None:
        return
    first, second = provision_row("SUB-E-8"), provision_row("SUB-E-9")
    provision_id = bank_track_rule(on)
    if track is not Track.EARLY or not (first.in_force(on) or second.in_force(on)):
        raise Refused(
            provision_id,
            "民間金融機関による計画策定支援は、早期に限り、2024年2月1日から2028年1月31日まで利用できます。",
            "A private bank makes early plans only, from 2024-02-01 to 2028-01-31.",
            field="by_private_bank",
        )
    if not bank.main_bank:
        raise Refused(
            provision_id, "申請者のメインバンクに限ります。", "Only the applicant's main bank.", field="bank_is_main"
        )
    if set(lines) != {CostLine.PLAN}:
        raise Refused(
            provision_id,
            "民間金融機関による早期の対象は計画策定支援費用だけです（伴走支援は無償で3年間行います）。",
            "The bank track pays for the plan only; the bank owes three years of accompaniment unpaid.",
            field="estimates",
        )
    if not _lending_fits(bank, first=first.in_force(on)):
        raise Refused(
            provision_id,
            "ゼロゼロ融資の残高は2,000万円以下で、融資総額はその2倍以下であることが必要です。"
            if first.in_force(on)
            else "融資総額は4,000万円以下で、その50％以上がゼロゼロ融資（借換を含む）であることが必要です。",
            "The bank's lending is outside the limits of this track.",
            field="bank_total_lending",
        )


def _lending_fits(bank: BankTrack, *, first: bool) -> bool:
    balance, lending = bank.zero_zero_balance, bank.total_lending
    if first:
        return 0 < balance <= ZERO_ZERO_LIMIT and lending <= 2 * balance
    return balance > 0 and lending <= BANK_LENDING_LIMIT and balance * 2 >= lending
