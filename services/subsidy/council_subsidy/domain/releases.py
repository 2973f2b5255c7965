"""What leaves the department of a case, at any stage, also after the case has ended."""

from __future__ import annotations

from typing import Any, Final

from council_casework.releases import Events, release
from council_events import Event
from council_events.deciding import Asking
from council_events.releases import ConsentGiver
from council_events.subsidy import CaseDisclosed, CopiesHandedOver, WrittenConsentReceived, WrittenConsentWithdrawn

from council_subsidy.commands.releases import (
    Disclose,
    HandOverPapers,
    ReceiveWrittenConsent,
    ReleaseCommand,
    WithdrawWrittenConsent,
)
from council_subsidy.domain import papers
from council_subsidy.domain.state import State

EVENTS: Final = Events(WrittenConsentReceived, WrittenConsentWithdrawn, CopiesHandedOver, CaseDisclosed)
_UNDER_CONSENT: Final = (WithdrawWrittenConsent, HandOverPapers)


def decide(state: State, command: ReleaseCommand, asking: Asking) -> list[Event]:
    """The event of a consent, a copy or a disclosure; raises Refused. The secret is the applicant company's."""
    case_id = papers.may_ask(state, asking)
    return release(state.releases, case_id, command, EVENTS, entitled=ConsentGiver.COMPANY, on=asking.on)


def offered(state: State) -> list[type[Any]]:
    """Receiving a consent and disclosing always; what rests on a consent once there is one."""
    return [ReceiveWrittenConsent, *(_UNDER_CONSENT if state.releases.consents else ()), Disclose]
