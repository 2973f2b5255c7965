"""Decisions on the committee: members, observers, 会長, meetings, 業務実施方針・方法, advice, programmes."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from council_directory import fiscal_year
from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.governance import (
    ChairElected,
    ChairEnded,
    CommitteeAdvised,
    CommitteeMemberAppointed,
    CommitteeMemberLeft,
    ObserverLeft,
    ObserverRegistered,
    PolicyAdopted,
    ProgrammeEnded,
    ProgrammeRegistered,
    WholeMeetingHeld,
)
from council_events.values import Office

from council_governance.commands import (
    AdoptPolicy,
    AppointMember,
    ElectChair,
    ElectionMethod,
    EndChair,
    EndMembership,
    EndObserver,
    EndProgramme,
    GiveCommitteeAdvice,
    HoldWholeMeeting,
    RegisterObserver,
    RegisterProgramme,
)
from council_governance.domain.organisation.deciding import Around, Behaviour
from council_governance.domain.organisation.state import Committee, Organisation, Policy, Span
from council_governance.rules import authority, committee
from council_governance.rules.candidates import the_paper_is_there
from council_governance.rules.host import it_ends_after_it_began
from council_governance.rules.periods import includes


def _appoint(state: Organisation, command: AppointMember, _: Asking, __: Around) -> list[Event]:
    held = [each for each in state.committee.members if each.person == command.member]
    if any(
        (each.begins_on, each.ends_on, each.category) == (command.begins_on, command.ends_on, command.category)
        for each in held
    ):
        return []
    term = Span(command.begins_on, command.ends_on)
    committee.a_member_sits_once(term, held)
    observing = [each for each in state.committee.observers if each.person == command.member]
    committee.a_member_is_no_observer(term, observing, "member")
    subject = f"person:{command.member}"
    return [
        CommitteeMemberAppointed(
            member=command.member,
            category=command.category,
            body=Sealed(command.body),
            name=Sealed(command.name, subject),
            begins_on=command.begins_on,
            ends_on=command.ends_on,
        )
    ]


def _end_membership(state: Organisation, command: EndMembership, _: Asking, __: Around) -> list[Event]:
    held = [each for each in state.committee.members if each.person == command.member]
    if any(each.ends_on == command.ended_on for each in held):
        return []
    it_ends_after_it_began(any(includes(each, command.ended_on) for each in held), "YR-2-1-2-1", "ended_on")
    return [CommitteeMemberLeft(member=command.member, ended_on=command.ended_on)]


def _register_observer(state: Organisation, command: RegisterObserver, _: Asking, __: Around) -> list[Event]:
    term = Span(command.begins_on)
    known = [each for each in state.committee.observers if each.person == command.observer]
    if any(each.ends_on is None and each.kind is command.kind for each in known):
        return []
    sitting = [each for each in state.committee.members if each.person == command.observer]
    committee.a_member_is_no_observer(term, sitting, "observer")
    return [
        ObserverRegistered(
            observer=command.observer,
            kind=command.kind,
            body=Sealed(command.body),
            name=Sealed(command.name, f"person:{command.observer}"),
            begins_on=command.begins_on,
        )
    ]


def _end_observer(state: Organisation, command: EndObserver, _: Asking, __: Around) -> list[Event]:
    known = [each for each in state.committee.observers if each.person == command.observer]
    if any(each.ends_on == command.ended_on for each in known):
        return []
    it_ends_after_it_began(any(includes(each, command.ended_on) for each in known), "YR-2-1-2-1-2", "ended_on")
    return [ObserverLeft(observer=command.observer, ended_on=command.ended_on)]


def _elect(state: Organisation, command: ElectChair, asking: Asking, _: Around) -> list[Event]:
    committee.the_chair_is_elected_by_the_members(command.method is ElectionMethod.MUTUAL_VOTE)
    the_paper_is_there(command.elected_on, asking.on, "YR-2-1-2-2-1", "elected_on")
    begins_on = max(command.begins_on, command.elected_on)
    committee.the_chair_is_a_member(command.chair, state.committee.seated(begins_on))
    committee.the_electors_are_members(command.electors, state.committee.seated(command.elected_on))
    if any((each.person, each.begins_on) == (command.chair, begins_on) for each in state.committee.chairs):
        return []
    return [
        ChairElected(
            chair=command.chair,
            elected_on=command.elected_on,
            begins_on=begins_on,
            ends_on=_membership_ends(state.committee, command.chair, begins_on),
            electors=command.electors,
        )
    ]


def _membership_ends(state: Committee, person: str, day: dt.date) -> dt.date | None:
    return next((each.ends_on for each in state.members if each.person == person and includes(each, day)), None)


def _end_chair(state: Organisation, command: EndChair, _: Asking, __: Around) -> list[Event]:
    if any(each.ends_on == command.ended_on for each in state.committee.chairs):
        return []
    chair = state.committee.chair(command.ended_on)
    it_ends_after_it_began(chair is not None, "YR-2-1-2-2-1", "ended_on")
    return [ChairEnded(chair=str(chair), ended_on=command.ended_on)]


def chair_before(state: Organisation, day: dt.date) -> str | None:
    """Who is 会長 when a meeting of the day is called: one whom the meeting itself elects has not called it."""
    return state.committee.chair(day - dt.timedelta(days=1))


def _substitutes(around: Around, chair: str | None, day: dt.date) -> set[str]:
    """Who acts for the 会長 in everything on that day."""
    return {
        designated.substitute
        for each in around.chairs
        if each.person == chair
        for designated in each.substitutions
        if designated.office is Office.CHAIR and designated.case_id is None and includes(designated, day)
    }


def _hold(state: Organisation, command: HoldWholeMeeting, asking: Asking, around: Around) -> list[Event]:
    the_paper_is_there(command.held_on, asking.on, "YR-2-1-2-2-4", "held_on")
    if any(each.meeting_id == command.meeting_id for each in state.committee.meetings):
        return []
    chair = chair_before(state, command.held_on)
    in_place_of = committee.the_chair_convenes(command.convened_by, chair, _substitutes(around, chair, command.held_on))
    committee.members_were_present(command.present, state.committee.seated(command.held_on))
    return [
        WholeMeetingHeld(
            meeting_id=command.meeting_id,
            held_on=command.held_on,
            convened_by=command.convened_by,
            on_behalf_of=in_place_of,
            present=command.present,
            sums_up=command.sums_up,
            reported_by=command.reported_by,
            report=Sealed(command.report) if command.report else None,
            minutes=Sealed(command.minutes),
        )
    ]


def _adopt(state: Organisation, command: AdoptPolicy, asking: Asking, _: Around) -> list[Event]:
    the_paper_is_there(command.adopted_on, asking.on, "YR-2-1-2-3-1", "adopted_on")
    held = next((each.held_on for each in state.committee.meetings if each.meeting_id == command.meeting_id), None)
    committee.a_meeting_decided(held, command.adopted_on)
    return [
        PolicyAdopted(
            meeting_id=command.meeting_id,
            adopted_on=command.adopted_on,
            in_force_from=max(command.in_force_from, command.adopted_on),
            policy=Sealed(command.policy),
        )
    ]


def policy_on(state: Committee, day: dt.date) -> Policy | None:
    """The 業務実施方針・方法 in force on a day."""
    return next((each for each in reversed(state.policies) if each.begins_on <= day), None)


def _advise(state: Organisation, command: GiveCommitteeAdvice, asking: Asking, _: Around) -> list[Event]:
    the_paper_is_there(command.given_on, asking.on, "YR-2-1-2-3-1", "given_on")
    center = state.host.center
    exists = center is not None and includes(center, command.given_on)
    committee.advice_goes_to_who_does_the_business(command.to, exists, command.given_on)
    committee.a_policy_is_in_force(policy_on(state.committee, command.given_on) is not None)
    return [
        CommitteeAdvised(to=command.to, kind=command.kind, given_on=command.given_on, advice=Sealed(command.advice))
    ]


def _register_programme(state: Organisation, command: RegisterProgramme, _: Asking, __: Around) -> list[Event]:
    if command.programme_id in state.committee.programmes:
        return []
    return [
        ProgrammeRegistered(
            programme_id=command.programme_id,
            name=Sealed(command.name),
            operator=Sealed(command.operator),
            cooperation=Sealed(command.cooperation),
            begins_on=command.begins_on,
        )
    ]


def _end_programme(state: Organisation, command: EndProgramme, _: Asking, __: Around) -> list[Event]:
    known = state.committee.programmes.get(command.programme_id)
    committee.the_programme_is_registered(known is not None)
    if known is not None and known.ends_on == command.ended_on:
        return []
    it_ends_after_it_began(known is not None and includes(known, command.ended_on), "YR-2-1-2-3-2", "ended_on")
    return [ProgrammeEnded(programme_id=command.programme_id, ended_on=command.ended_on)]


def years_met(state: Committee) -> frozenset[int]:
    """The fiscal years in which a 全体会議 was held."""
    return frozenset(fiscal_year(each.held_on) for each in state.meetings)


def _kept(provision_id: str) -> Any:
    return partial(authority.the_committees_record_is_kept, provision_id=provision_id)


BEHAVIOURS: dict[type[Any], Behaviour] = {
    AppointMember: Behaviour(_appoint, authority.the_host_head_appoints_members),
    EndMembership: Behaviour(
        _end_membership, authority.the_host_head_appoints_members, lambda state, _: bool(state.committee.members)
    ),
    RegisterObserver: Behaviour(_register_observer, _kept("YR-2-1-2-1-2")),
    EndObserver: Behaviour(_end_observer, _kept("YR-2-1-2-1-2"), lambda state, _: bool(state.committee.observers)),
    ElectChair: Behaviour(_elect, _kept("YR-2-1-2-2-1"), lambda state, _: bool(state.committee.members)),
    EndChair: Behaviour(_end_chair, _kept("YR-2-1-2-2-1"), lambda state, day: state.committee.chair(day) is not None),
    HoldWholeMeeting: Behaviour(_hold, _kept("YR-2-1-2-2-4"), lambda state, _: bool(state.committee.members)),
    AdoptPolicy: Behaviour(_adopt, _kept("YR-2-1-2-3-1"), lambda state, _: bool(state.committee.meetings)),
    GiveCommitteeAdvice: Behaviour(_advise, _kept("YR-2-1-2-3-1"), lambda state, _: bool(state.committee.policies)),
    RegisterProgramme: Behaviour(_register_programme, _kept("YR-2-1-2-3-2")),
    EndProgramme: Behaviour(_end_programme, _kept("YR-2-1-2-3-2"), lambda state, _: bool(state.committee.programmes)),
}
