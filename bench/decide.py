"""decide: decisions a second of one core on a restructuring case with a history of 50 events.

The case stands before ten creditors, eight of whom have consented. In turn a written consent is recorded, a consent by
telephone is refused, and a refusal is recorded; nothing is stored, so that every decision meets the same 50 events.
Value: decisions a second of CPU time with the state at hand. Also told:
- `decisions_as_a_service_takes_them`: the case is remembered from the command before; its last event is read again and the one
  recorded since is parsed, validated and folded, then it is decided: a command's path without the database;
- `decisions_from_stored_bytes`: nothing is remembered, the 50 stored envelopes are parsed, validated and folded first: the first
  command on a case after a process has started;
- `decisions_with_the_fold`: as that, with the events parsed before; one `next_steps`, and the events folded a second.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID, uuid5

from council_events import Sealed, SealedBox, read_envelope, schema_uri, to_bytes
from council_events.deciding import Asking, Fact, Refused
from council_events.event import envelope_class
from council_events.support import Finding, Intention, InvestigationItem, MeetingMode, Method, PlanItem, PlanKind
from council_events.values import CreditorKind, Industry, LegalForm, Office, Purpose, Qualification, SupportLine
from council_kit.store import Model, folded
from council_kit.store.mapper import Stream
from council_kit.store.memory import followed
from council_support.commands import Command, ReceiveCandidate
from council_support.commands import restructuring as c
from council_support.domain import INITIAL, Case, decide, evolve, next_steps
from pydantic import BaseModel

from bench.harness import RUNS, Result, main, sample

AT_LEAST: Final = 20_000
EVENTS: Final = 50
CREDITORS: Final = 10
CASE: Final = UUID("018f5e1c-0000-7000-8000-0000000000de")
DAY: Final = dt.date(2024, 7, 1)
HEAD: Final = Asking("p20-head", "20", DAY + dt.timedelta(days=200), frozenset({Office.HEAD}), case_worker=True)


def _creditor(number: int) -> UUID:
    return uuid5(CASE, str(number))


def _expert(person: str, qualification: Qualification) -> c.TeamMemberEntry:
    return c.TeamMemberEntry(
        person=person,
        qualification=qualification,
        outside_expert=True,
        commissioned_on=DAY,
        pledged_on=DAY,
        no_interest_declared=True,
    )


def _consent(number: int, form: c.ConsentForm = c.ConsentForm.WRITTEN) -> c.RecordConsent:
    return c.RecordConsent(creditor_id=_creditor(number), form=form, confirmed_on=HEAD.on)


def _course() -> list[Command]:
    """The commands of the history, in their order."""
    everybody = tuple(_creditor(number) for number in range(CREDITORS))
    return [
        ReceiveCandidate(
            case_id=CASE,
            line=SupportLine.RESTRUCTURING,
            consulted_on=DAY,
            prefecture="20",
            legal_form=LegalForm.STOCK_COMPANY,
            industry=Industry.MANUFACTURING,
            employees=64,
            capital=40_000_000,
        ),
        *(
            c.ListCreditor(creditor_id=each, kind=CreditorKind.BANK, name="銀行", claim=10_000_000 * (number + 1))
            for number, each in enumerate(everybody)
        ),
        c.RequestSupport(requested_on=DAY),
        c.ConsentToContact(creditors=everybody, consented_on=DAY),
        *(c.StartInquiry(creditor_id=each) for each in everybody),
        *(c.RecordIntention(creditor_id=each, intention=Intention.NOT_NEGATIVE) for each in everybody),
        c.ConsultHostHead(consulted_on=DAY),
        c.DecideStart(findings=tuple(Finding), expected_methods=(Method.RESCHEDULE,)),
        c.NotifyStart(creditors=everybody),
        c.FormTeam(members=(_expert("x-a", Qualification.ACCOUNTANT), _expert("x-b", Qualification.SME_CONSULTANT))),
        c.CompleteFinancialDueDiligence(by="x-a", summary="財務"),
        c.CompleteBusinessDueDiligence(by="x-b", summary="事業"),
        c.DraftPlan(
            kind=PlanKind.ORDINARY,
            methods=(Method.RESCHEDULE,),
            items=tuple(PlanItem),
            expected_approval_on=HEAD.on,
            real_net_worth=0,
            ordinary_profit=1,
            final_year=c.FinalYear(long_term_loans=100, ordinary_profit=50),
            jobs=64,
            manager_responsibility="役員報酬の減額",
            summary="条件変更",
        ),
        c.SubmitInvestigationReport(
            plan_version=1, items=tuple(InvestigationItem), signed_by="p20-head", conclusion="相当"
        ),
        c.HoldCreditorsMeeting(mode=MeetingMode.ONLINE, held_on=HEAD.on, consent_deadline=HEAD.on, all_invited=True),
        *(_consent(number) for number in range(CREDITORS - 2)),
    ]


def history() -> tuple[list[Fact], Case]:
    """The 50 facts and the case that they make; raises RuntimeError when they are not 50."""
    case, facts = INITIAL, []
    for command in _course():
        for event in decide(case, command, HEAD):
            facts.append(Fact(event, HEAD.on, "20", HEAD.person))
            case = evolve(case, facts[-1])
    if len(facts) != EVENTS:
        raise RuntimeError(f"the history has {len(facts)} events")
    return facts, case


def _folded(facts: list[Fact]) -> Case:
    case = INITIAL
    for fact in facts:
        case = evolve(case, fact)
    return case


def _followed(known: Stream[Case], since: list[bytes], model: Model[Case]) -> Case:
    stream = followed(known, [read_envelope(each) for each in since], model)
    if stream is None:
        raise RuntimeError("the case is another than the one that is remembered")
    return stream.state


_BOX: Final = SealedBox("20/case:018f5e1c", str(CASE), "name", "A" * 88)
ASKED: Final[tuple[Command, ...]] = (
    _consent(CREDITORS - 2),
    _consent(CREDITORS - 2, c.ConsentForm.ORAL),
    c.RecordRefusal(creditor_id=_creditor(CREDITORS - 1)),
)


def _decide_all(case: Case) -> int:
    """How many of the commands brought events; the others were refused."""
    done = 0
    for command in ASKED:
        try:
            done += bool(decide(case, command, HEAD))
        except Refused:
            continue
    return done


def _per_second(work: Callable[[], Any], each: int, seconds: float) -> float:
    """How often a second of CPU time, `each` to a call."""
    for _ in range(100):
        work()
    calls, began = 0, time.process_time()
    while (spent := time.process_time() - began) < seconds:
        for _ in range(20):
            work()
        calls += 20
    return calls * each / spent


def _sealed(value: Any) -> Any:
    """The value with every clear text as the vault would have left it: a box of some 60 bytes."""
    if isinstance(value, Sealed):
        return Sealed.from_box(_BOX)
    if isinstance(value, BaseModel):
        return value.model_copy(update={name: _sealed(getattr(value, name)) for name in type(value).model_fields})
    return tuple(_sealed(each) for each in value) if isinstance(value, tuple) else value


def stored(facts: list[Fact]) -> list[bytes]:
    """The same events as they stand in the store."""
    return [
        to_bytes(
            envelope_class(fact.event.type_name)(
                id=uuid5(CASE, f"event {number}"),
                source="/councils/20/support",
                type=fact.event.type_name,
                subject=str(CASE),
                time=dt.datetime(2025, 1, 17, tzinfo=dt.UTC),
                dataschema=schema_uri(fact.event.type_name),
                occurredon=fact.on,
                sequence=number,
                streamid=CASE,
                partitionkey=str(CASE),
                council=fact.council,
                actor=fact.actor,
                purpose=Purpose.CASE_WORK,
                correlationid=CASE,
                data=_sealed(fact.event),
            )
        )
        for number, fact in enumerate(facts, start=1)
    ]


def measure(seconds: float = 1.0) -> dict[str, float]:
    """Decisions, decisions after a fold of the whole history, and next steps, a second of CPU time."""
    facts, case = history()
    raw, model = stored(facts), Model(INITIAL, evolve)
    known = Stream(CASE, EVENTS - 1, folded(raw[:-1], model), read_envelope(raw[-2]).id)
    if _decide_all(case) != len(ASKED) - 1:
        raise RuntimeError("two of the three commands bring events, one is refused")
    return {
        "decisions": _per_second(lambda: _decide_all(case), len(ASKED), seconds),
        "decisions_as_a_service_takes_them": _per_second(
            lambda: decide(_followed(known, raw[-2:], model), ASKED[0], HEAD), 1, seconds
        ),
        "decisions_with_the_fold": _per_second(lambda: decide(_folded(facts), ASKED[0], HEAD), 1, seconds),
        "decisions_from_stored_bytes": _per_second(lambda: decide(folded(raw, model), ASKED[0], HEAD), 1, seconds),
        "next_steps": _per_second(lambda: next_steps(case, HEAD), 1, seconds),
        "events_folded": _per_second(lambda: _folded(facts), EVENTS, seconds),
    }


def run(runs: int = RUNS) -> Result:
    """Medians of several processes."""
    told = [sample(measure) for _ in range(runs)]
    medians = {name: round(statistics.median(one.answer[name] for one in told)) for name in told[0].answer}
    value = medians.pop("decisions")
    return {
        "name": "decide",
        "value": value,
        "unit": "decisions/s",
        "floor": None,
        "ratio": None,
        "peak_memory_mb": round(max(one.peak_memory_mb for one in told), 1),
        "bound": f"value >= {AT_LEAST:,} on a history of {EVENTS} events",
        "met": value >= AT_LEAST,
        "details": medians,
    }


if __name__ == "__main__":
    main(run)
