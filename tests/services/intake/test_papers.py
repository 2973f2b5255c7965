"""The papers of a consultation: who receives them, what each step asks for, and what is refused without one."""

from __future__ import annotations

from uuid import UUID

import pytest
from council_casework.papers import Need, Status, standings
from council_events import Event, Sealed
from council_events.deciding import Asking, Refused
from council_events.intake import (
    CasePaper,
    DocumentChecked,
    DocumentReceived,
    GuaranteeItem,
    PaperKind,
    Requester,
    WrittenConsentReceived,
)
from council_events.papers import Finding, Holding
from council_events.releases import ConsentGiver, RecipientKind
from council_events.values import Office, SupportLine
from council_intake.commands import (
    CheckDocument,
    ChooseSupportLine,
    GiveAdvice,
    HandOverPapers,
    ReceiveDocument,
    RecordFacts,
    RecordGuaranteeFacts,
)
from council_intake.domain import Around, State, decide, needs_of, next_steps
from council_intake.rules.terms import DEFAULTS

from tests.services.intake.situations import CASE, asking, day, deputy, given, head, joint, only, opened, refused, then

DOCUMENT = UUID("018f5e1c-0000-7000-8000-0000000000d1")
CONSENT = UUID("018f5e1c-0000-7000-8000-0000000000c1")
KEPT = Around(terms=DEFAULTS._replace(papers_kept_from=day("2024-01-01")))


def paper(kind: PaperKind) -> ReceiveDocument:
    return ReceiveDocument(document_id=DOCUMENT, kind=kind, holding=Holding.ORIGINAL, kept_at="書庫A 3段目")


def with_paper(state: State, kind: PaperKind, by: Asking) -> State:
    return then(state, decide(state, paper(kind), by, KEPT), by)


def consented(given_by: ConsentGiver) -> Event:
    return WrittenConsentReceived(
        case_id=CASE,
        consent_id=CONSENT,
        given_by=given_by,
        recipient_kind=RecipientKind.FINANCIAL_INSTITUTION,
        recipient=Sealed("大村湾銀行（架空）"),
        papers=(CasePaper.ACCOUNTS,),
        dated_on=day("2024-05-10"),
    )


COPIES = HandOverPapers(consent_id=CONSENT, papers=(CasePaper.ACCOUNTS,))
GUARANTEE_FACTS = RecordGuaranteeFacts.model_validate({GuaranteeItem.CONTRACT.value: "保証契約の概要"})


@pytest.mark.parametrize("by", [head("2024-05-14"), deputy("2024-05-14")], ids=["head", "deputy"])
def test_head_and_deputy_receive_papers_and_look_through_them(by: Asking) -> None:
    state = given(opened())
    received = only(DocumentReceived, decide(state, paper(PaperKind.ACCOUNTS), by))
    assert (received.kind, received.holding, received.file) == (PaperKind.ACCOUNTS, Holding.ORIGINAL, None)
    state = then(state, [received], by)
    assert {step.command for step in next_steps(state, by)} >= {ReceiveDocument, CheckDocument}
    checked = decide(state, CheckDocument(document_id=DOCUMENT, finding=Finding.IN_ORDER), by)
    assert only(DocumentChecked, checked).finding is Finding.IN_ORDER
    assert CheckDocument not in {step.command for step in next_steps(then(state, checked, by), by)}


@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.EXPERT, Office.HOST_HEAD])
def test_nobody_else_does(office: Office) -> None:
    assert refused(given(opened()), paper(PaperKind.ACCOUNTS), asking("2024-05-14", office)).forbidden


def test_a_paper_is_kept_as_a_file_or_at_a_place_that_is_on_record() -> None:
    nowhere = paper(PaperKind.ACCOUNTS).model_copy(update={"kept_at": None})
    assert refused(given(opened()), nowhere, deputy("2024-05-14")).field == "kept_at"


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        ("2024-03-31", ["accounts", "cash_flow", "tax_returns"]),
        ("2024-04-01", ["accounts", "cash_flow", "tax_returns", "tax_arrears"]),
    ],
)
def test_yr_2_2_3_2_the_papers_behind_the_facts_are_asked_for_by_edition_and_hold_nothing_up(
    on: str, kinds: list[str]
) -> None:
    state, by = given(opened(), on=on), deputy(on)
    needs = needs_of(state, RecordFacts, day(on))
    assert [need.kind.value for need in needs] == kinds
    assert {need.provision for need in needs} == {"YR24-2-2-3-2" if on > "2024-03-31" else "YR-2-2-3-2"}
    assert {each.status for each in standings(needs, state.shelf, day(on))} == {Status.MISSING}
    assert decide(state, RecordFacts(outline="製茶業"), by, KEPT)


def test_yr_2_2_3_2_a_guarantor_or_a_bank_brings_no_accounts_of_its_own() -> None:
    for requester in (Requester.GUARANTOR, Requester.FINANCIAL_INSTITUTION):
        assert needs_of(given(opened(requester)), RecordFacts, day("2024-05-14")) == ()


def test_yr24_2_2_3_2_the_checklist_belongs_to_the_advice_of_its_edition() -> None:
    state = given(opened())
    assert needs_of(state, GiveAdvice, day("2024-03-31")) == ()
    assert needs_of(state, GiveAdvice, day("2024-04-01")) == (
        Need(PaperKind.GOVERNANCE_CHECKLIST, "YR24-2-2-3-2", binding=False),
    )


def test_b4_3_1_a_joint_consultation_goes_on_with_the_form_that_it_rests_on() -> None:
    state, by = given(*joint(), on="2024-08-28"), deputy("2024-09-02")
    refusal = refused(state, GUARANTEE_FACTS, by, KEPT)
    assert (refusal.provision, "書式別４－１" in refusal.ja) == ("B4-3-1", True)
    step = next(each for each in next_steps(state, by, KEPT.terms) if each.command is RecordGuaranteeFacts)
    assert (step.allowed, step.provision) == (False, "B4-3-1")
    assert refused(state, ChooseSupportLine(line=SupportLine.GUARANTEE), head("2024-09-02"), KEPT).provision == "B4-3-1"
    state = with_paper(state, PaperKind.JOINT_REQUEST, by)
    assert decide(state, GUARANTEE_FACTS, by, KEPT)
    assert decide(state, ChooseSupportLine(line=SupportLine.GUARANTEE), head("2024-09-02"), KEPT)


def test_b4_3_1_a_form_that_was_found_faulty_does_not_do() -> None:
    by = deputy("2024-09-02")
    state = with_paper(given(*joint(), on="2024-08-28"), PaperKind.JOINT_REQUEST, by)
    fault = CheckDocument(document_id=DOCUMENT, finding=Finding.FAULTY, note="連名になっていない")
    state = then(state, decide(state, fault, by), by)
    assert "不備あり" in refused(state, GUARANTEE_FACTS, by, KEPT).ja


def test_a_company_chooses_its_line_without_the_guarantors_form() -> None:
    line = ChooseSupportLine(line=SupportLine.REVENUE_IMPROVEMENT)
    assert decide(given(opened()), line, head("2024-05-14"), KEPT)


@pytest.mark.parametrize(
    ("events", "giver", "provision"),
    [((opened(),), ConsentGiver.COMPANY, "YR-2-1-4-4"), (tuple(joint()), ConsentGiver.GUARANTOR, "B4-6")],
    ids=["company", "guarantor"],
)
def test_copies_leave_once_the_consent_itself_is_kept(
    events: tuple[Event, ...], giver: ConsentGiver, provision: str
) -> None:
    state, by = given(*events, consented(giver)), deputy("2024-05-14")
    assert refused(state, COPIES, by, KEPT).provision == provision
    assert decide(with_paper(state, PaperKind.RELEASE_CONSENT, by), COPIES, by, KEPT)


def test_acts_before_the_papers_were_kept_here_rest_on_the_archive() -> None:
    state, late = given(*joint(), on="2024-08-28"), Around(terms=DEFAULTS._replace(papers_kept_from=day("2024-09-03")))
    assert decide(state, GUARANTEE_FACTS, deputy("2024-09-02"), late)
    assert decide(state, GUARANTEE_FACTS, deputy("2024-09-03"), Around(terms=DEFAULTS._replace(papers_kept_from=None)))
    with pytest.raises(Refused):
        decide(state, GUARANTEE_FACTS, deputy("2024-09-03"), late)


def test_a_copy_names_the_papers_that_were_copied_and_the_consent_its_own_writing() -> None:
    state, by = given(opened(), consented(ConsentGiver.COMPANY)), deputy("2024-05-14")
    state = with_paper(state, PaperKind.RELEASE_CONSENT, by)
    [copied] = decide(state, COPIES.model_copy(update={"documents": (DOCUMENT,)}), by, KEPT)
    assert copied.documents == (DOCUMENT,)  # type: ignore[attr-defined]
