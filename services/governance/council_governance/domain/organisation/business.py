"""Decisions on the business: annual plan, reports, improvement plans, candidates for 第三者支援専門家."""

from __future__ import annotations

from typing import Any

from council_directory import bureau_of
from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.governance import (
    ActivityReported,
    AnnualPlanMade,
    EvaluationRecorded,
    ImprovementPlanFiled,
    ImprovementPlanRequested,
    OpinionInquired,
    OpinionReceived,
    PartnerStandardAdopted,
    SpecialistListed,
    SpecialistRemoved,
)

from council_governance.commands import (
    AdoptPartnerStandard,
    FileImprovementPlan,
    ListSpecialist,
    MakeAnnualPlan,
    ReceiveOpinion,
    RecordEvaluation,
    RecordInquiry,
    RemoveSpecialist,
    ReportActivity,
    RequestImprovementPlan,
)
from council_governance.domain.organisation.deciding import Around, Behaviour, conferred_with
from council_governance.domain.organisation.state import Evaluation, Organisation
from council_governance.rules import authority, business, standards
from council_governance.rules.candidates import the_paper_is_there


def _plan(state: Organisation, command: MakeAnnualPlan, asking: Asking, around: Around) -> list[Event]:
    business.the_guideline_is_followed(command.follows_guideline)
    the_paper_is_there(command.conferred_on, asking.on, "YR-2-1-3-3-7", "conferred_on")
    business.the_targets_fit(command.completions_target, command.drastic_target)
    may = conferred_with(state, around, command.conferred_on)
    business.the_host_head_was_conferred_with(command.conferred_with, may, "YR-2-1-3-3-7")
    return [
        AnnualPlanMade(
            fiscal_year=command.fiscal_year,
            made_by=asking.person,
            conferred_on=command.conferred_on,
            conferred_with=command.conferred_with,
            plan=Sealed(command.plan),
            completions_target=command.completions_target,
            drastic_target=command.drastic_target,
        )
    ]


def _evaluate(state: Organisation, command: RecordEvaluation, asking: Asking, _: Around) -> list[Event]:
    the_paper_is_there(command.published_on, asking.on, "LAW-140-4", "published_on")
    business.the_year_was_evaluated(command.fiscal_year, command.published_on)
    if state.business.evaluations.get(command.fiscal_year) == Evaluation(command.grade, command.published_on):
        return []
    return [
        EvaluationRecorded(
            fiscal_year=command.fiscal_year,
            grade=command.grade,
            published_on=command.published_on,
            recorded_by=asking.person,
        )
    ]


def _report(state: Organisation, command: ReportActivity, asking: Asking, _: Around) -> list[Event]:
    the_paper_is_there(command.reported_on, asking.on, "YR-2-1-3-3-8", "reported_on")
    chair = state.committee.chair(command.reported_on)
    business.there_is_a_chair_to_report_to(chair)
    return [
        ActivityReported(
            reported_on=command.reported_on,
            reported_by=asking.person,
            chair=str(chair),
            report=Sealed(command.report),
        )
    ]


def _request(state: Organisation, command: RequestImprovementPlan, asking: Asking, _: Around) -> list[Event]:
    if command.request_id in state.business.requests:
        return []
    the_paper_is_there(
        command.requested_on, asking.on, authority.improvement_provision(command.requested_on), "requested_on"
    )
    business.the_ground_is_known_then(command.ground, command.requested_on)
    return [
        ImprovementPlanRequested(
            request_id=command.request_id,
            bureau=bureau_of(asking.council),
            ground=command.ground,
            requested_on=command.requested_on,
            reason=Sealed(command.reason),
        )
    ]


def _file(state: Organisation, command: FileImprovementPlan, asking: Asking, around: Around) -> list[Event]:
    request = state.business.requests.get(command.request_id)
    business.the_request_is_open(request is not None and request.filed_on is None, asking.on)
    rests_on = authority.improvement_provision(command.conferred_on)
    the_paper_is_there(command.conferred_on, asking.on, rests_on, "conferred_on")
    may = conferred_with(state, around, command.conferred_on)
    business.the_host_head_was_conferred_with(command.conferred_with, may, rests_on)
    return [
        ImprovementPlanFiled(
            request_id=command.request_id,
            made_by=asking.person,
            conferred_on=command.conferred_on,
            conferred_with=command.conferred_with,
            plan=Sealed(command.plan),
        )
    ]


def _receive(state: Organisation, command: ReceiveOpinion, asking: Asking, _: Around) -> list[Event]:
    if command.opinion_id in state.business.opinions:
        return []
    the_paper_is_there(command.received_on, asking.on, "YR-2-1-3-3-10", "received_on")
    return [
        OpinionReceived(
            opinion_id=command.opinion_id,
            source=command.source,
            received_on=command.received_on,
            opinion=Sealed(command.opinion),
        )
    ]


def _inquire(state: Organisation, command: RecordInquiry, asking: Asking, _: Around) -> list[Event]:
    known = state.business.opinions.get(command.opinion_id)
    received_on = business.the_opinion_waits_for_an_inquiry(
        None if known is None or known.inquired_on else known.received_on
    )
    the_paper_is_there(command.inquired_on, asking.on, "YR-2-1-3-3-10", "inquired_on")
    business.the_inquiry_follows_the_opinion(command.inquired_on, received_on)
    return [
        OpinionInquired(
            opinion_id=command.opinion_id,
            inquired_by=asking.person,
            inquired_on=command.inquired_on,
            outcome=command.outcome,
            report=Sealed(command.report),
        )
    ]


def _adopt_standard(state: Organisation, command: AdoptPartnerStandard, asking: Asking, _: Around) -> list[Event]:
    if any(each.standard_id == command.standard_id for each in state.business.standards):
        return []
    the_paper_is_there(command.adopted_on, asking.on, "YR24-2-1-3-3-11", "adopted_on")
    standards.it_holds_from_its_adoption(command.adopted_on, command.in_force_from)
    with_the_body = [each.begins_on for each in state.business.standards if each.body is command.body]
    standards.it_follows_the_last(command.in_force_from, max(with_the_body, default=None))
    return [
        PartnerStandardAdopted(
            standard_id=command.standard_id,
            body=command.body,
            supports=command.supports,
            adopted_on=command.adopted_on,
            in_force_from=command.in_force_from,
            adopted_by=asking.person,
            standard=Sealed(command.standard),
        )
    ]


def _list(state: Organisation, command: ListSpecialist, _: Asking, __: Around) -> list[Event]:
    if command.specialist_id in state.business.specialists:
        return []
    subject = f"person:{command.specialist_id}"
    return [
        SpecialistListed(
            specialist_id=command.specialist_id,
            kinds=command.kinds,
            qualifications=command.qualifications,
            name=Sealed(command.name, subject),
            firm=Sealed(command.firm, subject) if command.firm else None,
        )
    ]


def _remove(state: Organisation, command: RemoveSpecialist, asking: Asking, _: Around) -> list[Event]:
    known = state.business.specialists.get(command.specialist_id)
    business.the_candidate_is_listed(known is not None, authority.specialist_provision(asking.on))
    if known is not None and known.removed_on is not None:
        return []
    return [SpecialistRemoved(specialist_id=command.specialist_id, removed_on=command.removed_on)]


def _any_waits(state: Organisation, _: object) -> bool:
    return any(each.inquired_on is None for each in state.business.opinions.values())


def _any_open(state: Organisation, _: object) -> bool:
    return any(each.filed_on is None for each in state.business.requests.values())


BEHAVIOURS: dict[type[Any], Behaviour] = {
    MakeAnnualPlan: Behaviour(_plan, authority.the_head_makes_the_plan),
    RecordEvaluation: Behaviour(_evaluate, authority.the_headquarters_records_the_evaluation),
    ReportActivity: Behaviour(
        _report, authority.the_head_reports, lambda state, day: state.committee.chair(day) is not None
    ),
    RequestImprovementPlan: Behaviour(_request, authority.the_bureau_requests),
    FileImprovementPlan: Behaviour(_file, authority.the_head_answers_the_request, _any_open),
    ReceiveOpinion: Behaviour(_receive, authority.the_council_receives_opinions),
    RecordInquiry: Behaviour(_inquire, authority.the_head_inquires, _any_waits),
    AdoptPartnerStandard: Behaviour(_adopt_standard, standards.the_department_keeps_the_standards),
    ListSpecialist: Behaviour(_list, authority.the_department_keeps_the_candidates),
    RemoveSpecialist: Behaviour(
        _remove, authority.the_department_keeps_the_candidates, lambda state, _: bool(state.business.specialists)
    ),
}
