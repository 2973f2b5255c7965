"""The register of companies: changes, joins and merges as events of their own; and what a nationwide question answers."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

import pytest
from council_casework.nationwide import Supported
from council_events import Envelope, Event, Sealed
from council_events.audit import DestructionApproved, RetainedKind
from council_events.deciding import Asking, Fact, Refused
from council_events.intake import (
    Answer,
    CompaniesJoined,
    CompaniesParted,
    CompanyEntryClosed,
    CompanyMerged,
    CompanyMoved,
    CompanyRegistered,
    CompanyRenamed,
    NationwideAnswerGiven,
    NationwideQuestion,
    ProprietorIncorporated,
    RoleExplained,
)
from council_events.subsidy import SubsidyUseCounted, Track
from council_events.values import Industry, LegalForm, Office, SupportLine
from council_intake.commands import (
    AskNationwide,
    CloseEntry,
    CompanyCommand,
    IncorporateProprietor,
    JoinCompanies,
    MergeCompany,
    MoveCompany,
    PartCompanies,
    RegisterCompany,
    RenameCompany,
)
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
from council_intake.domain.company import NOTHING_AROUND, Stage
from council_intake.reactions import close_entry
from council_intake.rules.asking import may_correct, may_mend_the_register
from council_intake.rules.companies import Past

from tests.services.intake.situations import asking, day, deputy

E = TypeVar("E", bound=Event)
TEA, OTHER, THIRD = (UUID(int=number) for number in (1, 2, 3))


def registered(company_id: UUID = TEA, **changes: Any) -> CompanyRegistered:
    fields: dict[str, Any] = {
        "company_id": company_id,
        "name": Sealed("伊勢宮川製茶株式会社（架空）"),
        "phone": Sealed("0596-00-0000"),
        "corporate_number": Sealed("2999901000121"),
        "prefecture": "24",
        "legal_form": LegalForm.STOCK_COMPANY,
        "industry": Industry.MANUFACTURING,
    }
    return CompanyRegistered(**(fields | changes))


def given(*events: Event) -> Company:
    company = NO_COMPANY
    for event in events:
        company = evolve_company(company, Fact(event, day("2024-05-14"), "24", "p24-deputy"))
    return company


def when(company: Company, command: CompanyCommand, around: CompanyAround = NOTHING_AROUND, **by: Any) -> list[Event]:
    return decide_company(company, command, by.get("by") or deputy("2024-05-20"), around)


def only(kind: type[E], events: list[Event]) -> E:
    [event] = events
    assert isinstance(event, kind)
    return event


def refused(company: Company, command: CompanyCommand, around: CompanyAround = NOTHING_AROUND) -> Refused:
    with pytest.raises(Refused) as caught:
        when(company, command, around)
    return caught.value


PROPRIETOR = registered(legal_form=LegalForm.SOLE_PROPRIETOR, corporate_number=None)
JOIN = JoinCompanies(same_as=OTHER, reason="同じ法人番号")


def test_a_new_name_stands_beside_the_former_one() -> None:
    event = only(CompanyRenamed, when(given(registered()), RenameCompany(name="宮川茶業株式会社（架空）")))
    company = given(registered(), event)
    assert company.name == Sealed("宮川茶業株式会社（架空）")
    assert company.registered == registered(), "what was entered is never rewritten"


def test_a_company_that_moves_keeps_its_entry_and_its_telephone_unless_another_is_given() -> None:
    move = MoveCompany(prefecture="23", address="愛知県名古屋市")
    moved = given(registered(), only(CompanyMoved, when(given(registered()), move)))
    assert (moved.prefecture, moved.address, moved.phone) == ("23", Sealed("愛知県名古屋市"), Sealed("0596-00-0000"))
    other = move.model_copy(update={"phone": "052-000-0000"})
    assert given(registered(), *when(given(registered()), other)).phone == Sealed("052-000-0000")
    assert moved.council == "24", "an act keeps its council"


def incorporate(**changes: Any) -> IncorporateProprietor:
    command = IncorporateProprietor(
        name="やんばる工房合同会社（架空）", corporate_number="6999903000124", legal_form=LegalForm.LLC
    )
    return command.model_copy(update=changes)


def test_a_sole_proprietor_becomes_a_corporation_under_the_same_entry() -> None:
    """STD-1: the number comes with the corporation."""
    event = only(ProprietorIncorporated, when(given(PROPRIETOR), incorporate()))
    company = given(PROPRIETOR, event)
    assert (company.legal_form, company.corporate_number) == (LegalForm.LLC, Sealed("6999903000124"))
    assert company.stage is Stage.REGISTERED
    assert IncorporateProprietor not in [step.command for step in company_steps(company, deputy("2024-05-20"))]


@pytest.mark.parametrize(
    ("company", "command", "field"),
    [
        (registered(), incorporate(), "legal_form"),
        (PROPRIETOR, incorporate(legal_form=LegalForm.LLP), "legal_form"),
        (PROPRIETOR, incorporate(corporate_number="5999903000124"), "corporate_number"),
    ],
)
def test_only_a_proprietor_becomes_a_corporation_and_with_a_right_number(
    company: CompanyRegistered, command: IncorporateProprietor, field: str
) -> None:
    refusal = refused(given(company), command)
    assert (refusal.provision, refusal.field) == ("STD-1", field)


def test_a_company_that_went_into_another_stays_in_the_register_and_is_changed_no_more() -> None:
    merge = MergeCompany(into=OTHER)
    event = only(CompanyMerged, when(given(registered()), merge, CompanyAround(given(registered(OTHER)))))
    gone = given(registered(), event)
    assert (gone.stage, gone.merged_into) == (Stage.MERGED, OTHER)
    assert when(gone, merge) == []
    assert refused(gone, RenameCompany(name="別の名")).provision == "RP-3"
    assert company_steps(gone, deputy("2024-05-20")) == []


def test_duplicates_are_joined_and_parted_again_and_never_rewritten() -> None:
    """RP-3: distinct companies and events are counted as two measures."""
    joined = only(CompaniesJoined, when(given(registered()), JOIN, CompanyAround(given(registered(OTHER)))))
    company = given(registered(), joined)
    assert (company.stage, company.joined_to) == (Stage.JOINED, (OTHER,))
    assert when(company, JOIN) == []
    assert refused(company, RenameCompany(name="別の名")).provision == "RP-3"
    assert [step.command for step in company_steps(company, deputy("2024-05-20"))] == [PartCompanies, AskNationwide]
    part = PartCompanies(same_as=OTHER, reason="別の会社と分かった")
    apart = given(registered(), joined, only(CompaniesParted, when(company, part)))
    assert (apart.stage, apart.joined_to, apart.registered) == (Stage.REGISTERED, (), registered())
    assert refused(company, part.model_copy(update={"same_as": THIRD})).field == "same_as"


@pytest.mark.parametrize(
    ("command", "other", "field"),
    [
        (JoinCompanies(same_as=TEA, reason="同じ"), registered(), "same_as"),
        (MergeCompany(into=TEA), registered(), "into"),
    ],
)
def test_an_entry_is_not_joined_to_itself(command: CompanyCommand, other: CompanyRegistered, field: str) -> None:
    refusal = refused(given(registered()), command, CompanyAround(given(other)))
    assert (refusal.provision, refusal.field) == ("RP-3", field)


def test_two_entries_do_not_lead_back_to_each_other() -> None:
    back = given(registered(OTHER), CompaniesJoined(company_id=OTHER, same_as=TEA, reason=Sealed("同じ")))
    assert refused(given(registered()), JOIN, CompanyAround(back)).field == "same_as"
    merged = given(registered(OTHER), CompanyMerged(company_id=OTHER, into=TEA))
    assert refused(given(registered()), MergeCompany(into=OTHER), CompanyAround(merged)).field == "into"


def test_what_was_never_registered_is_not_changed_and_other_events_mean_nothing() -> None:
    assert refused(NO_COMPANY, RenameCompany(name="名")).provision == "RP-3"
    assert given(RoleExplained(case_id=TEA)) == NO_COMPANY


def test_the_secretariat_asks_the_nationwide_question_and_nothing_else() -> None:
    office = asking("2024-05-20", Office.SECRETARIAT)
    ask = AskNationwide(question=NationwideQuestion.EARLY_AGAIN)
    assert decide_company(given(registered()), ask, office)
    with pytest.raises(Refused) as caught:
        decide_company(given(registered()), RenameCompany(name="名"), office)
    assert caught.value.forbidden
    steps = {step.command: step.allowed for step in company_steps(given(registered()), office)}
    assert {command for command, allowed in steps.items() if allowed} == {AskNationwide}


# ---- closed, before what it says is destroyed


def test_an_entry_is_closed_with_the_ledger_of_its_number_once_at_whatever_stage() -> None:
    ledger = UUID(int=77)
    closed = CompanyEntryClosed(company_id=TEA, ledger_id=ledger)
    merged = CompanyMerged(company_id=TEA, into=OTHER)
    assert close(given(registered()), ledger) == close(given(registered(), merged), ledger) == [closed]
    assert close(given(registered(), closed), ledger) == []
    assert close(NO_COMPANY, None) == [], "an entry that is not there is none to close"


def test_a_closed_entry_takes_no_change_and_offers_none() -> None:
    company = given(registered(), CompanyEntryClosed(company_id=TEA))
    assert company.is_closed
    assert company_steps(company, deputy("2024-05-20")) == []
    with pytest.raises(Refused) as refused:
        when(company, RenameCompany(name="別名"))
    assert "closed" in refused.value.en


@pytest.mark.parametrize(("kind", "closes"), [(RetainedKind.COMPANY, True), (RetainedKind.CASE, False)])
def test_only_an_approved_destruction_of_an_entry_closes_it(kind: RetainedKind, *, closes: bool) -> None:
    approved = DestructionApproved(retained_kind=kind, retained_id=TEA)
    asked = CloseEntry(company_id=TEA) if closes else None
    assert close_entry(Envelope.model_construct(data=approved)) == asked
    assert close_entry(Envelope.model_construct(data=registered())) is None


# ---- the nationwide question


def use(track: Track = Track.ORDINARY, amount: int = 900_000, **changes: Any) -> SubsidyUseCounted:
    values: dict[str, Any] = {"ledger_id": TEA, "use_id": TEA, "accepted_on": day("2022-06-01"), "running": False}
    return SubsidyUseCounted(track=track, amount=amount, **(values | changes))


def supported(line: SupportLine, *, planned: bool = False) -> Supported:
    return Supported(TEA, line, planned)


def answer(question: NationwideQuestion, past: Past, on: str = "2024-05-20", **around: Any) -> NationwideAnswerGiven:
    command = AskNationwide(question=question, accepted_on=day(on))
    return only(NationwideAnswerGiven, when(given(registered()), command, CompanyAround(past=past, **around)))


Q = NationwideQuestion


@pytest.mark.parametrize(
    ("uses", "remaining"),
    [
        ((), 3_000_000),
        ((use(amount=2_000_000),), 1_000_000),
        ((use(amount=2_000_000, running=True), use(amount=1_500_000)), 0),
        ((use(Track.EARLY, 200_000), use(Track.GUIDELINE, 5_000_000)), 3_000_000),
    ],
)
def test_the_lifetime_ceiling_tells_the_yen_that_remain(uses: tuple[SubsidyUseCounted, ...], remaining: int) -> None:
    """SUB-E-4: past and new subsidy of 通常枠, 3,000,000 yen per company for life."""
    given_answer = answer(Q.LIFETIME_CEILING, Past(uses))
    assert (given_answer.answer, given_answer.remaining, given_answer.provision) == (
        Answer.REMAINING,
        remaining,
        "SUB-E-4",
    )


@pytest.mark.parametrize(("counts", "remaining"), [(True, 1_900_000), (False, 2_000_000)])
def test_whether_negotiation_counts_is_the_setting_that_subsidy_has_too(counts: bool, remaining: int) -> None:
    """SUB-E-4-2"""
    past = Past((use(amount=1_100_000, negotiation=100_000),))
    assert answer(Q.LIFETIME_CEILING, past, negotiation_counts=counts).remaining == remaining


def test_there_was_no_lifetime_ceiling_before_2024() -> None:
    command = AskNationwide(question=Q.LIFETIME_CEILING, accepted_on=day("2024-03-31"))
    refusal = refused(given(registered()), command)
    assert (refusal.provision, refusal.field) == ("SUB-E-4", "accepted_on")


LINE = SupportLine


@pytest.mark.parametrize(
    ("question", "past", "on", "said", "provision"),
    [
        (Q.REGULAR_AGAIN, Past((use(),)), "2024-05-20", Answer.YES, "SUB-E-4"),
        (Q.REGULAR_AGAIN, Past((use(Track.EARLY),)), "2024-05-20", Answer.NO, "SUB-E-4"),
        (Q.REGULAR_AGAIN, Past((use(),)), "2024-03-31", Answer.YES, "SUB-E-6"),
        (Q.EARLY_AGAIN, Past((use(Track.EARLY),)), "2024-05-20", Answer.YES, "SUB-E-5"),
        (Q.EARLY_AGAIN, Past((use(),)), "2024-05-20", Answer.NO, "SUB-E-5"),
        (Q.EARLIER_PLAN, Past((), (supported(LINE.RESTRUCTURING, planned=True),)), "2024-05-20", Answer.YES, "SUB-E-7"),
        (Q.EARLIER_PLAN, Past((), (supported(LINE.RESTRUCTURING),)), "2024-05-20", Answer.NO, "SUB-E-7"),
        (Q.EARLIER_PLAN, Past((use(Track.EARLY),)), "2024-05-20", Answer.YES, "SUB-E-7"),
        (Q.EARLIER_PLAN, Past((use(Track.GUIDELINE),)), "2024-05-20", Answer.YES, "SUB-E-7"),
        (Q.RUNNING_SUPPORT, Past((), (supported(LINE.REVENUE_IMPROVEMENT),)), "2024-05-20", Answer.YES, "SUB-E-10"),
        (Q.RUNNING_SUPPORT, Past((), (supported(LINE.TAX_SCHEME),)), "2024-05-20", Answer.YES, "SUB-E-10"),
        (Q.RUNNING_SUPPORT, Past((), (supported(LINE.GUARANTEE),)), "2024-05-20", Answer.NO, "SUB-E-10"),
        (Q.RUNNING_SUPPORT, Past((use(Track.GUIDELINE),)), "2024-05-20", Answer.NO, "SUB-E-10"),
        (Q.RUNNING_SUPPORT, Past((use(Track.EARLY),)), "2024-05-20", Answer.YES, "SUB-E-10"),
    ],
)
def test_the_other_questions_tell_yes_or_no_with_the_provision(
    question: NationwideQuestion, past: Past, on: str, said: Answer, provision: str
) -> None:
    """SUB-E-4, SUB-E-5, SUB-E-6, SUB-E-7, SUB-E-10"""
    event = answer(question, past, on=on)
    assert (event.answer, event.remaining, event.provision) == (said, None, provision)


def test_an_answer_holds_nothing_of_where_or_what() -> None:
    assert set(NationwideAnswerGiven.model_fields) == {"company_id", "question", "answer", "remaining", "provision"}


def test_today_is_asked_about_where_no_day_is_given() -> None:
    command = AskNationwide(question=Q.EARLY_AGAIN)
    around = CompanyAround(past=Past((use(Track.EARLY),)))
    by: Asking = deputy("2024-05-20")
    assert only(NationwideAnswerGiven, when(given(registered()), command, around, by=by)).answer is Answer.YES


def entering(**changes: Any) -> RegisterCompany:
    fields: dict[str, Any] = {
        "company_id": TEA,
        "name": "伊勢宮川製茶株式会社（架空）",
        "corporate_number": "2999901000121",
        "legal_form": LegalForm.STOCK_COMPANY,
        "industry": Industry.MANUFACTURING,
        "prefecture": "24",
    }
    return RegisterCompany(**(fields | changes))


def test_a_company_is_entered_once_with_a_number_that_is_one() -> None:
    [event] = register(NO_COMPANY, entering(), deputy("2024-05-14"))
    assert isinstance(event, CompanyRegistered)
    known = evolve_company(NO_COMPANY, Fact(event, day("2024-05-14"), "24", "p24-deputy"))
    assert register(known, entering(name="別名"), deputy("2024-05-20")) == []
    for number, form in (("1999901000121", LegalForm.STOCK_COMPANY), ("2999901000121", LegalForm.SOLE_PROPRIETOR)):
        with pytest.raises(Refused) as refused:
            register(NO_COMPANY, entering(corporate_number=number, legal_form=form), deputy("2024-05-14"))
        assert (refused.value.provision, refused.value.field) == ("STD-1", "corporate_number")
    assert register(NO_COMPANY, entering(corporate_number=None), deputy("2024-05-14"))


@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.EXPERT, Office.HOST_HEAD])
def test_head_and_deputy_mend_the_register_and_nobody_else(office: Office) -> None:
    may_mend_the_register(deputy("2024-05-14"))
    may_mend_the_register(asking("2024-05-14", Office.HEAD))
    with pytest.raises(Refused) as refused:
        may_mend_the_register(asking("2024-05-14", office))
    assert (refused.value.provision, refused.value.forbidden) == ("YR-2-1-4-4", True)


@pytest.mark.parametrize("office", [Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT, Office.SECRETARIAT])
def test_the_department_and_its_office_correct_what_was_recorded_of_a_consultation(office: Office) -> None:
    may_correct(asking("2024-05-14", office))
    for nobody in (Office.EXPERT, Office.CHAIR):
        with pytest.raises(Refused) as refused:
            may_correct(asking("2024-05-14", nobody))
        assert (refused.value.provision, refused.value.forbidden) == ("YR-2-1-4-4", True)
