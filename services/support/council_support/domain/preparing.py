"""What comes before the start of a line that asks creditors: the company's request, the creditors, leave to approach them.

Every state here has `candidate`, `creditors`, `requested_on` and `closing_month`. Each line brings its provisions and stages.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import CreditorContactConsented, CreditorListed, SupportRequested

from council_support.commands.restructuring import ConsentToContact, ListCreditor, RequestSupport
from council_support.domain.behaviour import STAFF, Behaviour, Terms, sealed
from council_support.domain.voting import all_listed, case_of, contact_allowed
from council_support.rules import asking as who
from council_support.rules.restructuring import start


def requests_support(provision: str, stages: frozenset[Any]) -> Behaviour:
    """The behaviour of `RequestSupport`: the company asks for the support."""

    def request(state: Any, command: RequestSupport, asking: Asking, _terms: Terms) -> list[Event]:
        who.the_day_has_come(command.requested_on, asking.on, provision, "requested_on")
        requested_on, closing_month = command.requested_on, command.closing_month
        return [SupportRequested(case_id=case_of(state), requested_on=requested_on, closing_month=closing_month)]

    return Behaviour(
        provision,
        STAFF,
        stages,
        request,
        met=lambda state, c: (state.requested_on, state.closing_month) == (c.requested_on, c.closing_month),
        offered=lambda state: state.requested_on is None,
    )


def list_creditor(state: Any, command: ListCreditor, _asking: Asking, _terms: Terms) -> list[Event]:
    """A creditor and its claim, listed or told anew; the line says before whether it may be."""
    return [
        CreditorListed(
            case_id=case_of(state),
            creditor_id=command.creditor_id,
            kind=command.kind,
            name=Sealed(command.name),
            claim=command.claim,
            exception_grounds=sealed(command.exception_grounds),
            subrogated_on=command.subrogated_on,
        )
    ]


def consents_to_contact(provision: str, stages: frozenset[Any]) -> Behaviour:
    """The behaviour of `ConsentToContact`: the company agrees that creditors be heard."""

    def consent(state: Any, command: ConsentToContact, asking: Asking, _terms: Terms) -> list[Event]:
        who.the_day_has_come(command.consented_on, asking.on, provision, "consented_on")
        creditors, consented_on = all_listed(state, command.creditors), command.consented_on
        return [CreditorContactConsented(case_id=case_of(state), creditors=creditors, consented_on=consented_on)]

    return Behaviour(provision, STAFF, stages, consent, met=contact_allowed, offered=somebody_is_not_approached)


def somebody_is_not_approached(state: Any) -> bool:
    """Whether leave to approach a creditor is still worth asking for."""
    return not all(creditor.contact_allowed for creditor in state.creditors.values())


def main_creditors(state: Any, terms: Terms) -> frozenset[UUID]:
    """The 主要債権者, computed from the claims (B2-Q16), under every procedure alike."""
    claims = [(creditor.creditor_id, creditor.claim) for creditor in state.creditors.values()]
    return start.main_creditors(claims, terms.main_share_percent)
