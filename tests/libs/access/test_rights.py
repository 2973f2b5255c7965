"""Who may do what with a case, by the offices held: every refusal of design §6 and the provision it names."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import cedarpy
import pytest
from council_access import Action, Line, Resource, Rights, ScopeDisagreementError, authorize_page, scope
from council_access.cedar import policy_text, schema_text
from council_directory import provisions
from council_events import governance as g
from council_events.deciding import PROVISIONS_DECIDED
from council_events.values import Office, Purpose

from tests.libs.access.judging import CASE, OTHER, TODAY, YESTERDAY, case, forbidden, may, not_visible

WORK = (Action.READ_CASE, Action.WORK_CASE, Action.DECIDE_CASE)


@pytest.mark.parametrize("office", [Office.HOST_HEAD, Office.HEAD, Office.DEPUTY])
@pytest.mark.parametrize("line", Line)
def test_support_staff_work_on_every_case_of_their_council(stage: Any, office: Office, line: Line) -> None:
    stage.appointed("p13", office)
    standing = stage.asking("p13")
    assert standing.offices == standing.offices_now == {office}
    assert all(may(standing, action, case(line=line)) for action in WORK)
    not_visible(standing, case("14", line))


@pytest.mark.parametrize(
    ("on", "provision"), [(dt.date(2024, 3, 31), "YR-2-1-3-1"), (dt.date(2024, 4, 1), "YR24-2-1-3-1")]
)
def test_who_gives_advice_only_works_on_no_case_of_the_support_lines(stage: Any, on: dt.date, provision: str) -> None:
    stage.appointed("p13", Office.DEPUTY_IMPROVEMENT)
    standing = stage.asking("p13", on=on)
    assert [forbidden(standing, case(line=Line.SECOND_STAGE), action) for action in WORK] == [provision] * 3
    assert all(may(standing, action, case(line=line)) for action in WORK for line in (Line.SUPPORT, Line.SUBSIDY))
    not_visible(standing, case("14", Line.SECOND_STAGE))
    stage.appointed("p13", Office.DEPUTY)
    assert may(stage.asking("p13", on=on), Action.READ_CASE, case(line=Line.SECOND_STAGE)), "who holds both offices"


def test_the_secretariat_works_on_the_subsidy_programme_only(stage: Any) -> None:
    stage.appointed("p13-office", Office.SECRETARIAT)
    standing = stage.asking("p13-office", purpose=Purpose.SUBSIDY_WORK)
    assert all(may(standing, action, case(line=Line.SUBSIDY)) for action in WORK)
    assert forbidden(standing, case(line=Line.SUPPORT)) == "YR-2-1-4-4"
    not_visible(standing, case("14", Line.SUBSIDY))


def test_an_expert_sees_the_assigned_cases_and_decides_none(stage: Any) -> None:
    stage.appointed("p13-expert", Office.EXPERT)
    assert forbidden(stage.asking("p13-expert"), case()) == "YR-2-1-4-4"
    stage.happened(g.CaseWorkerAssigned(person="p13-expert", case_id=CASE, begins_on=TODAY))
    standing = stage.asking("p13-expert", case_id=CASE)
    assert standing.case_worker
    assert may(standing, Action.READ_CASE, case())
    assert may(standing, Action.WORK_CASE, case())
    assert not may(standing, Action.DECIDE_CASE, case())
    assert forbidden(standing, case(case_id=OTHER)) == "YR-2-1-4-4"


def test_an_assignment_that_begins_tomorrow_opens_nothing_today(stage: Any) -> None:
    stage.appointed("p13-expert", Office.EXPERT)
    tomorrow = TODAY + dt.timedelta(days=1)
    stage.happened(g.CaseWorkerAssigned(person="p13-expert", case_id=CASE, begins_on=tomorrow))
    assert not may(stage.asking("p13-expert"), Action.READ_CASE, case())
    assert may(stage.asking("p13-expert", on=tomorrow), Action.READ_CASE, case())


@pytest.mark.parametrize(
    ("office", "provision"),
    [
        (Office.HOST_HEAD, "YR-2-1-1-4"),
        (Office.HEAD, "YR-2-1-3-2-4"),
        (Office.DEPUTY, "B2-2-3-2"),
        (Office.EXPERT, "B2-2-3-2"),
    ],
)
def test_a_declared_interest_bars_from_the_case_alone_and_until_it_is_lifted(
    stage: Any, office: Office, provision: str
) -> None:
    stage.appointed("p13", office)
    stage.happened(*(g.CaseWorkerAssigned(person="p13", case_id=each, begins_on=TODAY) for each in (CASE, OTHER)))
    stage.happened(g.ConflictOfInterestDeclared(person="p13", case_id=CASE, kind=g.InterestKind.CREDITOR))
    standing = stage.asking("p13", case_id=CASE)
    assert standing.recused
    assert [forbidden(standing, case(), action) for action in WORK] == [provision] * 3
    assert may(standing, Action.READ_CASE, case(case_id=OTHER))
    assert not stage.asking("p13", case_id=OTHER).recused
    stage.happened(g.ConflictOfInterestLifted(person="p13", case_id=CASE))
    assert may(stage.asking("p13"), Action.READ_CASE, case())


@pytest.mark.parametrize(
    ("on", "provision"), [(dt.date(2024, 3, 31), "YR-2-1-4-2"), (dt.date(2024, 4, 1), "YR24-2-1-5-2")]
)
def test_without_the_pledge_no_case_is_open_and_the_provision_is_that_of_the_day(
    stage: Any, on: dt.date, provision: str
) -> None:
    stage.appointed("p13-expert", Office.EXPERT, pledged=False)
    stage.happened(g.CaseWorkerAssigned(person="p13-expert", case_id=CASE, begins_on=on))
    standing = stage.asking("p13-expert", on=on)
    assert not standing.pledged
    assert forbidden(standing, case()) == provision
    assert forbidden(standing, Resource(None, "13"), Action.READ_LIST) == provision
    stage.happened(g.PledgeReceived(person="p13-expert", received_on=on))
    assert may(stage.asking("p13-expert", on=on), Action.READ_CASE, case())


def test_the_hosts_head_is_bound_by_law_and_signs_no_pledge(stage: Any) -> None:
    stage.appointed("p13-host", Office.HOST_HEAD, pledged=False)
    assert may(stage.asking("p13-host"), Action.READ_CASE, case())


def test_rights_end_with_the_office_on_its_last_day_in_japan(stage: Any) -> None:
    stage.appointed("p33-deputy", Office.DEPUTY, "33", ends_on=TODAY)
    assert may(stage.asking("p33-deputy", "33"), Action.READ_CASE, case("33"))
    standing = stage.asking("p33-deputy", "33", on=TODAY + dt.timedelta(days=1))
    assert standing.former
    assert forbidden(standing, case("33")) == "YR-2-1-4-4"
    assert forbidden(standing, Resource(None, "33"), Action.READ_LIST) == "YR-2-1-4-4"
    not_visible(standing, case("13"))


def test_rights_begin_with_the_office(stage: Any) -> None:
    stage.appointed("p13", Office.HEAD, begins_on=TODAY)
    assert forbidden(stage.asking("p13", on=YESTERDAY), case()) == "YR-2-1-3-2-1"
    assert forbidden(stage.asking("p13", on=YESTERDAY), case("--")) == "YR-2-1-3-2-1"
    assert may(stage.asking("p13"), Action.READ_CASE, case())


@pytest.mark.parametrize("reason", g.OfficeEndReason)
def test_the_end_of_an_office_is_kept_to_the_term_unless_the_person_leaves(
    stage: Any, reason: g.OfficeEndReason
) -> None:
    later = dt.date(2024, 7, 1)
    stage.appointed("p13", Office.HEAD, ends_on=dt.date(2024, 6, 30))
    stage.appointed("p13", Office.HEAD, begins_on=later)
    stage.happened(g.OfficeEnded(person="p13", office=Office.HEAD, ended_on=TODAY, reason=reason))
    assert may(stage.asking("p13"), Action.READ_CASE, case())
    assert not may(stage.asking("p13", on=TODAY + dt.timedelta(days=1)), Action.READ_CASE, case())
    stays = reason is g.OfficeEndReason.TERM
    assert may(stage.asking("p13", on=later), Action.READ_CASE, case()) is stays


def test_who_never_held_an_office_there_learns_nothing_whoever_else_they_are(stage: Any) -> None:
    stage.appointed("admin-1", Office.ADMINISTRATOR, "hq")
    stage.appointed("auditor-1", Office.AUDITOR, "hq")
    stage.appointed("hq-officer", Office.HQ_OFFICER, "hq")
    stage.appointed("bur03-officer", Office.BUREAU_OFFICER, "hq", bureau="BUR-03")
    for person in ("admin-1", "auditor-1", "hq-officer", "bur03-officer", "nobody"):
        for council in ("hq", "13"):
            for held in ("hq", "13"):
                standing = stage.asking(person, council)
                not_visible(standing, case(held))
                not_visible(standing, Resource(None, held), Action.SEARCH)
                assert scope(standing).sql == "FALSE"


def test_an_office_in_another_council_counts_only_when_signed_in_for_it(stage: Any) -> None:
    stage.appointed("both", Office.HEAD, "13")
    stage.appointed("both", Office.DEPUTY, "14")
    assert may(stage.asking("both", "14"), Action.READ_CASE, case("14"))
    not_visible(stage.asking("both", "13"), case("14"))
    assert stage.asking("both", "13", council="14").offices == frozenset()


def test_a_case_that_has_moved_is_closed_to_its_former_council_with_the_reason(stage: Any) -> None:
    stage.appointed("p13", Office.HEAD)
    moved = case("14", former_councils=frozenset({"13"}))
    assert forbidden(stage.asking("p13"), moved) == "YR-2-1-4-4"


@pytest.mark.parametrize("purpose", sorted(Purpose))
def test_case_content_is_shown_for_work_on_cases_only(stage: Any, purpose: Purpose) -> None:
    stage.appointed("p13", Office.HEAD)
    standing = stage.asking("p13", purpose=purpose)
    if purpose in (Purpose.CASE_WORK, Purpose.SUPERVISION, Purpose.SUBSIDY_WORK):
        assert may(standing, Action.READ_CASE, case())
    else:
        assert forbidden(standing, case()) == "LAW-136"
        assert scope(standing).sql == "FALSE"


def test_a_substitute_for_all_cases_has_the_office_and_acts_on_behalf(stage: Any) -> None:
    stage.appointed("p13-deputy", Office.DEPUTY)
    stage.happened(
        g.SubstituteDesignated(
            person="p13-head",
            office=Office.HEAD,
            substitute="p13-deputy",
            ground=g.SubstitutionGround.INCAPACITY,
            begins_on=TODAY,
            ends_on=TODAY,
        )
    )
    standing = stage.asking("p13-deputy")
    assert standing.offices == {Office.HEAD, Office.DEPUTY}
    assert standing.on_behalf_of == "p13-head"
    after = stage.asking("p13-deputy", on=TODAY + dt.timedelta(days=1))
    assert (after.offices, after.on_behalf_of) == ({Office.DEPUTY}, None)


def test_a_substitute_for_one_case_has_the_office_there_and_nowhere_else(stage: Any) -> None:
    stage.happened(
        g.SubstituteDesignated(
            person="p13-host",
            office=Office.HOST_HEAD,
            substitute="p13-proxy",
            ground=g.SubstitutionGround.INTEREST,
            case_id=CASE,
            begins_on=TODAY,
        )
    )
    here, elsewhere = stage.asking("p13-proxy", case_id=CASE), stage.asking("p13-proxy", case_id=OTHER)
    assert (here.offices, here.on_behalf_of) == ({Office.HOST_HEAD}, "p13-host")
    assert may(here, Action.DECIDE_CASE, case())
    assert (elsewhere.offices, elsewhere.on_behalf_of) == (frozenset(), None)
    assert forbidden(elsewhere, case(case_id=OTHER)) == "YR-2-1-4-4"
    assert "scope_cases" in scope(elsewhere).params


def test_an_act_entered_later_is_judged_by_the_offices_of_its_day_but_open_by_those_of_today(stage: Any) -> None:
    stage.appointed("old", Office.HEAD, ends_on=YESTERDAY)
    stage.appointed("new", Office.HEAD, begins_on=TODAY)
    old, new = (stage.asking(person, business_date=YESTERDAY) for person in ("old", "new"))
    assert (old.on, old.offices, old.offices_now) == (YESTERDAY, {Office.HEAD}, frozenset())
    assert not may(old, Action.WORK_CASE, case())
    assert (new.offices, new.offices_now) == (frozenset(), {Office.HEAD})
    assert may(new, Action.WORK_CASE, case())


@pytest.mark.parametrize("on_file", [False, True])
def test_the_first_administrator_stands_in_the_settings_and_gets_no_case(stage: Any, on_file: bool) -> None:
    if on_file:
        stage.appointed("admin-1", Office.ADMINISTRATOR, "hq")
    rights = Rights(stage.pool, bootstrap_administrators=["admin-1"])
    standing = rights.asking(stage.who("admin-1", "hq", Purpose.ADMINISTRATION), TODAY, council="13")
    assert standing.offices == {Office.ADMINISTRATOR}
    assert may(standing, Action.ADMINISTER, Resource(None, "13"))
    not_visible(standing, case())
    for other in (stage.who("admin-2", "hq", Purpose.ADMINISTRATION), stage.who("admin-1", "hq", Purpose.CASE_WORK)):
        named = rights.asking(other, TODAY, council="13")
        assert (Office.ADMINISTRATOR in named.offices) is (on_file and other.person == "admin-1")


def test_a_page_with_a_single_row_too_many_is_not_shown(stage: Any) -> None:
    stage.appointed("p13", Office.HEAD)
    standing = stage.asking("p13")
    authorize_page(standing, [])
    authorize_page(standing, [case(case_id=uuid4()) for _ in range(50)])
    with pytest.raises(ScopeDisagreementError, match="1 of 3"):
        authorize_page(standing, [case(), case("14", case_id=OTHER), case(case_id=uuid4())])


def test_the_policies_fit_their_schema() -> None:
    result = cedarpy.validate_policies(policy_text(), schema_text())
    assert result.validation_passed, [str(error) for error in result.errors]


def test_every_refusal_names_a_provision_of_the_catalogue() -> None:
    ours = {name for name, places in PROVISIONS_DECIDED.items() if any("council_access" in place for place in places)}
    assert {"YR-2-1-4-4", "LAW-136", "YR-2-1-1-4", "YR-2-1-4-2", "YR24-2-1-5-2"} <= ours <= set(provisions())
