"""Every command on an investigation; `decide` and `next_steps` read one table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events import Event, Sealed
from council_events.audit import (
    AccessLogGiven,
    ContentOpened,
    CouncilHeard,
    FindingMarked,
    InvestigationConcluded,
    InvestigationOpened,
    InvestigationReported,
    InvestigationRequested,
)
from council_events.deciding import Asking, Step, step_of

from council_audit.commands import (
    ConcludeInvestigation,
    GiveAccessLog,
    HearCouncil,
    InvestigationCommand,
    MarkFinding,
    OpenContent,
    OpenInvestigation,
    ReportResult,
    RequestInvestigation,
)
from council_audit.domain.state import Stage, State
from council_audit.rules import investigations as rules
from council_audit.rules.investigations import KnownCase


class Around(NamedTuple):
    """What a command must know besides the investigation: the cases named, and whether one runs on any of them."""

    cases: tuple[KnownCase, ...] = ()
    running: bool = False


def request(
    state: State, investigation_id: UUID, command: RequestInvestigation, asking: Asking, around: Around
) -> list[Event]:
    """The request of an entitled person; [] when it is on record already."""
    if state.requested is not None:
        return []
    until = command.until or asking.on
    rules.the_period_is_past(command.since, until, asking.on, command.entitled)
    rules.the_cases_are_the_askers_own(command.cases, around.cases, command.entitled, command.concerned)
    rules.nobody_investigates_himself(asking.person, around.cases, command.entitled)
    return [
        InvestigationRequested(
            investigation_id=investigation_id,
            concerned=command.concerned,
            entitled=command.entitled,
            cases=command.cases,
            since=command.since,
            until=until,
            identity=command.identity,
            name=Sealed(command.name),
            contact=_sealed(command.contact),
            doubt=Sealed(command.doubt),
        )
    ]


def give_access_log(log_id: UUID, command: GiveAccessLog, asking: Asking, around: Around) -> list[Event]:
    """The log of the entitled person's own cases, up to now."""
    rules.the_period_is_past(command.since, asking.on, asking.on, command.entitled)
    rules.the_cases_are_the_askers_own(command.cases, around.cases, command.entitled, command.concerned)
    rules.no_investigation_runs(around.running, command.entitled)
    return [
        AccessLogGiven(
            log_id=log_id,
            concerned=command.concerned,
            entitled=command.entitled,
            cases=command.cases,
            since=command.since,
            identity=command.identity,
            name=Sealed(command.name),
        )
    ]


def decide(state: State, command: InvestigationCommand, asking: Asking, around: Around) -> list[Event]:
    """The events of one command on an investigation that was asked for; [] when its aim is met; raises Refused."""
    requested = state.requested
    if requested is None:
        raise LookupError("nobody has asked for this investigation")
    rules.nobody_investigates_himself(asking.person, around.cases, state.entitled)
    behaviour = _BEHAVIOURS[type(command)]
    if behaviour.met(state, command):
        return []
    behaviour.gate(state)
    return behaviour.events(state, requested, command)


def next_steps(state: State, asking: Asking, around: Around) -> list[Step]:
    """What can come next, with why not where it may not be done now."""
    return [
        step_of(command, partial(_may_be_asked, behaviour, state, asking, around))
        for command, behaviour in _BEHAVIOURS.items()
        if state.requested is not None and state.stage in behaviour.stages
    ]


def _may_be_asked(behaviour: _Behaviour, state: State, asking: Asking, around: Around) -> None:
    rules.nobody_investigates_himself(asking.person, around.cases, state.entitled)
    behaviour.gate(state)


def _open(_: State, requested: InvestigationRequested, _c: OpenInvestigation) -> list[Event]:
    return [InvestigationOpened(investigation_id=requested.investigation_id)]


def _open_content(_: State, requested: InvestigationRequested, command: OpenContent) -> list[Event]:
    rules.the_case_is_looked_into(command.opened_case in requested.cases, requested.entitled)
    return [
        ContentOpened(
            investigation_id=requested.investigation_id,
            opened_case=command.opened_case,
            entry=command.entry,
            fields=command.fields,
            reason=Sealed(command.reason),
        )
    ]


def _mark(_: State, requested: InvestigationRequested, command: MarkFinding) -> list[Event]:
    return [
        FindingMarked(
            investigation_id=requested.investigation_id,
            entry=command.entry,
            finding=command.finding,
            note=_sealed(command.note),
        )
    ]


def _hear(_: State, requested: InvestigationRequested, command: HearCouncil) -> list[Event]:
    return [
        CouncilHeard(
            investigation_id=requested.investigation_id,
            spoke=Sealed(command.spoke),
            statement=Sealed(command.statement),
        )
    ]


def _conclude(_: State, requested: InvestigationRequested, command: ConcludeInvestigation) -> list[Event]:
    return [
        InvestigationConcluded(
            investigation_id=requested.investigation_id, result=command.result, report=Sealed(command.report)
        )
    ]


def _report(_: State, requested: InvestigationRequested, command: ReportResult) -> list[Event]:
    return [InvestigationReported(investigation_id=requested.investigation_id, means=command.means)]


def _sealed(text: str | None) -> Sealed[str] | None:
    return None if text is None else Sealed(text)


def _always(_: State) -> None:
    return None


def _running(state: State) -> None:
    rules.it_was_opened(state.is_open, state.entitled)


def _heard(state: State) -> None:
    _running(state)
    rules.the_council_was_heard(state.hearings, state.entitled)


def _settled(state: State) -> None:
    rules.the_result_is_settled(state.concluded is not None, state.entitled)


def _never(_state: State, _command: Any) -> bool:
    return False


def _opened_before(state: State, command: OpenContent) -> bool:
    opened = state.opened.get(command.entry)
    return opened is not None and opened.fields.issuperset(command.fields)


def _marked_alike(state: State, command: MarkFinding) -> bool:
    mark = state.findings.get(command.entry)
    return mark is not None and mark.finding is command.finding and command.note is None


class _Behaviour(NamedTuple):
    """One command: its events, the stages at which it is offered, what must be there, and whether its aim is met."""

    events: Callable[[State, InvestigationRequested, Any], list[Event]]
    stages: frozenset[Stage]
    gate: Callable[[State], None] = _always
    met: Callable[[State, Any], bool] = _never


_LOOKING: Final = frozenset({Stage.REQUESTED, Stage.OPEN})
_BEHAVIOURS: Final[dict[type[Any], _Behaviour]] = {
    OpenInvestigation: _Behaviour(
        _open, frozenset({Stage.REQUESTED}), met=lambda state, _: state.stage is not Stage.REQUESTED
    ),
    OpenContent: _Behaviour(_open_content, _LOOKING, _running, _opened_before),
    MarkFinding: _Behaviour(_mark, _LOOKING, _running, _marked_alike),
    HearCouncil: _Behaviour(_hear, _LOOKING, _running),
    ConcludeInvestigation: _Behaviour(_conclude, _LOOKING, _heard, lambda state, _: state.concluded is not None),
    ReportResult: _Behaviour(
        _report, frozenset({Stage.OPEN, Stage.CONCLUDED}), _settled, lambda state, _: state.stage is Stage.REPORTED
    ),
}
