"""The papers that acceptance, claims and decisions need, as they are told on the screen and held against the shelf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from council_casework.papers import Need, Shelf, standings
from council_events.deciding import provision
from council_events.papers import Finding
from council_events.subsidy import (
    AgencyClaim,
    AgencyPaper,
    ApplicationPaper,
    ClaimPaper,
    PaperKind,
    SubsidyApplicationFiled,
    Track,
)
from council_events.values import Code

from council_subsidy.rules.papers import CERTIFICATE_MONTHS

ORIGINALS: Final = frozenset(
    {PaperKind.REGISTRY_CERTIFICATE, PaperKind.BANK_CONFIRMATION, PaperKind.PRIOR_CONSULTATION}
)
"""Papers of which a copy does not do (SUB-P-3, SUB-P-5)."""
_KINDS: Final = {kind.value: kind for kind in PaperKind}
_OF_CLAIM: Final = {
    paper: PaperKind.CLAIM_CHECKLIST if paper is ClaimPaper.CHECKLIST else _KINDS[paper.value] for paper in ClaimPaper
}
"""The paper of a claim as it stands on the shelf: its check list is another than that of the application."""
_OF_BANKS: Final = frozenset({ClaimPaper.LENDERS_CONSENT, ClaimPaper.PLAN_RECEIPT})


@provision("SUB-P-3", "SUB-P-6", "SUB-C-1", "SUB-M-2")
def ticks_count(on: dt.date, kept_from: dt.date | None) -> bool:
    """Whether a tick on a form still says that a paper was handed in: until the papers are kept on the platform."""
    return kept_from is None or on < kept_from


@provision("SUB-P-3", "SUB-P-5", "SUB-P-6")
def needs_of_application(
    filed: SubsidyApplicationFiled,
    filed_on: dt.date,
    required: Collection[ApplicationPaper],
    names: Mapping[str, str],
    *,
    ticks: bool = True,
) -> tuple[Need, ...]:
    """Every paper that is required, and those of each agency. `ticks`: what the form ticks counts as handed in.

    `names`: the agencies by their id, for the screen.
    """
    cited = "SUB-P-6" if filed.track is Track.EARLY else "SUB-P-3"
    common = [
        Need(
            kind=_KINDS[paper.value],
            provision="SUB-P-5" if _KINDS[paper.value] in ORIGINALS - {PaperKind.REGISTRY_CERTIFICATE} else cited,
            original=_KINDS[paper.value] in ORIGINALS,
            months=CERTIFICATE_MONTHS if paper is ApplicationPaper.REGISTRY_CERTIFICATE else None,
            counted_on=filed_on,
            declared=ticks and paper in filed.papers,
        )
        for paper in ApplicationPaper
        if paper in required
    ]
    of_agencies = [
        Need(
            kind=_KINDS[paper.value],
            provision=cited,
            whose=agency.agency_id,
            owner=names.get(agency.agency_id, agency.agency_id),
            declared=ticks and paper in agency.papers,
        )
        for agency in filed.agencies
        for paper in AgencyPaper
    ]
    return (*common, *of_agencies)


@provision("SUB-C-1", "SUB-C-2", "SUB-C-3", "SUB-M-2")
def needs_of_claim(
    cited: str,
    required: Collection[ClaimPaper],
    of_each: Collection[ClaimPaper],
    claimed: Collection[ClaimPaper],
    entries: Mapping[str, AgencyClaim | None],
    names: Mapping[str, str],
    *,
    since: dt.date | None = None,
    ticks: bool = True,
) -> tuple[Need, ...]:
    """Every paper of a claim: those that come once, and those of each agency.

    `cited`: SUB-C-1 for the plan, SUB-M-2 for accompaniment; `claimed`: what the claim ticks; `entries`: every agency
    with a cost and what it handed in; `since`: the decision before, whose papers don't serve again.
    """
    common = [
        Need(
            kind=_OF_CLAIM[paper],
            provision="SUB-C-2" if paper in _OF_BANKS else cited,
            since=since,
            declared=ticks and paper in claimed,
        )
        for paper in ClaimPaper
        if paper in required
    ]
    own = [
        Need(
            kind=_OF_CLAIM[paper],
            provision="SUB-C-3" if paper is ClaimPaper.SELF_BURDEN_TRANSFER else cited,
            since=since,
            whose=agency,
            owner=names.get(agency, agency),
            declared=ticks and entry is not None and paper in entry.papers,
        )
        for agency, entry in entries.items()
        for paper in ClaimPaper
        if paper in of_each
    ]
    return (*common, *own)


def claim_papers(
    needs: Collection[Need], shelf: Shelf, on: dt.date, *, whose: str | None = None
) -> tuple[ClaimPaper, ...]:
    """The papers of a claim that are there, as `handed_in` tells them."""
    there = handed_in(needs, shelf, on, whose=whose)
    return tuple(paper for paper in ClaimPaper if _OF_CLAIM[paper] in there)


def handed_in(needs: Collection[Need], shelf: Shelf, on: dt.date, *, whose: str | None = None) -> frozenset[Code]:
    """The kinds that are there: ticked on the form, or on the shelf as they must be.

    A tick does not stand against a check that found the paper itself faulty.
    """
    return frozenset(
        standing.need.kind
        for standing in standings([need for need in needs if need.whose == whose], shelf, on)
        if standing.met and not (standing.paper is None and _found_faulty(standing.need, shelf))
    )


def _found_faulty(need: Need, shelf: Shelf) -> bool:
    return any(
        paper.finding is Finding.FAULTY and (need.since is None or paper.received_on >= need.since)
        for paper in shelf.of(need.kind, need.whose)
    )
