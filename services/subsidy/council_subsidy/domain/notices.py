"""The council's written notices to the 代表 agency, and who signs them."""

from __future__ import annotations

from collections.abc import Iterable

from council_events import Event, Sealed
from council_events.subsidy import AdviceStage, EndKind, NoticeIssued, NoticeKind, NoticeProxyDesignated

from council_subsidy import commands as c
from council_subsidy.domain.application import application_of
from council_subsidy.domain.circumstances import Circumstances
from council_subsidy.domain.state import State
from council_subsidy.rules import notices
from council_subsidy.rules.asking import the_head_or_a_proxy_signs

Kind = NoticeKind


def designate(state: State, command: c.DesignateNoticeProxy, _around: Circumstances) -> list[Event]:
    """A deputy may sign for the 統括責任者 in this case; whether the office fits is seen when a notice is signed."""
    if command.person in state.proxies:
        return []
    return [NoticeProxyDesignated(case_id=application_of(state).case_id, person=command.person)]


def issue(state: State, command: c.IssueNotice, around: Circumstances) -> list[Event]:
    """One written notice of the first decision or advice of this kind that is untold; none when all are told."""
    proxy = the_head_or_a_proxy_signs(around.asking, state.proxies)
    filed, kind = application_of(state), command.kind
    notices.there_is_something_to_tell(kind, told=any(kind is each for each, _ in _tellable(state)))
    notices.the_payment_day_is_named(kind, command.pay_on)
    untold_one = next((each for each in _missing(state) if each[0] is kind), None)
    if untold_one is None:
        return []
    _, number = untold_one
    decision = kind in notices.DECISIONS
    total = state.decisions.get(number or 0) if decision else None
    said = notices.Notice(kind, filed.track, state.council, state.accepted_on, total, command.pay_on, command.remarks)
    return [
        NoticeIssued(
            case_id=filed.case_id,
            kind=kind,
            agency_id=notices.addressee(filed.agencies),
            proxy=proxy,
            text=Sealed(notices.printed(said, around.on, proxy=proxy)),
            total=total,
            pay_on=command.pay_on if decision else None,
            number=number,
        )
    ]


def something_to_tell(state: State) -> bool:
    """Whether the 代表 has yet to be told of something."""
    return bool(_missing(state))


def untold(state: State) -> list[NoticeKind]:
    """The decisions of which the 代表 has not been told in writing."""
    return [kind for kind, _ in _missing(state) if kind is not Kind.ADVICE]


def _missing(state: State) -> list[tuple[NoticeKind, int | None]]:
    issued = {(notice.kind, notice.number) for notice in state.notices}
    return [told for told in _tellable(state) if told not in issued]


def _tellable(state: State) -> Iterable[tuple[NoticeKind, int | None]]:
    """Of what there is a decision or advice to tell, with the number of the accompaniment report or of the advice."""
    if state.accepted_on is not None:
        yield Kind.ACCEPTED, None
    if state.end is EndKind.DECLINED:
        yield Kind.DECLINED, None
    if 0 in state.decisions:
        yield Kind.PLAN_DECISION, None
    for number in range(1, state.accompaniments_decided + 1):
        yield Kind.ACCOMPANIMENT_DECISION, number
    for number, given in enumerate(state.advice, start=1):
        if given.stage is not AdviceStage.PRELIMINARY:
            yield Kind.ADVICE, number
