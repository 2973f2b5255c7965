"""The plan, the 一時停止の通知 and the first creditors' meeting (別冊３ 3 to 6)."""

from __future__ import annotations

import datetime as dt

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    FirstMeetingHeld,
    MeetingResolved,
    SchemePlanDrafted,
    StandstillJudged,
    StandstillNotified,
    WorkoutNotStarted,
)

from council_support.commands.tax_scheme import (
    DraftSchemePlan,
    HoldFirstMeeting,
    JudgeStandstill,
    LeaveWorkout,
    NotifyStandstill,
    PutToVote,
)
from council_support.domain.behaviour import HEAD, STAFF, TEAM, Behaviour, Terms, sealed
from council_support.domain.preparing import main_creditors
from council_support.domain.tax_scheme.state import STARTED, Stage, State
from council_support.domain.voting import all_listed, case_of
from council_support.rules import asking as who
from council_support.rules.tax_scheme import committee, plan
from council_support.rules.years import years_needed

YEARS_SHOWN_MAX = 50
"""Longest number of years that a plan's figures can hold."""
_WITH_TEAM = STARTED - {Stage.STARTED}


def _may_draft(state: State, asking: Asking, _terms: Terms) -> None:
    committee.the_term_is_running(state.consent_term, asking.on)
    plan.both_sides_were_examined(state.financial_examined_on is not None, state.business_examined_on is not None)


def _draft(state: State, command: DraftSchemePlan, _asking: Asking, _terms: Terms) -> list[Event]:
    debt = sum(creditor.claim for creditor in state.creditors.values())
    solvency = _years(state, command, command.real_net_worth, command.solvent_by)
    profit = _years(state, command, command.ordinary_profit, command.profitable_by)
    plan.the_plan_is_complete(command.items, command.statements)
    plan.the_years_have_grounds(solvency, profit, command.exception_grounds)
    plan.the_owners_answer(command.shareholders_diluted, command.shareholder_grounds)
    plan.the_managers_answer(command.managers_resign, command.manager_grounds)
    plan.creditors_recover_more(
        command.recovery,
        {
            "破産的清算": command.bankruptcy_value,
            "会社更生": command.reorganisation_value,
            "民事再生": command.rehabilitation_value,
        },
    )
    plan.the_waived_debt_is_owed(command.debt_waived, debt)
    return [
        SchemePlanDrafted(
            case_id=case_of(state),
            version=state.plan.version + 1 if state.plan else 1,
            methods=command.methods,
            items=command.items,
            statements=command.statements,
            jobs=command.jobs,
            debt_before=debt,
            debt_waived=command.debt_waived,
            real_net_worth=command.real_net_worth,
            years_to_solvency=solvency,
            ordinary_profit=command.ordinary_profit,
            years_to_profit=profit,
            recovery=command.recovery,
            bankruptcy_value=command.bankruptcy_value,
            reorganisation_value=command.reorganisation_value,
            rehabilitation_value=command.rehabilitation_value,
            shareholders_diluted=command.shareholders_diluted,
            managers_resign=command.managers_resign,
            months_between_reports=command.months_between_reports,
            exception_grounds=sealed(command.exception_grounds),
            shareholder_grounds=sealed(command.shareholder_grounds),
            manager_grounds=sealed(command.manager_grounds),
            equity=Sealed(command.equity),
            summary=Sealed(command.summary),
            business_methods=command.business_methods,
        )
    ]


def _years(state: State, command: DraftSchemePlan, amount: int, by: dt.date | None) -> int | None:
    """0 where nothing has to be mended, None where the plan names no year."""
    if amount >= 0:
        return 0
    if by is None:
        return None
    return min(YEARS_SHOWN_MAX, years_needed(command.expected_approval_on, state.closing_month, by))


def _judge(state: State, command: JudgeStandstill, asking: Asking, terms: Terms) -> list[Event]:
    who.the_day_has_come(command.judged_on, asking.on, "B3-4", "judged_on")
    agreeing = all_listed(state, command.creditors)
    plan.all_main_creditors_and_the_head_agree(agreeing, main_creditors(state, terms), command.head_agrees)
    plan.the_three_points_were_examined(command.points)
    return [
        StandstillJudged(case_id=case_of(state), creditors=agreeing, points=command.points, judged_on=command.judged_on)
    ]


def _judged(state: State, _asking: Asking, _terms: Terms) -> None:
    plan.the_notice_was_found_adequate(state.judgement is not None)


def _notify(state: State, command: NotifyStandstill, asking: Asking, terms: Terms) -> list[Event]:
    who.the_day_has_come(command.sent_on, asking.on, "B3-4", "sent_on")
    signing, recipients = all_listed(state, command.signing_creditors), all_listed(state, command.creditors)
    plan.the_notice_bears_all_names(signing, main_creditors(state, terms), command.company_signs, command.head_signs)
    plan.the_notice_goes_to_all_in_writing(recipients, state.creditors, command.written)
    plan.the_notice_calls_the_first_meeting(command.papers, command.first_meeting_on, command.place, command.sent_on)
    return [
        StandstillNotified(
            case_id=case_of(state),
            signing_creditors=signing,
            creditors=recipients,
            papers=command.papers,
            sent_on=command.sent_on,
            first_meeting_on=command.first_meeting_on or command.sent_on,
            place=Sealed(command.place or ""),
        )
    ]


def _leave(state: State, command: LeaveWorkout, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.told_on, asking.on, "B3-4", "told_on")
    return [WorkoutNotStarted(case_id=case_of(state), told_on=command.told_on, reason=sealed(command.reason))]


def _meet(state: State, command: HoldFirstMeeting, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.held_on, asking.on, "B3-5", "held_on")
    plan.the_first_meeting_is_the_one_called(
        command.held_on, state.notice.first_meeting_on if state.notice else command.held_on
    )
    attending = all_listed(state, command.attending)
    return [FirstMeetingHeld(case_id=case_of(state), held_on=command.held_on, attending=attending)]


def _vote(state: State, command: PutToVote, _asking: Asking, _terms: Terms) -> list[Event]:
    attending = state.first_meeting.attending if state.first_meeting else ()
    consenting = all_listed(state, command.consenting)
    plan.only_those_present_consent(consenting, attending)
    plan.a_day_is_set(command.matter, command.until)
    return [
        MeetingResolved(
            case_id=case_of(state),
            matter=command.matter,
            consenting=consenting,
            passed=plan.is_passed(command.matter, len(consenting), len(attending), len(state.creditors)),
            until=command.until,
        )
    ]


BEHAVIOURS: dict[type, Behaviour] = {
    DraftSchemePlan: Behaviour("B3-6", TEAM, _WITH_TEAM, _draft, gate=_may_draft),
    JudgeStandstill: Behaviour(
        "B3-4",
        HEAD,
        frozenset({Stage.DRAFTED}),
        _judge,
        met=lambda state, c: (
            state.judgement is not None
            and (set(state.judgement.creditors), set(state.judgement.points), state.judgement.judged_on)
            == (set(c.creditors), set(c.points), c.judged_on)
        ),
        offered=lambda state: state.judgement is None,
    ),
    NotifyStandstill: Behaviour(
        "B3-4",
        HEAD,
        frozenset({Stage.DRAFTED}),
        _notify,
        met=lambda state, c: state.notice is not None and state.notice.sent_on == c.sent_on,
        gate=_judged,
    ),
    LeaveWorkout: Behaviour(
        "B3-4",
        STAFF,
        frozenset({Stage.DRAFTED}),
        _leave,
        met=lambda state, _: state.not_started is not None,
    ),
    HoldFirstMeeting: Behaviour(
        "B3-5",
        STAFF,
        frozenset({Stage.NOTIFIED}),
        _meet,
        met=lambda state, c: (
            state.first_meeting is not None
            and (state.first_meeting.held_on, set(state.first_meeting.attending)) == (c.held_on, set(c.attending))
        ),
    ),
    PutToVote: Behaviour("B3-5", STAFF, frozenset({Stage.MET}), _vote),
}
"""The commands of this part."""
