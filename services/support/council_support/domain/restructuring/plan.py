"""Team, examination, plan and 調査報告書 (別冊２ 2(3) to 2(6))."""

from __future__ import annotations

import datetime as dt

from council_events import Event, Sealed
from council_events.deciding import Asking, provision
from council_events.support import (
    Burden,
    BusinessDueDiligenceCompleted,
    FinancialDueDiligenceCompleted,
    InvestigationReported,
    PlanDrafted,
    PlanFigures,
    PlanKind,
    TeamFormed,
    TeamMember,
)
from council_events.values import Office

from council_support.commands.restructuring import (
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    DraftPlan,
    FormTeam,
    PlanAuthor,
    SubmitInvestigationReport,
)
from council_support.domain.behaviour import HEAD, TEAM, Behaviour, Terms, sealed
from council_support.domain.restructuring.state import STARTED, Stage, State
from council_support.domain.voting import case_of, listed, plan_of
from council_support.rules import teams, unanimity
from council_support.rules.restructuring import contents, plan, start, team
from council_support.rules.tax_scheme import start as tax
from council_support.rules.years import years_needed

YEARS_SHOWN_MAX = 50
"""Longest number of years that a plan's figures can hold."""
RATIO_SHOWN_MAX = 999.0
"""Highest ratio that they can hold, far beyond what any plan may have."""


def _form(state: State, command: FormTeam, asking: Asking, _terms: Terms) -> list[Event]:
    members = _members(command)
    teams.every_expert_is_commissioned_and_pledged(
        [member for member in members if member.outside_expert], asking.on, "B2-Q22"
    )
    team.nobody_has_an_interest(members)
    team.assistants_join_after_consultation(members, asking.on)
    team.the_professions_are_complete(members, state.waiver_expected, command.exception_grounds is not None)
    return [TeamFormed(case_id=case_of(state), members=members, exception_grounds=sealed(command.exception_grounds))]


def _members(command: FormTeam) -> tuple[TeamMember, ...]:
    return tuple(TeamMember(**entry.model_dump()) for entry in command.members)


def _company_notified(state: State, _asking: Asking, _terms: Terms) -> None:
    start.the_company_was_notified(state.notified_on is not None)


def _team_fits(state: State, _asking: Asking, _terms: Terms) -> None:
    team.the_professions_are_complete(state.team, state.waiver_expected, state.team_by_exception)


def _financial(state: State, command: CompleteFinancialDueDiligence, _asking: Asking, _terms: Terms) -> list[Event]:
    team.the_financial_side_was_examined_by(state.member(command.by), state.due_diligence)
    return [FinancialDueDiligenceCompleted(case_id=case_of(state), by=command.by, summary=Sealed(command.summary))]


def _business(state: State, command: CompleteBusinessDueDiligence, _asking: Asking, _terms: Terms) -> list[Event]:
    team.the_business_side_was_examined_by(state.member(command.by))
    return [BusinessDueDiligenceCompleted(case_id=case_of(state), by=command.by, summary=Sealed(command.summary))]


def _may_draft(state: State, asking: Asking, terms: Terms) -> None:
    tax.annex_2_serves_no_tax_aim(bool(state.intended))
    _team_fits(state, asking, terms)
    team.both_sides_were_examined(state.financial_examined_on is not None, state.business_examined_on is not None)


@provision("B2-2-5-9")
def _draft(state: State, command: DraftPlan, asking: Asking, _terms: Terms) -> list[Event]:
    waiver = start.asks_waiver(command.methods)
    debt = sum(creditor.claim for creditor in state.creditors.values())
    figures = _figures(state, command, debt)
    contents.the_company_is_the_author(command.author is PlanAuthor.COMPANY)
    contents.the_tax_treatment_has_its_own_scheme(command.tax_treatment_intended)
    _the_kind_fits(state, command, waiver, figures)
    _the_course_fits(state, command, waiver)
    _the_contents_fit(command, waiver, debt)
    _arrears_come_first(command, asking)
    return [
        PlanDrafted(
            case_id=case_of(state),
            version=state.plan.version + 1 if state.plan else 1,
            kind=command.kind,
            methods=command.methods,
            items=command.items,
            figures=figures,
            jobs=command.jobs,
            expected_approval_on=command.expected_approval_on,
            reschedule_until=command.reschedule_until,
            full_plan_intended=command.full_plan_intended,
            guarantor_exists=command.guarantor_exists,
            has_regional_section=command.has_regional_section,
            manager_responsibility=sealed(command.manager_responsibility),
            shareholder_responsibility=sealed(command.shareholder_responsibility),
            exception_grounds=sealed(command.exception_grounds),
            economic_grounds=sealed(command.economic_grounds),
            livelihood_benefit=sealed(command.livelihood_benefit),
            summary=Sealed(command.summary),
            tax_arrears=command.tax_arrears or None,
            arrears_offices_consulted_on=command.arrears_offices_consulted_on,
            arrears_plan=sealed(command.arrears_plan),
            burdens=_burdens(state, command),
            business_methods=command.business_methods,
        )
    ]


def _arrears_come_first(command: DraftPlan, asking: Asking) -> None:
    contents.arrears_are_paid_first(
        command.tax_arrears,
        command.arrears_plan,
        command.arrears_offices_consulted_on,
        command.arrears_first,
        asking.on,
    )


def _burdens(state: State, command: DraftPlan) -> tuple[Burden, ...]:
    """What each creditor bears: as the plan says, else by the claims."""
    if not command.burdens:
        claims = [(creditor.creditor_id, creditor.claim) for creditor in state.creditors.values()]
        return contents.burdens_by_claim(claims, command.debt_waived)
    burdens = tuple(
        Burden(
            creditor_id=entry.creditor_id,
            claim=listed(state, entry.creditor_id).claim,
            waived=entry.waived,
            grounds=sealed(entry.grounds),
        )
        for entry in command.burdens
    )
    contents.everybody_bears_once([burden.creditor_id for burden in burdens], state.creditors)
    contents.burdens_are_fair(burdens, command.debt_waived)
    return burdens


def _figures(state: State, command: DraftPlan, debt: int) -> PlanFigures:
    def years(amount: int, by: dt.date | None) -> int | None:
        if amount >= 0:
            return 0
        if by is None:
            return None
        return min(YEARS_SHOWN_MAX, years_needed(command.expected_approval_on, state.closing_month, by))

    ratio = plan.debt_to_cash_flow(command.final_year) if command.final_year else None
    return PlanFigures(
        real_net_worth=command.real_net_worth,
        years_to_solvency=years(command.real_net_worth, command.solvent_by),
        ordinary_profit=command.ordinary_profit,
        years_to_profit=years(command.ordinary_profit, command.profitable_by),
        debt_to_cash_flow=None if ratio is None else min(ratio, RATIO_SHOWN_MAX),
        debt_before=debt,
        debt_waived=command.debt_waived,
        operating_cash_flows=command.operating_cash_flows,
        recovery=command.recovery,
        liquidation_value=command.liquidation_value,
    )


def _the_kind_fits(state: State, command: DraftPlan, waiver: bool, figures: PlanFigures) -> None:
    """What an ordinary plan, a small business's plan and a プレ再生計画 must hold, each its own."""
    if plan.is_tested_by_numbers(command.kind):
        plan.a_missed_test_has_grounds(plan.missed_tests(figures), command.exception_grounds)
    elif command.kind is PlanKind.SMALL_BUSINESS:
        plan.the_small_firm_rule_is_open(_small(state), waiver)
        plan.the_small_firm_lives_on(command.operating_cash_flows, command.livelihood_benefit)
    else:
        plan.a_pre_plan_is_complete(
            command.methods,
            waiver,
            command.manager_responsibility,
            command.has_regional_section,
            command.full_plan_intended,
        )
        plan.a_pre_plan_is_short(command.reschedule_until, command.expected_approval_on, state.closing_month)


def _small(state: State) -> bool:
    company = state.candidate
    return company is not None and plan.is_small(
        company.industry, company.employees, company.sales, company.interest_bearing_debt
    )


def _the_course_fits(state: State, command: DraftPlan, waiver: bool) -> None:
    """Start, team and examination carry a plan with these methods (the 債権放棄等 flag may have changed since)."""
    start.an_exceptional_start_asks_no_waiver(state.started_by_exception, waiver)
    start.a_waiver_needs_the_fourth_finding(state.findings, waiver, "methods")
    start.a_simple_examination_fits(state.due_diligence, command.kind, waiver, "kind")
    team.the_professions_are_complete(state.team, waiver, state.team_by_exception)


def _the_contents_fit(command: DraftPlan, waiver: bool, debt: int) -> None:
    support = start.asks_support(command.methods)
    plan.the_items_are_complete(command.items, support, waiver and command.guarantor_exists)
    plan.the_waived_debt_fits_the_methods(waiver, command.debt_waived, debt)
    plan.the_managers_answer(support, command.manager_responsibility)
    plan.the_shareholders_answer(command.methods, waiver, command.shareholder_responsibility)
    plan.creditors_recover_more(waiver, command.recovery, command.liquidation_value, command.economic_grounds)


def _report(state: State, command: SubmitInvestigationReport, asking: Asking, _terms: Terms) -> list[Event]:
    draft = plan_of(state)
    waiver = start.asks_waiver(draft.methods)
    missed = plan.missed_tests(draft.figures) if plan.is_tested_by_numbers(draft.kind) else []
    signer = state.member(command.signed_by)
    head_signs = asking.holds(Office.HEAD) and command.signed_by == asking.person
    unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, "B2-2-7-5")
    plan.the_right_person_signs(waiver, signer.qualification if signer else None, head_signs, command.signer_exception)
    plan.the_report_is_complete(command.items, waiver, draft.has_regional_section)
    plan.the_report_confirms_the_exception(missed, command.exception_confirmed, asking.on)
    return [
        InvestigationReported(
            case_id=case_of(state),
            plan_version=draft.version,
            items=command.items,
            signed_by=command.signed_by,
            signer_qualification=signer.qualification if signer else None,
            exception_confirmed=command.exception_confirmed,
            signer_exception=sealed(command.signer_exception),
            conclusion=Sealed(command.conclusion),
        )
    ]


_WITH_TEAM = STARTED - {Stage.STARTED}

BEHAVIOURS: dict[type, Behaviour] = {
    FormTeam: Behaviour(
        "B2-2-3-1", HEAD, STARTED, _form, met=lambda state, c: state.team == _members(c), gate=_company_notified
    ),
    CompleteFinancialDueDiligence: Behaviour("B2-2-4-1", TEAM, _WITH_TEAM, _financial, gate=_team_fits),
    CompleteBusinessDueDiligence: Behaviour("B2-2-4-1", TEAM, _WITH_TEAM, _business, gate=_team_fits),
    DraftPlan: Behaviour("B2-2-4-2", TEAM, _WITH_TEAM, _draft, gate=_may_draft),
    SubmitInvestigationReport: Behaviour("B2-2-6-1", TEAM, frozenset({Stage.DRAFTED, Stage.INVESTIGATED}), _report),
}
"""The commands of this part."""
