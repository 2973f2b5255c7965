"""Receiving a consultation: the case, the joint request of a 利用相談, contacts, links and the border of the prefecture."""

from __future__ import annotations

from typing import Final

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.intake import (
    ApplicantReceived,
    Channel,
    ConsultationKind,
    ConsultationOpened,
    ContactRecorded,
    CooperationAgreed,
    EarlierConsultationLinked,
    JointRequestReceived,
    Requester,
    RoleExplained,
    Route,
)

from council_intake.commands import (
    AgreeCooperation,
    ExplainRole,
    LinkEarlierConsultation,
    OpenConsultation,
    OpenGuaranteeConsultation,
    ReceiveApplicant,
    RecordContact,
)
from council_intake.domain.behaviour import COUNTER, JOINT, Around, Behaviour, sealed
from council_intake.domain.state import State
from council_intake.rules import asking as who
from council_intake.rules import companies, reception


def receive(state: State, command: OpenConsultation, asking: Asking, around: Around) -> list[Event]:
    """The application has named the case where the caller has not."""
    who.the_department_receives(asking)
    if state.opened is not None:
        return []
    kind = reception.kind_of(command.requester)
    opened = _opened(command, kind, command.requester, command.route, asking, around)
    return [opened.model_copy(update={"wishes": command.wishes}), *_linked(command, opened)]


def receive_applicant(state: State, command: ReceiveApplicant, asking: Asking) -> list[Event]:
    """The 窓口相談 of an applicant of the plan-subsidy programme, with the company as the application told it."""
    reception.an_applicant_comes_by_the_finding(asking)
    if state.opened is not None:
        return []
    return [
        ConsultationOpened(
            kind=ConsultationKind.COUNTER,
            requester=Requester.COMPANY,
            route=Route.OTHER,  # neither by the company alone nor by a bank: the programme has led it here
            channel=Channel.INTERVIEW,
            assigned_to=command.responder,
            **{name: getattr(command, name) for name in _OF_THE_APPLICANT},
        ),
        ApplicantReceived(
            application=Sealed(str(command.application)),
            **{name: getattr(command, name) for name in _OF_THE_FINDING},
        ),
    ]


_OF_THE_APPLICANT: Final = sorted(set(ConsultationOpened.model_fields) & set(ReceiveApplicant.model_fields))
_OF_THE_FINDING: Final = sorted(
    (set(ApplicantReceived.model_fields) & set(ReceiveApplicant.model_fields)) - {"application"}
)


def receive_jointly(state: State, command: OpenGuaranteeConsultation, asking: Asking, around: Around) -> list[Event]:
    """A 利用相談, with the joint request that it rests on."""
    who.the_department_receives(asking)
    if state.opened is not None:
        return []
    adviser, qualification, received_on = reception.a_joint_request(
        command.adviser, command.adviser_qualification, command.received_on, asking.on
    )
    kind = ConsultationKind.GUARANTEE
    opened = _opened(command, kind, Requester.GUARANTOR, Route.DIRECT, asking, around)
    request = JointRequestReceived(
        case_id=opened.case_id,
        received_on=received_on,
        adviser=Sealed(adviser),
        adviser_qualification=qualification,
    )
    return [opened, request, *_linked(command, opened)]


def _opened(
    command: OpenConsultation | OpenGuaranteeConsultation,
    kind: ConsultationKind,
    requester: Requester,
    route: Route,
    asking: Asking,
    around: Around,
) -> ConsultationOpened:
    to_self = command.assigned_to in (None, asking.person)
    who.a_deputy_or_the_head_responds(asking.offices if to_self else around.assignee_offices, kind)
    companies.the_corporate_number_is_right(command.corporate_number, command.legal_form)
    known = around.company
    subject = None if command.company_id is None else f"company:{command.company_id}"
    return ConsultationOpened(
        case_id=command.case_id,
        kind=kind,
        requester=requester,
        route=route,
        channel=command.channel,
        assigned_to=command.assigned_to or asking.person,
        company_id=command.company_id,
        company_name=sealed(command.company_name, subject) or known.name,
        company_kana=sealed(command.company_kana, subject) or known.kana,
        company_phone=sealed(command.company_phone, subject) or known.phone,
        corporate_number=sealed(command.corporate_number, subject) or known.corporate_number,
        requester_name=sealed(command.requester_name),
        story=sealed(command.story),
        prefecture=command.prefecture,
        legal_form=command.legal_form,
        industry=command.industry,
        employees=command.employees,
        capital=command.capital,
        sales=command.sales,
        interest_bearing_debt=command.interest_bearing_debt,
    )


def _linked(command: OpenConsultation | OpenGuaranteeConsultation, opened: ConsultationOpened) -> list[Event]:
    if command.earlier_case is None:
        return []
    return [EarlierConsultationLinked(case_id=opened.case_id, earlier=Sealed(command.earlier_case))]


def _explain(_: State, opened: ConsultationOpened, _c: ExplainRole, _a: Asking, _r: Around) -> list[Event]:
    return [RoleExplained(case_id=opened.case_id)]


def _contact(_: State, opened: ConsultationOpened, command: RecordContact, _a: Asking, _r: Around) -> list[Event]:
    return [ContactRecorded(case_id=opened.case_id, channel=command.channel, summary=sealed(command.summary))]


def _link(
    _: State, opened: ConsultationOpened, command: LinkEarlierConsultation, _a: Asking, _r: Around
) -> list[Event]:
    return [EarlierConsultationLinked(case_id=opened.case_id, earlier=Sealed(command.earlier_case))]


def _cooperate(
    state: State, opened: ConsultationOpened, command: AgreeCooperation, _a: Asking, _r: Around
) -> list[Event]:
    reception.another_council_cooperates(command.cooperating, state.council)
    return [
        CooperationAgreed(case_id=opened.case_id, necessity=Sealed(command.necessity), cooperating=command.cooperating)
    ]


def _is_out_of_area(state: State) -> bool:
    opened = state.opened
    return opened is not None and reception.is_out_of_area(state.council, opened.prefecture) and not state.cooperating


BEHAVIOURS: dict[type, Behaviour] = {
    ExplainRole: Behaviour(
        "YR-2-2-2-1-3",
        _explain,
        met=lambda state, _: state.role_explained,
        offered=lambda state: not state.role_explained,
    ),
    RecordContact: Behaviour("YR-2-2-2-1-4", _contact),
    LinkEarlierConsultation: Behaviour("YR-2-2-3-1", _link, offered=lambda state: state.earlier is None),
    AgreeCooperation: Behaviour("YR-2-1-1-2", _cooperate, COUNTER | JOINT, head=True, offered=_is_out_of_area),
}
