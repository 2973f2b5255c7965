"""An inspection as the domain decides it: who, how far, and what is on record of it."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from uuid import UUID, uuid4

import pytest
from council_audit.commands.inspections import BeginInspection, EndInspection, InspectionCommand, OpenInspectedContent
from council_audit.domain.inspections import (
    NOT_BEGUN,
    Inspection,
    begin,
    decide_inspection,
    evolve_inspection,
)
from council_audit.rules.inspections import only_the_supervising_body
from council_events import Event
from council_events.audit import (
    DestructionCompleted,
    InspectedContentOpened,
    InspectionBegun,
    InspectionEnded,
    RetainedKind,
)
from council_events.deciding import Asking, Fact, Refused
from council_events.values import Office

NUMBER, CASE, ENTRY = uuid4(), uuid4(), uuid4()
DAY = dt.date(2024, 7, 1)
BEGIN = BeginInspection(concerned="13", ground="書類の整備状況を確かめるため")
END = EndInspection(report="指摘なし")


def asking(*offices: Office) -> Asking:
    return Asking(person="bur03-officer", council="13", on=DAY, offices=frozenset(offices))


def content(*fields: str, entry: UUID = ENTRY) -> OpenInspectedContent:
    return OpenInspectedContent(opened_case=CASE, entry=entry, fields=fields, reason="助言の内容を確かめるため")


def after(*events: Event) -> Inspection:
    state = NOT_BEGUN
    for event in events:
        state = evolve_inspection(state, Fact(event, DAY, "13", "bur03-officer"))
    return state


RUNNING = after(*begin(NOT_BEGUN, NUMBER, BEGIN))


def decide(state: Inspection, command: InspectionCommand, *, acted: bool = True) -> list[Event]:
    return decide_inspection(state, command, acted=acted)


def test_it_begins_once_with_its_reason_sealed() -> None:
    (begun,) = begin(NOT_BEGUN, NUMBER, BEGIN)
    assert isinstance(begun, InspectionBegun)
    assert (begun.concerned, begun.ground.clear) == ("13", "書類の整備状況を確かめるため")
    assert begin(RUNNING, NUMBER, BEGIN) == []
    assert (RUNNING.runs, RUNNING.begun_on) == (True, DAY)


@pytest.mark.parametrize(
    ("concerned", "area", "office", "may"),
    [
        ("13", {"13", "14"}, Office.BUREAU_OFFICER, True),
        ("24", {"13", "14"}, Office.BUREAU_OFFICER, False),
        ("13", {"13"}, Office.HQ_OFFICER, False),
        ("hq", set(), Office.HQ_OFFICER, True),
        ("hq", {"13"}, Office.BUREAU_OFFICER, False),
        ("13", {"13"}, Office.AUDITOR, False),
        ("13", {"13"}, Office.HEAD, False),
    ],
)
def test_the_bureau_of_the_council_inspects_it_and_nobody_else(
    concerned: str, area: set[str], office: Office, may: bool
) -> None:
    with nullcontext() if may else pytest.raises(Refused) as refused:
        only_the_supervising_body(concerned, area, asking(office))
    if refused is not None:
        assert (refused.value.provision, refused.value.forbidden) == ("LAW-136", True)


def test_content_is_opened_field_by_field_and_never_twice() -> None:
    (first,) = decide(RUNNING, content("advice"))
    assert isinstance(first, InspectedContentOpened)
    assert (first.opened_case, first.entry, first.fields) == (CASE, ENTRY, ("advice",))
    opened = evolve_inspection(RUNNING, Fact(first, DAY, "13", "bur03-officer"))
    assert decide(opened, content("advice")) == []
    (more,) = decide(opened, content("advice", "company_name"))
    assert evolve_inspection(opened, Fact(more, DAY, "13", "bur03-officer")).opened[ENTRY].fields == {
        "advice",
        "company_name",
    }


def test_a_case_of_another_council_is_not_opened() -> None:
    with pytest.raises(Refused) as refused:
        decide(RUNNING, content("advice"), acted=False)
    assert (refused.value.provision, refused.value.field) == ("LAW-136", "opened_case")


def test_nothing_is_opened_after_the_end() -> None:
    (ended,) = decide(RUNNING, END)
    assert isinstance(ended, InspectionEnded)
    over = evolve_inspection(RUNNING, Fact(ended, DAY, "13", "bur03-officer"))
    assert not over.runs
    assert decide(over, END) == []
    with pytest.raises(Refused, match="ended"):
        decide(over, content("advice"))


def test_what_has_not_begun_is_not_decided_on() -> None:
    with pytest.raises(LookupError):
        decide(NOT_BEGUN, END)


def test_another_event_leaves_it_as_it_is() -> None:
    other = Fact(DestructionCompleted(retained_kind=RetainedKind.CASE, retained_id=CASE), DAY, "13", "system:audit")
    assert evolve_inspection(RUNNING, other) is RUNNING
