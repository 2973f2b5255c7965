"""Who tells a history: keeps the day and the versions of its streams."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from council_events import Event, Sealed

from council_local.profiles import Profile


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a history: whose store, which stream and version, on which day, by whom, sealed under whose key."""

    service: str
    stream_id: UUID
    version: int
    event: Event
    on: dt.date
    actor: str
    council: str
    subject: str


class Teller:
    """Keeps the day and each stream's version while a history is told."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.day = profile.opened_on
        self.versions: dict[tuple[str, UUID], int] = {}

    def tell(self, service: str, event: Event, actor: str = "deputy", days: int = 0) -> Happening:
        """The next event of the case, `days` after the one before."""
        self.day += dt.timedelta(days=days)
        return self._happening(service, self.profile.case_id, f"case:{self.profile.case_id}", event, actor)

    def tell_beside(self, service: str, event: Event, on: dt.date, actor: str) -> Happening:
        """The last thing that a service tells of the case, on a later day for which the other services don't wait."""
        happening = self.tell(service, event, actor)
        return replace(happening, on=on)

    def register(self, event: Event) -> Happening:
        """The registration of the company, a stream of its own."""
        company = self.profile.company_id
        return self._happening("intake", company, f"company:{company}", event, "deputy")

    def _happening(self, service: str, stream: UUID, subject: str, event: Event, actor: str) -> Happening:
        version = self.versions[service, stream] = self.versions.get((service, stream), 0) + 1
        council = self.profile.council
        return Happening(service, stream, version, event, self.day, f"p{council}-{actor}", council, subject)


def identity(profile: Profile) -> dict[str, Any]:
    """The company as events name it."""
    subject = f"company:{profile.company_id}"
    return {
        "company_id": profile.company_id,
        "company_name": Sealed(profile.name, subject),
        "company_kana": Sealed(profile.kana, subject),
        "corporate_number": Sealed(profile.corporate_number, subject) if profile.corporate_number else None,
    }


def size(profile: Profile) -> dict[str, Any]:
    """Industry and size of the company."""
    return {
        "prefecture": profile.council,
        "legal_form": profile.legal_form,
        "industry": profile.industry,
        "employees": profile.employees,
        "sales": profile.sales,
        "interest_bearing_debt": profile.debt,
    }
