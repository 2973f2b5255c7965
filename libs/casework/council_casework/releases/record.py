"""Consents on record, and what left under them. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from council_events.deciding import Fact
from council_events.releases import (
    CaseDisclosed,
    ConsentGiver,
    CopiesHandedOver,
    DisclosureGround,
    RecipientKind,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
)
from council_events.sealed import Sealed
from council_events.values import Code


@dataclass(frozen=True, slots=True)
class Consent:
    """A written consent; `withdrawn_on`: from that day on it allows nothing."""

    consent_id: UUID
    given_by: ConsentGiver
    recipient_kind: RecipientKind
    recipient: Sealed[str]
    papers: frozenset[Code]
    dated_on: dt.date
    subscriber: str | None = None
    withdrawn_on: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether it was given before, or on, the day and not yet taken back."""
        return self.dated_on <= on and (self.withdrawn_on is None or on < self.withdrawn_on)


@dataclass(frozen=True, slots=True)
class Exempted:
    """An exception of the statute that was recorded for one system: what it may fetch from `on`."""

    ground: DisclosureGround
    recipient_kind: RecipientKind
    recipient: Sealed[str]
    papers: frozenset[Code]
    on: dt.date


@dataclass(frozen=True, slots=True)
class Releases:
    """The consents of a case by number, exceptions by system, and how many copies and disclosures there were."""

    consents: Mapping[UUID, Consent] = field(default_factory=dict)
    exempted: Mapping[str, Exempted] = field(default_factory=dict)
    copies: int = 0
    disclosures: int = 0

    def evolve(self, fact: Fact) -> Releases:
        """The record after one more fact; any other event leaves it as it is."""
        event = fact.event
        if isinstance(event, WrittenConsentReceived):
            return self._with(_consent(event))
        if isinstance(event, WrittenConsentWithdrawn):
            before = self.consents.get(event.consent_id)
            return self._with(replace(before, withdrawn_on=fact.on)) if before else self
        if isinstance(event, CopiesHandedOver):
            return replace(self, copies=self.copies + 1)
        if isinstance(event, CaseDisclosed):
            return replace(self, disclosures=self.disclosures + 1, exempted=self._exempted(event, fact))
        return self

    def _exempted(self, event: CaseDisclosed[Code], fact: Fact) -> Mapping[str, Exempted]:
        """What a system fetches changes nothing of what it may fetch."""
        system = event.subscriber
        if system is None or event.ground is DisclosureGround.CONSENT or fact.actor == f"subscriber:{system}":
            return self.exempted
        told = Exempted(event.ground, event.recipient_kind, event.recipient, frozenset(event.papers), fact.on)
        return {**self.exempted, system: told}

    def _with(self, consent: Consent) -> Releases:
        return replace(self, consents={**self.consents, consent.consent_id: consent})


def _consent(event: WrittenConsentReceived[Code]) -> Consent:
    return Consent(
        consent_id=event.consent_id,
        given_by=event.given_by,
        recipient_kind=event.recipient_kind,
        recipient=event.recipient,
        papers=frozenset(event.papers),
        dated_on=event.dated_on,
        subscriber=event.subscriber,
    )


EMPTY: Final = Releases()
"""Nothing was consented to, and nothing has left."""
