"""The papers of a case: they come in and are looked through at any stage once there is an application."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from council_casework.papers import CheckDocument, Events, Need, commands_for, keep
from council_events import Event
from council_events.deciding import Asking, Refused
from council_events.subsidy import DocumentChecked, DocumentReceived

from council_subsidy.commands import (
    AcceptApplication,
    ClaimAccompaniment,
    ClaimPlanFee,
    DecideAccompaniment,
    DecidePlanFee,
)
from council_subsidy.commands.papers import ReceiveDocument
from council_subsidy.domain.application import application_needs
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.claiming import accompaniment_needs, plan_needs
from council_subsidy.domain.state import Stage, State
from council_subsidy.rules import asking as who

EVENTS: Final = Events(DocumentReceived, DocumentChecked)


def decide(state: State, command: ReceiveDocument | CheckDocument, asking: Asking) -> list[Event]:
    """The events of a paper that came in or was looked through; raises Refused."""
    return keep(state.shelf, may_ask(state, asking), command, EVENTS)


def may_ask(state: State, asking: Asking) -> UUID:
    """The case whose papers the asker may handle: the secretariat's, once there is an application. Raises Refused."""
    who.the_secretariat_asks(asking)
    if state.application is None:
        raise Refused(
            "YR-3-2-2-1",
            "利用申請の受付の前なので、書類を受け取れません。",
            "No application has been received yet, to which papers could belong.",
        )
    return state.application.case_id


def offered(state: State) -> tuple[type[Any], ...]:
    """What can be done with the papers of the case now."""
    return commands_for(state.shelf, ReceiveDocument)


Needed = list[tuple[type[Any], tuple[Need, ...]]]
"""Steps that come next, each with the papers that it needs."""


def needed_papers(state: State, around: Circumstances, names: dict[str, str]) -> Needed:
    """What the steps that come next need: acceptance, the plan claim and its decision, each accompaniment likewise."""
    filed = state.application
    if filed is None:
        return []
    if state.stage is Stage.FILED:
        return [(AcceptApplication, application_needs(state, filed, around, names))]
    if state.stage in (Stage.ACCEPTED, Stage.CLAIMED):
        step = ClaimPlanFee if state.claim is None else DecidePlanFee
        return [(step, plan_needs(state, state.claim, around, names))]
    return _of_accompaniment(state, around, names) if state.stage is Stage.DECIDED else []


def _of_accompaniment(state: State, around: Circumstances, names: dict[str, str]) -> Needed:
    claim = state.accompaniment
    if claim is not None:
        return [(DecideAccompaniment, accompaniment_needs(state, claim.kind, claim, around, names))]
    return [
        (ClaimAccompaniment, accompaniment_needs(state, report.kind, None, around, names))
        for report in state.open_reports[:1]
    ]
