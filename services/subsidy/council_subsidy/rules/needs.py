"""The papers that the acceptance of an application needs, as they are told on the screen and held against the shelf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from council_casework.papers import Need, Shelf, standings
from council_events.deciding import provision
from council_events.papers import Finding
from council_events.subsidy import AgencyPaper, ApplicationPaper, PaperKind, SubsidyApplicationFiled, Track
from council_events.values import Code

from council_subsidy.rules.papers import CERTIFICATE_MONTHS

ORIGINALS: Final = frozenset(
    {PaperKind.REGISTRY_CERTIFICATE, PaperKind.BANK_CONFIRMATION, PaperKind.PRIOR_CONSULTATION}
)
"""Papers of which a copy does not do (SUB-P-3, SUB-P-5)."""
_KINDS: Final = {kind.value: kind for kind in PaperKind}


@provision("SUB-P-3", "SUB-P-5", "SUB-P-6")
def needs_of_application(
    filed: SubsidyApplicationFiled,
    filed_on: dt.date,
    required: Collection[ApplicationPaper],
    names: Mapping[str, str],
) -> tuple[Need, ...]:
    """Every paper that is required, and those of each agency. What the form ticks counts as handed in.

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
            declared=paper in filed.papers,
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
            declared=paper in agency.papers,
        )
        for agency in filed.agencies
        for paper in AgencyPaper
    ]
    return (*common, *of_agencies)


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
    return any(paper.finding is Finding.FAULTY for paper in shelf.of(need.kind, need.whose))
