"""What holds for every history and every sequence of commands of one entry of the register."""

import datetime as dt
from random import Random
from typing import Any, get_args
from uuid import UUID

import pytest
from council_casework.nationwide import LIFETIME_LIMIT, Supported
from council_directory import provisions
from council_events import Event, Sealed, all_event_classes
from council_events.deciding import Asking, Fact, Refused
from council_events.intake import (
    Answer,
    CompanyEntryClosed,
    CompanyEntryCorrected,
    CompanyRegistered,
    NationwideAnswerGiven,
    NationwideQuestion,
)
from council_events.subsidy import SubsidyUseCounted, Track
from council_events.values import Industry, LegalForm, Office, SupportLine
from council_intake.commands import CloseEntry, CompanyCommand, RegisterCompany
from council_intake.domain import (
    NO_COMPANY,
    Company,
    CompanyAround,
    close,
    company_steps,
    decide_company,
    evolve_company,
    register,
)
from council_intake.domain.company import Stage
from council_intake.rules.companies import Past, nationwide
from hypothesis import given
from hypothesis import strategies as st

from tests.machines import Life, play

DAYS = st.dates(dt.date(2024, 3, 1), dt.date(2024, 5, 31))
INTAKE = [event for event in all_event_classes() if event.type_name.startswith("council.intake.")]
TEA = UUID(int=21)
COUNTED = st.builds(
    SubsidyUseCounted,
    ledger_id=st.just(TEA),
    use_id=st.uuids(),
    track=st.sampled_from(Track),
    accepted_on=DAYS,
    amount=st.integers(1, 4_000_000),
    negotiation=st.just(1),
    running=st.booleans(),
)
SUPPORTS = st.builds(Supported, st.uuids(), st.sampled_from(SupportLine), st.booleans())
PASTS = st.builds(Past, st.lists(COUNTED).map(tuple), st.lists(SUPPORTS).map(tuple))


def lawful(before: Company, event: Event, after: Company, asking: Asking) -> None:
    if isinstance(event, CompanyEntryClosed):
        assert before.stage is not Stage.CLOSED
        return
    assert asking.pledged
    assert not asking.recused
    assert before.stage in (Stage.NONE, Stage.REGISTERED, Stage.JOINED), "a merged or closed entry is changed no more"
    assert isinstance(event, NationwideAnswerGiven) or asking.holds(Office.HEAD, Office.DEPUTY)
    assert before.registered is None or after.registered == before.registered, "what was entered is never rewritten"


def stands(company: Company) -> None:
    assert company.registered is not None
    assert company.registered.company_id not in company.joined_to
    assert company.merged_into != company.registered.company_id
    if not company.is_closed:
        assert (company.stage is Stage.JOINED) == bool(company.joined_to)
        assert (company.stage is Stage.MERGED) == (company.merged_into is not None)


def decided(company: Company, command: Any, asking: Asking, around: CompanyAround) -> list[Event]:
    if isinstance(command, RegisterCompany):
        return register(company, command, asking)
    if isinstance(command, CloseEntry):
        return close(company, TEA)
    return decide_company(company, command, asking, around)


def pasts(random: Random) -> CompanyAround:
    """What all councils say of the company: a support now and then, of a line at random."""
    supports = [Supported(UUID(int=31), random.choice(list(SupportLine)), random.random() < 0.5)]
    return CompanyAround(past=Past((), tuple(random.sample(supports, random.randrange(2)))))


@pytest.mark.hypothesis
@pytest.mark.parametrize("form", [LegalForm.STOCK_COMPANY, LegalForm.SOLE_PROPRIETOR])
def test_no_sequence_of_commands_breaks_the_register(form: LegalForm) -> None:
    entered = CompanyRegistered(
        company_id=TEA, name=Sealed("名"), prefecture="24", legal_form=form, industry=Industry.OTHER
    )
    play(
        Life(
            initial=NO_COMPANY,
            evolve=evolve_company,
            decide=decided,
            next_steps=company_steps,
            commands=(RegisterCompany, CloseEntry, *get_args(CompanyCommand)),
            events=INTAKE,
            offices=[
                frozenset({Office.HEAD, Office.DEPUTY}),
                *(frozenset({each}) for each in (Office.DEPUTY, Office.SECRETARIAT, Office.EXPERT)),
            ],
            begins=[Fact(entered, dt.date(2024, 3, 1), "24", "p24-head")],
            around=pasts,
            lawful=lawful,
            stands=stands,
            correction=CompanyEntryCorrected,
            always=frozenset({"company_id"}),
        ),
        runs=30,
    )


@given(st.sampled_from(NationwideQuestion), PASTS, DAYS, st.booleans())
def test_a_nationwide_answer_is_yes_no_or_yen_under_the_ceiling(
    question: NationwideQuestion, past: Past, on: dt.date, counts: bool
) -> None:
    try:
        found = nationwide(question, past, on, negotiation_counts=counts)
    except Refused:
        assert question is NationwideQuestion.LIFETIME_CEILING
        assert on < dt.date(2024, 4, 1)
        return
    assert (found.answer is Answer.REMAINING) == (found.remaining is not None)
    assert 0 <= (found.remaining or 0) <= LIFETIME_LIMIT
    assert found.provision in provisions()
