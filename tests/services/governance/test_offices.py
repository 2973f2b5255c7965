"""Offices and their terms: consent, secondment, one head, the two deputy roles, the recovery centre, ending."""

import pytest
from council_events import Sealed
from council_events.deciding import Fact, Refused
from council_events.governance import (
    Knowledge,
    OfficeAppointed,
    OfficeEnded,
    OfficeEndReason,
    Secondment,
)
from council_events.values import Office
from council_governance.commands import (
    EndOffice,
    RecordBureauConsent,
)
from council_governance.domain.organisation.state import Span
from council_governance.domain.person import State, Term, evolve

from tests.services.governance.people import (
    KAGAWA,
    MITOYO,
    appoint,
    appointed,
    asking,
    consented,
    day,
    given,
    head,
    host,
    pledged,
    proposed,
    refused,
    when,
)

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


def both_roles(ends_on: str | None, begins_on: str, on: str) -> str | None:
    """The refusal of a deputy of improvement (until `ends_on`) who becomes the other deputy as well."""
    state = given(
        appointed(Office.DEPUTY_IMPROVEMENT, "2022-04-01", ends_on),
        proposed(Office.DEPUTY),
        consented("2024-03-01", Office.DEPUTY),
        pledged("2022-04-01"),
    )
    try:
        when(state, appoint(Office.DEPUTY, begins_on), host(on))
    except Refused as refusal:
        return refusal.provision
    return None


@pytest.mark.parametrize(
    ("ends_on", "begins_on", "on", "refusal"),
    [
        (None, "2024-04-01", "2024-03-20", "YR24-2-1-3-1"),
        (None, "2024-03-10", "2024-04-10", "YR24-2-1-3-1"),
        ("2024-04-01", "2024-03-10", "2024-04-10", "YR24-2-1-3-1"),
        ("2024-03-31", "2024-03-10", "2024-04-10", None),
        ("2024-03-31", "2024-04-01", "2024-04-10", None),
        (None, "2024-03-10", "2024-03-20", None),
    ],
)
def test_the_deputy_roles_are_compared_over_their_terms_not_on_the_day_of_the_act(
    ends_on: str | None, begins_on: str, on: str, refusal: str | None
) -> None:
    """YR24-2-1-3-1: an appointment for after the change is refused before it, one that ended with it is entered late."""
    assert both_roles(ends_on, begins_on, on) == refusal


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
