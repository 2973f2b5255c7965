"""Acts of the business as the tests give them, with names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from council_events import Sealed
from council_events.deciding import Fact
from council_events.governance import (
    EvaluationGrade,
    ImprovementGround,
    OfficeAppointed,
    SubstituteDesignated,
    SubstitutionGround,
)
from council_events.values import Office
from council_governance.commands import (
    FileImprovementPlan,
    MakeAnnualPlan,
    RecordEvaluation,
    RequestImprovementPlan,
)
from council_governance.domain.organisation import Around
from council_governance.domain.person import INITIAL as NOBODY
from council_governance.domain.person import State as Person
from council_governance.domain.person import evolve as evolve_person

from tests.services.governance.councils import (
    day,
)

REQUEST = UUID("018f5e1c-0000-7000-8000-00000000000c")


def of_the_host() -> Person:
    """The head of the host, for whom p45-vice acts in all cases from 2025-01-01."""
    state = NOBODY
    events = (
        OfficeAppointed(person="p45-host", office=Office.HOST_HEAD, begins_on=day("2022-04-01"), name=Sealed("長")),
        SubstituteDesignated(
            person="p45-host",
            office=Office.HOST_HEAD,
            substitute="p45-vice",
            ground=SubstitutionGround.OTHER,
            begins_on=day("2025-01-01"),
        ),
    )
    for event in events:
        state = evolve_person(state, Fact(event, day("2022-04-01"), "45", "admin-1"))
    return state


AROUND = Around(hosts=(of_the_host(),))


def plan(conferred_with: str = "p45-host", conferred_on: str = "2025-03-10", **changes: Any) -> MakeAnnualPlan:
    command = MakeAnnualPlan(
        fiscal_year=2025,
        follows_guideline=True,
        conferred_on=day(conferred_on),
        conferred_with=conferred_with,
        plan="計画",
    )
    return command.model_copy(update=changes)


def evaluation(grade: EvaluationGrade, published_on: str = "2025-10-15", year: int = 2024) -> RecordEvaluation:
    return RecordEvaluation(fiscal_year=year, grade=grade, published_on=day(published_on))


def request(on: str, ground: ImprovementGround = ImprovementGround.NEED) -> RequestImprovementPlan:
    return RequestImprovementPlan(request_id=REQUEST, ground=ground, requested_on=day(on), reason="理由")


def answer(conferred_on: str = "2024-10-01", request_id: UUID = REQUEST) -> FileImprovementPlan:
    return FileImprovementPlan(
        request_id=request_id, conferred_on=day(conferred_on), conferred_with="p45-host", plan="改善計画"
    )
