"""From the 利用相談 to the start decision and the 返済猶予等の要請 (別冊４ 3, 4(1), 4(2))."""

from __future__ import annotations

from council_directory.directory import HQ
from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    GuaranteeOutlined,
    GuaranteeStandstillRequested,
    GuaranteeStartConferred,
    GuarantorConsentedToContact,
    PrincipalProcedureEnded,
    ReasonableGroundAsked,
    RepaymentStartNotified,
    RepaymentSupportDeclined,
    RepaymentSupportStarted,
    RestartHelpGiven,
    UseApplicationFiled,
)
from council_events.values import Office

from council_support.commands.guarantee import (
    AskReasonableGround,
    ConferOnGuarantee,
    DeclineRepaymentSupport,
    FileUseApplication,
    GiveRestartHelp,
    OutlineGuarantee,
    RecordGuarantorConsent,
    RecordPrincipalEnd,
    RequestGuaranteeStandstill,
    StartRepaymentSupport,
)
from council_support.commands.restructuring import ListCreditor
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms, sealed
from council_support.domain.guarantee.state import BEFORE, STARTED, Stage, State
from council_support.domain.preparing import list_creditor, somebody_is_not_approached
from council_support.domain.voting import all_listed, case_of, contact_allowed, listed
from council_support.rules import asking as who
from council_support.rules import lawyers, unanimity
from council_support.rules.guarantee import start


def _outline(state: State, command: OutlineGuarantee, asking: Asking, _terms: Terms) -> list[Event]:
    if command.procedure_ended_on is not None:
        who.the_day_has_come(command.procedure_ended_on, asking.on, "B4-0", "procedure_ended_on")
    start.the_type_fits_the_procedure(command.settlement, state.ended_on_with(command.procedure_ended_on))
    start.a_joint_settlement_is_linked(command.settlement, command.procedure, command.principal_case is not None)
    start.the_linked_case_is_one_of_this_council(state.principal is None or state.principal.held)
    start.settling_alone_has_its_reason(command.settlement, command.reason_alone)
    start.a_third_party_has_its_circumstance(command.third_party, command.circumstance)
    return [
        GuaranteeOutlined(
            case_id=case_of(state),
            settlement=command.settlement,
            guarantor_name=Sealed(command.guarantor_name),
            expert_name=Sealed(command.expert_name),
            procedure=command.procedure,
            procedure_ended_on=command.procedure_ended_on,
            principal_case=sealed(str(command.principal_case) if command.principal_case else None),
            reason_alone=sealed(command.reason_alone),
            third_party=command.third_party,
            circumstance=command.circumstance,
        )
    ]


def _principal_end(state: State, command: RecordPrincipalEnd, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.ended_on, asking.on, "B4-4-2-T", "ended_on")
    return [PrincipalProcedureEnded(case_id=case_of(state), ended_on=command.ended_on)]


def _no_meeting_yet(state: State, _asking: Asking, _terms: Terms) -> None:
    unanimity.the_circle_is_closed_after_the_meeting(state.meeting is not None, "B4-4-7")


def _allow_contact(state: State, command: RecordGuarantorConsent, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.consented_on, asking.on, "B4-3-3", "consented_on")
    creditors = all_listed(state, command.creditors)
    return [GuarantorConsentedToContact(case_id=case_of(state), creditors=creditors, consented_on=command.consented_on)]


def _ask_ground(state: State, command: AskReasonableGround, _asking: Asking, _terms: Terms) -> list[Event]:
    creditor = listed(state, command.creditor_id)
    start.contact_needs_the_guarantors_consent(creditor.contact_allowed)
    return [
        ReasonableGroundAsked(
            case_id=case_of(state),
            creditor_id=creditor.creditor_id,
            ground_against=command.ground_against,
            note=sealed(command.note),
        )
    ]


def _somebody_may_be_heard(state: State, _asking: Asking, _terms: Terms) -> None:
    start.contact_needs_the_guarantors_consent(any(c.contact_allowed for c in state.creditors.values()))


def _outlined(state: State, _asking: Asking, _terms: Terms) -> None:
    start.the_outline_is_there(state.outline is not None)


def _file(state: State, command: FileUseApplication, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.filed_on, asking.on, "B4-4-2-1", "filed_on")
    start.the_application_fits_the_type(command.form, command.annexes, state.settlement)
    return [
        UseApplicationFiled(
            case_id=case_of(state), form=command.form, annexes=command.annexes, filed_on=command.filed_on
        )
    ]


def _confer(state: State, command: ConferOnGuarantee, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.conferred_on, asking.on, "B4-4-2-3", "conferred_on")
    # 全国本部 has no host: the 事業承継・再生支援部長 of 中小機構 is no office of the council's organisation.
    on_duty = None if asking.council == HQ else asking.host_duty
    consulted = who.who_is_consulted(command.consulted, on_duty, Office.HOST_HEAD)
    return [GuaranteeStartConferred(case_id=case_of(state), conferred_on=command.conferred_on, consulted=consulted)]


def _may_start(state: State, asking: Asking, terms: Terms) -> None:
    _outlined(state, asking, terms)
    start.the_application_is_there(state.application.form if state.application else None, state.settlement)
    start.no_creditor_has_a_reasonable_ground([c.ground_against for c in state.creditors.values()])
    start.the_head_was_conferred_with(state.conferred_on, asking.on)
    start.a_joint_settlement_starts_in_time(state.settlement, state.procedure_ended_on, asking.on)


def _start(state: State, command: StartRepaymentSupport, asking: Asking, _terms: Terms) -> list[Event]:
    start.a_plan_is_in_prospect(command.prospect)
    start.the_guarantor_fits(command.findings)
    start.creditors_gain(command.expected_recovery, command.bankruptcy_dividend, command.economic_grounds)
    return [
        RepaymentSupportStarted(
            case_id=case_of(state),
            settlement=state.settlement,
            findings=command.findings,
            expected_recovery=command.expected_recovery,
            bankruptcy_dividend=command.bankruptcy_dividend,
            economic_grounds=sealed(command.economic_grounds),
            base_date=asking.on,
            decided_by=asking.person,
        ),
        RepaymentStartNotified(case_id=case_of(state), creditors=all_listed(state, command.creditors)),
    ]


def _decline(state: State, command: DeclineRepaymentSupport, asking: Asking, _terms: Terms) -> list[Event]:
    start.the_guarantor_is_told(command.told_on, asking.on, "B4-3-3")
    return [
        RepaymentSupportDeclined(
            case_id=case_of(state),
            told_on=command.told_on,
            reason=Sealed(command.reason),
            help_offered=command.help_offered,
        )
    ]


def _request(state: State, command: RequestGuaranteeStandstill, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.sent_on, asking.on, "B4-4-2-5", "sent_on")
    start.the_request_bears_its_names(state.settlement, command.form, command.signers)
    start.the_request_goes_to_all_at_once(all_listed(state, command.creditors), state.creditors)
    return [
        GuaranteeStandstillRequested(
            case_id=case_of(state),
            form=command.form,
            signers=command.signers,
            creditors=command.creditors,
            sent_on=command.sent_on,
        )
    ]


def _help(state: State, command: GiveRestartHelp, asking: Asking, _terms: Terms) -> list[Event]:
    deputy, conferred_on = lawyers.a_lawyer_deputy_was_conferred_with(
        command.conferred_with, command.conferred_on, asking.on, asking.lawyers, ("YR-2-6-2-3-1", "conferred_with")
    )
    return [
        RestartHelpGiven(
            case_id=case_of(state),
            help_offered=command.help_offered,
            conferred_with=deputy,
            conferred_on=conferred_on,
            note=sealed(command.note),
        )
    ]


BEHAVIOURS: dict[type, Behaviour] = {
    OutlineGuarantee: Behaviour(
        "B4-0",
        STAFF,
        BEFORE,
        _outline,
        offered=lambda state: state.application is None,
    ),
    RecordPrincipalEnd: Behaviour(
        "B4-4-2-T",
        STAFF,
        BEFORE | STARTED,
        _principal_end,
        met=lambda state, c: state.procedure_ended_on == c.ended_on,
        gate=_outlined,
        offered=lambda state: state.procedure_ended_on is None,
    ),
    ListCreditor: Behaviour("B4-4-2-3", STAFF, BEFORE | STARTED, list_creditor, gate=_no_meeting_yet),
    RecordGuarantorConsent: Behaviour(
        "B4-3-3",
        STAFF,
        BEFORE | STARTED,
        _allow_contact,
        met=contact_allowed,
        offered=somebody_is_not_approached,
    ),
    AskReasonableGround: Behaviour(
        "B4-3-3",
        STAFF,
        BEFORE,
        _ask_ground,
        gate=_somebody_may_be_heard,
        offered=lambda state: bool(state.creditors),
    ),
    FileUseApplication: Behaviour(
        "B4-4-2-1",
        STAFF,
        BEFORE,
        _file,
        met=lambda state, c: (
            state.application is not None
            and (state.application.form, set(state.application.annexes), state.application.filed_on)
            == (c.form, set(c.annexes), c.filed_on)
        ),
        gate=_outlined,
    ),
    ConferOnGuarantee: Behaviour(
        "B4-4-2-3",
        (Office.HEAD, Office.HOST_HEAD),
        BEFORE,
        _confer,
        met=lambda state, c: state.conferred_on == c.conferred_on,
        offered=lambda state: state.conferred_on is None,
    ),
    StartRepaymentSupport: Behaviour(
        "B4-4-2-3", HEAD, BEFORE, _start, met=lambda state, _: state.started_on is not None, gate=_may_start
    ),
    DeclineRepaymentSupport: Behaviour(
        "B4-3-3", HEAD, BEFORE, _decline, met=lambda state, _: state.declined is not None
    ),
    RequestGuaranteeStandstill: Behaviour(
        "B4-4-2-5",
        HEAD,
        STARTED,
        _request,
        met=lambda state, c: (
            state.standstill is not None and (state.standstill.form, state.standstill.sent_on) == (c.form, c.sent_on)
        ),
        offered=lambda state: state.standstill is None,
    ),
    GiveRestartHelp: Behaviour("YR-2-6-2-3-1", STAFF, frozenset(Stage) - {Stage.NONE}, _help),
}
"""The commands of this part."""
