"""The list predicate and the policies say the same, whoever asks, and what is refused tells no more than it may."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from council_access import (
    APPLICANTS,
    Action,
    Line,
    NotVisible,
    Resource,
    Standing,
    authorize,
    authorize_page,
    scope,
)
from council_access.cedar import CASE_CONTENT, decide, policy_text
from council_access.standing import COUNCIL_OFFICES, Known, Question, Substitution, Term, standing_of
from council_directory import bureaus
from council_events.deciding import Refused
from council_events.values import Office, Purpose
from hypothesis import given, settings
from hypothesis import strategies as st

TODAY = dt.date(2024, 6, 10)
COUNCILS = ("13", "14", "hq")
CASES = {UUID(int=number): COUNCILS[number % 3] for number in range(1, 13)}

days = st.integers(-2, 2).map(lambda by: TODAY + dt.timedelta(days=by))
begins = st.just(TODAY - dt.timedelta(days=400)) | days
ends = st.none() | days
offices = st.sampled_from(sorted(COUNCIL_OFFICES)) | st.sampled_from(sorted(Office))
cases = st.frozensets(st.sampled_from(sorted(CASES)), max_size=6)
terms = st.builds(
    Term,
    council=st.just("13") | st.sampled_from(COUNCILS),
    office=offices,
    begins_on=begins,
    ends_on=ends,
    bureau=st.none() | st.sampled_from([bureau.code for bureau in bureaus()]),
)
substitutions = st.builds(
    Substitution,
    person=st.just("another"),
    office=offices,
    case_id=st.none() | st.sampled_from(sorted(CASES)),
    begins_on=days,
    ends_on=ends,
)
known = st.builds(
    Known,
    terms=st.lists(terms, min_size=1, max_size=3).map(tuple),
    substitutions=st.lists(substitutions, max_size=2).map(tuple),
    pledged_on=st.just(TODAY) | st.none() | days,
    recusals=cases,
    assigned=cases,
)
HEADQUARTERS = Term("hq", Office.HQ_OFFICER, TODAY - dt.timedelta(days=400))
of_headquarters = known.map(lambda each: replace(each, terms=(*each.terms, HEADQUARTERS)))
questions = (st.just("13") | st.sampled_from(COUNCILS)).flatmap(
    lambda member_of: st.builds(
        Question,
        person=st.just("somebody"),
        purpose=st.just(Purpose.CASE_WORK) | st.sampled_from(sorted(Purpose)),
        member_of=st.just(member_of),
        council=st.just(member_of) | st.sampled_from(COUNCILS),
        today=st.just(TODAY),
        on=days,
        case_id=st.none() | st.sampled_from(sorted(CASES)),
        bootstrap=st.booleans(),
    )
)


@pytest.fixture(scope="module")
def listed(module_database: str) -> Iterator[psycopg.Connection[Any]]:
    """A table of cases, as a service's list would have it."""
    with psycopg.connect(module_database, autocommit=True) as connection:
        connection.execute("CREATE TABLE work (case_id uuid PRIMARY KEY, council text NOT NULL)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO work VALUES (%s, %s)", list(CASES.items()))
        yield connection


@pytest.mark.parametrize("line", Line)
@settings(max_examples=300, deadline=None)
@given(question=questions, known=known)
def test_a_list_holds_exactly_the_cases_that_may_be_read_one_by_one(
    listed: psycopg.Connection[Any], line: Line, question: Question, known: Known
) -> None:
    standing = standing_of(question, known)
    resources = [Resource(case_id, council, line) for case_id, council in CASES.items()]
    permitted = {
        resource.case_id
        for resource, decision in zip(resources, decide(standing, Action.READ_CASE, resources), strict=True)
        if decision.allowed
    }
    predicate = scope(standing, line, alias="w")
    rows = listed.execute(f"SELECT case_id FROM work w WHERE {predicate.sql}", predicate.params).fetchall()
    assert {row[0] for row in rows} == permitted
    if permitted:
        authorize(standing, Action.READ_LIST, Resource(None, standing.council))


@settings(deadline=None)
@given(question=questions, known=known | of_headquarters)
def test_the_list_of_applicants_holds_no_other_than_those_that_may_be_read_one_by_one(
    listed: psycopg.Connection[Any], question: Question, known: Known
) -> None:
    """YR-3-2-2-4: 全国本部 sees what applicants of all councils told; others are given no list, however much they see at home."""
    standing = standing_of(question, known)
    predicate = APPLICANTS.rows(standing, Line.SUBSIDY, "w")
    rows = listed.execute(f"SELECT case_id FROM work w WHERE {predicate.sql}", predicate.params).fetchall()
    shown = {row[0] for row in rows}
    resources = [Resource(case_id, council, Line.SUBSIDY) for case_id, council in CASES.items()]
    authorize_page(standing, [each for each in resources if each.case_id in shown], APPLICANTS.each)
    whole = refusal_of(standing, APPLICANTS.whole, Resource(None, standing.council)) is None
    assert bool(shown) <= whole
    if whole:
        assert shown == {each.case_id for each in resources if refusal_of(standing, APPLICANTS.each, each) is None}
        assert Office.HQ_OFFICER in standing.offices_now


def test_who_once_held_an_office_of_cases_at_headquarters_sees_no_applicants() -> None:
    """Rights end with the office (YR-2-1-4-4): neither the policies nor the predicate make an exception."""
    asked = Question("somebody", Purpose.SUPERVISION, "hq", "hq", TODAY, TODAY)
    once = Term("hq", Office.HEAD, TODAY - dt.timedelta(days=400), TODAY - dt.timedelta(days=10))
    officer, former = (standing_of(asked, Known(terms=terms)) for terms in ((HEADQUARTERS,), (HEADQUARTERS, once)))
    assert refusal_of(officer, APPLICANTS.whole, Resource(None, "hq")) is None
    assert APPLICANTS.rows(officer, Line.SUBSIDY, "").sql == "TRUE"
    assert refusal_of(former, APPLICANTS.whole, Resource(None, "hq")) is not None
    assert APPLICANTS.rows(former, Line.SUBSIDY, "").sql == "FALSE"


@settings(deadline=None)
@given(question=questions, known=of_headquarters, line=st.sampled_from([Line.SUPPORT, Line.SECOND_STAGE]))
def test_no_case_but_of_the_programme_is_shared_with_headquarters(question: Question, known: Known, line: Line) -> None:
    standing = standing_of(question, known)
    for case_id, council in CASES.items():
        assert refusal_of(standing, Action.READ_APPLICANT, Resource(case_id, council, line)) is not None


@settings(deadline=None)
@given(question=questions, known=known)
def test_who_gives_advice_only_reads_no_case_of_the_support_lines(question: Question, known: Known) -> None:
    """統括責任者補佐（経営改善支援担当）; whatever else is on record of the person but another office or a substitution."""
    advising = tuple(replace(term, office=Office.DEPUTY_IMPROVEMENT) for term in known.terms)
    standing = standing_of(question, replace(known, terms=advising, substitutions=()))
    for case_id, council in CASES.items():
        assert refusal_of(standing, Action.READ_CASE, Resource(case_id, council, Line.SECOND_STAGE)) is not None
    if not question.bootstrap:
        assert scope(standing, Line.SECOND_STAGE).sql == "FALSE"


def refusal_of(standing: Standing, action: Action, resource: Resource) -> NotVisible | Refused | None:
    """What the asker is told; None when it is permitted."""
    try:
        authorize(standing, action, resource)
    except (NotVisible, Refused) as refusal:
        return refusal
    return None


@settings(deadline=None)
@given(question=questions, known=known, line=st.sampled_from(Line), action=st.sampled_from(["read_case", "work_case"]))
def test_who_may_not_learn_of_a_case_gets_the_same_for_it_as_for_none(
    question: Question, known: Known, line: Line, action: str
) -> None:
    standing = standing_of(question, known)
    once = any(
        term.office in COUNCIL_OFFICES
        and term.begins_on <= TODAY
        and term.council == question.member_of == question.council
        for term in known.terms
    )
    none = refusal_of(standing, Action(action), Resource(UUID(int=0), "--", line))
    for case_id, council in CASES.items():
        refusal = refusal_of(standing, Action(action), Resource(case_id, council, line))
        if isinstance(none, Refused):  # whose office begins later is told that, of whatever case
            assert not standing.offices_now
            assert isinstance(refusal, Refused)
            assert (refusal.provision, refusal.ja) == (none.provision, none.ja)
            continue
        may_learn = council == question.council and (once or standing.in_council)
        if isinstance(refusal, NotVisible):
            assert not may_learn
            assert refusal.problem == NotVisible().problem
        elif isinstance(refusal, Refused):
            assert may_learn
            assert refusal.forbidden
        else:
            assert may_learn
            assert case_id not in known.recusals


@settings(deadline=None)
@given(question=questions, known=known)
def test_no_national_office_and_no_setting_opens_a_case(question: Question, known: Known) -> None:
    national = tuple(term for term in known.terms if term.office not in COUNCIL_OFFICES)
    standing = standing_of(question, Known(terms=national, pledged_on=TODAY, assigned=known.assigned))
    for case_id, council in CASES.items():
        with pytest.raises(NotVisible):
            authorize(standing, Action.READ_CASE, Resource(case_id, council))


@settings(deadline=None)
@given(question=questions, known=known, action=st.sampled_from(sorted(CASE_CONTENT)))
def test_cases_that_are_alike_are_asked_for_once_with_the_same_result(
    question: Question, known: Known, action: Action
) -> None:
    standing = standing_of(question, known)
    resources = [Resource(case_id, council, line) for case_id, council in CASES.items() for line in Line]
    assert decide(standing, action, resources) == [decide(standing, action, [each])[0] for each in resources]


def test_no_policy_names_a_single_case_person_or_council() -> None:
    """What decide() relies on when it asks once for cases that are alike."""
    assert not re.search(r'\b(Case|Person|Council)::"', policy_text())
