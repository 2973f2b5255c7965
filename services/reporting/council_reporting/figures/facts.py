"""What the figures need of an event, kept with the case: a few open fields, the business date, and when it was recorded.

A case is the set of its facts, each under its event's id, so the order in which topics arrive does not matter. They
are read in the order in which they were recorded, with every correction applied to the fact that it mends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from council_events import Envelope, Event, intake, reporting, subsidy, support
from council_events.corrections import OCCURRED_ON, Correction

CORRECTION: Final = "correction"
CLOSED_DAY: Final = "ClosedDayExplained"
"""Why the entries just before it were made of days whose figures were closed: it tells of them, and counts for nothing."""
_JST: Final = ZoneInfo("Asia/Tokyo")

_COMPANY: Final = ("company_id", "industry", "employees", "sales")

NEEDED: Final[dict[type[Event], tuple[str, ...]]] = {
    intake.ConsultationOpened: ("kind", "requester", "route", "channel", *_COMPANY),
    intake.ConsultationClosed: ("result",),
    intake.SupportLineChosen: ("line",),
    support.CandidateReceived: ("consulted_on", *_COMPANY),
    support.RestructuringStarted: ("expected_kind",),
    support.PlanApproved: ("kind", "methods", "debt_before", "debt_waived", "jobs", "consulted_on", "business_methods"),
    support.RestructuringEnded: ("ground",),
    support.TaxSchemeStarted: (),
    support.TaxSchemeEnded: ("ground",),
    support.ImprovementStarted: ("form",),
    support.ImprovementPlanDrafted: ("version", "methods"),
    support.ImprovementCompleted: ("plan_version", "form", "consulted_on"),
    support.ImprovementEnded: ("ground",),
    support.RepaymentSupportStarted: (),
    support.RepaymentPlanApproved: ("settlement", "debt_before", "debt_released", "consulted_on"),
    support.RepaymentSupportEnded: ("ground",),
    support.RechallengeStarted: ("trigger", "phase"),
    support.OutcomeCompiled: ("topics", "company", "persons", "starts", "effects"),
    support.MonitoringReported: ("number", "period_to", "result"),
    support.MonitoringEnded: ("decision",),
    support.PerformanceReported: ("on_plan",),
    subsidy.SubsidyApplicationFiled: ("track", "estimates", *_COMPANY),
    subsidy.SubsidyApplicationAccepted: (),
    subsidy.PlanFeeClaimed: ("costs",),
    subsidy.AccompanimentClaimed: ("costs",),
    subsidy.PlanFeeDecided: ("total",),
    subsidy.AccompanimentDecided: ("total",),
    subsidy.FeePaid: ("track", "kind", "amount", "paid_on"),
    subsidy.SubsidyCaseEnded: ("kind",),
    reporting.PublicityGiven: ("programme", "audiences", "reached"),
    reporting.TrainingHeld: ("programme", "participants"),
}
"""The events that change a figure, and their fields that do. Costs are kept as the list of their amounts."""
REASONS: Final = (intake.ClosedDayExplained, support.ClosedDayExplained, subsidy.ClosedDayExplained)
NEEDED.update(dict.fromkeys(REASONS, ("entries",)))
CORRECTIONS: Final = (intake.EntryCorrected, support.EntryCorrected, subsidy.EntryCorrected)
EVENTS: Final[tuple[type[Event], ...]] = (*NEEDED, *CORRECTIONS)
LABELS: Final = {CORRECTION: "記録の訂正", **{event.__name__: event.ja for event in NEEDED}}
"""How a kind of fact is named."""
_NAMES: Final = {event: event.__name__ for event in NEEDED}


class Fact(NamedTuple):
    """One event of a case. `recorded`: its UTC instant in ISO 8601, `recorded_on` that day in JST; `on`: the business date.

    `values` are plain: codes and dates as text, money in whole yen. A correction has `event`, `field` and `new`.
    """

    event_id: str
    kind: str
    recorded: str
    sequence: int
    recorded_on: dt.date
    on: dt.date
    council: str
    values: Mapping[str, Any]


def fact_of(envelope: Envelope[Any]) -> Fact:
    """The fact that an event of `EVENTS` is."""
    event = envelope.data
    if isinstance(event, Correction):
        new = None if event.new is None else _plain(event.new.plain)
        values = {"event": str(event.corrected_event), "field": event.field, "new": new}
        kind = CORRECTION
    else:
        needed = NEEDED[type(event)]
        values = event.__pydantic_serializer__.to_python(event, mode="json", include=_SETS[needed])
        kind = _NAMES[type(event)]
        for name in _NESTED.intersection(needed):
            values[name] = _NUMBERS[name](values[name])
    time = envelope.time
    return Fact(
        str(envelope.id),
        kind,
        (time.astimezone(dt.UTC) if time.utcoffset() else time).isoformat(timespec="microseconds"),
        envelope.sequence,
        time.astimezone(_JST).date(),
        envelope.occurredon,
        envelope.council,
        values,
    )


def facts_of(kept: list[list[Any]]) -> list[Fact]:
    """The facts as they are kept with a case in JSON."""
    day = dt.date.fromisoformat
    return [
        Fact(event_id, kind, recorded, sequence, day(recorded_on), day(on), council, values)
        for event_id, kind, recorded, sequence, recorded_on, on, council, values in kept
    ]


def _plain(value: Any) -> Any:
    """The new value of a correction, as it is kept."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


_NUMBERS: Final[dict[str, Callable[[Any], Any]]] = {
    "estimates": lambda costs: [cost["amount"] for cost in costs],
    "costs": lambda costs: [cost["amount"] for cost in costs],
    "participants": lambda told: [[each["kind"], each["organisations"], each["persons"]] for each in told],
}
"""What is kept of the fields that are lists of parts."""
_NESTED: Final = frozenset(_NUMBERS)
_SETS: Final = {fields: set(fields) for fields in NEEDED.values()}


def case_of(event: Event) -> UUID:
    """The case of an event of `EVENTS`; an activity that belongs to no case is one of its own."""
    found: UUID = getattr(event, "case_id", None) or getattr(event, "activity_id")  # noqa: B009  # one of the two is there
    return found


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """As they were recorded. Within one stream that is its own order; between services their clocks decide."""
    return sorted(facts, key=lambda fact: (fact.recorded, fact.sequence, fact.event_id))


def corrected(facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts in their order as the corrections among them say they should read; the corrections are gone."""
    corrections = [fact for fact in facts if fact.kind == CORRECTION]
    if not corrections:
        return facts
    read = {fact.event_id: fact for fact in facts if fact.kind != CORRECTION}
    for correction in corrections:
        known = read.get(correction.values["event"])
        if known is not None:
            read[known.event_id] = _mended(known, correction.values["field"], correction.values["new"])
    return list(read.values())


def _mended(fact: Fact, field: str, new: Any) -> Fact:
    """A sealed field, or one that no figure needs, changes nothing."""
    if field == OCCURRED_ON:
        return fact if new is None else fact._replace(on=dt.date.fromisoformat(new))
    name, _, rest = field.partition(".")
    if name not in fact.values:
        return fact
    if not rest:
        return fact._replace(values={**fact.values, name: new})
    place, _, part = rest.partition(".")
    amounts = list(fact.values[name])
    if part != "amount" or not place.isdigit() or int(place) >= len(amounts):
        return fact
    amounts[int(place)] = new or 0
    return fact._replace(values={**fact.values, name: amounts})
