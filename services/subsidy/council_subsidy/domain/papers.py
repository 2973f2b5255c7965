"""The papers of a case: they come in and are looked through at any stage once there is an application."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from council_casework.papers import Need, check, receive
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
from council_subsidy.commands.papers import CheckDocument, ReceiveDocument
from council_subsidy.domain.application import application_needs
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.claiming import accompaniment_needs, plan_needs
from council_subsidy.domain.state import Stage, State
from council_subsidy.rules import asking as who

COMMANDS: Final[tuple[type[Any], ...]] = (ReceiveDocument, CheckDocument)


def decide(state: State, command: ReceiveDocument | CheckDocument, asking: Asking) -> list[Event]:
    """The events of a paper that came in or was looked through; raises Refused."""
    case_id = may_ask(state, asking)
    if isinstance(command, CheckDocument):
        return check(state.shelf, case_id, command, DocumentChecked)
    return receive(state.shelf, case_id, command, DocumentReceived)


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


def commands_now(state: State, asking: Asking) -> list[tuple[type[Any], Refused | None]]:
    """Receiving, and checking while a paper waits for it; each with why the asker may not."""
    commands = COMMANDS if state.shelf.unchecked else COMMANDS[:1]
    try:
        may_ask(state, asking)
    except Refused as refused:
        return [(command, refused) for command in commands]
    return [(command, None) for command in commands]


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
