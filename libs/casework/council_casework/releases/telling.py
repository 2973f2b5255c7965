"""How consents and releases are shown: as choices, as a table, and in the history of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events import Event
from council_events.releases import CaseDisclosed, CopiesHandedOver, WrittenConsentReceived, WrittenConsentWithdrawn
from council_events.sealed import Sealed

from council_casework.releases.record import Releases

LABELS: Final = {
    "given_by": "了承した者",
    "recipient_kind": "交付先・提供先の種類",
    "recipient": "交付先・提供先",
    "subscriber": "連携先のシステム",
    "papers": "書類",
    "dated_on": "文書の日付",
    "ground": "根拠",
    "scope": "提供した範囲",
    "means": "方法",
    "reason": "理由",
    "note": "備考",
}
"""How screens call the fields of the events of releases."""


class ConsentTold(NamedTuple):
    """One consent for a screen: its number, to whom (still sealed), for what, since when, and whether it still holds."""

    consent_id: UUID
    recipient: Sealed[str]
    papers: str
    dated_on: dt.date
    standing: str


def consents_told(releases: Releases) -> tuple[ConsentTold, ...]:
    """Every consent in the order it came in."""
    return tuple(
        ConsentTold(
            consent.consent_id,
            consent.recipient,
            "、".join(sorted(paper.label for paper in consent.papers)),
            consent.dated_on,
            "取消し" if consent.withdrawn_on else "有効",
        )
        for consent in releases.consents.values()
    )


def tells_of_releases(event: Event) -> bool:
    """Whether `release_pairs` tells of this event."""
    return isinstance(event, (WrittenConsentReceived, WrittenConsentWithdrawn, CopiesHandedOver, CaseDisclosed))


def release_pairs(event: Event) -> Iterator[tuple[str, Any]]:
    """Label and value of what is shown; sealed values stay sealed."""
    for name in type(event).model_fields:
        if name in LABELS:
            yield LABELS[name], getattr(event, name)
