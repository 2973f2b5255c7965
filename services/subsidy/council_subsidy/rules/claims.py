"""What a claim must bring: papers, consents, reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from council_events.deciding import Refused, provision
from council_events.subsidy import AccompanimentKind, ClaimPaper, CostLine, Track

from council_subsidy.commands import ReportSection
from council_subsidy.rules.amounts import PLAN_LINES
from council_subsidy.rules.terms import SPLIT_FROM

C = ClaimPaper
COMMON_PAPERS = frozenset({C.CLAIM_FORM, C.BILLING_BY_TASK, C.TIME_SHEET, C.INVOICE, C.SELF_BURDEN_TRANSFER})
PLAN_PAPERS = COMMON_PAPERS | {C.PLAN, C.CHECKLIST, C.CONTRACT}


@provision("SUB-C-1", "SUB-C-2")
def plan_papers_required(track: Track, ruleset: dt.date) -> frozenset[ClaimPaper]:
    """The papers of a plan claim under the rules pinned to the case."""
    papers = set(PLAN_PAPERS)
    papers.add(C.PLAN_RECEIPT if track is Track.EARLY else C.LENDERS_CONSENT)
    if ruleset >= SPLIT_FROM:
        papers.add(C.POINTS_CHECK)
    return frozenset(papers)


@provision("SUB-M-2")
def accompaniment_papers_required(kind: AccompanimentKind, ruleset: dt.date) -> frozenset[ClaimPaper]:
    """The papers of an accompaniment claim: a trial balance for 期中, the full tax return for 決算期."""
    papers = COMMON_PAPERS | {C.ACCOMPANIMENT_REPORT}
    papers |= {C.TRIAL_BALANCE if kind is AccompanimentKind.INTERIM else C.TAX_RETURN}
    return papers | {C.POINTS_CHECK} if ruleset >= SPLIT_FROM else papers


@provision("SUB-C-1", "SUB-C-3", "SUB-M-2")
def the_papers_are_there(required: Collection[ClaimPaper], received: Collection[ClaimPaper], provision_id: str) -> None:
    """Raises Refused with the names of the missing papers; the transfer proof has a provision of its own."""
    missing = [paper for paper in ClaimPaper if paper in required and paper not in received]
    if missing == [C.SELF_BURDEN_TRANSFER]:
        raise Refused(
            "SUB-C-3",
            "自己負担分は銀行振込で支払い、その振込受付書が必要です（現金・相殺は認められません）。",
            "The own share is paid by bank transfer, shown by its slip; cash and set-off do not count.",
            field="papers",
        )
    if missing:
        raise Refused(
            provision_id,
            f"書類がそろっていません：{'、'.join(paper.label for paper in missing)}",
            "Papers are missing.",
            field="papers",
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


@provision("SUB-M-1")
def the_occasion_is_open(track: Track, kind: AccompanimentKind, settlements_decided: int) -> None:
    """早期: one report at the first closing of accounts, no second one."""
    if track is Track.EARLY and kind is AccompanimentKind.SETTLEMENT and settlements_decided:
        raise Refused(
            "SUB-M-1",
            "早期の決算期の伴走支援は1回に限ります。",
            "An early plan has one accompaniment at the closing of accounts.",
            field="kind",
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
