"""That an applicant needs 事業再生; intake opens the 窓口相談 from it, with the applicant's data as they were filed."""

from __future__ import annotations

from typing import Final
from uuid import uuid5

from council_events import Event, Sealed
from council_events.subsidy import RevitalizationFoundNecessary, SubsidyApplicationFiled

from council_subsidy import commands as c
from council_subsidy.domain.application import application_of
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.state import State
from council_subsidy.rules import revitalization

_COMPANY: Final = sorted(
    (set(RevitalizationFoundNecessary.model_fields) & set(SubsidyApplicationFiled.model_fields)) - {"case_id"}
)


def is_found(state: State) -> bool:
    """Whether it was found before: one case leads to one consultation."""
    return state.consultation is not None


def may_be_found(state: State) -> bool:
    """Whether it has not been found yet."""
    return state.consultation is None


def find(state: State, command: c.FindRevitalizationNecessary, around: Circumstances) -> list[Event]:
    """The finding with the company as it applied; the consultation gets its number here, so that it is one case."""
    filed, finder = application_of(state), around.asking
    requested_on = revitalization.the_company_asked_for_the_consultation(command.requested_on, around.on)
    oneself = command.responder in (None, finder.person)
    revitalization.a_deputy_or_the_head_responds(finder.offices if oneself else around.responder)
    return [
        RevitalizationFoundNecessary(
            case_id=filed.case_id,
            consultation_id=uuid5(filed.case_id, "consultation"),
            found_by=finder.person,
            responder=command.responder or finder.person,
            requested_on=requested_on,
            reason=Sealed(command.reason),
            filed_on=state.filed_on or around.on,
            **{name: getattr(filed, name) for name in _COMPANY},
        )
    ]
