"""The register of prescribed reports. Stream: the council that is reminded (`chases_of`)."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

from council_events.event import Event
from council_events.values import CouncilCode, Count, PersonId

_CHASES: Final = UUID("0b6f3a52-2f57-5a7a-8b1d-3c64d1f0e9a4")


class LateReportsChased(Event, type_name="council.reporting.LateReportsChased.v1", ja="未提出の報告書の督促"):
    """A body that reports go to reminded a council of those that are late: how many there were."""

    concerned: CouncilCode
    reports: Count
    chased_by: PersonId


def chases_of(council: str) -> UUID:
    """The stream of the reminders of one council."""
    return uuid5(_CHASES, council)
