"""One council's organisation: its host, its committee and its business."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from council_events import Event
from council_events.deciding import Asking, Step, step_of

from council_governance.commands import OrganisationCommand
from council_governance.domain.organisation import business, committee, host
from council_governance.domain.organisation.deciding import Around, Behaviour, conferred_with
from council_governance.domain.organisation.state import INITIAL, Organisation, evolve

BEHAVIOURS: Final[dict[type[Any], Behaviour]] = {**host.BEHAVIOURS, **committee.BEHAVIOURS, **business.BEHAVIOURS}


def decide(state: Organisation, command: OrganisationCommand, asking: Asking, around: Around) -> list[Event]:
    """The events of one command, [] when its aim is met already; raises Refused."""
    behaviour = BEHAVIOURS[type(command)]
    behaviour.may(asking)
    return behaviour.decide(state, command, asking, around)


def next_steps(state: Organisation, asking: Asking) -> list[Step]:
    """Every command that this state offers; whoever may not give it is told the provision, as `decide` would."""
    return [
        step_of(command, partial(behaviour.may, asking))
        for command, behaviour in BEHAVIOURS.items()
        if behaviour.offered(state, asking.on)
    ]


__all__ = ["BEHAVIOURS", "INITIAL", "Around", "Organisation", "conferred_with", "decide", "evolve", "next_steps"]
