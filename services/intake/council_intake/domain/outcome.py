"""Judgements, the line of support, and the close."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.intake import (
    CompanyToldOfDifficulty,
    ConsultationClosed,
    ConsultationKind,
    ConsultationOpened,
    GuaranteeSettlementNeeded,
    Requester,
    RevivalJudgedDifficult,
    SupportLineChosen,
)

from council_intake.commands import ChooseSupportLine, CloseConsultation, JudgeRevivalDifficult, RecordGuaranteeNeed
from council_intake.domain.behaviour import COUNTER, JOINT, PRELIMINARY, Around, Behaviour
from council_intake.domain.state import State
from council_intake.rules import outcome, reception


def _judge(
    state: State, opened: ConsultationOpened, command: JudgeRevivalDifficult, asking: Asking, _r: Around
) -> list[Event]:
    told_on, response = outcome.the_company_is_told_of_the_judgement(
        command.told_on, command.measures, command.response, asking.on
    )
    told = CompanyToldOfDifficulty(
        case_id=opened.case_id, told_on=told_on, measures=command.measures, response=Sealed(response)
    )
    if state.judged_difficult:
        return [told]
    return [RevivalJudgedDifficult(case_id=opened.case_id, reason=Sealed(command.reason)), told]


def _guarantee_need(
    _: State, opened: ConsultationOpened, command: RecordGuaranteeNeed, asking: Asking, _r: Around
) -> list[Event]:
    told_on = outcome.the_guarantor_was_told(command.told_on, asking.on)
    outcome.the_response_is_of_the_edition(command.response, asking.on)
    return [
        GuaranteeSettlementNeeded(
            case_id=opened.case_id, reason=Sealed(command.reason), told_on=told_on, response=command.response
        )
    ]


def _choose(
    state: State, opened: ConsultationOpened, command: ChooseSupportLine, asking: Asking, _r: Around
) -> list[Event]:
    outcome.the_line_is_open_to_the_requester(
        command.line, opened.kind, opened.requester, state.told, state.guarantor_told_on is not None
    )
    request = state.joint_request
    about_a_company = opened.kind is ConsultationKind.PRELIMINARY  # support is the company's, whoever came
    return [
        SupportLineChosen(
            case_id=opened.case_id,
            line=command.line,
            consulted_on=state.opened_on or asking.on,
            requester=Requester.COMPANY if about_a_company else opened.requester,
            requester_name=None if about_a_company else opened.requester_name,
            adviser=request.adviser if request else None,
            judged_on=state.judged_on,
            told_on=state.told_on or state.guarantor_told_on,
            earlier_case=state.earlier,
            company_id=opened.company_id,
            company_name=opened.company_name,
            company_kana=opened.company_kana,
            company_phone=opened.company_phone,
            corporate_number=opened.corporate_number,
            prefecture=opened.prefecture,
            legal_form=opened.legal_form,
            industry=opened.industry,
            employees=opened.employees,
            capital=opened.capital,
            sales=opened.sales,
            interest_bearing_debt=opened.interest_bearing_debt,
        )
    ]


def _close(state: State, opened: ConsultationOpened, command: CloseConsultation, _a: Asking, _r: Around) -> list[Event]:
    outcome.the_result_fits(command.result, state.lines, state.judged_difficult)
    return [ConsultationClosed(case_id=opened.case_id, result=command.result)]


def _may_judge(_: State, opened: ConsultationOpened, _a: Asking) -> None:
    named = opened.company_name is not None or opened.company_id is not None
    outcome.there_is_a_company_to_tell(opened.kind, opened.requester, named=named)


def _leads_on(state: State) -> bool:
    """A 事前相談 leads to support only after the judgement that revival is extremely difficult."""
    preliminary = state.opened is not None and state.opened.kind is ConsultationKind.PRELIMINARY
    return state.told or not preliminary


def _may_choose(state: State, opened: ConsultationOpened, _a: Asking) -> None:
    reception.support_across_the_border_is_agreed(state.council, opened.prefecture, state.cooperating is not None)


def _may_close(state: State, opened: ConsultationOpened, _a: Asking) -> None:
    outcome.the_role_was_explained(state.role_explained)
    outcome.the_difficult_judgement_was_told(state.judged_difficult, state.told)
    outcome.the_support_was_explained(opened.kind, state.support_explained, state.answered)


BEHAVIOURS: dict[type, Behaviour] = {
    ChooseSupportLine: Behaviour(
        "YR-2-2-3-3",
        _choose,
        head=True,
        gate=_may_choose,
        met=lambda state, command: command.line in state.lines,
        offered=_leads_on,
    ),
    RecordGuaranteeNeed: Behaviour(
        "YR-2-2-3-4",
        _guarantee_need,
        COUNTER | JOINT,
        offered=lambda state: state.guarantor_told_on is None,
    ),
    JudgeRevivalDifficult: Behaviour(
        "YR-2-2-3-6",
        _judge,
        COUNTER | PRELIMINARY,
        head=True,
        gate=_may_judge,
        met=lambda state, _: state.judged_difficult and state.told,
        offered=lambda state: not (state.judged_difficult and state.told),
    ),
    CloseConsultation: Behaviour(
        "RP-1", _close, gate=_may_close, met=lambda state, command: state.result is command.result
    ),
}
