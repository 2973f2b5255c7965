"""Who keeps the papers and the records of a case, whatever its line, and what the clock may do without anybody asking."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from council_events.deciding import Fact, Refused
from council_events.papers import Finding, Holding
from council_events.support import PaperKind, TaxSchemeEnded
from council_events.values import Office
from council_support.commands import CheckDocument, ReceiveDocument
from council_support.commands.tax_scheme import EndTaxScheme, LapseConsentTerm
from council_support.domain import INITIAL, decide, evolve, next_steps, paper_steps, tax_scheme
from council_support.domain.correcting import may_correct
from council_support.domain.restructuring.state import State
from council_support.domain.tax_scheme.consent import lapses_on
from council_support.domain.voting import case_of, plan_of
from council_support.rules.asking import SYSTEM
from council_support.rules.restructuring.start import no_main_creditor_is_negative
from council_support.rules.unanimity import everybody_has_consented

from tests.services.support.situations import CASE, asking, company, day, head
from tests.services.support.tax_situations import at_vote, drafted, reported

ON = "2024-07-01"
KEEPERS = (Office.HEAD, Office.DEPUTY, Office.EXPERT)


def begun() -> Any:
    return evolve(INITIAL, Fact(company(), day("2024-06-20"), "20", SYSTEM))


def paper() -> ReceiveDocument:
    return ReceiveDocument(document_id=uuid4(), kind=PaperKind.TAX_RETURNS, holding=Holding.COPY, kept_at="書庫A 3段目")


@pytest.mark.parametrize("office", KEEPERS)
def test_those_who_work_on_the_case_receive_papers_and_look_through_them(office: Office) -> None:
    case, who = begun(), asking(office, on=ON)
    assert [step.command for step in paper_steps(case, who)] == [ReceiveDocument]
    [received] = decide(case, paper(), who)
    case = evolve(case, Fact(received, day(ON), "20", who.person))
    assert [(step.command, step.allowed) for step in paper_steps(case, who)] == [
        (ReceiveDocument, True),
        (CheckDocument, True),
    ]
    check = CheckDocument(document_id=received.document_id, finding=Finding.IN_ORDER)  # type: ignore[attr-defined]
    [checked] = decide(case, check, who)
    case = evolve(case, Fact(checked, day(ON), "20", who.person))
    assert [step.command for step in paper_steps(case, who)] == [ReceiveDocument]


@pytest.mark.parametrize("office", sorted(set(Office) - set(KEEPERS)))
def test_nobody_else_does(office: Office) -> None:
    case, who = begun(), asking(office, on=ON)
    with pytest.raises(Refused) as caught:
        decide(case, paper(), who)
    assert (caught.value.provision, caught.value.forbidden) == ("YR-2-1-4-4", True)
    [step] = paper_steps(case, who)
    assert (step.allowed, step.provision) == (False, "YR-2-1-4-4")


def test_a_paper_of_a_case_that_has_not_begun_is_refused() -> None:
    with pytest.raises(Refused):
        decide(INITIAL, paper(), head(ON))
    assert next_steps(INITIAL, head(ON)) == []


def test_those_who_keep_the_records_correct_them_unless_recused_or_unpledged() -> None:
    may_correct(head(ON))
    may_correct(asking(Office.DEPUTY, on=ON))
    for who, provision in (
        (asking(Office.EXPERT, on=ON), "YR-2-1-4-4"),
        (asking(Office.DEPUTY_IMPROVEMENT, on=ON), "YR-2-1-4-4"),
        (head(ON, recused=True), "YR-2-1-3-2-4"),
        (head(ON, pledged=False), "YR24-2-1-5-2"),
    ):
        with pytest.raises(Refused) as caught:
            may_correct(who)
        assert (caught.value.provision, caught.value.forbidden) == (provision, True)


def test_b3_8_the_clock_records_the_end_that_a_day_brings_about_and_nothing_else() -> None:
    case = at_vote()
    [end] = case.copy().when(LapseConsentTerm(), "2025-03-13", Office.EXPERT, person=SYSTEM)
    assert isinstance(end, TaxSchemeEnded)
    assert case.refused(EndTaxScheme(ground=end.ground), "2025-03-13", Office.EXPERT, person=SYSTEM).forbidden
    assert case.refused(LapseConsentTerm(), "2025-03-13", Office.EXPERT).forbidden, "a person needs the office"


def test_b3_8_the_end_is_that_of_the_day_after_the_term() -> None:
    state = at_vote().state
    assert lapses_on(state, day("2025-03-20")) == day("2025-03-13")
    for early, on in ((state, "2025-03-12"), (reported().state, "2026-01-01")):
        with pytest.raises(Refused):
            lapses_on(early, day(on))


def test_support_under_annex_3_is_over_with_its_plan_its_end_or_the_decision_not_to_start() -> None:
    assert drafted().state.over_on is None
    ended = at_vote()
    ended.when(LapseConsentTerm(), "2025-03-13")
    assert ended.state.over_on == day("2025-03-13")
    left = drafted()
    left.when(tax_scheme.plan.LeaveWorkout(told_on=day("2024-10-20")), "2024-10-21")
    assert left.state.over_on == day("2024-10-20")


def test_nothing_is_decided_before_a_case_was_received() -> None:
    for asked_for in (case_of, plan_of):
        with pytest.raises(LookupError):
            asked_for(State())


def test_b4_4_7_all_of_all_is_enough() -> None:
    everybody_has_consented(2, 2, "B4-4-7")
    with pytest.raises(Refused):
        everybody_has_consented(1, 2, "B4-4-7")


def test_b2_2_2_1_without_a_creditor_nobody_was_heard() -> None:
    with pytest.raises(Refused) as caught:
        no_main_creditor_is_negative(frozenset(), {})
    assert caught.value.provision == "B2-2-2-1"


def test_a_case_keeps_its_number() -> None:
    assert begun().known_id == CASE
    assert isinstance(begun().state.received_on, dt.date)
