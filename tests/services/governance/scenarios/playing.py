"""A council as the scenarios play it: its people, its organisation, and what each of them may then do."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from council_access import Action, Resource, Standing, authorize
from council_access.standing import HostDuty, Known, Question, Substitution, Term, standing_of
from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused
from council_events.governance import (
    Knowledge,
    OfficeAppointed,
)
from council_events.values import Office, Purpose
from council_governance.commands import (
    AppointOffice,
    ProposeCandidate,
)
from council_governance.domain import organisation, person
from council_governance.domain.organisation import Around
from council_governance.domain.person import About
from council_support.commands.restructuring import (
    ConsentToContact,
    RecordIntention,
    RequestSupport,
    StartInquiry,
)

from tests.services.support import situations

KAGAWA, GIFU, MIYAZAKI = "37", "21", "45"
CASE = UUID("018f5e1c-0000-7000-8000-000000000001")
OTHER_CASE = UUID("018f5e1c-0000-7000-8000-000000000002")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Council:
    """One council as it is played: everybody's state and the organisation, and what was recorded."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.people: dict[str, person.State] = {}
        self.organisation = organisation.INITIAL
        self.recorded: list[Event] = []

    def asking(self, on: str, *offices: Office, by: str) -> Asking:
        return Asking(by, self.code, day(on), frozenset(offices))

    def host(self, on: str) -> Asking:
        return self.asking(on, Office.HOST_HEAD, by="host")

    def of(self, who: str) -> person.State:
        return self.people.get(who, person.INITIAL)

    def happened(self, on: str, who: str, *events: Event) -> None:
        for event in events:
            self.people[who] = person.evolve(self.of(who), Fact(event, day(on), self.code, "somebody"))

    def when(self, who: str, command: Any, by: Asking) -> list[Event]:
        host = self.organisation.host
        about = About(
            who,
            substitute=self.of(getattr(command, "substitute", "")),
            rules=host.rules,
            chair=self.organisation.committee.chair,
            center=host.center,
            purchases=host.purchases,
        )
        events = person.decide(self.of(who), command, by, about)
        self.happened(str(by.on), who, *events)
        self.recorded += events
        return events

    def organise(self, command: Any, by: Asking) -> list[Event]:
        events = organisation.decide(self.organisation, command, by, Around())
        for event in events:
            self.organisation = organisation.evolve(self.organisation, Fact(event, by.on, self.code, by.person))
        self.recorded += events
        return events

    def refused(self, who: str, command: Any, by: Asking) -> Refused:
        before = len(self.recorded)
        with pytest.raises(Refused) as caught:
            self.when(who, command, by) if who else self.organise(command, by)
        assert len(self.recorded) == before
        assert caught.value.ja
        return caught.value

    def standing(self, who: str, today: str, *, case: UUID | None = None, assigned: bool = False) -> Standing:
        """The rights of somebody by what was recorded, as every service looks them up."""
        state = self.of(who)
        known = Known(
            terms=tuple(Term(self.code, term.office, term.begins_on, term.ends_on) for term in state.terms),
            substitutions=tuple(
                Substitution(whose, each.office, each.case_id, each.begins_on, each.ends_on)
                for whose, other in self.people.items()
                for each in other.substitutions
                if each.substitute == who
            ),
            pledged_on=state.pledge_on,
            recusals=state.recusals,
            assigned=frozenset(c for c, begins_on in state.cases.items() if begins_on <= day(today)),
            host_duty=self._host_duty(case),
        )
        question = Question(who, Purpose.CASE_WORK, self.code, self.code, day(today), day(today), case)
        return standing_of(question, known)

    def _host_duty(self, case: UUID | None) -> tuple[HostDuty, ...]:
        heads = [
            HostDuty(who, term.begins_on, term.ends_on, case in state.recusals)
            for who, state in self.people.items()
            for term in state.of(Office.HOST_HEAD)
        ]
        acting = [
            HostDuty(each.substitute, each.begins_on, each.ends_on, case in self.of(each.substitute).recusals)
            for state in self.people.values()
            for each in state.substitutions
            if each.office is Office.HOST_HEAD and each.case_id in (None, case)
        ]
        return (*heads, *acting)


def propose(office: Office, name: str, **more: Any) -> ProposeCandidate:
    known = {"career": "事業再生の実務８年", "knowledge": (Knowledge.REVITALIZATION,)} | more
    return ProposeCandidate(office=office, name=name, **known)


def appoint(office: Office, begins_on: str) -> AppointOffice:
    return AppointOffice(office=office, begins_on=day(begins_on))


def term(who: str, office: Office, begins_on: str = "2022-04-01") -> OfficeAppointed:
    return OfficeAppointed(person=who, office=office, begins_on=day(begins_on), name=Sealed("氏名"))


def may_not(standing: Standing, case: UUID, code: str, action: Action = Action.DECIDE_CASE) -> Refused:
    with pytest.raises(Refused) as caught:
        authorize(standing, action, Resource(case, code))
    return caught.value


def heard_creditors(on: str) -> situations.Case:
    """The company has applied; its main creditor has been heard with its consent and is not negative."""
    claims = {"金華山信用金庫（架空）": 62_000_000, "長良信用組合（架空）": 38_000_000}
    by = situations.head(on)
    case = situations.listed(situations.received(on), claims, on)
    case.when(RequestSupport(requested_on=day(on), closing_month=3), by)
    creditors = tuple(situations.creditor_id(name) for name in claims)
    case.when(ConsentToContact(creditors=creditors, consented_on=day(on)), by)
    for creditor in creditors:
        case.when(StartInquiry(creditor_id=creditor), by)
        case.when(RecordIntention(creditor_id=creditor, intention="not_negative"), by)
    return case
