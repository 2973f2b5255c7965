"""The papers of an application stand on its shelf: ticked or received, checked, faulty, a copy or too old (SUB-P-3, -5, -6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_casework.papers import Need, Status, standings
from council_events.deciding import Fact, Refused
from council_events.papers import Finding, Holding
from council_events.subsidy import AgencyPaper, ApplicationPaper, ClaimPaper, PaperKind
from council_subsidy import commands as c
from council_subsidy.commands import AcceptApplication, CheckDocument, ReceiveDocument
from council_subsidy.domain import Circumstances, State, evolve, needed_papers, paper_steps
from council_subsidy.domain.papers import decide
from council_subsidy.rules.needs import handed_in
from council_subsidy.rules.terms import DEFAULTS, Terms

from tests.services.subsidy.situations import (
    AMANE,
    CHECKED,
    EXPLAINED,
    LINES,
    MONITORING_EXPLAINED,
    REPORT_CHECKED,
    Case,
    accompaniment,
    agencies,
    application,
    cost,
    plan_claim,
    secretary,
)
from tests.services.subsidy.situations import handed_in as handed_in_of_agencies

ON = "2024-07-01"


def filed(**changes: Any) -> State:
    """An ordinary application, filed on this day; `main_bank_signed`, so that no bank's paper is needed."""
    case = Case()
    case.ask(ON, application(**{"main_bank_signed": True, **changes}))
    return case.state


def asking() -> Any:
    return secretary(ON)


def received(state: State, kind: PaperKind, **values: Any) -> tuple[State, UUID]:
    command = ReceiveDocument(
        document_id=uuid4(), kind=kind, **{"holding": Holding.ORIGINAL, "kept_at": "書庫A", **values}
    )
    return taken(state, command), command.document_id


def taken(state: State, command: Any) -> State:
    for event in decide(state, command, asking()):
        state = evolve(state, Fact(event, asking().on, "17", asking().person))
    return state


def needs_of(state: State, on: str = ON, terms: Terms = DEFAULTS) -> tuple[Need, ...]:
    """What the one step that comes next needs."""
    [(_, needs)] = needed_papers(state, Circumstances(secretary(on), terms), {})
    return needs


def status(state: State, kind: PaperKind, whose: str | None = None) -> Status:
    needs = needs_of(state)
    found = standings([each for each in needs if each.kind is kind and each.whose == whose], state.shelf, asking().on)
    return found[0].status


def without(*papers: ApplicationPaper) -> tuple[ApplicationPaper, ...]:
    return tuple(paper for paper in ApplicationPaper if paper not in papers)


def test_what_the_form_ticks_counts_as_handed_in_and_the_rest_is_missing() -> None:
    state = filed(papers=without(ApplicationPaper.SCHEDULE, ApplicationPaper.TAX_RETURNS))
    assert status(state, PaperKind.APPLICATION_FORM) is Status.RECEIVED
    assert status(state, PaperKind.TAX_RETURNS) is Status.MISSING


def test_a_paper_on_the_shelf_takes_the_place_of_a_tick() -> None:
    state, _ = received(filed(papers=without(ApplicationPaper.TAX_RETURNS)), PaperKind.TAX_RETURNS)
    assert status(state, PaperKind.TAX_RETURNS) is Status.RECEIVED


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"dated_on": "2024-04-01"}, Status.RECEIVED),
        ({"dated_on": "2023-01-01"}, Status.OLD),
        ({}, Status.UNDATED),
        ({"dated_on": "2024-04-01", "holding": Holding.COPY}, Status.COPY),
    ],
)
def test_the_certificate_is_an_original_of_the_last_three_months(values: dict[str, Any], found: Status) -> None:
    state, _ = received(
        filed(papers=without(ApplicationPaper.REGISTRY_CERTIFICATE)), PaperKind.REGISTRY_CERTIFICATE, **values
    )
    assert status(state, PaperKind.REGISTRY_CERTIFICATE) is found


def test_the_papers_of_each_agency_are_told_apart() -> None:
    first = AMANE
    entries = tuple(entry.model_copy(update={"papers": ()}) for entry in agencies(first))
    state, _ = received(filed(agencies=entries), PaperKind.ESTIMATE, whose=first)
    assert status(state, PaperKind.ESTIMATE, first) is Status.RECEIVED
    assert status(state, PaperKind.RATE_SHEET, first) is Status.MISSING
    assert len(AgencyPaper) == 3


def test_a_paper_found_faulty_is_not_made_good_by_the_tick() -> None:
    state, document = received(filed(), PaperKind.APPLICATION_FORM)
    state = taken(state, CheckDocument(document_id=document, finding=Finding.FAULTY, note="押印がない"))
    needs = needs_of(state)
    assert PaperKind.APPLICATION_FORM not in handed_in(needs, state.shelf, asking().on)
    assert PaperKind.TAX_RETURNS in handed_in(needs, state.shelf, asking().on)


def test_papers_come_only_to_an_application_and_only_through_the_secretariat() -> None:
    command = ReceiveDocument(document_id=uuid4(), kind=PaperKind.PLAN, holding=Holding.COPY, kept_at="書庫")
    with pytest.raises(Refused) as refused:
        decide(State(), command, asking())
    assert refused.value.provision == "YR-3-2-2-1"
    stranger = replace(asking(), offices=frozenset())
    with pytest.raises(Refused, match="secretariat"):
        decide(filed(), command, stranger)
    assert [step.allowed for step in paper_steps(filed(), stranger)] == [False]


def test_checking_is_offered_while_a_paper_waits_for_it() -> None:
    state, document = received(filed(), PaperKind.PLAN)
    assert [step.command for step in paper_steps(state, asking())] == [ReceiveDocument, CheckDocument]
    state = taken(state, CheckDocument(document_id=document, finding=Finding.IN_ORDER))
    assert [step.command for step in paper_steps(state, asking())] == [ReceiveDocument]


def test_an_application_is_accepted_on_the_papers_of_its_shelf() -> None:
    case = Case()
    case.ask("2024-04-10", application(papers=without(ApplicationPaper.TAX_RETURNS)))
    case.advised("2024-04-12", EXPLAINED)
    refused = case.refusal("2024-04-15", AcceptApplication())
    assert refused.provision == "SUB-P-3"
    assert "申告書" in refused.ja
    brought = ReceiveDocument(document_id=uuid4(), kind=PaperKind.TAX_RETURNS, holding=Holding.COPY, kept_at="書庫A")
    case.ask("2024-04-15", brought)
    assert case.ask("2024-04-15", AcceptApplication())
    assert case.ask("2024-04-16", brought) == []


def test_nothing_is_needed_of_the_application_once_it_is_accepted() -> None:
    case = Case().accepted(application())
    assert needs_of(case.state)[0].kind is PaperKind.CLAIM_FORM


# ---- the papers of claims


PLAN = cost(AMANE, LINES.PLAN, 900_000)
NEXT = cost(AMANE, LINES.ACCOMPANIMENT, 150_000)
KEPT = Terms(papers_kept_from=dt.date(2024, 12, 1))
SLIP = ClaimPaper.SELF_BURDEN_TRANSFER
KINDS = {kind.value: kind for kind in PaperKind}


def accepted(terms: Terms = DEFAULTS) -> Case:
    return Case(terms=terms).accepted(application(PLAN), on="2024-07-01")


def brought(case: Case, on: str, *papers: PaperKind, whose: str | None = None, finding: Finding | None = None) -> None:
    """These papers come in and are looked through, if a finding is told."""
    for kind in papers:
        document = uuid4()
        case.ask(
            on,
            ReceiveDocument(document_id=document, kind=kind, holding=Holding.ORIGINAL, kept_at="書庫", whose=whose),
        )
        if finding is not None:
            case.ask(on, CheckDocument(document_id=document, finding=finding, note="日付が違う"))


def unticked(paper: ClaimPaper) -> tuple[ClaimPaper, ...]:
    return tuple(each for each in ClaimPaper if each is not paper)


def statuses(case: Case, on: str) -> dict[tuple[PaperKind, str | None], Status]:
    needs = needs_of(case.state, on, case.terms)
    day = dt.date.fromisoformat(on)
    return {(each.need.kind, each.need.whose): each.status for each in standings(needs, case.state.shelf, day)}


def test_each_step_tells_the_papers_that_it_needs_and_how_they_stand() -> None:
    """SUB-C-1, SUB-C-2, SUB-C-3, SUB-M-2"""
    case = accepted()
    brought(case, "2024-12-01", PaperKind.PLAN, finding=Finding.IN_ORDER)
    brought(case, "2024-12-01", PaperKind.INVOICE, whose=AMANE)
    found = statuses(case, "2024-12-09")
    assert found[PaperKind.PLAN, None] is Status.CHECKED
    assert found[PaperKind.CLAIM_FORM, None] is Status.MISSING
    assert found[PaperKind.CLAIM_CHECKLIST, None] is Status.MISSING
    assert found[PaperKind.INVOICE, AMANE] is Status.RECEIVED
    assert found[PaperKind.CONTRACT, AMANE] is Status.MISSING
    provisions = {need.kind: need.provision for need in needs_of(case.state, "2024-12-09")}
    assert (provisions[PaperKind.LENDERS_CONSENT], provisions[PaperKind.SELF_BURDEN_TRANSFER]) == ("SUB-C-2", "SUB-C-3")
    case.decided("2024-12-16", plan_claim(PLAN), "2024-12-09")
    found = statuses(case, "2024-12-16")
    assert found[PaperKind.TAX_RETURN, None] is Status.MISSING
    assert (PaperKind.CONTRACT, AMANE) not in found
    case.ask("2025-06-10", accompaniment(NEXT))
    assert set(statuses(case, "2025-06-10").values()) == {Status.RECEIVED}
    case.ask("2025-06-11", c.EndSubsidyCase(kind=c.EndingKind.WITHDRAWN, representative_asked=True, reason="破産"))
    assert needed_papers(case.state, Circumstances(secretary("2025-06-11")), {}) == []
    assert needed_papers(State(), Circumstances(asking()), {}) == []


def test_a_paper_on_the_shelf_makes_good_a_claim_that_does_not_tick_it() -> None:
    case = accepted()
    claim = plan_claim(
        PLAN, papers=unticked(ClaimPaper.PLAN), agencies=handed_in_of_agencies(PLAN, papers=unticked(SLIP))
    )
    assert case.refusal("2024-12-09", claim).provision == "SUB-C-1"
    brought(case, "2024-12-08", PaperKind.PLAN)
    assert case.refusal("2024-12-09", claim).provision == "SUB-C-3"
    brought(case, "2024-12-08", PaperKind.SELF_BURDEN_TRANSFER, whose=AMANE)
    assert case.ask("2024-12-09", claim)


def test_a_paper_of_a_claim_that_is_found_faulty_holds_the_decision_until_a_better_one_came() -> None:
    case = accepted()
    case.ask("2024-12-09", plan_claim(PLAN))
    case.advised("2024-12-10", CHECKED)
    case.advised("2024-12-10", MONITORING_EXPLAINED)
    brought(case, "2024-12-10", PaperKind.TIME_SHEET, whose=AMANE, finding=Finding.FAULTY)
    assert case.refusal("2024-12-16", c.DecidePlanFee()).provision == "SUB-C-1"
    brought(case, "2024-12-17", PaperKind.TIME_SHEET, whose=AMANE, finding=Finding.IN_ORDER)
    assert case.ask("2024-12-18", c.DecidePlanFee())
    case.ask("2025-06-10", accompaniment(NEXT))
    case.advised("2025-06-11", REPORT_CHECKED)
    brought(case, "2025-06-11", PaperKind.TAX_RETURN, finding=Finding.FAULTY)
    assert case.refusal("2025-06-12", c.DecideAccompaniment()).provision == "SUB-M-2"
    brought(case, "2025-06-13", PaperKind.TAX_RETURN)
    assert case.ask("2025-06-13", c.DecideAccompaniment())


@pytest.mark.parametrize(("on", "counts"), [("2024-11-30", True), ("2024-12-01", False)])
def test_once_the_papers_are_kept_on_the_platform_a_tick_is_no_paper(on: str, counts: bool) -> None:
    case = accepted(KEPT)
    if counts:
        assert case.ask(on, plan_claim(PLAN))
        return
    assert case.refusal(on, plan_claim(PLAN)).provision == "SUB-C-1"
    common = [each.kind for each in needs_of(case.state, on, KEPT) if each.whose is None]
    own = [each.kind for each in needs_of(case.state, on, KEPT) if each.whose == AMANE]
    brought(case, on, *common)
    assert case.refusal(on, plan_claim(PLAN)).field == "agencies"
    brought(case, on, *own, whose=AMANE)
    assert case.ask(on, plan_claim(PLAN))


def test_an_application_too_is_accepted_on_its_papers_alone_then() -> None:
    case = Case(terms=KEPT)
    case.ask("2024-12-01", application(PLAN))
    case.advised("2024-12-01", EXPLAINED)
    assert case.refusal("2024-12-01", AcceptApplication()).provision == "SUB-P-3"


def test_the_papers_of_one_accompaniment_do_not_serve_the_next() -> None:
    """SUB-M-2: each report has its own."""
    case = accepted(KEPT)
    case.terms = DEFAULTS
    case.decided("2024-12-16", plan_claim(PLAN), "2024-12-09")
    case.terms = KEPT
    needed = needs_of(case.state, "2025-06-10", KEPT)
    for need in needed:
        brought(case, "2025-06-10", KINDS[need.kind.value], whose=need.whose)
    case.reported("2025-06-17", accompaniment(NEXT), "2025-06-10")
    assert set(statuses(case, "2026-06-10").values()) == {Status.OLD}
    second = accompaniment(NEXT, period_to=dt.date(2026, 3, 31))
    assert case.refusal("2026-06-10", second).provision == "SUB-M-2"
