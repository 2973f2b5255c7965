"""助言支援 beside the case; it moves no stage and decides nothing about the subsidy (YR-2-4-1)."""

from __future__ import annotations

from collections.abc import Iterable

from council_events import Event, Sealed
from council_events.subsidy import AdviceItem, AdviceStage, Advised, BankCoordinationSupported, SubsidyAdviceGiven
from council_events.values import CaseId

from council_subsidy import commands as c
from council_subsidy.domain.application import application_of
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.state import State
from council_subsidy.rules import advice

Item = AdviceItem
Spoken = c.ExplainPoints | c.AdvisePlanning | c.CheckPointsAtClaim | c.ExplainMonitoring | c.CheckPointsAtMonitoring


def advise_first(_state: State, command: c.GivePreliminaryAdvice, _around: Circumstances) -> list[Event]:
    """Advice before any application, on this programme or another measure."""
    advice.preliminary_advice_is_for_agencies_and_banks(command.advised)
    return [
        SubsidyAdviceGiven(
            case_id=command.case_id,
            stage=AdviceStage.PRELIMINARY,
            items=(Item.MEASURES,),
            advised=command.advised,
            asker=Sealed(command.asker),
            advice=Sealed(command.advice),
        )
    ]


def is_advised(state: State, around: Circumstances) -> None:
    """Raises Refused for 中小版GL枠, which is outside stages 2 to 5."""
    advice.the_track_is_advised(application_of(state).track, around.on)


def explain_points(state: State, command: c.ExplainPoints, _around: Circumstances) -> list[Event]:
    """The points to observe, at the application."""
    return [_given(state, command, AdviceStage.APPLICATION, [Item.POINTS_EXPLAINED])]


def advise_planning(state: State, command: c.AdvisePlanning, _around: Circumstances) -> list[Event]:
    """Progress, plan and other measures, each an entry of its own."""
    done = _marked(
        (command.progress_checked, Item.PROGRESS),
        (command.plan_advised, Item.PLAN),
        (command.measures_advised, Item.MEASURES),
    )
    advice.something_was_done(done)
    return [_given(state, command, AdviceStage.PLANNING, done)]


def check_at_claim(state: State, command: c.CheckPointsAtClaim, _around: Circumstances) -> list[Event]:
    """How the points were dealt with, at the plan claim."""
    done = _marked((True, Item.POINTS_CHECKED), (command.plan_advised, Item.PLAN))
    return [_given(state, command, AdviceStage.CLAIM, done)]


def explain_monitoring(state: State, command: c.ExplainMonitoring, _around: Circumstances) -> list[Event]:
    """The points of monitoring, at the plan claim."""
    return [_given(state, command, AdviceStage.CLAIM, [Item.MONITORING_EXPLAINED])]


def check_at_monitoring(state: State, command: c.CheckPointsAtMonitoring, _around: Circumstances) -> list[Event]:
    """How the points were dealt with, at the report that waits for its decision."""
    done = _marked(
        (True, Item.POINTS_CHECKED),
        (command.monitoring_advised, Item.MONITORING),
        (command.measures_advised, Item.MEASURES),
    )
    number = state.accompaniment.number if state.accompaniment else None
    return [_given(state, command, AdviceStage.MONITORING, done, number)]


def coordinate(state: State, command: c.SupportBankCoordination, around: Circumstances) -> list[Event]:
    """Help with 金融調整 on the company's request; no duty of the council (BR-13)."""
    requested_on, request = advice.the_company_asked_for_coordination(command.requested_on, command.request, around.on)
    return [
        BankCoordinationSupported(
            case_id=application_of(state).case_id,
            requested_on=requested_on,
            request=Sealed(request),
            content=Sealed(command.content),
        )
    ]


def _marked(*marks: tuple[bool, AdviceItem]) -> list[AdviceItem]:
    return [item for marked, item in marks if marked]


def _given(
    state: State, command: Spoken, stage: AdviceStage, items: Iterable[AdviceItem], number: int | None = None
) -> SubsidyAdviceGiven:
    case_id: CaseId = application_of(state).case_id
    advice.the_agencies_are_of_the_case(command.agency_ids, state.agencies)
    agencies = command.agency_ids or tuple(sorted(state.agencies)) if Advised.AGENCY in command.advised else ()
    return SubsidyAdviceGiven(
        case_id=case_id,
        stage=stage,
        items=tuple(items),
        advised=command.advised,
        agency_ids=agencies,
        number=number,
        advice=Sealed(command.advice),
    )
