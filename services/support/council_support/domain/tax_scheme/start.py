"""From the intended tax treatment to the start decision, the team and its examination (別冊３ 1 to 3)."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    BusinessDueDiligenceCompleted,
    FinancialDueDiligenceCompleted,
    SchemeAttitudeRecorded,
    SchemeChairConferred,
    SchemeMember,
    SchemeRole,
    SchemeTeamFormed,
    TaxSchemeDeclined,
    TaxSchemeStarted,
)
from council_events.values import Office

from council_support.commands.restructuring import (
    CompleteBusinessDueDiligence,
    CompleteFinancialDueDiligence,
    ConsentToContact,
    ListCreditor,
    RequestSupport,
)
from council_support.commands.tax_scheme import (
    ConferWithChair,
    DeclineTaxScheme,
    FormSchemeTeam,
    IntendTaxTreatment,
    RecordSchemeAttitude,
    SchemeMemberEntry,
    StartTaxScheme,
)
from council_support.domain.behaviour import HEAD, STAFF, TEAM, Behaviour, Terms, sealed
from council_support.domain.preparing import consents_to_contact, list_creditor, main_creditors, requests_support
from council_support.domain.tax_aim import intends_tax_treatment
from council_support.domain.tax_scheme.state import STARTED, Stage, State
from council_support.domain.voting import case_of, listed
from council_support.rules import asking as who
from council_support.rules import teams
from council_support.rules.tax_scheme import committee, start

_BEFORE = frozenset({Stage.CANDIDATE})
_BEFORE_THE_NOTICE = frozenset({Stage.STARTED, Stage.TEAM, Stage.EXAMINING, Stage.DRAFTED})


def _no_notice_yet(state: State, _asking: Asking, _terms: Terms) -> None:
    committee.the_circle_is_closed_after_the_notice(state.notice is not None)


def _attitude(state: State, command: RecordSchemeAttitude, asking: Asking, _terms: Terms) -> list[Event]:
    creditor = listed(state, command.creditor_id)
    start.contact_needs_the_companys_consent(creditor.contact_allowed)
    who.the_day_has_come(command.stated_on, asking.on, "B3-2", "stated_on")
    return [
        SchemeAttitudeRecorded(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            attitude=command.attitude,
            stated_on=command.stated_on,
            note=sealed(command.note),
        )
    ]


def _confer(state: State, command: ConferWithChair, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.conferred_on, asking.on, "B3-2", "conferred_on")
    consulted = who.who_is_consulted(command.consulted, asking.chair_duty, Office.CHAIR)
    return [SchemeChairConferred(case_id=case_of(state), conferred_on=command.conferred_on, consulted=consulted)]


def _may_start(state: State, asking: Asking, terms: Terms) -> None:
    start.annex_3_serves_a_tax_aim(bool(state.intended))
    attitudes = {c.creditor_id: c.attitude for c in state.creditors.values() if c.attitude is not None}
    start.the_main_creditors_consent(main_creditors(state, terms), attitudes)
    start.the_chair_was_conferred_with(asking.council, state.conferred_on, asking.on)


def _start(state: State, command: StartTaxScheme, asking: Asking, _terms: Terms) -> list[Event]:
    start.the_company_fits(command.findings)
    return [TaxSchemeStarted(case_id=case_of(state), findings=command.findings, decided_by=asking.person)]


def _decline(state: State, command: DeclineTaxScheme, _asking: Asking, _terms: Terms) -> list[Event]:
    return [TaxSchemeDeclined(case_id=case_of(state), reason=Sealed(command.reason))]


def _form(state: State, command: FormSchemeTeam, asking: Asking, _terms: Terms) -> list[Event]:
    members = tuple(_member(entry) for entry in command.members)
    start.the_team_is_approved(asking.council, command.approved_on, asking.on)
    start.the_experts_are_neutral(members)
    teams.every_expert_is_commissioned_and_pledged(
        [member for member in members if member.role is SchemeRole.EXPERT], asking.on, "B3-2-4"
    )
    return [SchemeTeamFormed(case_id=case_of(state), members=members, approved_on=command.approved_on or asking.on)]


def _member(entry: SchemeMemberEntry) -> SchemeMember:
    return SchemeMember(**entry.model_dump() | {"name": sealed(entry.name)})


def _financial(state: State, command: CompleteFinancialDueDiligence, _asking: Asking, _terms: Terms) -> list[Event]:
    start.the_examiner_is_in_the_team(state.member(command.by))
    return [FinancialDueDiligenceCompleted(case_id=case_of(state), by=command.by, summary=Sealed(command.summary))]


def _business(state: State, command: CompleteBusinessDueDiligence, _asking: Asking, _terms: Terms) -> list[Event]:
    start.the_examiner_is_in_the_team(state.member(command.by))
    return [BusinessDueDiligenceCompleted(case_id=case_of(state), by=command.by, summary=Sealed(command.summary))]


BEHAVIOURS: dict[type, Behaviour] = {
    IntendTaxTreatment: intends_tax_treatment(_BEFORE),
    RequestSupport: requests_support("B3-2", _BEFORE),
    ListCreditor: Behaviour("B3-2", STAFF, _BEFORE | STARTED, list_creditor, gate=_no_notice_yet),
    ConsentToContact: consents_to_contact("B3-2", _BEFORE | _BEFORE_THE_NOTICE),
    RecordSchemeAttitude: Behaviour(
        "B3-2",
        STAFF,
        _BEFORE,
        _attitude,
        offered=lambda state: any(c.contact_allowed for c in state.creditors.values()),
    ),
    ConferWithChair: Behaviour(
        "B3-2",
        STAFF,
        _BEFORE,
        _confer,
        met=lambda state, c: state.conferred_on == c.conferred_on,
        offered=lambda state: state.conferred_on is None,
    ),
    StartTaxScheme: Behaviour(
        "B3-2", HEAD, _BEFORE, _start, met=lambda state, _: state.started_on is not None, gate=_may_start
    ),
    DeclineTaxScheme: Behaviour("B3-2", HEAD, _BEFORE, _decline, met=lambda state, _: state.declined_on is not None),
    FormSchemeTeam: Behaviour("B3-2-4", HEAD, STARTED, _form),
    CompleteFinancialDueDiligence: Behaviour("B3-6", TEAM, STARTED - {Stage.STARTED}, _financial),
    CompleteBusinessDueDiligence: Behaviour("B3-6", TEAM, STARTED - {Stage.STARTED}, _business),
}
"""The commands of this part."""
