"""What holds for every history and every sequence of commands of one entry of the register."""

import datetime as dt
from uuid import UUID

from council_casework.nationwide import LIFETIME_LIMIT, Supported
from council_directory import provisions
from council_events import Event, Sealed, all_event_classes
from council_events.deciding import Asking, Fact, Refused
from council_events.intake import Answer, CompanyRegistered, NationwideQuestion
from council_events.subsidy import SubsidyUseCounted, Track
from council_events.values import Industry, LegalForm, Office, SupportLine
from council_intake.commands import (
    AskNationwide,
    CompanyCommand,
    IncorporateProprietor,
    JoinCompanies,
    MergeCompany,
    MoveCompany,
    PartCompanies,
    RenameCompany,
)
from council_intake.domain import NO_COMPANY, CompanyAround, decide_company, evolve_company
from council_intake.rules.companies import Past, nationwide
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replay.sample_events import sample

DAYS = st.dates(dt.date(2024, 3, 1), dt.date(2024, 5, 31))
SAMPLES: st.SearchStrategy[Event] = st.sampled_from(
    [sample(event) for event in all_event_classes() if event.type_name.startswith("council.intake.")]
)
ASKING = st.builds(
    Asking,
    person=st.sampled_from(["p24-head", "p24-deputy"]),
    council=st.just("24"),
    on=DAYS,
    offices=st.frozensets(st.sampled_from([Office.HEAD, Office.DEPUTY, Office.SECRETARIAT]), min_size=1),
    pledged=st.sampled_from([True, True, True, False]),
    recused=st.sampled_from([False, False, False, True]),
)
TEA, OTHER = UUID(int=21), UUID(int=22)
ENTRIES: st.SearchStrategy[CompanyCommand] = st.one_of(
    st.just(RenameCompany(name="新名")),
    st.just(MoveCompany(prefecture="23", address="住所")),
    st.builds(
        IncorporateProprietor,
        name=st.just("合同会社"),
        corporate_number=st.sampled_from(["6999903000124", "5999903000124"]),
        legal_form=st.sampled_from(LegalForm),
    ),
    st.builds(MergeCompany, into=st.sampled_from([TEA, OTHER])),
    st.builds(JoinCompanies, same_as=st.sampled_from([TEA, OTHER]), reason=st.just("同じ")),
    st.builds(PartCompanies, same_as=st.sampled_from([TEA, OTHER]), reason=st.just("別")),
    st.builds(AskNationwide, question=st.sampled_from(NationwideQuestion), accepted_on=st.none() | DAYS),
)
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


@given(st.lists(SAMPLES, max_size=25))
def test_evolve_of_a_company_takes_every_history(events: list[Event]) -> None:
    company = NO_COMPANY
    for event in events:
        company = evolve_company(company, Fact(event, dt.date(2024, 4, 1), "24", "p24-deputy"))
    assert company.registered is None or company.name is not None


@settings(max_examples=200)
@given(st.sampled_from(LegalForm), st.lists(st.tuples(ENTRIES, ASKING, PASTS), min_size=3, max_size=25))
def test_no_sequence_of_commands_breaks_the_register(
    form: LegalForm, commands: list[tuple[CompanyCommand, Asking, Past]]
) -> None:
    entered = CompanyRegistered(
        company_id=TEA, name=Sealed("名"), prefecture="24", legal_form=form, industry=Industry.OTHER
    )
    company = evolve_company(NO_COMPANY, Fact(entered, dt.date(2024, 3, 1), "24", "p24-head"))
    for command, asking, past in commands:
        try:
            events = decide_company(company, command, asking, CompanyAround(past=past))
        except Refused:
            continue
        for event in events:
            assert company.stage.value in ("registered", "joined"), "a merged entry is changed no more"
            company = evolve_company(company, Fact(event, asking.on, "24", asking.person))
        assert company.registered == entered, "what was entered is never rewritten"
        assert TEA not in company.joined_to
        assert company.merged_into != TEA
        assert (company.stage.value == "joined") == bool(company.joined_to)
        assert all(asking.pledged and not asking.recused for _ in events)


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
