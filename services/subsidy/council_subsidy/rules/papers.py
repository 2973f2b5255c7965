"""The papers of an application: which are needed on a day, and which of them are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from council_directory import add_months
from council_events.deciding import Refused, provision
from council_events.subsidy import AgencyPaper, ApplicationPaper, SubsidyApplicationFiled, Track
from council_events.values import Code, LegalForm

from council_subsidy.rules.terms import Terms

SCHEDULE_FROM: Final = 450_000
CERTIFICATE_MONTHS: Final = 3
CHECKLISTS_FROM: Final = dt.date(2024, 4, 1)
"""別添１ and 別添２ came with the form set of this day (SUB-P-3)."""

P = ApplicationPaper
COMMON_PAPERS: Final = frozenset({P.APPLICATION_FORM, P.APPLICANT_OUTLINE, P.CHECKLIST, P.ESTIMATE_BY_TASK})


@provision("SUB-P-4")
def the_schedule_is_needed(plan_cost: int) -> bool:
    """The 工程表 is waived when the plan cost without 伴走支援 is 450,000 yen or less."""
    return plan_cost > SCHEDULE_FROM


@provision("SUB-P-5")
def bank_papers(track: Track, *, main_bank_signed: bool) -> frozenset[ApplicationPaper]:
    """Unless the main or quasi-main bank signed: its 確認書面, or for 早期 a bank's 事前相談書 (both originals)."""
    if main_bank_signed:
        return frozenset()
    return frozenset({P.PRIOR_CONSULTATION if track is Track.EARLY else P.BANK_CONFIRMATION})


@provision("SUB-P-3", "SUB-P-6", "SUB-X-1")
def papers_required(
    filed: SubsidyApplicationFiled, on: dt.date, *, plan_cost: int, terms: Terms
) -> frozenset[ApplicationPaper]:
    """The papers without which an application is not accepted on this day. `plan_cost` in yen, without 伴走支援.

    Those of 中小版GL枠 are unknown: as for 通常枠, unless the deployment asks for none but the form.
    """
    if filed.track is Track.GUIDELINE and not terms.guideline_papers:
        return frozenset({P.APPLICATION_FORM})
    papers = set(COMMON_PAPERS) | bank_papers(filed.track, main_bank_signed=filed.main_bank_signed)
    sole = filed.legal_form is LegalForm.SOLE_PROPRIETOR
    papers.add(P.PROPRIETOR_PROOF if sole else P.REGISTRY_CERTIFICATE)
    if filed.track is not Track.EARLY:
        papers.add(P.TAX_RETURNS)
        if the_schedule_is_needed(plan_cost):
            papers.add(P.SCHEDULE)
        if on >= CHECKLISTS_FROM:
            papers |= {P.MANAGER_CHECKLIST, P.SUPPORTER_CHECKLIST}
    return frozenset(papers)


@provision("SUB-P-3", "SUB-P-6")
def the_papers_are_there(track: Track, required: Collection[ApplicationPaper], received: Collection[Code]) -> None:
    """Raises Refused with the names of the missing papers; a bank's paper has a provision of its own."""
    missing = [paper for paper in ApplicationPaper if paper in required and paper not in received]
    if missing:
        of_the_bank = set(missing) <= {P.BANK_CONFIRMATION, P.PRIOR_CONSULTATION}
        raise Refused(
            "SUB-P-5" if of_the_bank else _of_track(track),
            f"書類がそろっていません：{'、'.join(paper.label for paper in missing)}",
            "Papers are missing.",
            field="papers",
        )


@provision("SUB-P-3", "SUB-P-6")
def the_agency_handed_in_its_own(track: Track, received: Collection[Code]) -> None:
    """認定通知書, 見積書 and 単価表 come once per agency."""
    missing = {paper for paper in AgencyPaper if paper not in received}
    if missing:
        raise Refused(
            _of_track(track),
            f"機関ごとの書類がそろっていません：{'、'.join(paper.label for paper in AgencyPaper if paper in missing)}",
            "Every agency hands in its recognition notice, estimate and rate sheet.",
            field="agencies",
        )


def _of_track(track: Track) -> str:
    return "SUB-P-6" if track is Track.EARLY else "SUB-P-3"


@provision("SUB-P-3")
def the_certificate_is_fresh(form: LegalForm, issued_on: dt.date | None, filed_on: dt.date) -> None:
    """The 履歴事項全部証明書 is not older than three months at filing; sole proprietors have none."""
    if form is LegalForm.SOLE_PROPRIETOR:
        return
    if issued_on is None or issued_on > filed_on or filed_on > add_months(issued_on, CERTIFICATE_MONTHS):
        raise Refused(
            "SUB-P-3",
            "履歴事項全部証明書は、申請日前3か月以内に発行されたものが必要です。",
            "The registry certificate must not be older than three months at filing.",
            field="registry_certificate_on",
        )
