"""How creditors answer a plan, whatever its line: meeting, refusal with its reason, withdrawal. Each line brings its rules.

Every state that is voted on has `candidate`, `creditors`, `plan`, `meeting`; a consent and what follows the last of them are the
line's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import (
    Confirmation,
    CreditorConsentWithdrawn,
    CreditorRefused,
    CreditorsMeetingHeld,
    RefusalReasonRecorded,
)
from council_events.values import CaseId

from council_support.commands.restructuring import (
    ConsentForm,
    HoldCreditorsMeeting,
    RecordRefusal,
    RecordRefusalReason,
    WithdrawConsent,
)
from council_support.domain.behaviour import STAFF, Behaviour, Gate, Terms, nothing_more, sealed
from council_support.domain.creditors import Answer
from council_support.rules import asking as who
from council_support.rules import unanimity

P = TypeVar("P")
P_co = TypeVar("P_co", covariant=True)
CONFIRMATIONS = {
    ConsentForm.WRITTEN: Confirmation.WRITTEN,
    ConsentForm.ELECTRONIC: Confirmation.ELECTRONIC,
}
"""How a consent was confirmed, by the form of the command; one by word of mouth is refused before."""


def case_of(state: Any) -> CaseId:
    """The id of a case that has been received; only events of such a case are made."""
    if state.candidate is None:
        raise LookupError("no candidate has been received in this stream")
    case_id: CaseId = state.candidate.case_id
    return case_id


class Planned(Protocol[P_co]):
    """A state that keeps the version of its plan that stands."""

    @property
    def plan(self) -> P_co | None: ...


def plan_of(state: Planned[P]) -> P:
    """The version of the plan that stands; the stages that ask for it all have one."""
    if state.plan is None:
        raise LookupError("no plan has been drafted in this case")
    return state.plan


def listed(state: Any, creditor_id: UUID) -> Any:
    """The creditor of this id; raises Refused when the case has none."""
    creditor = state.creditors.get(creditor_id)
    who.the_creditor_is_listed(creditor is not None)
    return creditor


def all_listed(state: Any, creditors: Iterable[UUID]) -> tuple[UUID, ...]:
    """The ids, each once; raises Refused when one of them is not listed."""
    return tuple(dict.fromkeys(listed(state, creditor_id).creditor_id for creditor_id in creditors))


def contact_allowed(state: Any, command: Any) -> bool:
    """Whether all creditors that the command names may be approached already."""
    return all(
        creditor_id in state.creditors and state.creditors[creditor_id].contact_allowed
        for creditor_id in command.creditors
    )


def answered(state: Any, creditor_id: UUID, answer: Answer) -> bool:
    """Whether the creditor's answer to the current version is this one."""
    creditor = state.creditors.get(creditor_id)
    return creditor is not None and creditor.answer is answer


def meeting_stands(state: Any, command: HoldCreditorsMeeting) -> bool:
    """Whether the same meeting is on record."""
    held: CreditorsMeetingHeld | None = state.meeting
    return held is not None and (held.mode, held.held_on, held.consent_deadline) == (
        command.mode,
        command.held_on,
        command.consent_deadline,
    )


def meeting_held(state: Any, command: HoldCreditorsMeeting) -> list[Event]:
    """The meeting on the version that stands."""
    return [
        CreditorsMeetingHeld(
            case_id=case_of(state),
            plan_version=plan_of(state).version,
            mode=command.mode,
            held_on=command.held_on,
            consent_deadline=command.consent_deadline,
        )
    ]


@dataclass(frozen=True, slots=True)
class VotingOf:
    """The answers of one line: who may answer (`voter` raises Refused), and where its annex rules on versions, consents and
    refusals.
    """

    voter: Callable[[Any, UUID], Any]
    of_version: str
    of_consent: str
    of_refusal: str

    def behaviours(self, stages: frozenset[Any], gate: Gate = nothing_more) -> dict[type, Behaviour]:
        """Refusal, its reason and withdrawal at the line's stages of the vote. `gate`: what comes before a refusal."""
        return {
            RecordRefusal: Behaviour(self.of_refusal, STAFF, stages, self.refuse, met=refused_alike, gate=gate),
            RecordRefusalReason: Behaviour(self.of_refusal, STAFF, stages, self.explain, offered=somebody_refuses),
            WithdrawConsent: Behaviour(
                self.of_consent,
                STAFF,
                stages,
                self.withdraw,
                met=withdrawn_already,
                offered=lambda state: state.consents > 0,
            ),
        }

    def refuse(self, state: Any, command: RecordRefusal, _asking: Asking, _terms: Terms) -> list[Event]:
        """A creditor refuses the version that stands."""
        draft, creditor = plan_of(state), self.voter(state, command.creditor_id)
        unanimity.the_version_is_the_one_at_vote(command.plan_version, draft.version, self.of_version)
        unanimity.a_recorded_consent_is_withdrawn_first(creditor.answer is Answer.CONSENTED, self.of_consent)
        return [
            CreditorRefused(
                case_id=case_of(state),
                creditor_id=creditor.creditor_id,
                plan_version=draft.version,
                reason=sealed(command.reason),
            )
        ]

    def explain(self, state: Any, command: RecordRefusalReason, asking: Asking, _terms: Terms) -> list[Event]:
        """A refusing creditor was asked why, and says it."""
        creditor = listed(state, command.creditor_id)
        unanimity.a_reason_is_asked_of_a_refusing_creditor(creditor.answer is Answer.REFUSED, self.of_refusal)
        who.the_day_has_come(command.asked_on, asking.on, self.of_refusal, "asked_on")
        return [
            RefusalReasonRecorded(
                case_id=case_of(state),
                creditor_id=creditor.creditor_id,
                plan_version=plan_of(state).version,
                asked_on=command.asked_on,
                reason=Sealed(command.reason),
            )
        ]

    def withdraw(self, state: Any, command: WithdrawConsent, _asking: Asking, _terms: Terms) -> list[Event]:
        """A consent is taken back before the plan has come into being."""
        creditor = listed(state, command.creditor_id)
        unanimity.a_withdrawal_takes_a_consent_back(creditor.answer is Answer.CONSENTED, self.of_consent)
        return [
            CreditorConsentWithdrawn(
                case_id=case_of(state),
                creditor_id=creditor.creditor_id,
                plan_version=plan_of(state).version,
                reason=sealed(command.reason),
            )
        ]


def refused_alike(state: Any, command: RecordRefusal) -> bool:
    """The refusal is on record, and no reason is added to it."""
    return command.reason is None and answered(state, command.creditor_id, Answer.REFUSED)


def consented_already(state: Any, command: Any) -> bool:
    """The creditor's consent to this version is on record."""
    return answered(state, command.creditor_id, Answer.CONSENTED)


def withdrawn_already(state: Any, command: WithdrawConsent) -> bool:
    """The creditor's consent was taken back."""
    return answered(state, command.creditor_id, Answer.WITHDRAWN)


def somebody_refuses(state: Any) -> bool:
    """Whether anybody can be asked for its reason."""
    return any(creditor.answer is Answer.REFUSED for creditor in state.creditors.values())
