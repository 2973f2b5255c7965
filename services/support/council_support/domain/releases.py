"""What leaves the department of a case, whatever its line: at any stage, also after the case has ended."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from council_casework.releases import Events, Releases, release
from council_events import Event
from council_events.deciding import Asking, Step, provision, step_of
from council_events.releases import ConsentGiver
from council_events.support import CaseDisclosed, CopiesHandedOver, WrittenConsentReceived, WrittenConsentWithdrawn
from council_events.values import Office, SupportLine

from council_support.commands.releases import (
    Disclose,
    HandOverPapers,
    ReceiveWrittenConsent,
    ReleaseCommand,
    WithdrawWrittenConsent,
)
from council_support.rules import asking as who

EVENTS: Final = Events(WrittenConsentReceived, WrittenConsentWithdrawn, CopiesHandedOver, CaseDisclosed)
_COPYING: Final = (Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT)
_UNDER_CONSENT: Final = (WithdrawWrittenConsent, HandOverPapers)


@provision("B4-6")
def entitled(line: SupportLine | None) -> ConsentGiver:
    """Whose secret the case is: the guarantor's where guarantee debts are settled, else the company's."""
    return ConsentGiver.GUARANTOR if line is SupportLine.GUARANTEE else ConsentGiver.COMPANY


def decide(
    releases: Releases, case_id: UUID, line: SupportLine | None, command: ReleaseCommand, asking: Asking
) -> list[Event]:
    """The event of a consent, a copy or a disclosure; raises Refused."""
    may_ask(type(command), asking)
    return release(releases, case_id, command, EVENTS, entitled=entitled(line), on=asking.on)


def next_steps(releases: Releases, asking: Asking) -> list[Step]:
    """Receiving a consent and disclosing are always offered; what rests on a consent once there is one."""
    offered: list[type[Any]] = [
        ReceiveWrittenConsent,
        *(_UNDER_CONSENT if releases.consents else ()),
        Disclose,
    ]
    return [step_of(command, partial(may_ask, command, asking)) for command in offered]


def may_ask(command: type[Any], asking: Asking) -> None:
    """The department hands out copies; only its head discloses on another ground. Raises Refused (forbidden)."""
    who.the_recused_do_not_act(asking)
    who.only_the_pledged_act(asking)
    if command is Disclose:
        who.the_office_may_act(asking, (Office.HEAD,), "LAW-136-2")
    else:
        who.the_office_may_act(asking, _COPYING, "YR-2-1-4-4")
