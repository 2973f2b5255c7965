"""受渡し・共同支援の基準: which one a case that goes to a 関係支援機関 cites, and when it is to be seen that there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from council_directory import provision_row
from council_events.deciding import provision
from council_events.values import PartnerSupport, ReferralBody


class Standard(NamedTuple):
    """A standard of the council with one body, as governance published it; in force until a later one with the body is."""

    standard_id: UUID
    body: ReferralBody
    supports: frozenset[PartnerSupport]
    in_force_from: dt.date


@provision("YR24-2-1-3-3-11")
def cited(standards: Iterable[Standard], body: ReferralBody, manner: PartnerSupport, on: dt.date) -> Standard | None:
    """The standard in force with the body on the day, where it is about this manner of support.

    None: none is in force. The provision says 努める, so that nothing is barred by it.
    """
    with_the_body = [each for each in standards if each.body is body and each.in_force_from <= on]
    last = max(with_the_body, key=lambda each: each.in_force_from, default=None)
    return last if last is not None and manner in last.supports else None


@provision("YR24-2-1-3-3-11")
def is_a_gap(standard_from: dt.date | None, on: dt.date) -> bool:
    """Whether a case went to a body without a standard although there is to be one: since the edition of 2024-04-01."""
    return standard_from is None and provision_row("YR24-2-1-3-3-11").in_force(on)
