"""The papers that the texts ask for in writing: a step without them is refused, and the case says what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import pytest
from council_casework.papers import EMPTY, standings
from council_events.deciding import Fact, Refused
from council_events.papers import Finding, Holding
from council_events.support import DocumentChecked, DocumentReceived, PaperKind
from council_events.values import SupportLine
from council_support.commands import guarantee as g
from council_support.commands import restructuring as r
from council_support.commands import tax_scheme as t
from council_support.domain import LINES, Case, Terms, decide, next_steps, papers_of_step
from council_support.domain.needed import NEEDED
from hypothesis import given
from hypothesis import strategies as st

from tests.services.support import guarantee_situations as gs
from tests.services.support import improving as im
from tests.services.support import situations as rs
from tests.services.support import tax_situations as ts
from tests.services.support.playing import Played, day
from tests.services.support.situations import creditor_id, head

KEPT = Terms(papers_kept_from=day("2024-01-01"))
BANK = "安芸灘銀行"


def whole(line: SupportLine, played: Any, council: str = "20") -> Case:
    """The case of a situation, its shelf empty."""
    return Case(line, played.state.candidate.case_id, council, played.state)


def with_paper(case: Case, kind: PaperKind, on: str, whose: UUID | None = None, **paper: Any) -> Case:
    number = uuid5(case.known_id, f"{kind} {on} {whose} {paper}")
    received = DocumentReceived(
        case_id=case.known_id,
        document_id=number,
        kind=kind,
        holding=Holding.COPY,
        whose=None if whose is None else str(whose),
        **paper,
    )
    shelf = case.shelf.evolve(Fact(received, day(on), case.council, "p20-deputy"))
    return Case(case.line, case.case_id, case.council, case.state, shelf)


def refusal(case: Case, command: Any, who: Any, terms: Terms = KEPT) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(case, command, who, terms)
    return caught.value


SITUATIONS: dict[str, tuple[SupportLine, Any, Any, str, PaperKind, str]] = {
    "B2-2-5-1": (SupportLine.RESTRUCTURING, rs.examined, rs.RESCHEDULING, "2024-11-29", PaperKind.PLAN, "20"),
    "B2-2-6-1": (
        SupportLine.RESTRUCTURING,
        rs.drafted,
        r.SubmitInvestigationReport(plan_version=1, items=rs.ORDINARY_REPORT, signed_by="p20-head", conclusion="相当"),
        "2024-12-06",
        PaperKind.INVESTIGATION_REPORT,
        "20",
    ),
    "B3-6": (SupportLine.TAX_SCHEME, ts.examined, ts.PLAN, "2024-10-15", PaperKind.PLAN, "26"),
    "B3-4": (SupportLine.TAX_SCHEME, ts.judged, ts.NOTICE, "2024-10-22", PaperKind.STANDSTILL_NOTICE, "26"),
    "B3-7-3": (SupportLine.TAX_SCHEME, ts.sitting, ts.REPORT, "2025-01-29", PaperKind.INVESTIGATION_REPORT, "26"),
    "B4-4-4": (
        SupportLine.GUARANTEE,
        lambda: requested(),
        gs.DISCLOSURE,
        "2024-10-15",
        PaperKind.STATEMENT_OF_TRUTH,
        gs.SHIGA,
    ),
    "B4-4-5": (SupportLine.GUARANTEE, gs.disclosed, gs.PLAN, "2024-11-20", PaperKind.PLAN, gs.SHIGA),
}


def requested() -> Played:
    case = gs.started()
    case.when(gs.request(case, "2024-10-15"), "2024-10-15")
    return case


@pytest.mark.parametrize("provision", SITUATIONS)
def test_a_step_that_the_text_asks_for_in_writing_is_refused_without_its_paper(provision: str) -> None:
    line, situation, command, on, kind, council = SITUATIONS[provision]
    case, who = whole(line, situation(), council), head(on)
    said = refusal(case, command, who)
    assert said.provision == provision
    assert kind.label in said.ja
    assert decide(with_paper(case, kind, on), command, who, KEPT)
    assert decide(case, command, who, Terms(papers_kept_from=None)), "this deployment keeps no papers here"
    assert decide(case, command, who, Terms()), "before the day from which papers are kept here"


def test_b4_4_2_1_the_application_comes_with_its_annexes() -> None:
    case = whole(SupportLine.GUARANTEE, gs.outlined(gs.TOGETHER, gs.SHIGA, gs.TWO_BANKS, "2024-08-26"), gs.SHIGA)
    command, who = gs.application(gs.TOGETHER, "2024-09-02"), head("2024-09-02")
    case = with_paper(case, PaperKind.SUPPORT_APPLICATION, "2024-09-02")
    assert PaperKind.APPLICATION_ANNEX.label in refusal(case, command, who).ja
    assert decide(with_paper(case, PaperKind.APPLICATION_ANNEX, "2024-09-02"), command, who, KEPT)


def test_b2_2_7_2_a_consent_is_that_creditors_letter_on_this_version() -> None:
    case, who = whole(SupportLine.RESTRUCTURING, rs.at_vote()), head("2025-03-01")
    command = rs.consent(BANK, "2025-03-01")
    assert refusal(case, command, who).provision == "B2-2-7-2"
    others = with_paper(case, PaperKind.CONSENT_LETTER, "2025-03-01", creditor_id("備後鞆信用金庫"))
    assert refusal(others, command, who).provision == "B2-2-7-2"
    old = with_paper(case, PaperKind.CONSENT_LETTER, "2025-03-01", creditor_id(BANK), dated_on=day("2024-11-28"))
    assert "2024-11-29" in refusal(old, command, who).ja, "the version is of that day"
    assert decide(with_paper(case, PaperKind.CONSENT_LETTER, "2025-03-01", creditor_id(BANK)), command, who, KEPT)


def test_a_faulty_paper_is_none() -> None:
    line, situation, command, on, kind, council = SITUATIONS["B2-2-5-1"]
    case = with_paper(whole(line, situation(), council), kind, on)
    [paper] = case.shelf.papers
    found = DocumentChecked(case_id=case.known_id, document_id=paper.document_id, finding=Finding.FAULTY)
    shelf = case.shelf.evolve(Fact(found, day(on), council, "p20-deputy"))
    assert "不備" in refusal(Case(case.line, case.case_id, council, case.state, shelf), command, head(on)).ja


def test_what_is_refused_for_another_reason_is_refused_for_that_first() -> None:
    case = whole(SupportLine.RESTRUCTURING, rs.examined())
    assert refusal(case, rs.RESCHEDULING, rs.asking(on="2024-11-29")).forbidden
    voted = whole(SupportLine.RESTRUCTURING, rs.at_vote())
    assert refusal(voted, rs.consent(BANK, "2025-03-01", r.ConsentForm.ORAL), head("2025-03-01")).field == "form"


def test_the_case_says_beforehand_what_each_step_lacks_and_of_whom() -> None:
    drafted = whole(SupportLine.RESTRUCTURING, rs.drafted())
    steps = {step.command: step for step in next_steps(drafted, head("2024-12-06"), KEPT)}
    report = steps[r.SubmitInvestigationReport]
    assert (report.allowed, report.provision) == (False, "B2-2-6-1")
    voting = whole(SupportLine.RESTRUCTURING, rs.at_vote())
    assert {step.command: step for step in next_steps(voting, head("2025-03-01"), KEPT)}[r.RecordConsent].allowed
    names = {str(creditor_id(name)): name for name in rs.THREE_BANKS}
    needs = papers_of_step(voting, r.RecordConsent, names)
    assert [need.owner for need in needs] == list(rs.THREE_BANKS)
    assert {standing.status.value for standing in standings(needs, EMPTY, day("2025-03-01"))} == {"missing"}
    assert papers_of_step(voting, r.WithdrawConsent, names) == ()


def test_only_steps_of_the_line_itself_need_papers() -> None:
    assert set(NEEDED) == set(LINES)
    for line, steps in NEEDED.items():
        assert set(steps) <= set(LINES[line].BEHAVIOURS)


PLAYED = [
    (SupportLine.REVENUE_IMPROVEMENT, im.asked().case.state, "16"),
    (SupportLine.RESTRUCTURING, rs.at_vote().state, "20"),
    (SupportLine.TAX_SCHEME, ts.at_vote().state, "26"),
    (SupportLine.GUARANTEE, gs.disclosed().state, gs.SHIGA),
    (SupportLine.TAX_SCHEME, ts.received().state, "26"),
    (SupportLine.GUARANTEE, gs.received().state, gs.SHIGA),
]


@given(st.sampled_from(PLAYED), st.sampled_from([t.IssueTaxConfirmation, g.SubmitRepaymentReport, r.RecordConsent]))
def test_the_list_of_papers_can_be_made_of_any_state(situation: Any, step: type[Any]) -> None:
    line, state, council = situation
    case = Case(line, state.candidate.case_id, council, state)
    for command in (*NEEDED[line], step):
        assert all(need.provision for need in papers_of_step(case, command, {}))


def test_b3_7_3_and_b3_9_the_confirmations_are_of_the_version_that_stands() -> None:
    scheme = whole(SupportLine.TAX_SCHEME, ts.at_vote(), "26")
    for step, kind, provision in (
        (t.IssueConfirmation, PaperKind.CONFIRMATION_LETTER, "B3-7-3"),
        (t.IssueTaxConfirmation, PaperKind.TAX_CONFIRMATION, "B3-9"),
    ):
        [need] = papers_of_step(scheme, step, {})
        assert (need.kind, need.provision, need.since) == (kind, provision, scheme.state.plan_on)


def test_before_a_plan_nobody_is_asked_for_a_consent() -> None:
    scheme = whole(SupportLine.TAX_SCHEME, ts.received(), "26")
    assert papers_of_step(scheme, r.RecordConsent, {}) == ()
