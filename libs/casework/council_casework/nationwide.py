"""What all councils together know of one company: the one source of every nationwide answer (SUB-E-4 to SUB-E-10).

subsidy decides by it when it accepts an application, intake answers a council's question by it. A use of the programme
is the latest `SubsidyUseCounted` of its `use_id`, which subsidy keeps per ledger; a support is what support's events
say. Pure: who reads the tables, and what may be said of them, is each service's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from council_events import Event
from council_events.subsidy import SubsidyUseCounted, Track
from council_events.support import (
    ImprovementCompleted,
    ImprovementStarted,
    PlanApproved,
    RechallengeStarted,
    RestructuringStarted,
    TaxSchemeStarted,
)
from council_events.values import SupportLine

LIFETIME_LIMIT: Final = 3_000_000
"""Past and new subsidy of 通常枠 together, per company for life, in yen (SUB-E-4)."""
STARTED: Final[tuple[type[Event], ...]] = (
    RestructuringStarted,
    ImprovementStarted,
    RechallengeStarted,
    TaxSchemeStarted,
)
"""Events of support with which a support has begun."""
PLANNED: Final[tuple[type[Event], ...]] = (PlanApproved, ImprovementCompleted)
"""Events of support with which a plan has come of it."""
BARRING_LINES: Final = frozenset(
    {
        SupportLine.REVENUE_IMPROVEMENT,
        SupportLine.RESTRUCTURING,
        SupportLine.TAX_SCHEME,
        SupportLine.RECHALLENGE,
    }
)
"""収益力改善, プレ再生 and 再生 (one line, and its 別冊3), 再チャレンジ (SUB-E-10). Guarantee debts are the guarantor's."""
BARRING_TRACKS: Final = frozenset({Track.ORDINARY, Track.EARLY})
"""The tracks that SUB-E-10 names; 中小版GL枠 is not among them."""
_LEDGERS: Final = UUID("6f0b7a52-6d2c-5d0e-9a44-6b0a1c3f7e21")
"""The name space of ledger ids."""


class Supported(NamedTuple):
    """A support line of a council that the company is or was in; `planned`: a plan came of it."""

    case_id: UUID
    line: SupportLine
    planned: bool


def ledger_of_number(token: int) -> UUID:
    """The ledger of a 法人番号, named by its blind token under the national search key."""
    return uuid5(_LEDGERS, f"number:{token}")


def ledger_of_company(company_id: UUID) -> UUID:
    """The ledger of an entry in intake's register."""
    return uuid5(_LEDGERS, f"company:{company_id}")


def ledger_of_name(prefecture: str, tokens: Sequence[int]) -> UUID:
    """The ledger of one who has neither (a sole proprietor from paper): blind tokens of the name, and the prefecture."""
    return uuid5(_LEDGERS, f"name:{prefecture}:{sorted(tokens)}")


def counting(uses: Iterable[SubsidyUseCounted]) -> tuple[SubsidyUseCounted, ...]:
    """The uses that are some: a use that ended with nothing paid is none."""
    return tuple(use for use in uses if use.running or use.amount)


def of_track(uses: Iterable[SubsidyUseCounted], track: Track) -> list[SubsidyUseCounted]:
    """The uses of one track; on those of 通常枠 alone the lifetime limit is set."""
    return [use for use in uses if use.track is track]


def taken(use: SubsidyUseCounted, *, negotiation_counts: bool) -> int:
    """What a use takes of the lifetime limit, in yen; the part for 金融機関交渉 as the deployment says (SUB-E-4-2)."""
    return use.amount if negotiation_counts else use.amount - use.negotiation


def left_of(limit: int, uses: Iterable[SubsidyUseCounted], *, negotiation_counts: bool) -> int:
    """What the uses of 通常枠 leave of the limit, in yen, never less than nothing."""
    used = sum(taken(use, negotiation_counts=negotiation_counts) for use in of_track(uses, Track.ORDINARY))
    return max(limit - used, 0)


def had_a_plan(uses: Sequence[SubsidyUseCounted], supports: Iterable[Supported]) -> bool:
    """Whether a plan was made with a 経営改善支援センター (any track) or a 協議会 before (SUB-E-7)."""
    return bool(uses) or any(support.planned for support in supports)


def is_barred_from_the_bank_track(uses: Iterable[SubsidyUseCounted], supports: Iterable[Supported]) -> bool:
    """Whether one of the tracks or lines of SUB-E-10 has been used or runs."""
    used = any(use.track in BARRING_TRACKS for use in uses)
    return used or any(support.line in BARRING_LINES for support in supports)
