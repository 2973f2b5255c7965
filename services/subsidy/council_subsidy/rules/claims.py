"""What a claim must bring: papers, consents, reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.subsidy import AccompanimentKind, AgencyClaim, ClaimPaper, CostLine, OwnShareMethod, Track

from council_subsidy.commands import ReportSection
from council_subsidy.rules.amounts import PLAN_LINES
from council_subsidy.rules.clocks import SPLIT_FROM
from council_subsidy.rules.terms import Terms

C = ClaimPaper
PLAN_PAPERS: Final = frozenset({C.CLAIM_FORM, C.PLAN, C.CHECKLIST})
AGENCY_PAPERS: Final = frozenset({C.BILLING_BY_TASK, C.TIME_SHEET, C.INVOICE})
"""Papers that every agency hands in for itself, beside the proof of the own share."""


@provision("SUB-C-1", "SUB-C-2", "SUB-X-1")
def plan_papers_required(track: Track, ruleset: dt.date, terms: Terms) -> frozenset[ClaimPaper]:
    """The papers of a plan claim that come once, under the rules pinned to the case."""
    if track is Track.GUIDELINE and not terms.guideline_papers:
        return frozenset({C.CLAIM_FORM})
    papers = set(PLAN_PAPERS)
    papers.add(C.PLAN_RECEIPT if track is Track.EARLY else C.LENDERS_CONSENT)
    if ruleset >= SPLIT_FROM:
        papers.add(C.POINTS_CHECK)
    return frozenset(papers)


@provision("SUB-M-2")
def accompaniment_papers_required(kind: AccompanimentKind, ruleset: dt.date) -> frozenset[ClaimPaper]:
    """The papers of an accompaniment claim: a trial balance for 期中, the full tax return for 決算期."""
    papers = {C.CLAIM_FORM, C.ACCOMPANIMENT_REPORT}
    papers.add(C.TRIAL_BALANCE if kind is AccompanimentKind.INTERIM else C.TAX_RETURN)
    if ruleset >= SPLIT_FROM:
        papers.add(C.POINTS_CHECK)
    return frozenset(papers)


@provision("SUB-C-1", "SUB-C-2", "SUB-M-2")
def the_papers_are_there(required: Collection[ClaimPaper], received: Collection[ClaimPaper], provision_id: str) -> None:
    """Raises Refused with the names of the missing papers; what the banks give has a provision of its own."""
    missing = [paper for paper in ClaimPaper if paper in required and paper not in received]
    if missing:
        of_the_banks = set(missing) <= {C.LENDERS_CONSENT, C.PLAN_RECEIPT}
        raise Refused(
            "SUB-C-2" if of_the_banks else provision_id,
            f"書類がそろっていません：{'、'.join(paper.label for paper in missing)}",
            "Papers are missing.",
            field="papers",
        )


@provision("SUB-C-1", "SUB-M-2")
def every_agency_handed_in_its_own(
    claimed: Sequence[AgencyClaim], paid: Collection[str], required: Collection[ClaimPaper], provision_id: str
) -> None:
    """Billing, time sheet and invoice come from every agency with a cost, the invoice addressed to the council."""
    own = {claim.agency_id: claim for claim in claimed}
    for agency in sorted(paid):
        claim = own.get(agency)
        missing = [paper for paper in ClaimPaper if paper in required and (not claim or paper not in claim.papers)]
        if missing:
            raise Refused(
                provision_id,
                f"機関（{agency}）の書類がそろっていません：{'、'.join(paper.label for paper in missing)}",
                f"Papers of the agency {agency} are missing.",
                field="agencies",
            )
        if claim and not claim.invoice_to_council:
            raise Refused(
                provision_id,
                f"機関（{agency}）の請求書の宛先は協議会とします。",
                f"The invoice of the agency {agency} must be addressed to the council.",
                field="agencies",
            )


@provision("SUB-C-3")
def slip_required(accepted_on: dt.date) -> frozenset[ClaimPaper]:
    """The slip of the transfer of the own share, from every agency, from 2018-08-01."""
    return frozenset({C.SELF_BURDEN_TRANSFER}) if provision_row("SUB-C-3").in_force(accepted_on) else frozenset()


@provision("SUB-C-3")
def the_own_share_was_transferred(
    claimed: Sequence[AgencyClaim], own_shares: Mapping[str, int], accepted_on: dt.date
) -> None:
    """From 2018-08-01: a transfer of the own share alone to each agency, shown by its slip; fees are not counted.

    `own_shares`: one third of each agency's cost, in yen. Raises Refused.
    """
    if not provision_row("SUB-C-3").in_force(accepted_on):
        return
    own = {claim.agency_id: claim for claim in claimed}
    for agency, share in own_shares.items():
        claim = own.get(agency)
        if (
            claim is None
            or claim.own_share_method is not OwnShareMethod.TRANSFER
            or C.SELF_BURDEN_TRANSFER not in claim.papers
        ):
            raise Refused(
                "SUB-C-3",
                "自己負担分は、その分だけを銀行振込で各機関に支払い、振込受付書を添付してください"
                "（現金、顧問料等との相殺、他の費用との合算は認められません）。",
                "The own share is paid to each agency by a bank transfer of its own, shown by the slip; "
                "cash, set-off and mixed transfers do not count.",
                field="agencies",
            )
        if claim.own_share < share:
            raise Refused(
                "SUB-C-3",
                f"機関（{agency}）への自己負担分の振込額{claim.own_share:,}円が、3分の1の{share:,}円に足りません"
                "（振込手数料は含みません）。",
                f"The transfer of {claim.own_share:,} yen to {agency} is below the own share of {share:,} yen.",
                field="agencies",
            )


@provision("SUB-C-2")
def every_lender_has_consented(track: Track, lenders: int, consented: int) -> None:
    """通常枠 and 中小版GL枠: the consent of every lending institution in writing; 早期 needs none."""
    if track is not Track.EARLY and consented < lenders:
        raise Refused(
            "SUB-C-2",
            f"全ての金融機関の同意書が必要です（{consented}／{lenders}）。",
            f"The written consent of every lender is needed ({consented} of {lenders}).",
            field="lenders_consented",
        )


@provision("YR-3-2-2-3")
def the_lines_are_of_a_plan_claim(lines: Collection[CostLine]) -> None:
    """Accompaniment is claimed by a claim of its own."""
    if not set(lines) <= set(PLAN_LINES):
        raise Refused(
            "YR-3-2-2-3",
            "伴走支援費用は、伴走支援費用支払申請で申請します。",
            "Accompaniment is claimed by a claim of its own.",
            field="costs",
        )


@provision("SUB-M-1")
def the_lines_are_of_this_accompaniment(track: Track, kind: AccompanimentKind, lines: Collection[CostLine]) -> None:
    """Accompaniment has one line, but for 期中 in an early plan, which has its own."""
    early_interim = track is Track.EARLY and kind is AccompanimentKind.INTERIM
    line = CostLine.ACCOMPANIMENT_INTERIM if early_interim else CostLine.ACCOMPANIMENT
    if set(lines) != {line}:
        raise Refused(
            "SUB-M-1",
            f"{kind.label}の伴走支援では「{line.label}」だけを申請します。",
            "The cost line does not fit the occasion of the report.",
            field="costs",
        )


@provision("SUB-M-2")
def the_report_is_whole(sections: Collection[ReportSection]) -> None:
    """The レポート has all four sections."""
    missing = [section.label for section in ReportSection if section not in sections]
    if missing:
        raise Refused(
            "SUB-M-2",
            f"伴走支援レポートの記載が足りません：{'、'.join(missing)}",
            "Sections of the report are missing.",
            field="sections",
        )


@provision("SUB-E-9")
def the_bank_accompanies_unpaid(*, by_bank: bool) -> None:
    """A private bank that made the early plan owes three years of accompaniment, and is paid for none."""
    if by_bank:
        raise Refused(
            "SUB-E-9",
            "民間金融機関による早期では、伴走支援（3年間）の費用は支払いません。",
            "The accompaniment of the bank track (three years) is not paid for.",
        )


@provision("SUB-C-4")
def nothing_is_left_to_pay(*, decided: bool, unpaid: int) -> None:
    """A case is completed when something was decided and all of it has been paid."""
    if not decided or unpaid:
        raise Refused(
            "SUB-C-4",
            "支払の決定がない、又は未払の金額があるため、完了にできません。",
            "A case without a decision, or with amounts unpaid, is not completed.",
            field="kind",
        )


@provision("SUB-C-4", "SUB-P-7")
def every_decision_was_notified(missing: Sequence[str]) -> None:
    """A case is completed when the 代表 has been told of every decision in writing. `missing`: titles of notices."""
    if missing:
        raise Refused(
            "SUB-C-4",
            f"代表機関への通知が済んでいません：{'、'.join(missing)}",
            "The 代表 agency has not been told of every decision in writing.",
            field="kind",
        )


@provision("SUB-M-4")
def the_early_end_is_asked_jointly(*, applicant: bool, representative: bool, reason: bool) -> None:
    """Applicant and 代表 ask for the early end together, saying how the results beat the plan."""
    if not (applicant and representative and reason):
        raise Refused(
            "SUB-M-4",
            "早期終了は、計画を上回る成果を示して、申請者と代表機関の連名で申請します。",
            "An early end is asked for by applicant and 代表 together, with the results that beat the plan.",
            field="applicant_asked" if not applicant else "representative_asked" if not representative else "reason",
        )


@provision("SUB-M-4")
def the_withdrawal_is_filed_by_the_representative(*, representative: bool, reason: bool) -> None:
    """On bankruptcy and the like the 代表 hands in a 取下書 with its reason."""
    if not (representative and reason):
        raise Refused(
            "SUB-M-4",
            "取下げは、代表機関が理由を記載した取下書を提出して行います。",
            "A withdrawal is filed in writing by the 代表, with its reason.",
            field="representative_asked" if not representative else "reason",
        )


@provision("SUB-C-1", "SUB-M-2", "SUB-X-1")
def agency_papers_required(track: Track, terms: Terms, *, plan: bool) -> frozenset[ClaimPaper]:
    """The papers that every agency with a cost hands in; the contract comes with the plan claim."""
    if track is Track.GUIDELINE and not terms.guideline_papers:
        return frozenset()
    return AGENCY_PAPERS | {C.CONTRACT} if plan else AGENCY_PAPERS
