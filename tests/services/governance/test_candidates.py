"""Candidates, and people whom an administrator enters."""

import pytest
from council_events import Sealed
from council_events.deciding import Asking
from council_events.governance import (
    CandidateProposed,
    OfficeAppointed,
)
from council_events.values import Office, Qualification
from council_governance.commands import (
    AppointOffice,
)
from pydantic import ValidationError

from tests.services.governance.people import (
    PROPOSAL,
    appoint,
    appointed,
    asking,
    day,
    given,
    head,
    host,
    refused,
    when,
)

# ---- proposing


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
    assert when(
        state,
        appoint(Office.EXPERT, "2024-10-08", name="養老 誠", qualifications=(Qualification.LAWYER,)),
        host("2024-10-08"),
    )


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
