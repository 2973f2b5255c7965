"""Where a consultation stands, and what can be done next."""

import pytest
from council_events import Event, Sealed
from council_events.intake import (
    Edition,
    FactFindingCompleted,
    FactItem,
    RevivalJudgedDifficult,
    RoleExplained,
)
from council_intake.commands import (
    ChooseSupportLine,
    CloseConsultation,
    CompleteFactFinding,
    Disclose,
    DraftReport,
    ExplainRole,
    JudgeRevivalDifficult,
    ReceiveDocument,
    ReceiveWrittenConsent,
    SubmitReport,
)
from council_intake.domain import (
    INITIAL,
    Stage,
    next_steps,
)

from tests.services.intake.situations import (
    CASE,
    CLOSED,
    JUDGE,
    day,
    deputy,
    facts,
    given,
    head,
    opened,
    when,
)


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        ((opened(),), Stage.RECEIVED),
        ((opened(), facts(FactItem.OUTLINE)), Stage.FACT_FINDING),
        ((opened(), FactFindingCompleted(case_id=CASE, edition=Edition.E2024)), Stage.FACTS_COMPLETE),
        ((opened(), RevivalJudgedDifficult(case_id=CASE, reason=Sealed("債務"))), Stage.DIFFICULT),
        (CLOSED, Stage.CLOSED),
    ],
)
def test_the_stage_is_the_furthest_reached(events: tuple[Event, ...], stage: Stage) -> None:
    assert given(*events).stage is stage


def test_the_next_steps_say_what_is_allowed_and_why_not() -> None:
    steps = {step.command: step for step in next_steps(given(opened()), deputy("2024-05-14"))}
    assert steps[ExplainRole].allowed
    assert not steps[ChooseSupportLine].allowed
    assert steps[ChooseSupportLine].provision == "YR-2-2-3-3"
    assert steps[CloseConsultation].provision == "YR-2-2-2-1-3"
    assert "把握していない事項" in str(steps[CompleteFactFinding].ja)


def test_what_is_done_is_not_offered_again_and_a_closed_consultation_offers_its_report() -> None:
    state = given(opened(), RoleExplained(case_id=CASE))
    assert ExplainRole not in [step.command for step in next_steps(state, deputy("2024-05-14"))]
    judged = given(opened(), *when(given(opened()), JUDGE, head("2024-10-15")))
    assert JudgeRevivalDifficult not in [step.command for step in next_steps(judged, head("2024-10-15"))]
    after = [step.command for step in next_steps(given(*CLOSED), head("2024-05-14"))]
    assert after == [ReceiveDocument, ReceiveWrittenConsent, Disclose, DraftReport, SubmitReport]
    assert next_steps(INITIAL, head("2024-05-14")) == []


def test_the_missing_items_are_shown_while_a_line_is_considered() -> None:
    assert given(opened(), facts(FactItem.OUTLINE)).missing(day("2024-05-14"))[0] is FactItem.FINANCES
    assert INITIAL.missing(day("2024-05-14")) == []
