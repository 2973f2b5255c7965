"""Who may do what besides cases: councils of an area, figures, the ledger, one's own interests, and who can be conferred with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from council_access import NATIONAL, Action, NotVisible, Resource, figure_scope
from council_access.cedar import CASE_CONTENT, Decision
from council_access.refusals import refusal_of
from council_directory import councils
from council_events import governance as g
from council_events.values import Office, Purpose, Qualification

from tests.libs.access.judging import NAME, TODAY, forbidden, may, not_visible

ALL = frozenset(council.code for council in councils())


def test_a_bureau_officer_acts_towards_the_councils_of_the_area_only(stage: Any) -> None:
    stage.appointed("bur03-officer", Office.BUREAU_OFFICER, "hq", bureau="BUR-03")
    inside = stage.asking("bur03-officer", "hq", council="13")
    outside = stage.asking("bur03-officer", "hq", council="27")
    assert (inside.council, inside.offices) == ("13", {Office.BUREAU_OFFICER})
    assert outside.offices == frozenset()
    assert may(inside, Action.ADMINISTER, Resource(None, "13"))
    assert may(inside, Action.READ_PEOPLE, Resource(None, "13"))
    assert not may(outside, Action.ADMINISTER, Resource(None, "27"))


def test_figures_are_shown_by_council_area_and_nation(stage: Any) -> None:
    stage.appointed("p13-head", Office.HEAD)
    stage.appointed("p13-expert", Office.EXPERT)
    stage.appointed("bur03-officer", Office.BUREAU_OFFICER, "hq", bureau="BUR-03")
    stage.appointed("hq-officer", Office.HQ_OFFICER, "hq")
    stage.appointed("auditor-1", Office.AUDITOR, "hq")
    seen = {
        person: figure_scope(stage.asking(person, council, Purpose.REPORTING), ALL)
        for person, council in (
            ("p13-head", "13"),
            ("p13-expert", "13"),
            ("bur03-officer", "hq"),
            ("hq-officer", "hq"),
            ("auditor-1", "hq"),
            ("nobody", "13"),
        )
    }
    area = frozenset(council.code for council in councils() if council.bureau_code == "BUR-03")
    assert {person: (each.councils, each.national) for person, each in seen.items()} == {
        "p13-head": (frozenset({"13"}), True),
        "p13-expert": (frozenset(), True),
        "bur03-officer": (area, True),
        "hq-officer": (ALL, True),
        "auditor-1": (frozenset(), True),
        "nobody": (frozenset(), False),
    }
    for person in seen:
        standing = stage.asking(person, "13" if person in ("p13-head", "p13-expert") else "hq", Purpose.REPORTING)
        permitted = {code for code in ALL if may(standing, Action.READ_FIGURES, Resource(None, code))}
        assert permitted == seen[person].councils
        assert may(standing, Action.READ_FIGURES, Resource(None, NATIONAL)) is seen[person].national


def test_the_ledger_is_the_auditors_for_an_audit(stage: Any) -> None:
    stage.appointed("auditor-1", Office.AUDITOR, "hq")
    stage.appointed("p13-head", Office.HEAD)
    ledger = Resource(None, NATIONAL)
    assert may(stage.asking("auditor-1", "hq", Purpose.AUDIT), Action.READ_LEDGER, ledger)
    assert forbidden(stage.asking("auditor-1", "hq", Purpose.REPORTING), ledger, Action.READ_LEDGER) == "LAW-136"
    assert forbidden(stage.asking("p13-head", "13", Purpose.AUDIT), ledger, Action.READ_LEDGER) == "LAW-136"
    not_visible(stage.asking("nobody", "hq", Purpose.AUDIT), ledger, Action.READ_LEDGER)


def test_everybody_in_a_council_may_declare_an_interest_but_not_appoint(stage: Any) -> None:
    stage.appointed("p13-expert", Office.EXPERT, pledged=False)
    standing = stage.asking("p13-expert")
    assert may(standing, Action.DECLARE_INTEREST, Resource(None, "13"))
    assert forbidden(standing, Resource(None, "13"), Action.ADMINISTER) == "LAW-136"
    assert not may(standing, Action.DECLARE_INTEREST, Resource(None, "14"))


def proposed(person: str, *qualifications: Qualification) -> g.CandidateProposed:
    return g.CandidateProposed(
        person=person,
        office=Office.DEPUTY,
        name=NAME,
        career=NAME,
        knowledge=(),
        secondment=g.Secondment.NONE,
        qualifications=qualifications,
    )


def test_the_lawyers_are_the_deputies_in_office_whose_qualification_is_registered(stage: Any) -> None:
    for person, qualification in [("p13-law", Qualification.LAWYER), ("p13-tax", Qualification.TAX_ACCOUNTANT)]:
        stage.happened(proposed(person, qualification))
        stage.appointed(person, Office.DEPUTY)
    stage.happened(proposed("p13-soon", Qualification.LAWYER))
    stage.appointed("p13-soon", Office.DEPUTY, begins_on=TODAY + dt.timedelta(days=1))
    stage.happened(proposed("p13-expert", Qualification.LAWYER))
    stage.appointed("p13-expert", Office.EXPERT)
    stage.happened(proposed("p14-law", Qualification.LAWYER), council="14")
    stage.appointed("p14-law", Office.DEPUTY, council="14")
    stage.appointed("p13-head", Office.HEAD)
    assert stage.asking("p13-head").lawyers == {"p13-law"}
    tomorrow = stage.asking("p13-head", business_date=TODAY + dt.timedelta(days=1))
    assert tomorrow.lawyers == {"p13-law", "p13-soon"}


@pytest.mark.parametrize("action", sorted(set(Action) - CASE_CONTENT))
def test_every_action_outside_cases_is_refused_in_words(stage: Any, action: Action) -> None:
    """LAW-136: an office that reaches nothing of the kind is told so, whatever was asked."""
    stage.appointed("p13-expert", Office.EXPERT)
    standing = stage.asking("p13-expert", purpose=Purpose.REACTION)
    decision = Decision(allowed=False, forbids=frozenset())
    refusal = refusal_of(standing, action, Resource(None, "13"), decision)
    assert isinstance(refusal, NotVisible) or (refusal.forbidden and refusal.ja and refusal.provision == "LAW-136")
