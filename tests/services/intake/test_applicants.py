"""A 窓口相談 opened from a subsidy case, nothing typed again (YR-3-2-2-4, YR24-3-2-2-4)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events import Event, Sealed
from council_events.deciding import Asking, Refused
from council_events.event import Envelope, envelope_class, schema_uri
from council_events.intake import (
    ApplicantReceived,
    Channel,
    ConsultationKind,
    ConsultationOpened,
    Requester,
    RoleExplained,
    Route,
)
from council_events.subsidy import RevitalizationFoundNecessary
from council_events.values import Industry, LegalForm
from council_intake.domain import INITIAL, next_steps, receive_applicant
from council_intake.reactions import receive_applicant as reaction
from council_intake.rules.asking import SYSTEM

from tests.services.intake.situations import deputy, given, head

APPLICATION = UUID("018f5e1c-0000-7000-8000-0000000000c1")
CONSULTATION = UUID("018f5e1c-0000-7000-8000-0000000000c9")
FOUND = RevitalizationFoundNecessary(
    case_id=APPLICATION,
    consultation_id=CONSULTATION,
    found_by="p24-head",
    responder="p24-deputy",
    requested_on=dt.date(2024, 7, 1),
    reason=Sealed("借入金の返済が続かない"),
    filed_on=dt.date(2024, 4, 15),
    company_name=Sealed("能登福良漆器株式会社（架空）"),
    corporate_number=Sealed("2999901000121"),
    prefecture="24",
    legal_form=LegalForm.STOCK_COMPANY,
    industry=Industry.MANUFACTURING,
    employees=30,
    sales=480_000_000,
    interest_bearing_debt=350_000_000,
)
BY_ITSELF = Asking(SYSTEM, "24", dt.date(2024, 7, 2))


def published(event: Event) -> Envelope[Any]:
    name = type(event).type_name
    envelope: Envelope[Any] = envelope_class(name)(
        id=uuid4(),
        source="/councils/24/subsidy",
        type=name,
        subject=f"case:{APPLICATION}",
        time=dt.datetime(2024, 7, 2, tzinfo=dt.UTC),
        dataschema=schema_uri(name),
        occurredon=dt.date(2024, 7, 2),
        sequence=9,
        streamid=APPLICATION,
        partitionkey=str(APPLICATION),
        council="24",
        actor="p24-head",
        purpose="case_work",
        correlationid=uuid4(),
        data=event,
    )
    return envelope


def received() -> list[Event]:
    command = reaction(published(FOUND))
    assert command is not None
    return receive_applicant(INITIAL, command, BY_ITSELF)


def test_the_consultation_tells_of_the_company_what_the_application_told() -> None:
    opened, link = received()
    assert opened == ConsultationOpened(
        case_id=CONSULTATION,
        kind=ConsultationKind.COUNTER,
        requester=Requester.COMPANY,
        route=Route.OTHER,
        channel=Channel.INTERVIEW,
        assigned_to="p24-deputy",
        company_name=FOUND.company_name,
        corporate_number=FOUND.corporate_number,
        story=FOUND.reason,
        prefecture="24",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
        employees=30,
        sales=480_000_000,
        interest_bearing_debt=350_000_000,
    )
    assert link == ApplicantReceived(
        case_id=CONSULTATION,
        application=Sealed(str(APPLICATION)),
        found_by="p24-head",
        requested_on=dt.date(2024, 7, 1),
        filed_on=dt.date(2024, 4, 15),
    )


def test_it_goes_on_as_any_other_consultation() -> None:
    state = given(*received(), on="2024-07-02")
    assert state.application == Sealed(str(APPLICATION))
    for person in (deputy("2024-07-03"), head("2024-07-03")):
        steps = {step.command.__name__: step for step in next_steps(state, person)}
        assert steps["ExplainRole"].allowed


def test_a_case_that_is_open_already_is_not_opened_again() -> None:
    command = reaction(published(FOUND))
    assert command is not None
    assert receive_applicant(given(*received()), command, BY_ITSELF) == []


def test_no_person_enters_it_by_hand() -> None:
    command = reaction(published(FOUND))
    assert command is not None
    for on, provision in (("2024-03-31", "YR-3-2-2-4"), ("2024-07-03", "YR24-3-2-2-4")):
        with pytest.raises(Refused) as refused:
            receive_applicant(INITIAL, command, head(on))
        assert (refused.value.provision, refused.value.forbidden) == (provision, True)


def test_no_other_event_opens_a_consultation() -> None:
    assert reaction(published(RoleExplained(case_id=APPLICATION))) is None
