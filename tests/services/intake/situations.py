"""Situations of a consultation, by name: given what has happened, when somebody asks, then events or a refusal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

import pytest
from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused
from council_events.intake import (
    Channel,
    ConsultationClosed,
    ConsultationFactsRecorded,
    ConsultationKind,
    ConsultationOpened,
    FactItem,
    FirstResponse,
    JointRequestReceived,
    Requester,
    RoleExplained,
    Route,
)
from council_events.values import Industry, LegalForm, Office, Qualification
from council_intake.commands import CaseCommand, JudgeRevivalDifficult, OpenConsultation, OpenGuaranteeConsultation
from council_intake.domain import INITIAL, NOTHING, Around, State, decide, evolve

E = TypeVar("E", bound=Event)

MIE, SHIZUOKA, FUKUI, OKINAWA = "24", "22", "18", "47"
CASE = UUID("018f5e1c-0000-7000-8000-000000000001")
FIRM = {"legal_form": LegalForm.STOCK_COMPANY, "industry": Industry.MANUFACTURING, "employees": 31}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def asking(on: str, *offices: Office, council: str = MIE, **more: Any) -> Asking:
    person = more.pop("person", f"p{council}-{'head' if Office.HEAD in offices else 'deputy'}")
    return Asking(person, council, day(on), frozenset(offices), **more)


def deputy(on: str, council: str = MIE) -> Asking:
    return asking(on, Office.DEPUTY, council=council)


def head(on: str, council: str = MIE) -> Asking:
    return asking(on, Office.HEAD, council=council)


def opened(requester: Requester = Requester.COMPANY, **changes: Any) -> ConsultationOpened:
    preliminary = requester in (Requester.FINANCIAL_INSTITUTION, Requester.ADVISER)
    fields: dict[str, Any] = {
        "case_id": CASE,
        "kind": ConsultationKind.PRELIMINARY if preliminary else ConsultationKind.COUNTER,
        "requester": requester,
        "route": Route.DIRECT,
        "channel": Channel.INTERVIEW,
        "assigned_to": "p24-deputy",
        "company_name": Sealed("伊勢宮川製茶株式会社（架空）"),
        "prefecture": MIE,
        "sales": 210_000_000,
        **FIRM,
    }
    return ConsultationOpened(**(fields | changes))


def joint(**changes: Any) -> list[Event]:
    """A 利用相談 as it was received."""
    request = JointRequestReceived(
        case_id=CASE,
        received_on=day("2024-08-28"),
        adviser=Sealed("弁護士 架空 花子"),
        adviser_qualification=Qualification.LAWYER,
    )
    reception = opened(Requester.GUARANTOR, kind=ConsultationKind.GUARANTEE, requester_name=Sealed("三国 汐"))
    return [reception.model_copy(update=changes), request]


def given(*events: Event, on: str = "2024-05-14", council: str = MIE, state: State = INITIAL) -> State:
    for event in events:
        state = evolve(state, Fact(event, day(on), council, f"p{council}-deputy"))
    return state


def then(state: State, events: Iterable[Event], by: Asking) -> State:
    """The state after what was decided."""
    for event in events:
        state = evolve(state, Fact(event, by.on, by.council, by.person))
    return state


def when(state: State, command: CaseCommand, by: Asking, around: Around = NOTHING) -> list[Event]:
    return decide(state, command, by, around)


def only(kind: type[E], events: list[Event]) -> E:
    """The one event of a decision."""
    [event] = events
    assert isinstance(event, kind)
    return event


def refused(state: State, command: CaseCommand, by: Asking, around: Around = NOTHING) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(state, command, by, around)
    return caught.value


def reception(requester: Requester = Requester.COMPANY, **changes: Any) -> OpenConsultation:
    command = OpenConsultation(case_id=CASE, requester=requester, route=Route.DIRECT, prefecture=MIE, **FIRM)
    return command.model_copy(update=changes)


def joint_reception(**changes: Any) -> OpenGuaranteeConsultation:
    command = OpenGuaranteeConsultation(
        case_id=CASE,
        requester_name="三国 汐",
        adviser="弁護士 架空 花子",
        adviser_qualification=Qualification.LAWYER,
        received_on=day("2024-08-28"),
        prefecture=MIE,
        **FIRM,
    )
    return command.model_copy(update=changes)


def facts(*items: FactItem) -> ConsultationFactsRecorded:
    return ConsultationFactsRecorded(case_id=CASE, items=items, notes=tuple(Sealed("記録") for _ in items))


JUDGE = JudgeRevivalDifficult(reason="３期連続赤字", told_on=day("2024-10-15"), response="再チャレンジ支援を提案")
CLOSED = (
    opened(),
    RoleExplained(case_id=CASE),
    ConsultationClosed(case_id=CASE, result=FirstResponse.SOLVED),
)
