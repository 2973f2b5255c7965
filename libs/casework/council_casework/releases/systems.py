"""What another system may fetch of a case by `dataref`, and the disclosures that each fetch is. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from council_events import Event, Sealed
from council_events.releases import DisclosureGround, RecipientKind, ReleaseMeans
from council_events.values import Code

from council_casework.releases.deciding import Events
from council_casework.releases.record import Releases


class Opening(NamedTuple):
    """One ground on which a system may fetch papers of these kinds."""

    ground: DisclosureGround
    recipient_kind: RecipientKind
    recipient: Sealed[str]
    papers: frozenset[Code]
    consent_id: UUID | None = None


def openings(releases: Releases, system: str, on: dt.date) -> tuple[Opening, ...]:
    """The consents that name the system and hold on the day, and the exception recorded for it."""
    return (*_consented(releases, system, on), *_exempted(releases, system, on))


def _consented(releases: Releases, system: str, on: dt.date) -> Iterator[Opening]:
    for consent in releases.consents.values():
        if consent.subscriber == system and consent.holds(on):
            yield Opening(
                DisclosureGround.CONSENT,
                consent.recipient_kind,
                consent.recipient,
                consent.papers,
                consent.consent_id,
            )


def _exempted(releases: Releases, system: str, on: dt.date) -> Iterator[Opening]:
    exempted = releases.exempted.get(system)
    if exempted is not None and exempted.on <= on and exempted.papers:
        yield Opening(exempted.ground, exempted.recipient_kind, exempted.recipient, exempted.papers)


def disclose(
    opened: Sequence[Opening], case_id: UUID, system: str, events: Events, papers: Collection[Code] | None = None
) -> list[Event]:
    """The disclosure under each ground that covers what is fetched: `papers`, or all that is opened. [] where none does."""
    used = [(each, each.papers if papers is None else each.papers.intersection(papers)) for each in opened]
    return [_disclosed(each, covered, case_id, system, events) for each, covered in used if covered]


def _disclosed(opening: Opening, papers: Collection[Code], case_id: UUID, system: str, events: Events) -> Event:
    kinds = tuple(sorted(papers, key=lambda paper: paper.value))
    return events.disclosed(
        case_id=case_id,
        ground=opening.ground,
        recipient_kind=opening.recipient_kind,
        recipient=opening.recipient,
        consent_id=opening.consent_id,
        papers=kinds,
        scope=Sealed(f"システム連携による取得: {'、'.join(paper.label for paper in kinds)}"),
        means=ReleaseMeans.SYSTEM,
        subscriber=system,
    )
