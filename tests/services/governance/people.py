"""One person in one council as a test plays it: given, when, then."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused
from council_events.governance import (
    BureauConsentRecorded,
    CandidateProposed,
    Knowledge,
    OfficeAppointed,
    PledgeReceived,
    Secondment,
)
from council_events.values import Office, Qualification
from council_governance.commands import (
    AppointOffice,
    PersonCommand,
    ProposeCandidate,
)
from council_governance.domain.person import INITIAL, About, State, Term, decide, evolve

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


def appoint(
    office: Office,
    begins_on: str,
    ends_on: str | None = None,
    name: str | None = None,
    qualifications: tuple[Qualification, ...] = (),
) -> AppointOffice:
    return AppointOffice(
        office=office,
        begins_on=day(begins_on),
        ends_on=day(ends_on) if ends_on else None,
        name=name,
        qualifications=qualifications,
    )


def refused(state: State, command: PersonCommand, by: Asking, **about: object) -> Refused:
    with pytest.raises(Refused) as caught:
        when(state, command, by, **about)  # type: ignore[arg-type]  # the keywords of `when`
    return caught.value


PROPOSAL = ProposeCandidate(
    office=Office.HEAD,
    name="三豊 渉",
    career="事業再生の実務８年",
    knowledge=(Knowledge.REVITALIZATION,),
    home_institution="備讃海峡カード株式会社（架空）",
)
