"""The judgement, in any line, that revival is extremely difficult; the reaction to it opens a case of 再チャレンジ支援."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import CandidateReceived
from council_events.support.rechallenge import RevivalJudgedDifficult
from council_events.values import SupportLine

from council_support.commands.difficulty import JudgeRevivalDifficult
from council_support.domain.behaviour import STAFF, Behaviour, Terms
from council_support.domain.succeeding import next_case_id
from council_support.rules import asking as who
from council_support.rules.rechallenge import opening

if TYPE_CHECKING:
    from council_support.domain.case import Case

_COMPANY = sorted(set(RevivalJudgedDifficult.model_fields) & set(CandidateReceived.model_fields))


def _judge(case: Case, command: JudgeRevivalDifficult, asking: Asking, _terms: Terms) -> list[Event]:
    if command.told_on is not None:
        who.the_day_has_come(command.told_on, asking.on, "YR-2-6-2-0", "told_on")
    phase = opening.phase_of(case.known_line, case.stage)
    of_company = {name: getattr(case.state.candidate, name) for name in _COMPANY}
    return [
        RevivalJudgedDifficult(
            next_case_id=next_case_id(case.known_id, SupportLine.RECHALLENGE, asking),
            phase=phase,
            reason=Sealed(command.reason),
            judged_by=asking.person,
            told_on=command.told_on,
            **of_company,
        )
    ]


def _offered(case: Case) -> bool:
    return not case.judged_difficult and case.line in opening.PHASES


def behaviours(stages: frozenset[str]) -> dict[type, Behaviour]:
    """The command of this part, at all these stages."""
    return {
        JudgeRevivalDifficult: Behaviour(
            "YR-2-6-2-1-1", STAFF, stages, _judge, met=lambda case, _: case.judged_difficult, offered=_offered
        )
    }
