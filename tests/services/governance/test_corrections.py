"""Who mends what was recorded wrongly of people and of the organisation, and what is changed by a step of its own alone."""

from __future__ import annotations

import pytest
from council_casework.corrections import correctable_fields
from council_events import Event, all_event_classes
from council_events.deciding import Refused
from council_events.governance import (
    BureauConsentRecorded,
    EmergencyAccessTaken,
    HostCertified,
    ImprovementPlanRequested,
    OfficeAppointed,
    OrganEstablished,
    WholeMeetingHeld,
)
from council_events.values import Office
from council_governance.rules.corrections import who_mends_a_person, who_mends_the_organisation

from tests.replay.sample_events import sample
from tests.services.governance.councils import by, day

ON = "2024-07-01"
MEETING, CERTIFIED, REQUESTED = sample(WholeMeetingHeld), sample(HostCertified), sample(ImprovementPlanRequested)


@pytest.mark.parametrize("office", [Office.HOST_HEAD, Office.HEAD, Office.SECRETARIAT])
def test_a_council_mends_what_it_recorded_itself_and_nothing_of_its_bureau(office: Office) -> None:
    who_mends_the_organisation(by(ON, office), None)
    who_mends_the_organisation(by(ON, office), MEETING)
    for entry in (CERTIFIED, REQUESTED):
        with pytest.raises(Refused) as refused:
            who_mends_the_organisation(by(ON, office), entry)
        assert refused.value.forbidden


def test_a_bureau_mends_its_own_entries_and_none_of_the_councils() -> None:
    bureau = by(ON, Office.BUREAU_OFFICER)
    who_mends_the_organisation(bureau, None)
    who_mends_the_organisation(bureau, REQUESTED)
    with pytest.raises(Refused) as refused:
        who_mends_the_organisation(bureau, MEETING)
    assert (refused.value.provision, refused.value.forbidden) == ("YR-2-1-1-1", True)


@pytest.mark.parametrize("office", [Office.DEPUTY, Office.COMMITTEE_MEMBER, Office.EXPERT])
def test_nobody_else_mends_anything(office: Office) -> None:
    for rule in (who_mends_the_organisation, who_mends_a_person):
        with pytest.raises(Refused) as refused:
            rule(by(ON, office), None)
        assert refused.value.forbidden


@pytest.mark.parametrize("office", [Office.HOST_HEAD, Office.ADMINISTRATOR])
def test_who_appoints_mends_what_was_recorded_of_people(office: Office) -> None:
    who_mends_a_person(by(ON, office), sample(OfficeAppointed))


def fields(event: type[Event]) -> set[str]:
    return {each.path for each in correctable_fields(sample(event), day(ON))}


def test_rights_keep_their_days_and_holders_and_consents_and_emergencies_are_never_corrected() -> None:
    assert fields(OfficeAppointed) == {"name", "home_institution"}
    assert fields(BureauConsentRecorded) == fields(EmergencyAccessTaken) == set()
    assert {"occurredon", "established_on", "organ"} == fields(OrganEstablished)


def test_whatever_every_service_acts_on_is_marked_as_a_right() -> None:
    """The projection of rights knows of no correction, so none may change what it has taken over."""
    read = {
        "CandidateProposed", "OfficeAppointed", "OfficeEnded", "PledgeReceived", "ConflictOfInterestDeclared",
        "ConflictOfInterestLifted", "SubstituteDesignated", "CaseWorkerAssigned", "EmergencyAccessTaken",
        "EmergencyAccessReviewed", "CommitteeMemberAppointed", "CommitteeMemberLeft", "ChairElected", "ChairEnded",
        "PowersDelegated", "DelegationEnded", "CertificationCancelled", "HostCertified",
    }  # fmt: skip
    governance = [each for each in all_event_classes() if each.type_name.startswith("council.governance.")]
    marked = {each.__name__ for each in governance if each.right or each.final}
    assert read <= marked
