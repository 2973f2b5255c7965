"""Disclosure, 弁済計画案 and 調査報告書 (別冊４ 4(4) to 4(6), 経営者保証ガイドライン 7(3)③④)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from council_events.deciding import Refused, provision
from council_events.support import (
    GuaranteeTeamMember,
    RepaymentPlanDrafted,
    RepaymentRemark,
    RepaymentReportItem,
    SettlementType,
)
from council_events.values import Qualification

CLAIM_LIMIT = 200_000
"""Yen (GGL 7(3)④ロ); all creditors that come in with another limit may agree on it."""
MONTHS_IN_PRINCIPLE = 60
"""原則５年以内 (GGL 7(3)④イc)."""


@provision("B4-Q37")
def an_earlier_base_date_is_agreed(
    base_date: dt.date, started_on: dt.date, request_to_all: bool, all_agreed: bool
) -> None:
    """The base date is the start decision's, or that of the expert's earlier valid request if the creditors agree."""
    if base_date >= started_on or not request_to_all:
        raise Refused(
            "B4-Q37",
            "基準時を早めることができるのは、開始決定日より前に、連名の書面で全ての対象債権者に同時に行われた"
            "一時停止等の要請がある場合です。",
            "An earlier base date is that of a valid request made before the start decision.",
            field="base_date",
        )
    if not all_agreed:
        raise Refused(
            "B4-Q37",
            "要請の時点を基準時とすることについて、対象債権者の同意が必要です。",
            "The creditors' consent to the earlier base date is needed.",
            field="all_agreed",
        )


@provision("B4-Q37")
def the_disclosure_is_of_the_base_date(told: dt.date | None, base_date: dt.date) -> None:
    """Appraisal and 表明保証 are as of one day. None: that day."""
    if told is not None and told != base_date:
        raise Refused(
            "B4-Q37",
            f"財産評定及び表明保証の基準時は{base_date.isoformat()}です。",
            f"The base date is {base_date.isoformat()}.",
            field="base_date",
        )


@provision("B4-4-4")
def means_are_warranted_to_every_creditor(to_all_creditors: bool, warranted: bool) -> None:
    """The disclosure is made to the creditors and warranted; annexes of the application are none (B4Q Q25)."""
    if not (to_all_creditors and warranted):
        raise Refused(
            "B4-4-4",
            "資力に関する情報は全ての対象債権者に開示し、その正確性を表明保証します（書式別４－６）。",
            "The guarantor discloses its means to every creditor and warrants them.",
            field="warranted",
        )


@provision("B4-4-4")
def the_plan_follows_the_disclosure(disclosed: bool) -> None:
    """No 弁済計画案 before disclosure and 表明保証."""
    if not disclosed:
        raise Refused(
            "B4-4-4",
            "資力に関する情報の開示と表明保証がありません（利用申請書の別紙はこれに代わりません）。",
            "Disclosure and 表明保証 come first; annexes of the application do not count.",
        )


@provision("B4-4-4")
def a_check_was_asked_for(asked: bool) -> None:
    """The expert reports to the creditor that asked."""
    if not asked:
        raise Refused(
            "B4-4-4",
            "この対象債権者から確認の求めは記録されていません。",
            "This creditor has not asked for a check.",
            field="creditor_id",
        )


@provision("B4-4-5")
def another_limit_is_agreed(limit: int, agreed_on: dt.date | None) -> None:
    """Another limit than 200,000 yen needs the consent of all."""
    if limit != CLAIM_LIMIT and agreed_on is None:
        raise Refused(
            "B4-4-5",
            "債権額の下限（20万円）の変更には、変更後に対象債権者となる全員の同意が必要です。",
            "Another limit than 200,000 yen needs the consent of all.",
            field="limit_agreed_on",
        )


@dataclass(frozen=True, slots=True)
class Distribution:
    """Who is paid what under a plan, in yen; `remission` is what is then released."""

    payments: Mapping[UUID, int]
    remission: int

    @property
    def debt(self) -> int:
        """The claims that the plan changes."""
        return sum(self.payments.values()) + self.remission


@provision("B4-4-5")
def distribution(
    distributable: int, claims: Mapping[UUID, int], limit: int, excluded: Collection[UUID] = ()
) -> Distribution:
    """Pro rata to every creditor with a claim (yen) of at least `limit`, rounded down; the rest is released.

    Smaller claims and those of `excluded` creditors are neither paid nor cut by the plan.
    """
    target = {
        creditor: claim for creditor, claim in claims.items() if claim >= max(limit, 1) and creditor not in excluded
    }
    debt = sum(target.values())
    paid = min(distributable, debt)
    payments = {creditor: paid * claim // debt for creditor, claim in target.items()}
    return Distribution(payments, debt - sum(payments.values()))


@provision("B4-4-5")
def somebody_is_in_the_plan(payments: Mapping[UUID, int]) -> None:
    """A plan changes the claim of at least one creditor."""
    if not payments:
        raise Refused(
            "B4-4-5",
            "弁済計画の対象となる債権者がいません。",
            "No creditor is in the plan.",
            field="claim_limit",
        )


@provision("B4-Q9")
def incentive_assets_stay_within_the_gain(incentive: int, increase: int | None) -> None:
    """What is kept beyond the exempt property (yen) is not more than the creditors gain, where that can be estimated."""
    if increase is not None and incentive > increase:
        raise Refused(
            "B4-Q9",
            f"インセンティブ資産は、対象債権者の回収見込額の増加額（{increase:,}円）を上限とします。",
            f"Incentive assets are limited to the creditors' gain of {increase:,} yen.",
            field="incentive_assets",
        )


def began_in_time(
    settlement: SettlementType, procedure_ended_on: dt.date | None, told_creditors_on: dt.date | None
) -> bool:
    """Whether the creditors were told of the start, or sent the request, before the main debt's procedure ended."""
    if settlement is SettlementType.ALONE_CLOSED or told_creditors_on is None:
        return False
    return procedure_ended_on is None or told_creditors_on < procedure_ended_on


@provision("B4-4-2-T", "B4-Q9")
def incentive_assets_need_an_early_start(keeps_more: bool, settlement: SettlementType, in_time: bool) -> None:
    """Once the main debt is settled, what a guarantor keeps ends at the exempt property."""
    if not keeps_more or in_time:
        return
    if settlement is SettlementType.ALONE_CLOSED:
        raise Refused(
            "B4-Q9",
            "主たる債務の整理手続の終結後に開始した保証債務の整理では、残存資産は自由財産の範囲に限定されます。",
            "The settlement began after the main debt's procedure had ended: nothing beyond the 自由財産 can be kept.",
        )
    raise Refused(
        "B4-4-2-T",
        "主たる債務の整理手続が終結する前に、対象債権者への通知又は返済猶予等の要請が行われていないため、"
        "残存資産は自由財産の範囲に限定されます。",
        "The creditors were not told before the main debt's procedure ended: nothing beyond the 自由財産 can be kept.",
    )


@provision("B4-4-5")
def remarks(plan: RepaymentPlanDrafted, settlement: SettlementType, in_time: bool) -> tuple[RepaymentRemark, ...]:
    """What departs from the principles without its reason; a remark bars nothing by itself."""
    found = {
        RepaymentRemark.TERM: plan.term_months > MONTHS_IN_PRINCIPLE and plan.term_grounds is None,
        RepaymentRemark.APART: settlement is SettlementType.TOGETHER
        and not plan.within_principal_plan
        and plan.apart_grounds is None,
        RepaymentRemark.INCENTIVE: plan.keeps_more and not in_time,
    }
    return tuple(remark for remark, holds in found.items() if holds)


@provision("B4-4-5")
def only_a_joint_plan_stands_in_another(within: bool, settlement: SettlementType, field: str) -> None:
    """一体型 is written into the 再生計画案 and its report; 単独型 has none to be part of."""
    if within and settlement is not SettlementType.TOGETHER:
        raise Refused(
            "B4-4-5",
            "再生計画案又はその調査報告書に含めるのは一体型の場合です。",
            "Only a joint settlement is part of the main debtor's plan and report.",
            field=field,
        )


@provision("B4-4-6", "B4-4-3-1")
def the_teams_lawyer_reports(signer: GuaranteeTeamMember | None) -> None:
    """The 調査報告書 is made by the lawyer of the team in every case."""
    if signer is None or signer.qualification is not Qualification.LAWYER:
        raise Refused(
            "B4-4-6",
            "調査報告書は個別支援チームに参画した弁護士が作成します。",
            "The report is made by the lawyer of the team.",
            field="signed_by",
        )


@provision("B4-4-6")
def the_report_is_complete(items: Collection[RepaymentReportItem], keeps_more: bool) -> None:
    """イ to ハ always, ニ where other assets than exempt and pledged ones are kept."""
    needed = [item for item in RepaymentReportItem if keeps_more or item is not RepaymentReportItem.RETAINED_ASSETS]
    missing = [item for item in needed if item not in items]
    if missing:
        raise Refused(
            "B4-4-6",
            f"調査報告書に記載がありません：{'、'.join(item.label for item in missing)}",
            f"Missing from the report: {', '.join(missing)}.",
            field="items",
        )


@provision("B4-4-6")
def the_report_reaches_everybody(to_all_creditors: bool) -> None:
    """The report is submitted to every creditor."""
    if not to_all_creditors:
        raise Refused(
            "B4-4-6",
            "調査報告書は全ての対象債権者に提出します。",
            "The report is submitted to every creditor.",
            field="to_all_creditors",
        )


@provision("B4-4-6")
def the_report_is_there(reported: bool) -> None:
    """No creditor decides before the lawyer's report has reached it."""
    if not reported:
        raise Refused(
            "B4-4-6",
            "チームの弁護士による調査報告書が対象債権者に提出されていません。",
            "The lawyer's report has not reached the creditors.",
        )
