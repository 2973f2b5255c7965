"""The events of an invented case, service by service, in the order in which they would be decided.

For volume only: the demo goes through the gateway, these histories go straight into the stores (`council generate`).
The texts are sealed on the way like any other.
"""

from __future__ import annotations

from collections.abc import Iterator

from council_local.histories.consultation import consultation, opened, registered
from council_local.histories.plan_subsidy import subsidy_case
from council_local.histories.restructuring import restructuring
from council_local.histories.telling import Happening, Teller
from council_local.profiles import Course, Profile

__all__ = ["Happening", "histories", "opening"]


def histories(profile: Profile) -> Iterator[Happening]:
    """The whole history of one profile."""
    teller = Teller(profile)
    yield from consultation(teller)
    if profile.course is Course.SUBSIDY:
        yield from subsidy_case(teller)
    elif profile.course is not Course.CONSULTED:
        yield from restructuring(teller)


def opening(profile: Profile) -> Iterator[Happening]:
    """Only the company and its consultation: the shortest case there is, for tests of the lists."""
    teller = Teller(profile)
    yield registered(teller)
    yield opened(teller)
