"""What may happen to a council's organisation: the one place that knows every command's decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from council_events import Event
from council_events.deciding import Asking
from council_events.values import Office, Power

from council_governance.domain.organisation.state import Organisation
from council_governance.domain.person import State as Person
from council_governance.rules.periods import includes


class Around(NamedTuple):
    """What a decision must know of people: who is or was head of the host, who is 統括責任者, and who was 会長."""

    hosts: tuple[Person, ...] = ()
    heads: tuple[Person, ...] = ()
    chairs: tuple[Person, ...] = ()


class Behaviour(NamedTuple):
    """A command's decision, who may give it (raises Refused), and whether a screen offers it in this state."""

    decide: Callable[[Organisation, Any, Asking, Around], list[Event]]
    may: Callable[[Asking], None]
    offered: Callable[[Organisation, dt.date], bool] = lambda _state, _day: True


def conferred_with(state: Organisation, around: Around, on: dt.date) -> frozenset[str]:
    """With whom the head of the host is conferred with on a day: the head, substitutes in all cases, the 会長 with power."""
    heads = [each for each in around.hosts if each.holds(Office.HOST_HEAD, on)]
    acting = [
        designated.substitute
        for each in heads
        for designated in each.substitutions
        if designated.office is Office.HOST_HEAD and designated.case_id is None and includes(designated, on)
    ]
    chair = state.committee.chair(on)
    empowered = [
        each.chair
        for each in state.host.delegations
        if each.chair == chair and Power.PLANNING in each.powers and includes(each, on)
    ]
    return frozenset([*(each.person for each in heads), *acting, *empowered])
