"""Offices, pledges, interests, substitution: given what has happened, when somebody asks, then events or a refusal."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused
from council_events.governance import (
    BureauConsentRecorded,
    CandidateProposed,
    CaseWorkerAssigned,
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    InterestKind,
    Knowledge,
    OfficeAppointed,
    OfficeEnded,
    OfficeEndReason,
    PledgeReceived,
    Secondment,
    SubstituteDesignated,
    SubstitutionGround,
)
from council_events.values import Office, Power
from council_governance.commands import (
    AppointOffice,
    AssignCaseWorker,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    EndOffice,
    LiftConflictOfInterest,
    PersonCommand,
    ProposeCandidate,
    ReceivePledge,
    RecordBureauConsent,
)
from council_governance.domain.organisation.state import Rules, Span
from council_governance.domain.person import INITIAL, About, State, Term, decide, evolve, next_steps
from pydantic import ValidationError

KAGAWA = "37"
MITOYO = "p37-mitoyo"
CASE = UUID("018f5e1c-0000-7000-8000-000000000001")
OTHER_CASE = UUID("018f5e1c-0000-7000-8000-000000000002")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def given(*events: Event, council: str = KAGAWA) -> State:
    state = INITIAL
    for event in events:
        state = evolve(state, Fact(event, day("2024-04-01"), council, "p37-host"))
    return state


def asking(on: str, *offices: Office, person: str = "p37-host", council: str = KAGAWA) -> Asking:
    return Asking(person, council, day(on), frozenset(offices))


def host(on: str) -> Asking:
    return asking(on, Office.HOST_HEAD)


def head(on: str) -> Asking:
    return asking(on, Office.HEAD, person="p37-head")


def when(
    state: State,
    command: PersonCommand,
    by: Asking,
    person: str = MITOYO,
    substitute: State = INITIAL,
    heads: tuple[Term, ...] = (),
    **about: Any,
) -> list[Event]:
    return decide(state, command, by, About(person, substitute, heads, **about))


def proposed(
    office: Office = Office.HEAD,
    *,
    knowledge: tuple[Knowledge, ...] = (Knowledge.REVITALIZATION,),
    secondment: Secondment = Secondment.NONE,
    secondment_ends_on: str | None = None,
) -> CandidateProposed:
    return CandidateProposed(
        person=MITOYO,
        office=office,
        name=Sealed("三豊 渉"),
        career=Sealed("事業再生の実務８年"),
        knowledge=knowledge,
        secondment=secondment,
        secondment_ends_on=day(secondment_ends_on) if secondment_ends_on else None,
    )


def consented(on: str, office: Office = Office.HEAD) -> BureauConsentRecorded:
    return BureauConsentRecorded(person=MITOYO, office=office, bureau="BUR-07", consented_on=day(on))


def pledged(on: str) -> PledgeReceived:
    return PledgeReceived(person=MITOYO, received_on=day(on))


def appointed(office: Office, begins_on: str, ends_on: str | None = None, person: str = MITOYO) -> OfficeAppointed:
    return OfficeAppointed(
        person=person,
        office=office,
        begins_on=day(begins_on),
        ends_on=day(ends_on) if ends_on else None,
        name=Sealed("三豊 渉"),
    )


def appoint(office: Office, begins_on: str, ends_on: str | None = None, name: str | None = None) -> AppointOffice:
    return AppointOffice(office=office, begins_on=day(begins_on), ends_on=day(ends_on) if ends_on else None, name=name)


def refused(state: State, command: PersonCommand, by: Asking, **about: object) -> Refused:
    with pytest.raises(Refused) as caught:
        when(state, command, by, **about)  # type: ignore[arg-type]  # the keywords of `when`
    return caught.value


# ---- A-GOV-01: consent, pledge and an effective date


def test_a_head_is_appointed_with_consent_and_pledge_and_the_record_names_both() -> None:
    """A-GOV-01."""
    state = given(proposed(), consented("2025-03-19"), pledged("2025-03-26"))
    (event,) = when(state, appoint(Office.HEAD, "2025-04-01"), host("2025-03-27"))
    assert event == OfficeAppointed(
        person=MITOYO,
        office=Office.HEAD,
        begins_on=day("2025-04-01"),
        name=Sealed("三豊 渉"),
        bureau="BUR-07",
        bureau_consent_on=day("2025-03-19"),
        pledge_on=day("2025-03-26"),
        secondment=Secondment.NONE,
    )


def test_an_office_has_force_only_from_its_effective_date() -> None:
    """A-GOV-01, steps 2 and 3."""
    state = given(appointed(Office.HEAD, "2025-04-01"))
    assert not state.holds(Office.HEAD, day("2025-03-31"))
    assert state.holds(Office.HEAD, day("2025-04-01"))


def test_a_successor_begins_after_the_predecessors_last_day() -> None:
    """A-GOV-01: the predecessor's office ends on 2025-03-31."""
    state = given(proposed(), consented("2025-03-19"), pledged("2025-03-26"))
    predecessor = (Term(Office.HEAD, day("2022-04-01"), day("2025-03-31")),)
    assert when(state, appoint(Office.HEAD, "2025-04-01"), host("2025-03-27"), heads=predecessor)
    refusal = refused(state, appoint(Office.HEAD, "2025-03-31"), host("2025-03-27"), heads=predecessor)
    assert (refusal.provision, refusal.field) == ("YR24-2-1-3-1", "begins_on")


def test_a_head_is_not_appointed_without_a_proposal() -> None:
    assert refused(given(), appoint(Office.HEAD, "2025-04-01"), host("2025-03-27")).provision == "YR-2-1-3-2-1"


def test_a_head_is_not_appointed_without_recorded_knowledge() -> None:
    state = given(proposed(knowledge=()), consented("2025-03-19"), pledged("2025-03-26"))
    assert refused(state, appoint(Office.HEAD, "2025-04-01"), host("2025-03-27")).provision == "YR-2-1-3-2-1"


def test_a_head_is_not_appointed_without_the_pledge() -> None:
    state = given(proposed(), consented("2025-03-19"))
    assert refused(state, appoint(Office.HEAD, "2025-04-01"), host("2025-03-27")).provision == "YR24-2-1-5-2"


def test_before_the_edition_of_2024_the_missing_pledge_is_refused_by_the_older_provision() -> None:
    state = given(proposed(), consented("2024-03-01"))
    assert refused(state, appoint(Office.HEAD, "2024-04-01"), host("2024-03-31")).provision == "YR-2-1-4-2"


def test_only_the_hosts_head_appoints_the_councils_people() -> None:
    state = given(proposed(), consented("2025-03-19"), pledged("2025-03-26"))
    refusal = refused(state, appoint(Office.HEAD, "2025-04-01"), asking("2025-03-27", Office.ADMINISTRATOR))
    assert refusal.forbidden
    assert "認定支援機関の長" in refusal.ja


def test_the_same_appointment_asked_again_changes_nothing() -> None:
    state = given(proposed(), consented("2025-03-19"), pledged("2025-03-26"), appointed(Office.HEAD, "2025-04-01"))
    assert when(state, appoint(Office.HEAD, "2025-04-01"), host("2025-03-28")) == []


def test_an_office_is_not_held_twice_on_one_day() -> None:
    state = given(appointed(Office.SECRETARIAT, "2025-04-01"), pledged("2025-03-26"))
    refusal = refused(state, appoint(Office.SECRETARIAT, "2026-04-01"), host("2025-04-02"))
    assert refusal.field == "begins_on"


def test_a_consent_serves_one_appointment_only() -> None:
    state = given(
        proposed(), consented("2025-03-19"), pledged("2025-03-26"), appointed(Office.HEAD, "2025-04-01", "2026-03-31")
    )
    assert refused(state, appoint(Office.HEAD, "2026-04-01"), host("2026-03-20")).provision == "YR-2-1-3-2-1"


# ---- A-GOV-02: secondees


def test_a_secondee_of_a_banks_subsidiary_is_not_appointed_head_whatever_the_bureau_says() -> None:
    """A-GOV-02, step 1."""
    state = given(
        proposed(secondment=Secondment.FINANCIAL_SUBSIDIARY, secondment_ends_on="2027-03-31"),
        consented("2025-05-12"),
        pledged("2025-05-14"),
    )
    assert refused(state, appoint(Office.HEAD, "2025-06-02"), host("2025-05-15")).provision == "YR-2-1-3-2-2"


def test_a_secondee_of_a_banks_subsidiary_can_be_deputy() -> None:
    """A-GOV-02, step 2."""
    state = given(
        proposed(Office.DEPUTY, secondment=Secondment.FINANCIAL_SUBSIDIARY, secondment_ends_on="2027-03-31"),
        consented("2025-05-12", Office.DEPUTY),
        pledged("2025-05-14"),
    )
    (event,) = when(state, appoint(Office.DEPUTY, "2025-06-02"), host("2025-05-16"))
    assert isinstance(event, OfficeAppointed)
    assert event.begins_on == day("2025-06-02")


@pytest.mark.parametrize(
    ("secondment", "ends_on"), [(Secondment.OTHER, None), (Secondment.FINANCIAL_INSTITUTION, "2025-05-31")]
)
def test_a_secondee_of_another_body_or_one_who_has_returned_can_be_head(
    secondment: Secondment, ends_on: str | None
) -> None:
    state = given(
        proposed(secondment=secondment, secondment_ends_on=ends_on), consented("2025-05-12"), pledged("2025-05-14")
    )
    assert when(state, appoint(Office.HEAD, "2025-06-02"), host("2025-05-15"))


# ---- A-GOV-03: the order of consent and appointment


def test_no_deputy_is_appointed_before_the_bureaus_consent() -> None:
    """A-GOV-03, step 1."""
    state = given(proposed(Office.DEPUTY, knowledge=(Knowledge.PLANNING,)), pledged("2024-09-09"))
    refusal = refused(state, appoint(Office.DEPUTY, "2024-09-17"), host("2024-09-10"))
    assert (refusal.provision, refusal.field) == ("YR-2-1-3-2-3", "office")


def test_a_deputy_is_appointed_after_the_bureaus_consent() -> None:
    """A-GOV-03, step 2."""
    state = given(proposed(Office.DEPUTY), consented("2024-09-18", Office.DEPUTY), pledged("2024-09-09"))
    (event,) = when(state, appoint(Office.DEPUTY, "2024-10-01"), host("2024-09-20"))
    assert isinstance(event, OfficeAppointed)
    assert (event.begins_on, event.bureau_consent_on) == (day("2024-10-01"), day("2024-09-18"))


@pytest.mark.parametrize("on", ["2024-09-17", "2024-09-20"])
def test_a_consent_covers_no_day_before_it_was_given(on: str) -> None:
    """A-GOV-03, must not: neither an act nor an effect before the consent of 2024-09-18."""
    state = given(proposed(Office.DEPUTY), consented("2024-09-18", Office.DEPUTY), pledged("2024-09-09"))
    assert refused(state, appoint(Office.DEPUTY, "2024-09-17"), host(on)).provision == "YR-2-1-3-2-3"


@pytest.mark.parametrize("office", [Office.BUREAU_OFFICER, Office.HOST_HEAD])
def test_the_bureau_consents_or_the_host_records_its_paper(office: Office) -> None:
    command = RecordBureauConsent(office=Office.HEAD, consented_on=day("2025-03-19"))
    (event,) = when(given(proposed()), command, asking("2025-03-19", office))
    assert event == consented("2025-03-19")


def test_nobody_else_records_a_consent() -> None:
    command = RecordBureauConsent(office=Office.HEAD, consented_on=day("2025-03-19"))
    assert refused(given(proposed()), command, head("2025-03-19")).forbidden


@pytest.mark.parametrize(
    ("state", "office", "consented_on", "field"),
    [
        (given(proposed()), Office.HEAD, "2025-03-20", "consented_on"),
        (given(proposed()), Office.DEPUTY, "2025-03-19", "office"),
        (given(proposed()), Office.EXPERT, "2025-03-19", "office"),
    ],
    ids=["not given yet", "not proposed", "needs none"],
)
def test_a_consent_is_refused_when(state: State, office: Office, consented_on: str, field: str) -> None:
    command = RecordBureauConsent(office=office, consented_on=day(consented_on))
    assert refused(state, command, host("2025-03-19")).field == field


def test_the_same_consent_recorded_again_changes_nothing() -> None:
    command = RecordBureauConsent(office=Office.HEAD, consented_on=day("2025-03-19"))
    assert when(given(proposed(), consented("2025-03-19")), command, host("2025-03-20")) == []


def test_a_new_proposal_needs_a_new_consent() -> None:
    state = given(proposed(), consented("2025-03-19"), proposed(), pledged("2025-03-26"))
    assert refused(state, appoint(Office.HEAD, "2025-04-01"), host("2025-03-27")).provision == "YR-2-1-3-2-1"


# ---- proposing


PROPOSAL = ProposeCandidate(
    office=Office.HEAD,
    name="三豊 渉",
    career="事業再生の実務８年",
    knowledge=(Knowledge.REVITALIZATION,),
    home_institution="備讃海峡カード株式会社（架空）",
)


def test_the_host_proposes_and_what_identifies_the_person_is_sealed() -> None:
    (event,) = when(given(), PROPOSAL, host("2025-03-10"))
    assert isinstance(event, CandidateProposed)
    assert event.name.clear == "三豊 渉"
    assert event.home_institution == Sealed("備讃海峡カード株式会社（架空）")


def test_only_the_host_proposes() -> None:
    assert refused(given(), PROPOSAL, head("2025-03-10")).forbidden


def test_an_expert_is_not_proposed_to_the_bureau() -> None:
    command = PROPOSAL.model_copy(update={"office": Office.EXPERT})
    assert refused(given(), command, host("2025-03-10")).field == "office"


def test_nobody_is_proposed_for_an_office_of_a_council_under_the_national_code() -> None:
    national = asking("2025-03-10", Office.HOST_HEAD, council="hq")
    assert refused(given(), PROPOSAL, national).field == "council"


def test_a_last_day_before_the_first_is_malformed() -> None:
    with pytest.raises(ValidationError, match="ends_on"):
        appoint(Office.EXPERT, "2024-10-08", "2024-10-07")
    assert appoint(Office.EXPERT, "2024-10-08", "2024-10-08").ends_on == day("2024-10-08")


def test_a_term_withdrawn_before_it_began_bars_no_other_term() -> None:
    state = given(appointed(Office.EXPERT, "2024-10-08", "2024-10-07"))
    assert when(state, appoint(Office.EXPERT, "2024-10-08", name="養老 誠"), host("2024-10-08"))


# ---- the two deputy roles


def test_since_2024_the_two_deputy_roles_are_not_held_together() -> None:
    state = given(
        appointed(Office.DEPUTY_IMPROVEMENT, "2022-04-01"),
        proposed(Office.DEPUTY),
        consented("2024-04-02", Office.DEPUTY),
        pledged("2022-04-01"),
    )
    assert refused(state, appoint(Office.DEPUTY, "2024-05-01"), host("2024-04-10")).provision == "YR24-2-1-3-1"


def test_until_2024_the_two_deputy_roles_could_be_held_together() -> None:
    state = given(
        appointed(Office.DEPUTY_IMPROVEMENT, "2022-04-01"),
        proposed(Office.DEPUTY),
        consented("2023-05-01", Office.DEPUTY),
        pledged("2022-04-01"),
    )
    assert when(state, appoint(Office.DEPUTY, "2023-06-01"), host("2023-05-10"))


# ---- people whom an administrator enters


ADMINISTRATOR = asking("2024-04-01", Office.ADMINISTRATOR, person="admin-1")
NATIONAL = asking("2024-04-01", Office.ADMINISTRATOR, person="admin-1", council="hq")


def test_an_administrator_enters_the_hosts_head() -> None:
    (event,) = when(given(), appoint(Office.HOST_HEAD, "2024-04-01", name="高松 長"), ADMINISTRATOR)
    assert isinstance(event, OfficeAppointed)
    assert (event.name.clear, event.bureau) == ("高松 長", None)


def test_a_hosts_head_enters_no_other_hosts_head() -> None:
    refusal = refused(given(), appoint(Office.HOST_HEAD, "2024-04-01", name="高松 長"), host("2024-04-01"))
    assert (refusal.provision, refusal.forbidden) == ("YR-2-1-1-1", True)


def test_a_bureau_officer_is_entered_nationally_with_the_bureau() -> None:
    command = AppointOffice(office=Office.BUREAU_OFFICER, begins_on=day("2024-04-01"), name="局 員", bureau="BUR-07")
    (event,) = when(given(), command, NATIONAL)
    assert isinstance(event, OfficeAppointed)
    assert event.bureau == "BUR-07"


@pytest.mark.parametrize("office", [Office.HQ_OFFICER, Office.AUDITOR, Office.ADMINISTRATOR])
def test_national_people_are_entered_without_a_bureau(office: Office) -> None:
    assert when(given(), appoint(office, "2024-04-01", name="氏名"), NATIONAL)
    named = appoint(office, "2024-04-01", name="氏名").model_copy(update={"bureau": "BUR-07"})
    assert refused(given(), named, NATIONAL).field == "bureau"


def test_a_bureau_officer_without_a_bureau_is_refused() -> None:
    assert refused(given(), appoint(Office.BUREAU_OFFICER, "2024-04-01", name="局 員"), NATIONAL).field == "bureau"


@pytest.mark.parametrize(
    ("office", "by"), [(Office.AUDITOR, ADMINISTRATOR), (Office.HOST_HEAD, NATIONAL)], ids=["national", "council"]
)
def test_an_office_is_entered_where_it_exists(office: Office, by: Asking) -> None:
    assert refused(given(), appoint(office, "2024-04-01", name="氏名"), by).field == "council"


def test_an_appointment_without_any_known_name_is_refused() -> None:
    assert refused(given(), appoint(Office.HOST_HEAD, "2024-04-01"), ADMINISTRATOR).field == "name"


# ---- ending


def test_an_office_ends_with_its_last_day_and_a_later_term_is_never_held() -> None:
    state = given(
        appointed(Office.SECRETARIAT, "2024-04-01", "2025-03-31"), appointed(Office.SECRETARIAT, "2025-04-01")
    )
    command = EndOffice(office=Office.SECRETARIAT, ended_on=day("2024-12-31"), reason=OfficeEndReason.RESIGNED)
    (event,) = when(state, command, host("2024-12-20"))
    assert isinstance(event, OfficeEnded)
    after = evolve(state, Fact(event, day("2024-12-20"), KAGAWA, "p37-host"))
    held = [d for d in ("2024-12-31", "2025-01-01", "2025-04-01") if after.holds(Office.SECRETARIAT, day(d))]
    assert held == ["2024-12-31"]
    assert when(after, command, host("2024-12-21")) == []


def test_the_end_of_a_term_leaves_the_term_that_follows() -> None:
    state = given(
        appointed(Office.SECRETARIAT, "2024-04-01", "2025-04-30"), appointed(Office.SECRETARIAT, "2025-05-01")
    )
    command = EndOffice(office=Office.SECRETARIAT, ended_on=day("2025-03-31"), reason=OfficeEndReason.TERM)
    (event,) = when(state, command, host("2025-03-31"))
    after = evolve(state, Fact(event, day("2025-03-31"), KAGAWA, "p37-host"))
    held = [d for d in ("2025-03-31", "2025-04-01", "2025-05-01") if after.holds(Office.SECRETARIAT, day(d))]
    assert held == ["2025-03-31", "2025-05-01"]


def test_an_office_that_is_not_held_does_not_end() -> None:
    command = EndOffice(office=Office.HEAD, ended_on=day("2024-12-31"), reason=OfficeEndReason.TERM)
    assert refused(given(), command, host("2024-12-20")).provision == "YR-2-1-3-2-1"


def test_the_secrecy_of_a_former_office_holder_stays_pledged() -> None:
    state = given(
        pledged("2024-04-01"),
        appointed(Office.HEAD, "2024-04-01"),
        OfficeEnded(person=MITOYO, office=Office.HEAD, ended_on=day("2025-03-31"), reason=OfficeEndReason.TERM),
    )
    assert state.pledge_on == day("2024-04-01")


# ---- pledge


def test_the_host_takes_the_pledge() -> None:
    command = ReceivePledge(received_on=day("2025-03-26"))
    assert when(given(), command, host("2025-03-26")) == [pledged("2025-03-26")]
    assert when(given(pledged("2025-03-26")), command, host("2025-03-26")) == []


def test_a_pledge_is_not_recorded_before_it_is_there_nor_by_its_giver() -> None:
    assert refused(given(), ReceivePledge(received_on=day("2025-03-27")), host("2025-03-26")).field == "received_on"
    giver = asking("2025-03-27", Office.HEAD, person=MITOYO)
    assert refused(given(), ReceivePledge(received_on=day("2025-03-27")), giver).forbidden


# ---- A-GOV-04: no pledge, no place in the team


ASSIGN = AssignCaseWorker(case_id=CASE, begins_on=day("2024-10-09"))


def test_an_expert_is_commissioned_without_a_pledge() -> None:
    """A-GOV-04, given."""
    assert when(given(), appoint(Office.EXPERT, "2024-10-08", name="養老 誠"), host("2024-10-08"))


def test_an_expert_without_a_pledge_is_not_put_on_a_case() -> None:
    """A-GOV-04, step 1."""
    state = given(appointed(Office.EXPERT, "2024-10-08"))
    assert refused(state, ASSIGN, head("2024-10-09")).provision == "YR24-2-1-5-2"


def test_an_expert_with_a_pledge_is_put_on_this_case_and_no_other() -> None:
    """A-GOV-04, step 2."""
    state = given(appointed(Office.EXPERT, "2024-10-08"), pledged("2024-10-10"))
    command = AssignCaseWorker(case_id=CASE, begins_on=day("2024-10-11"))
    (event,) = when(state, command, head("2024-10-11"))
    assert event == CaseWorkerAssigned(person=MITOYO, case_id=CASE, begins_on=day("2024-10-11"))
    after = evolve(state, Fact(event, day("2024-10-11"), KAGAWA, "p37-head"))
    assert set(after.cases) == {CASE}
    assert when(after, command, head("2024-10-12")) == []


@pytest.mark.parametrize(
    ("state", "by", "provision"),
    [
        (given(appointed(Office.EXPERT, "2024-10-08"), pledged("2024-10-08")), host("2024-10-09"), "B2-2-3-1"),
        (given(appointed(Office.EXPERT, "2024-10-10"), pledged("2024-10-08")), head("2024-10-09"), "B2-2-3-1"),
        (
            given(
                appointed(Office.EXPERT, "2024-10-08"),
                pledged("2024-10-08"),
                ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.CREDITOR),
            ),
            head("2024-10-09"),
            "B2-2-3-2",
        ),
    ],
    ids=["by the host's head", "before the office begins", "with an interest"],
)
def test_nobody_is_put_on_a_case(state: State, by: Asking, provision: str) -> None:
    assert refused(state, ASSIGN, by).provision == provision


# ---- A-GOV-05, A-GOV-06: interests and substitutes


DECLARE = DeclareConflictOfInterest(case_id=CASE, kind=InterestKind.COMPANY, detail="兄が取締役")


def designate(
    substitute: str, office: Office = Office.HEAD, begins_on: str = "2024-11-07", case_id: UUID | None = CASE
) -> DesignateSubstitute:
    return DesignateSubstitute(
        office=office,
        substitute=substitute,
        ground=SubstitutionGround.INTEREST,
        case_id=case_id,
        begins_on=day(begins_on),
    )


def test_an_interest_is_declared_by_the_person_and_holds_for_that_case() -> None:
    """A-GOV-06, given."""
    (event,) = when(given(), DECLARE, asking("2024-11-05", Office.HEAD, person=MITOYO))
    assert isinstance(event, ConflictOfInterestDeclared)
    assert event.detail == Sealed("兄が取締役")
    after = evolve(INITIAL, Fact(event, day("2024-11-05"), KAGAWA, MITOYO))
    assert after.recusals == {CASE}
    assert when(after, DECLARE, asking("2024-11-06", person=MITOYO)) == []


def test_an_interest_is_declared_for_others_only_by_the_heads() -> None:
    assert when(given(), DECLARE, host("2024-11-05"))
    assert refused(given(), DECLARE, asking("2024-11-05", Office.DEPUTY, person="p37-deputy")).forbidden


def test_nobody_lifts_his_own_bar() -> None:
    state = given(ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.OTHER))
    command = LiftConflictOfInterest(case_id=CASE)
    assert refused(state, command, asking("2024-12-01", Office.HOST_HEAD, person=MITOYO)).provision == "YR-2-1-3-2-4"
    assert when(state, command, host("2024-12-01")) == [ConflictOfInterestLifted(person=MITOYO, case_id=CASE)]
    assert when(given(), command, host("2024-12-01")) == []


def test_the_bar_of_the_hosts_head_is_lifted_by_an_administrator() -> None:
    state = given(
        appointed(Office.HOST_HEAD, "2024-04-01"),
        ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.OTHER),
    )
    command = LiftConflictOfInterest(case_id=CASE)
    assert refused(state, command, host("2024-12-01")).provision == "YR-2-1-1-4"
    assert when(state, command, asking("2024-12-01", Office.ADMINISTRATOR, person="admin-1"))


def test_a_lifted_bar_is_gone() -> None:
    state = given(
        ConflictOfInterestDeclared(person=MITOYO, case_id=CASE, kind=InterestKind.OTHER),
        ConflictOfInterestLifted(person=MITOYO, case_id=CASE),
    )
    assert not state.recusals


HEAD_STATE = given(appointed(Office.HEAD, "2022-04-01"))


def test_an_expert_does_not_stand_in_for_the_head() -> None:
    """A-GOV-06, step 1."""
    expert = given(appointed(Office.EXPERT, "2022-04-01", person="p37-kushima"))
    refusal = refused(HEAD_STATE, designate("p37-kushima"), host("2024-11-06"), substitute=expert)
    assert (refusal.provision, refusal.field) == ("YR-2-1-3-2-4", "substitute")


def test_a_deputy_stands_in_for_the_head_in_this_case_only() -> None:
    """A-GOV-06, step 2."""
    deputy = given(appointed(Office.DEPUTY, "2022-04-01", person="p37-hinata"))
    (event,) = when(HEAD_STATE, designate("p37-hinata"), host("2024-11-07"), substitute=deputy)
    assert isinstance(event, SubstituteDesignated)
    assert (event.substitute, event.case_id, event.begins_on) == ("p37-hinata", CASE, day("2024-11-07"))
    after = evolve(HEAD_STATE, Fact(event, day("2024-11-07"), KAGAWA, "p37-host"))
    assert when(after, designate("p37-hinata"), host("2024-11-08"), substitute=deputy) == []


def test_a_substitute_with_an_interest_of_his_own_is_refused() -> None:
    deputy = given(
        appointed(Office.DEPUTY, "2022-04-01", person="p37-hinata"),
        ConflictOfInterestDeclared(person="p37-hinata", case_id=CASE, kind=InterestKind.CREDITOR),
    )
    assert refused(HEAD_STATE, designate("p37-hinata"), host("2024-11-07"), substitute=deputy).field == "substitute"
    assert when(HEAD_STATE, designate("p37-hinata", case_id=OTHER_CASE), host("2024-11-07"), substitute=deputy)


def test_the_hosts_head_hands_over_to_a_suitable_person_but_not_to_himself() -> None:
    """A-GOV-05, step 2."""
    state = given(appointed(Office.HOST_HEAD, "2024-04-01", person="p37-host"))
    command = designate("p37-hashima", Office.HOST_HEAD, "2024-10-04")
    rules = (Rules(day("2024-04-01"), None, ("p37-hashima", "p37-host")),)
    (event,) = when(state, command, host("2024-10-04"), person="p37-host", rules=rules)
    assert isinstance(event, SubstituteDesignated)
    assert event.rules_on == day("2024-04-01")
    himself = designate("p37-host", Office.HOST_HEAD, "2024-10-04")
    refusal = refused(state, himself, host("2024-10-04"), person="p37-host", rules=rules)
    assert refusal.provision == "YR-2-1-1-4"


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ((), "begins_on"),
        ((Rules(day("2024-10-05"), None, ("p37-hashima",)),), "begins_on"),
        ((Rules(day("2024-04-01"), None, ("p37-other",)),), "substitute"),
    ],
    ids=["no rules", "not yet in force", "not named"],
)
def test_nobody_acts_for_the_hosts_head_without_rules_that_say_so(rules: tuple[Rules, ...], field: str) -> None:
    """YR-2-1-1-5."""
    state = given(appointed(Office.HOST_HEAD, "2024-04-01", person="p37-host"))
    command = designate("p37-hashima", Office.HOST_HEAD, "2024-10-04")
    refusal = refused(state, command, host("2024-10-04"), person="p37-host", rules=rules)
    assert (refusal.provision, refusal.field) == ("YR-2-1-1-5", field)


def test_the_chair_names_who_acts_for_the_chair_and_nobody_else_does() -> None:
    """YR-2-1-2-2-3."""
    chair = asking("2024-10-04", Office.CHAIR, person="p37-chair")
    command = designate("p37-vice", Office.CHAIR, "2024-10-04", None)
    (event,) = when(given(), command, chair, person="p37-chair", chair=lambda _: "p37-chair")
    assert isinstance(event, SubstituteDesignated)
    assert (event.person, event.substitute, event.office) == ("p37-chair", "p37-vice", Office.CHAIR)
    assert refused(given(), command, host("2024-10-04"), person="p37-chair").provision == "YR-2-1-2-2-3"
    late = refused(given(), command, chair, person="p37-chair", chair=lambda _: "p37-next")
    assert late.provision == "YR-2-1-2-2-1"


def test_the_chair_is_offered_to_name_a_deputy_and_others_are_told_who_does() -> None:
    """YR-2-1-2-2-3."""
    chair = asking("2024-10-04", Office.CHAIR, person="p37-chair")
    steps = {step.command: step for step in next_steps(given(), chair, "p37-chair")}
    assert steps[DesignateSubstitute].allowed
    of_another = {step.command: step for step in next_steps(given(), chair, "p37-host")}
    assert not of_another[DesignateSubstitute].allowed


# ---- what the host's head has delegated to the 会長


def empowered(on: str, *powers: Power) -> Asking:
    return Asking("p37-chair", KAGAWA, day(on), frozenset({Office.CHAIR}), powers=frozenset(powers))


def test_the_chair_appoints_with_the_power_delegated_and_not_without() -> None:
    """YR-2-1-2-2-2."""
    state = given(proposed(), consented("2025-03-19"), pledged("2025-03-26"))
    command = appoint(Office.HEAD, "2025-04-01")
    assert when(state, command, empowered("2025-03-27", Power.STAFF))
    assert refused(state, command, empowered("2025-03-27", Power.CASES)).forbidden
    assert when(given(), PROPOSAL, empowered("2025-03-10", Power.STAFF))
    assert refused(given(), PROPOSAL, empowered("2025-03-10")).forbidden


def test_the_chair_designates_the_acting_head_with_the_power_delegated() -> None:
    """YR-2-1-2-2-2."""
    deputy = given(appointed(Office.DEPUTY, "2022-04-01", person="p37-hinata"))
    by = empowered("2024-11-07", Power.SUBSTITUTES)
    assert when(HEAD_STATE, designate("p37-hinata"), by, substitute=deputy)


# ---- the recovery centre


CENTER = Span(day("2024-04-10"))


def test_neither_head_nor_deputy_of_a_centre_that_buys_claims_is_appointed_head() -> None:
    """YR24-2-1-3-2-2."""
    state = given(
        appointed(Office.CENTER_DEPUTY, "2024-05-01"), proposed(), consented("2025-03-19"), pledged("2024-04-26")
    )
    command, by = appoint(Office.HEAD, "2025-04-01"), host("2025-03-27")
    refusal = refused(state, command, by, center=CENTER, purchases=(Span(day("2024-07-01")),))
    assert (refusal.provision, refusal.field) == ("YR24-2-1-3-2-2", "office")
    assert when(state, command, by, center=CENTER, purchases=(Span(day("2024-07-01"), day("2025-03-31")),))


def test_the_head_does_not_become_head_of_a_centre_that_buys_claims() -> None:
    """YR24-2-1-3-2-2."""
    state = given(appointed(Office.HEAD, "2024-04-01"), pledged("2024-04-01"))
    command, by = appoint(Office.CENTER_HEAD, "2024-08-01", name="所長"), host("2024-07-20")
    refusal = refused(state, command, by, center=CENTER, purchases=(Span(day("2024-07-01")),))
    assert refusal.provision == "YR24-2-1-3-2-2"
    assert when(state, command, by, center=CENTER)


def test_nobody_works_in_a_centre_that_is_not_there_nor_without_the_pledge() -> None:
    """YR24-2-1-4, YR24-2-1-5-2."""
    command, by = appoint(Office.CENTER_HEAD, "2024-08-01", name="所長"), host("2024-07-20")
    assert refused(given(pledged("2024-07-01")), command, by).provision == "YR24-2-1-4"
    assert refused(given(), command, by, center=CENTER).provision == "YR24-2-1-5-2"


@pytest.mark.parametrize(
    ("office", "provision"), [(Office.CHAIR, "YR-2-1-2-2-1"), (Office.COMMITTEE_MEMBER, "YR-2-1-2-1")]
)
def test_the_committees_offices_are_filled_in_its_own_record(office: Office, provision: str) -> None:
    assert refused(given(), appoint(office, "2024-08-01", name="氏名"), host("2024-07-20")).provision == provision


def test_a_substitute_is_designated_by_the_hosts_head_only() -> None:
    assert refused(HEAD_STATE, designate("p37-hinata"), head("2024-11-07")).forbidden


def test_there_is_no_substitute_for_other_offices_nor_for_an_office_not_held() -> None:
    assert refused(HEAD_STATE, designate("p37-hinata", Office.DEPUTY), host("2024-11-07")).field == "office"
    assert refused(given(), designate("p37-hinata"), host("2024-11-07")).provision == "YR-2-1-3-2-1"
