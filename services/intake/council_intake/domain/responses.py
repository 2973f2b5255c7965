"""Advice and introductions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.intake import (
    AdviceGiven,
    AgenciesIntroduced,
    ConsultationOpened,
    ExpertCandidatesIntroduced,
    GovernanceChecklistUsed,
    GuaranteeSettlementSupported,
    MeasuresIntroduced,
    ReferralMade,
    SupportAdvised,
    SupportExplained,
)

from council_intake.commands import (
    AdviseOnSupport,
    ExplainSupport,
    GiveAdvice,
    IntroduceAgencies,
    IntroduceExpertCandidates,
    IntroduceMeasures,
    MakeReferral,
    SupportGuaranteeSettlement,
)
from council_intake.domain.behaviour import COUNTER, JOINT, PRELIMINARY, Around, Behaviour, sealed
from council_intake.domain.state import State
from council_intake.rules import responses, standards


def _advise(_: State, opened: ConsultationOpened, command: GiveAdvice, asking: Asking, _r: Around) -> list[Event]:
    responses.the_checklist_is_of_2024(command.governance_checklist, asking.on)
    given = AdviceGiven(case_id=opened.case_id, advice=Sealed(command.advice))
    return [given, GovernanceChecklistUsed(case_id=opened.case_id)] if command.governance_checklist else [given]


def _advise_on_support(
    _: State, opened: ConsultationOpened, command: AdviseOnSupport, _a: Asking, _r: Around
) -> list[Event]:
    responses.somebody_was_advised(command.addressee, opened.requester_name is not None)
    addressee = sealed(command.addressee) or opened.requester_name
    return [SupportAdvised(case_id=opened.case_id, lines=command.lines, addressee=addressee)]


def _explain(_: State, opened: ConsultationOpened, _c: ExplainSupport, _a: Asking, _r: Around) -> list[Event]:
    return [SupportExplained(case_id=opened.case_id)]


def _measures(_: State, opened: ConsultationOpened, command: IntroduceMeasures, _a: Asking, _r: Around) -> list[Event]:
    return [MeasuresIntroduced(case_id=opened.case_id, measures=command.measures, note=sealed(command.note))]


def _agencies(
    _: State, opened: ConsultationOpened, command: IntroduceAgencies, asking: Asking, _r: Around
) -> list[Event]:
    requested_on = responses.the_company_has_asked(opened.requester, command.requested_on, asking.on)
    agencies = tuple(Sealed(name) for name in command.agencies)
    return [AgenciesIntroduced(case_id=opened.case_id, requested_on=requested_on, agencies=agencies)]


def _candidates(
    _: State, opened: ConsultationOpened, command: IntroduceExpertCandidates, asking: Asking, _r: Around
) -> list[Event]:
    responses.candidates_for(command.role, opened.kind, opened.requester, asking.on)
    candidates = tuple(Sealed(name) for name in command.candidates)
    return [ExpertCandidatesIntroduced(case_id=opened.case_id, role=command.role, candidates=candidates)]


def _settlement(
    _: State, opened: ConsultationOpened, command: SupportGuaranteeSettlement, _a: Asking, _r: Around
) -> list[Event]:
    return [GuaranteeSettlementSupported(case_id=opened.case_id, support=Sealed(command.support))]


def _since_2024(_state: State, _opened: ConsultationOpened, asking: Asking) -> None:
    responses.settling_guarantees_is_supported_since_2024(asking.on)


def _refer(_: State, opened: ConsultationOpened, command: MakeReferral, asking: Asking, around: Around) -> list[Event]:
    responses.the_body_is_named_by_the_edition(command.body, opened.kind, asking.on)
    responses.the_help_is_the_bodys_own(command.body, command.subject, opened.kind, asking.on)
    told_on = responses.the_requester_was_told_first(command.told_on, opened.kind, asking.on)
    made = ReferralMade(
        case_id=opened.case_id,
        body=command.body,
        subject=command.subject,
        manner=command.manner,
        told_on=told_on,
        note=sealed(command.note),
    )
    return [made.model_copy(update=standard_cited(made, asking.on, around.standards))]


def standard_cited(referral: ReferralMade, on: dt.date, held: Iterable[standards.Standard]) -> dict[str, Any]:
    """The fields of a referral of this day that name the standard it cites; until 2024 none was named with a manner."""
    manner = referral.manner
    standard = standards.cited(held, referral.body, manner, on) if manner is not None else None
    return {
        "standard_id": standard.standard_id if standard else None,
        "standard_from": standard.in_force_from if standard else None,
    }


BEHAVIOURS: dict[type, Behaviour] = {
    GiveAdvice: Behaviour("YR-2-2-3-3", _advise),
    AdviseOnSupport: Behaviour("YR-2-1-3-3-2", _advise_on_support, PRELIMINARY),
    ExplainSupport: Behaviour(
        "YR-2-2-2-2",
        _explain,
        PRELIMINARY,
        head=True,
        met=lambda state, _: state.support_explained,
        offered=lambda state: not state.support_explained,
    ),
    IntroduceMeasures: Behaviour("YR-2-1-3-3-1", _measures),
    IntroduceAgencies: Behaviour("YR-2-4-2-1-2", _agencies, COUNTER, head=True),
    IntroduceExpertCandidates: Behaviour(responses.candidates_provision, _candidates),
    SupportGuaranteeSettlement: Behaviour("YR24-2-1-3-3-9", _settlement, COUNTER | JOINT, gate=_since_2024),
    MakeReferral: Behaviour(responses.referral_provision, _refer, head=True),
}
