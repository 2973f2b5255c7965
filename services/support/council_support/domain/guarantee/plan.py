"""Team, disclosure, 弁済計画案 and 調査報告書 (別冊４ 4(3) to 4(6))."""

from __future__ import annotations

import datetime as dt

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    AssetsDisclosed,
    CreditorPayment,
    GuaranteeTeamFormed,
    GuaranteeTeamMember,
    RepaymentPlanChecked,
    RepaymentPlanDrafted,
    RepaymentPlanReported,
    SettlementBaseDateAgreed,
    WarrantyCheckAsked,
    WarrantyChecked,
)

from council_support.commands.guarantee import (
    AgreeBaseDate,
    AskWarrantyCheck,
    CheckRepaymentPlan,
    DiscloseAssets,
    DraftRepaymentPlan,
    FormGuaranteeTeam,
    ReportWarrantyCheck,
    SubmitRepaymentReport,
)
from council_support.domain.behaviour import HEAD, STAFF, TEAM, Behaviour, Terms, sealed
from council_support.domain.guarantee.state import STARTED, Stage, State
from council_support.domain.preparing import main_creditors
from council_support.domain.voting import all_listed, case_of, listed, plan_of
from council_support.rules import asking as who
from council_support.rules import teams, unanimity
from council_support.rules.guarantee import consent, plan, start, team

_WITH_PLAN = frozenset({Stage.DRAFTED, Stage.REPORTED, Stage.CONSENT})


def _form(state: State, command: FormGuaranteeTeam, asking: Asking, terms: Terms) -> list[Event]:
    members = _members(command)
    team.the_team_has_a_lawyer(members)
    team.only_a_joint_settlement_shares_the_team(command.from_principal, state.settlement)
    teams.every_expert_is_commissioned_and_pledged(
        [member for member in members if member.outside_expert], asking.on, "B4-4-3-2"
    )
    team.nobody_has_an_interest(
        members,
        main_creditors(state, terms),
        command.exception_grounds,
        command.exception_agreed_on,
    )
    return [
        GuaranteeTeamFormed(
            case_id=case_of(state),
            members=members,
            from_principal=command.from_principal,
            exception_grounds=sealed(command.exception_grounds),
            exception_agreed_on=command.exception_agreed_on,
        )
    ]


def _members(command: FormGuaranteeTeam) -> tuple[GuaranteeTeamMember, ...]:
    return tuple(GuaranteeTeamMember(**entry.model_dump()) for entry in command.members)


def _agree(state: State, command: AgreeBaseDate, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.agreed_on, asking.on, "B4-Q37", "agreed_on")
    plan.an_earlier_base_date_is_agreed(
        command.base_date, state.started_on or asking.on, command.request_to_all, command.all_agreed
    )
    return [SettlementBaseDateAgreed(case_id=case_of(state), base_date=command.base_date, agreed_on=command.agreed_on)]


def _disclose(state: State, command: DiscloseAssets, asking: Asking, _terms: Terms) -> list[Event]:
    base_date = state.base_date or asking.on
    who.the_day_has_come(command.disclosed_on, asking.on, "B4-4-4", "disclosed_on")
    plan.means_are_warranted_to_every_creditor(command.to_all_creditors, command.warranted)
    plan.the_disclosure_is_of_the_base_date(command.base_date, base_date)
    return [
        AssetsDisclosed(
            case_id=case_of(state),
            disclosed_on=command.disclosed_on,
            base_date=base_date,
            assets=Sealed(command.assets),
            debts=sealed(command.debts),
        )
    ]


def _request_made(state: State, _asking: Asking, _terms: Terms) -> None:
    start.the_request_was_made(state.standstill is not None)


def _ask_check(state: State, command: AskWarrantyCheck, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.asked_on, asking.on, "B4-4-4", "asked_on")
    creditor = listed(state, command.creditor_id)
    return [WarrantyCheckAsked(case_id=case_of(state), creditor_id=creditor.creditor_id, asked_on=command.asked_on)]


def _disclosed(state: State, _asking: Asking, _terms: Terms) -> None:
    plan.the_plan_follows_the_disclosure(state.disclosure is not None)


def _report_check(state: State, command: ReportWarrantyCheck, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.reported_on, asking.on, "B4-4-4", "reported_on")
    creditor = listed(state, command.creditor_id)
    plan.a_check_was_asked_for(creditor.check_asked_on is not None)
    return [
        WarrantyChecked(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            reported_on=command.reported_on,
            note=sealed(command.note),
        )
    ]


def checks_open(state: State) -> int:
    """How many creditors wait for the expert's report on the 表明保証."""
    return sum(c.check_asked_on is not None and c.checked_on is None for c in state.creditors.values())


def _may_draft(state: State, asking: Asking, terms: Terms) -> None:
    _request_made(state, asking, terms)
    _disclosed(state, asking, terms)


def _draft(state: State, command: DraftRepaymentPlan, _asking: Asking, _terms: Terms) -> list[Event]:
    excluded = all_listed(state, command.excluded)
    for creditor_id in excluded:
        consent.only_a_refusing_creditor_is_left_out(state.creditors[creditor_id].explained, command.exclusion_grounds)
    plan.another_limit_is_agreed(command.claim_limit, command.limit_agreed_on)
    plan.only_a_joint_plan_stands_in_another(command.within_principal_plan, state.settlement, "within_principal_plan")
    plan.incentive_assets_stay_within_the_gain(command.incentive_assets, command.recovery_increase)
    claims = {creditor.creditor_id: creditor.claim for creditor in state.creditors.values()}
    # Without a reduction every claim is paid in full in its time, the small ones too.
    limit, paid = (command.claim_limit, command.distributable) if command.reduction_asked else (0, sum(claims.values()))
    shares = plan.distribution(paid, claims, limit, excluded)
    plan.somebody_is_in_the_plan(shares.payments)
    return [
        RepaymentPlanDrafted(
            case_id=case_of(state),
            version=state.plan.version + 1 if state.plan else 1,
            reduction_asked=command.reduction_asked,
            within_principal_plan=command.within_principal_plan,
            term_months=command.term_months,
            keeps_more=command.incentive_assets > 0,
            exempt_assets=Sealed(command.exempt_assets),
            pledged_assets=Sealed(command.pledged_assets),
            incentive_assets=Sealed(command.incentive_assets),
            recovery_increase=None if command.recovery_increase is None else Sealed(command.recovery_increase),
            distributable=command.distributable,
            claim_limit=command.claim_limit,
            limit_agreed_on=command.limit_agreed_on,
            payments=tuple(
                CreditorPayment(creditor_id=creditor_id, amount=amount)
                for creditor_id, amount in shares.payments.items()
            ),
            remission=shares.remission,
            excluded=excluded,
            exclusion_grounds=sealed(command.exclusion_grounds),
            term_grounds=sealed(command.term_grounds),
            apart_grounds=sealed(command.apart_grounds),
            retained=sealed(command.retained),
            summary=Sealed(command.summary),
        )
    ]


def drafted_on(state: State, asking: Asking) -> dt.date:
    """The day of the version that stands."""
    return state.plan_on or asking.on


def _check(state: State, command: CheckRepaymentPlan, _asking: Asking, _terms: Terms) -> list[Event]:
    draft = plan_of(state)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B4-4-7")
    return [
        RepaymentPlanChecked(
            case_id=case_of(state),
            plan_version=draft.version,
            remarks=plan.remarks(draft, state.settlement, state.began_in_time),
        )
    ]


def _report(state: State, command: SubmitRepaymentReport, _asking: Asking, _terms: Terms) -> list[Event]:
    draft = plan_of(state)
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B4-4-7")
    plan.the_teams_lawyer_reports(state.member(command.signed_by))
    plan.incentive_assets_need_an_early_start(draft.keeps_more, state.settlement, state.began_in_time)
    plan.the_report_is_complete(command.items, draft.keeps_more)
    plan.only_a_joint_plan_stands_in_another(
        command.within_principal_report, state.settlement, "within_principal_report"
    )
    plan.the_report_reaches_everybody(command.to_all_creditors)
    return [
        RepaymentPlanReported(
            case_id=case_of(state),
            plan_version=draft.version,
            items=command.items,
            signed_by=command.signed_by,
            within_principal_report=command.within_principal_report,
            conclusion=Sealed(command.conclusion),
        )
    ]


def _team_stands(state: State, _asking: Asking, _terms: Terms) -> None:
    team.the_team_has_a_lawyer(state.team)


BEHAVIOURS: dict[type, Behaviour] = {
    FormGuaranteeTeam: Behaviour("B4-4-3-1", HEAD, STARTED, _form, met=lambda state, c: state.team == _members(c)),
    AgreeBaseDate: Behaviour(
        "B4-Q37",
        STAFF,
        STARTED,
        _agree,
        met=lambda state, c: state.base_date == c.base_date,
        offered=lambda state: state.disclosure is None,
    ),
    DiscloseAssets: Behaviour("B4-4-4", STAFF, STARTED, _disclose),
    AskWarrantyCheck: Behaviour(
        "B4-4-4",
        STAFF,
        STARTED - {Stage.STARTED, Stage.REQUESTED},
        _ask_check,
        gate=_disclosed,
    ),
    ReportWarrantyCheck: Behaviour(
        "B4-4-4",
        STAFF,
        STARTED - {Stage.STARTED, Stage.REQUESTED},
        _report_check,
        offered=lambda state: checks_open(state) > 0,
    ),
    DraftRepaymentPlan: Behaviour("B4-4-5", TEAM, STARTED, _draft, gate=_may_draft),
    CheckRepaymentPlan: Behaviour(
        "B4-4-5",
        TEAM,
        _WITH_PLAN,
        _check,
        met=lambda state, _: state.checked is not None,
        offered=lambda state: state.checked is None,
    ),
    SubmitRepaymentReport: Behaviour(
        "B4-4-6", TEAM, frozenset({Stage.DRAFTED, Stage.REPORTED}), _report, gate=_team_stands
    ),
}
"""The commands of this part."""
