"""The papers of an application stand on its shelf: ticked or received, checked, faulty, a copy or too old (SUB-P-3, -5, -6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_casework.papers import Status, standings
from council_events.deciding import Fact, Refused
from council_events.papers import Finding, Holding
from council_events.subsidy import AgencyPaper, ApplicationPaper, PaperKind
from council_subsidy.commands import AcceptApplication, CheckDocument, ReceiveDocument
from council_subsidy.domain import Circumstances, State, evolve, needed_papers, paper_steps
from council_subsidy.domain.papers import decide
from council_subsidy.rules.needs import handed_in
from council_subsidy.rules.terms import DEFAULTS

from tests.services.subsidy.situations import AMANE, EXPLAINED, Case, agencies, application, secretary

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


def status(state: State, kind: PaperKind, whose: str | None = None) -> Status:
    needs = needed_papers(state, Circumstances(asking(), DEFAULTS), {})
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
    needs = needed_papers(state, Circumstances(asking(), DEFAULTS), {})
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
    assert needed_papers(case.state, Circumstances(asking()), {}) == ()
