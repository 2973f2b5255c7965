"""公表 of a completed case by the council: agreed, settled, published (別冊２ 3)."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.support import CasePublished, PublicationAgreed, PublicationSettled

from council_support.commands.restructuring import AgreePublication, PublishCase, SettlePublication
from council_support.domain.behaviour import HEAD, STAFF, Behaviour, Terms
from council_support.domain.restructuring.state import Stage, State
from council_support.domain.voting import case_of
from council_support.rules import asking as who
from council_support.rules.restructuring import publication

_COMPLETED = frozenset({Stage.APPROVED, Stage.MONITORING, Stage.MONITORED})


def _agree(state: State, command: AgreePublication, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.company_agreed_on, asking.on, "B2-3-2", "company_agreed_on")
    who.the_day_has_come(command.creditors_agreed_on, asking.on, "B2-3-2", "creditors_agreed_on")
    return [
        PublicationAgreed(
            case_id=case_of(state),
            outline=Sealed(command.outline),
            company_agreed_on=command.company_agreed_on,
            creditors_agreed_on=command.creditors_agreed_on,
            name_agreed=command.name_agreed,
        )
    ]


def _agreed(state: State, _asking: Asking, _terms: Terms) -> None:
    publication.the_text_was_agreed(state.publication is not None)


def _settle(state: State, command: SettlePublication, asking: Asking, _terms: Terms) -> list[Event]:
    who.the_day_has_come(command.settled_on, asking.on, "B2-3-1", "settled_on")
    return [PublicationSettled(case_id=case_of(state), settled_on=command.settled_on, publish_on=command.publish_on)]


def _may_publish(state: State, asking: Asking, terms: Terms) -> None:
    _agreed(state, asking, terms)
    publication.content_and_time_were_settled(state.publish_on, asking.on)


def _publish(state: State, command: PublishCase, _asking: Asking, _terms: Terms) -> list[Event]:
    agreed = state.publication is not None and state.publication.name_agreed
    publication.the_name_has_the_companys_consent(command.with_name, agreed)
    return [CasePublished(case_id=case_of(state), with_name=command.with_name)]


def _unpublished(state: State) -> bool:
    return state.published is None


BEHAVIOURS: dict[type, Behaviour] = {
    AgreePublication: Behaviour("B2-3-2", STAFF, _COMPLETED, _agree, offered=_unpublished),
    SettlePublication: Behaviour("B2-3-1", STAFF, _COMPLETED, _settle, gate=_agreed, offered=_unpublished),
    PublishCase: Behaviour(
        "B2-3-1",
        HEAD,
        _COMPLETED,
        _publish,
        met=lambda state, c: state.published is not None and state.published.with_name == c.with_name,
        gate=_may_publish,
        offered=_unpublished,
    ),
}
"""The commands of this part."""
