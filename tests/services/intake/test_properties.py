"""What holds for every history and every sequence of commands of one consultation, of each kind."""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any, get_args

import pytest
from council_events import Event, Sealed, all_event_classes
from council_events.deciding import Asking, Fact
from council_events.intake import (
    CaseDisclosed,
    CasePaper,
    ConsultationClosed,
    ConsultationKind,
    ConsultationReportDrafted,
    ConsultationReportSubmitted,
    CopiesHandedOver,
    DocumentChecked,
    DocumentReceived,
    EntryCorrected,
    FactFindingCompleted,
    FactItem,
    FirstResponse,
    GuaranteeFactsRecorded,
    GuaranteeItem,
    PaperKind,
    ReferralMade,
    Requester,
    RevivalJudgedDifficult,
    SupportLineChosen,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
)
from council_events.releases import ConsentGiver, DisclosureGround, RecipientKind
from council_events.values import Code, Office, SupportLine
from council_intake.commands import (
    CaseCommand,
    HandOverPapers,
    ReceiveWrittenConsent,
    RecordFacts,
    RecordGuaranteeFacts,
)
from council_intake.domain import INITIAL, Around, Stage, State, decide, evolve, next_steps
from council_intake.rules.learning import items_of
from council_intake.rules.terms import DEFAULTS, Terms

from tests.machines import Life, play
from tests.made import FRESH
from tests.services.intake.situations import joint, opened

Lawful = Callable[[State, Event, State, Asking], None]
INTAKE = [event for event in all_event_classes() if event.type_name.startswith("council.intake.")]
AFTER_THE_CLOSE = (
    DocumentReceived,
    DocumentChecked,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
    CopiesHandedOver,
    CaseDisclosed,
    ConsultationReportDrafted,
    ConsultationReportSubmitted,
)


def received(*events: Event) -> tuple[Fact, ...]:
    return tuple(Fact(event, dt.date(2024, 3, 1), "24", "p24-deputy") for event in events)


def some_of(command: type[Any], items: type[Code]) -> Callable[[Random], Any]:
    """Many items at once, so that a fact-finding can be completed."""

    def made(random: Random) -> Any:
        chosen = random.sample(list(items), random.choice((1, 4, len(items), len(items))))
        return command.model_validate({item.value: "記録" for item in chosen})

    return made


def a_consent(random: Random) -> ReceiveWrittenConsent:
    """In writing and for nearly all papers, so that copies do leave."""
    return ReceiveWrittenConsent(
        consent_id=random.choice(FRESH),
        in_writing=True,
        given_by=random.choice(list(ConsentGiver)),
        recipient_kind=RecipientKind.FINANCIAL_INSTITUTION,
        recipient="大村湾銀行（架空）",
        papers=tuple(random.sample(list(CasePaper), len(CasePaper) - 1)),
        dated_on=dt.date(2024, 3, random.randint(1, 31)),
    )


def copies(random: Random) -> HandOverPapers:
    return HandOverPapers(
        consent_id=random.choice((None, *FRESH)), papers=tuple(random.sample(list(CasePaper), random.randint(1, 2)))
    )


def lawful(before: State, event: Event, after: State, asking: Asking) -> None:
    assert asking.pledged
    assert not asking.recused
    assert before.result is None or isinstance(event, AFTER_THE_CLOSE), "its one result stands"
    opened = after.opened
    assert opened is not None
    match event:
        case ConsultationClosed():
            assert after.role_explained
            assert event.result is not FirstResponse.DIFFICULT or after.told
            assert event.result is not FirstResponse.SECOND_STAGE or after.lines
        case RevivalJudgedDifficult():
            assert asking.holds(Office.HEAD)
            assert opened.requester is Requester.COMPANY or opened.kind is ConsultationKind.PRELIMINARY
        case SupportLineChosen():
            assert asking.holds(Office.HEAD)
            _is_open_to_the_requester(event, after)
        case ReferralMade():
            assert asking.holds(Office.HEAD)
        case FactFindingCompleted():
            needed = items_of(opened.requester, asking.on)
            assert opened.kind is ConsultationKind.GUARANTEE or set(needed) <= after.items
            assert opened.kind is not ConsultationKind.GUARANTEE or after.guarantee_items == set(GuaranteeItem)
        case CopiesHandedOver():
            consent = before.releases.consents[event.consent_id]
            assert consent.dated_on <= asking.on
            assert consent.withdrawn_on is None or asking.on < consent.withdrawn_on
            assert set(event.papers) <= consent.papers
        case CaseDisclosed() if event.ground is not DisclosureGround.CONSENT:
            assert event.recipient_kind not in (RecipientKind.AUTHORITY, RecipientKind.COUNCIL, RecipientKind.OTHER)
        case ConsultationReportSubmitted():
            assert before.result is not None
            assert before.drafts == event.number
            assert event.bureau_on is not None
            assert event.headquarters_on is not None


def _is_open_to_the_requester(event: SupportLineChosen, state: State) -> None:
    opened = state.opened
    assert opened is not None
    if opened.kind is ConsultationKind.PRELIMINARY:
        assert event.line is SupportLine.RECHALLENGE
        assert event.requester is Requester.COMPANY
    if event.line is SupportLine.GUARANTEE:
        assert state.joint_request is not None
    if opened.requester is Requester.GUARANTOR:
        assert event.line in (SupportLine.GUARANTEE, SupportLine.RECHALLENGE)
    if event.line is SupportLine.RECHALLENGE:
        assert state.told or state.guarantor_told_on
    assert opened.prefecture == state.council or state.cooperating


def stands(state: State) -> None:
    assert state.judged_difficult == state.told, "no judgement that the company does not know of"
    assert (state.stage in (Stage.CLOSED, Stage.REPORTED)) == (state.result is not None)
    missing = set(state.missing(dt.date(2024, 4, 1)))
    assert not missing & state.guarantee_items
    assert not missing & (state.items - {FactItem.FINANCES})


def with_papers(before: State, event: Event, after: State, asking: Asking) -> None:
    """As `lawful`, where the papers are kept here: what the texts ask for in writing is on the shelf first."""
    lawful(before, event, after, asking)
    needed = {GuaranteeFactsRecorded: PaperKind.JOINT_REQUEST, CopiesHandedOver: PaperKind.RELEASE_CONSENT}.get(
        type(event)
    )
    assert needed is None or list(before.shelf.of(needed))


def life(*begins: Event, terms: Terms = DEFAULTS, holds: Lawful = lawful) -> Life:
    return Life(
        initial=INITIAL,
        evolve=evolve,
        decide=decide,
        next_steps=lambda state, asking: next_steps(state, asking, terms),
        commands=get_args(CaseCommand),
        events=INTAKE,
        offices=[
            frozenset({Office.HEAD, Office.DEPUTY}),
            *(frozenset({each}) for each in (Office.DEPUTY, Office.EXPERT)),
        ],
        begins=received(*begins),
        around=lambda random: Around(frozenset({random.choice((Office.DEPUTY, Office.EXPERT))}), terms=terms),
        lawful=holds,
        stands=stands,
        correction=EntryCorrected,
        always=frozenset({"case_id"}),
        details={
            RecordFacts: some_of(RecordFacts, FactItem),
            ReceiveWrittenConsent: a_consent,
            HandOverPapers: copies,
            RecordGuaranteeFacts: some_of(RecordGuaranteeFacts, GuaranteeItem),
        },
    )


LIVES = {
    "not_yet_received": (),
    "of_a_company": (opened(),),
    "of_a_company_from_elsewhere": (opened(prefecture="22"),),
    "of_a_guarantor": (opened(Requester.GUARANTOR, requester_name=Sealed("三国 汐")),),
    "of_a_bank_about_a_named_company": (opened(Requester.FINANCIAL_INSTITUTION, requester_name=Sealed("銀行")),),
    "of_an_adviser_about_nobody": (opened(Requester.ADVISER, company_name=None),),
    "of_a_guarantor_and_adviser": joint(),
}


@pytest.mark.hypothesis
@pytest.mark.parametrize("begins", LIVES.values(), ids=LIVES.keys())
def test_no_sequence_of_commands_takes_a_consultation_where_the_rules_forbid(begins: tuple[Event, ...]) -> None:
    play(life(*begins), runs=30)


@pytest.mark.hypothesis
def test_no_sequence_of_commands_does_without_a_paper_that_the_texts_ask_for() -> None:
    kept = DEFAULTS._replace(papers_kept_from=dt.date(2024, 1, 1))
    play(life(*joint(), terms=kept, holds=with_papers), runs=30)
