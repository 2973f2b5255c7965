"""Consents, copies and disclosures of a subsidy case: the applicant company's papers, through the secretariat."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from council_events.deciding import Fact, Refused
from council_events.releases import ConsentGiver, DisclosureGround, RecipientKind
from council_events.subsidy import CopiesHandedOver, PaperKind
from council_subsidy.commands import Disclose, HandOverPapers, ReceiveWrittenConsent, WithdrawWrittenConsent
from council_subsidy.domain import INITIAL, State, decide, evolve, release_steps

from tests.services.subsidy.situations import Case, application, head, secretary

ON = "2024-07-01"
KIND, OTHER = list(PaperKind)[:2]
CONSENT = uuid4()


def filed() -> State:
    case = Case()
    case.ask(ON, application(main_bank_signed=True))
    return case.state


def consent(**changes: Any) -> ReceiveWrittenConsent:
    return ReceiveWrittenConsent(
        consent_id=CONSENT,
        in_writing=True,
        given_by=ConsentGiver.COMPANY,
        recipient_kind=RecipientKind.FINANCIAL_INSTITUTION,
        recipient="加賀信用金庫（架空）",
        papers=(KIND,),
        dated_on=secretary(ON).on,
    ).model_copy(update=changes)


def after(state: State, command: Any) -> State:
    for event in decide(state, command, secretary(ON)):
        state = evolve(state, Fact(event, secretary(ON).on, "17", "p17-office"))
    return state


def refused(state: State, command: Any, by: Any = None) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(state, command, by or secretary(ON))
    return caught.value


def test_copies_go_only_under_the_companys_consent_and_as_far_as_it_reaches() -> None:
    """YR-2-1-4-4."""
    state = filed()
    hand_over = HandOverPapers(consent_id=CONSENT, papers=(KIND,))
    assert refused(state, hand_over).provision == "YR-2-1-4-4"
    assert refused(state, consent(given_by=ConsentGiver.GUARANTOR)).field == "given_by"
    state = after(state, consent())
    (copy,) = decide(state, hand_over, secretary(ON))
    assert isinstance(copy, CopiesHandedOver)
    assert refused(state, hand_over.model_copy(update={"papers": (KIND, OTHER)})).field == "papers"
    taken_back = after(state, WithdrawWrittenConsent(consent_id=CONSENT))
    assert refused(taken_back, hand_over).field == "consent_id"


def test_what_has_no_ground_is_not_disclosed() -> None:
    """LAW-136-2."""
    learning = Disclose(recipient_kind=RecipientKind.COUNCIL, recipient="他の協議会", scope="案件の全体")
    assert refused(filed(), learning).provision == "YR-2-1-4-4"
    assert refused(filed(), learning.model_copy(update={"ground": DisclosureGround.BROKERING})).provision == "LAW-136-2"


def test_the_secretariat_hands_out_once_there_is_an_application() -> None:
    assert refused(filed(), consent(), head(ON)).forbidden
    assert refused(INITIAL, consent()).provision == "YR-3-2-2-1"
    steps = [step.command for step in release_steps(after(filed(), consent()), secretary(ON))]
    assert steps == [ReceiveWrittenConsent, WithdrawWrittenConsent, HandOverPapers, Disclose]


def test_who_may_not_act_sees_why() -> None:
    """YR-3-2-1-1."""
    for step in release_steps(filed(), head(ON)):
        assert (step.allowed, step.provision) == (False, "YR-3-2-1-1")
    assert all(step.allowed for step in release_steps(filed(), secretary(ON)))
