"""The judgement, during the programme, that revival is extremely difficult; support opens a case of 再チャレンジ支援 from it."""

from __future__ import annotations

from typing import Final
from uuid import uuid5

from council_events import Event, Sealed
from council_events.subsidy import RevivalJudgedDifficult, SubsidyApplicationFiled

from council_subsidy import commands as c
from council_subsidy.domain.application import application_of
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.state import Stage, State
from council_subsidy.rules import asking as who

_COMPANY: Final = sorted(set(RevivalJudgedDifficult.model_fields) & set(SubsidyApplicationFiled.model_fields))


def is_judged(state: State) -> bool:
    """Whether it was judged before."""
    return state.judged_difficult


def may_be_judged(state: State) -> bool:
    """Whether it has not been judged yet."""
    return not state.judged_difficult


def judge(state: State, command: c.JudgeRevivalDifficult, around: Circumstances) -> list[Event]:
    """The judgement with the company as it applied; the further case gets its number here, so that it is one case."""
    filed = application_of(state)
    if command.told_on is not None:
        who.the_company_was_told_by_then(command.told_on, around.on)
    return [
        RevivalJudgedDifficult(
            next_case_id=uuid5(filed.case_id, f"rechallenge {around.on.isoformat()}"),
            monitoring=state.stage is Stage.DECIDED,
            reason=Sealed(command.reason),
            judged_by=around.asking.person,
            told_on=command.told_on,
            filed_on=state.filed_on or around.on,
            **{name: getattr(filed, name) for name in _COMPANY},
        )
    ]
