"""What leaves the department of a case, at any stage, also after the case has ended."""

from __future__ import annotations

from typing import Any, Final

from council_casework.releases import Events, release
from council_events import Event
from council_events.deciding import Asking, Refused
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


def commands_now(state: State, asking: Asking) -> list[tuple[type[Any], Refused | None]]:
    """What can be done about releases; each with why the asker may not."""
    offered: list[type[Any]] = [
        ReceiveWrittenConsent,
        *(_UNDER_CONSENT if state.releases.consents else ()),
        Disclose,
    ]
    try:
        papers.may_ask(state, asking)
    except Refused as refused:
        return [(command, refused) for command in offered]
    return [(command, None) for command in offered]
