"""What a claim must bring: its papers as they are ticked or stand on the shelf, at the claim and again at the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from council_casework.papers import Need
from council_events.subsidy import (
    AccompanimentClaimed,
    AccompanimentKind,
    AgencyClaim,
    ClaimPaper,
    PlanFeeClaimed,
    SubsidyApplicationFiled,
)

from council_subsidy.domain.application import application_of
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.state import State
from council_subsidy.rules import agencies, amounts, claims, clocks, needs


def ruleset_of(state: State) -> dt.date:
    """The rules pinned to the case; the newest before acceptance."""
    return state.ruleset or clocks.RULESETS[-1]


def accepted_on(state: State, around: Circumstances) -> dt.date:
    """The day that pins the rules; before acceptance the day of the act."""
    return state.accepted_on or around.on


def plan_claim_of(state: State) -> PlanFeeClaimed:
    """The plan claim; the stage at which it is decided has one."""
    if state.claim is None:
        raise LookupError("no plan claim has been filed in this case")
    return state.claim


def plan_needs(
    state: State, claim: PlanFeeClaimed | None, around: Circumstances, names: Mapping[str, str]
) -> tuple[Need, ...]:
    """The papers of the plan claim; of all agencies of the case while there is none."""
    filed, terms = application_of(state), around.terms
    return needs.needs_of_claim(
        "SUB-C-1",
        claims.plan_papers_required(filed.track, ruleset_of(state), terms),
        _of_each(filed, state, around, plan=True),
        claim.papers if claim else (),
        _entries(filed, claim),
        names,
        ticks=needs.ticks_count(around.on, terms.papers_kept_from),
    )


def accompaniment_needs(
    state: State,
    kind: AccompanimentKind,
    claim: AccompanimentClaimed | None,
    around: Circumstances,
    names: Mapping[str, str],
) -> tuple[Need, ...]:
    """The papers of an accompaniment claim; those of an earlier claim don't serve again."""
    filed = application_of(state)
    return needs.needs_of_claim(
        "SUB-M-2",
        claims.accompaniment_papers_required(kind, ruleset_of(state)),
        _of_each(filed, state, around, plan=False),
        claim.papers if claim else (),
        _entries(filed, claim),
        names,
        since=state.decided_on,
        ticks=needs.ticks_count(around.on, around.terms.papers_kept_from),
    )


def _of_each(
    filed: SubsidyApplicationFiled, state: State, around: Circumstances, *, plan: bool
) -> Collection[ClaimPaper]:
    own = claims.agency_papers_required(filed.track, around.terms, plan=plan)
    return own | claims.slip_required(accepted_on(state, around))


def _entries(
    filed: SubsidyApplicationFiled, claim: PlanFeeClaimed | AccompanimentClaimed | None
) -> dict[str, AgencyClaim | None]:
    if claim is None:
        return {agency.agency_id: None for agency in filed.agencies}
    handed_in = {entry.agency_id: entry for entry in claim.agencies}
    return {agency: handed_in.get(agency) for agency in sorted({cost.agency_id for cost in claim.costs})}


def the_plan_claim_is_complete(state: State, claim: PlanFeeClaimed, around: Circumstances) -> None:
    """Raises Refused for a plan claim that lacks a paper, or whose own share was not paid as it must be."""
    filed = application_of(state)
    needed = plan_needs(state, claim, around, {})
    required = claims.plan_papers_required(filed.track, ruleset_of(state), around.terms)
    own = claims.agency_papers_required(filed.track, around.terms, plan=True)
    _the_papers_are_there(state, claim, needed, required, own, "SUB-C-1", around)
    began = claim.worked_from or accepted_on(state, around)  # claims from before these days were told
    _the_work_is_of_certified_agencies(claim, began, claim.plan_completed_on or began, around, "worked_from")


def the_accompaniment_claim_is_complete(state: State, claim: AccompanimentClaimed, around: Circumstances) -> None:
    """Raises Refused for an accompaniment claim that lacks a paper, or whose own share was not paid as it must be."""
    filed = application_of(state)
    needed = accompaniment_needs(state, claim.kind, claim, around, {})
    required = claims.accompaniment_papers_required(claim.kind, ruleset_of(state))
    own = claims.agency_papers_required(filed.track, around.terms, plan=False)
    _the_papers_are_there(state, claim, needed, required, own, "SUB-M-2", around)
    _the_work_is_of_certified_agencies(claim, claim.period_to, claim.period_to, around, "period_to")


def _the_work_is_of_certified_agencies(
    claim: PlanFeeClaimed | AccompanimentClaimed, began: dt.date, ended: dt.date, around: Circumstances, field: str
) -> None:
    """Asked at the claim and again at the decision: what the register says of the days of the work may have changed."""
    paid = {cost.agency_id for cost in claim.costs}
    agencies.the_agencies_are_registered(around.register, paid, around.on, around.terms.agencies_registered_from)
    agencies.the_work_was_done_under_certification(around.register, paid, began, ended, field)


def _the_papers_are_there(
    state: State,
    claim: PlanFeeClaimed | AccompanimentClaimed,
    needed: tuple[Need, ...],
    required: Collection[ClaimPaper],
    own: Collection[ClaimPaper],
    cited: str,
    around: Circumstances,
) -> None:
    shelf, on = state.shelf, around.on
    claims.the_papers_are_there(required, needs.claim_papers(needed, shelf, on), cited)
    there = [
        entry.model_copy(update={"papers": needs.claim_papers(needed, shelf, on, whose=entry.agency_id)})
        for entry in claim.agencies
    ]
    claims.every_agency_handed_in_its_own(there, {cost.agency_id for cost in claim.costs}, own, cited)
    claims.the_own_share_was_transferred(
        there, amounts.own_shares(claim.costs, around.terms), accepted_on(state, around)
    )
