"""Candidates for the feed: what of an internal event may, at most, be told to another system (design §6).

`candidate_of` is pure and versioned: one derivation per event type, a candidate or none. The relay publishes it beside
its event, in the same Kafka transaction, on `council.<service>.candidates`, which feed alone reads. A candidate is not yet
de-identified: feed cuts time, generalises what is rare, and puts pseudonyms in place of ids.

The derivation reads the event's own bytes without validating them again: the relay's speed depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from pydantic import Field
from pydantic_core import from_json, to_json

from council_events.event import Event, schema_uri
from council_events.public import Step
from council_events.support.restructuring_codes import Method
from council_events.values import CaseId, Code, CompanyId, Count, Date, Industry, SupportLine, Yen

EventId = Annotated[UUID, Field(title="イベント番号")]


class StepTaken(Event, type_name="council.candidates.StepTaken.v1", ja="配信候補"):
    """A case took a step on `occurredon`; its envelope bears the id, council and business date of the event it is made from.

    `step` None: nothing to tell, but facts of the case that later steps need. `amount` in yen.
    """

    case_id: CaseId
    step: Step | None = None
    line: SupportLine | None = None
    company_id: CompanyId | None = None
    industry: Industry | None = None
    employees: Count | None = None
    method: Method | None = None
    amount: Yen | None = None


class StepFact(Code):
    """What of a step a correction changes."""

    DAY = "day", "発生日"
    LINE = "line", "支援の種類"
    INDUSTRY = "industry", "業種"
    EMPLOYEES = "employees", "従業員数"
    METHOD = "method", "金融支援の手法"
    AMOUNT = "amount", "金額"


class StepCorrected(Event, type_name="council.candidates.StepCorrected.v1", ja="配信候補の訂正"):
    """A fact of an earlier event of the case, of which there was a candidate, was recorded wrongly.

    The field that `fact` names holds what is right, None where nothing is known any more. `amount` in yen.
    """

    case_id: CaseId
    corrected_event: EventId
    fact: StepFact
    day: Date | None = None
    line: SupportLine | None = None
    industry: Industry | None = None
    employees: Count | None = None
    method: Method | None = None
    amount: Yen | None = None


_FAR_REACHING: Final[tuple[str, ...]] = (
    Method.DIRECT_WAIVER,
    Method.SECOND_COMPANY,
    Method.DES,
    Method.DDS,
)
"""Of several methods the most far-reaching is told; of others the first."""

Data = Mapping[str, Any]
Facts = Callable[[Data], dict[str, Any]]


class Derivation(NamedTuple):
    """How one type of event becomes a candidate: its step, its line, and what else is taken from its data."""

    step: Step | None = None
    line: SupportLine | None = None
    facts: Facts | None = None


def _company(data: Data) -> dict[str, Any]:
    return {name: data.get(name) for name in ("company_id", "industry", "employees")}


def _chosen(data: Data) -> dict[str, Any]:
    return _company(data) | {"line": data["line"]}


def _plan(data: Data) -> dict[str, Any]:
    return {"method": _one_of(data["methods"]), "amount": data["debt_before"]}


def _one_of(methods: Sequence[str]) -> str | None:
    far = (each for each in _FAR_REACHING if each in methods)
    return next(far, methods[0] if methods else None)


def _total(data: Data) -> dict[str, Any]:
    return {"amount": data["total"]}


def _paid(data: Data) -> dict[str, Any]:
    return {"amount": data["amount"]}


_RESTRUCTURING: Final = SupportLine.RESTRUCTURING
_IMPROVEMENT: Final = SupportLine.REVENUE_IMPROVEMENT
_TAX: Final = SupportLine.TAX_SCHEME
_GUARANTEE: Final = SupportLine.GUARANTEE
_RECHALLENGE: Final = SupportLine.RECHALLENGE
_SUBSIDY: Final = SupportLine.PLAN_SUBSIDY

DERIVATIONS: Final[Mapping[str, Derivation]] = {
    "council.intake.ConsultationOpened.v1": Derivation(Step.CONSULTATION_OPENED, None, _company),
    "council.intake.ConsultationClosed.v1": Derivation(Step.CONSULTATION_CLOSED),
    "council.intake.SupportLineChosen.v1": Derivation(Step.SUPPORT_LINE_CHOSEN, None, _chosen),
    "council.intake.SupportLineChosen.v2": Derivation(Step.SUPPORT_LINE_CHOSEN, None, _chosen),
    "council.support.CandidateReceived.v1": Derivation(None, None, _chosen),
    "council.support.RestructuringStarted.v1": Derivation(Step.SUPPORT_STARTED, _RESTRUCTURING),
    "council.support.ImprovementStarted.v1": Derivation(Step.SUPPORT_STARTED, _IMPROVEMENT),
    "council.support.TaxSchemeStarted.v1": Derivation(Step.SUPPORT_STARTED, _TAX),
    "council.support.RepaymentSupportStarted.v1": Derivation(Step.SUPPORT_STARTED, _GUARANTEE),
    "council.support.RechallengeStarted.v1": Derivation(Step.SUPPORT_STARTED, _RECHALLENGE),
    "council.support.RestructuringDeclined.v1": Derivation(Step.SUPPORT_DECLINED, _RESTRUCTURING),
    "council.support.ImprovementDeclined.v1": Derivation(Step.SUPPORT_DECLINED, _IMPROVEMENT),
    "council.support.TaxSchemeDeclined.v1": Derivation(Step.SUPPORT_DECLINED, _TAX),
    "council.support.RepaymentSupportDeclined.v1": Derivation(Step.SUPPORT_DECLINED, _GUARANTEE),
    "council.support.RechallengeDeclined.v1": Derivation(Step.SUPPORT_DECLINED, _RECHALLENGE),
    "council.support.PlanApproved.v1": Derivation(Step.PLAN_APPROVED, None, _plan),
    "council.support.PlanApproved.v2": Derivation(Step.PLAN_APPROVED, None, _plan),
    "council.support.RepaymentPlanApproved.v1": Derivation(Step.PLAN_APPROVED, _GUARANTEE),
    "council.support.ImprovementCompleted.v1": Derivation(Step.SUPPORT_COMPLETED, _IMPROVEMENT),
    "council.support.OutcomeCompiled.v1": Derivation(Step.SUPPORT_COMPLETED, _RECHALLENGE),
    "council.support.RestructuringEnded.v1": Derivation(Step.SUPPORT_ENDED, _RESTRUCTURING),
    "council.support.ImprovementEnded.v1": Derivation(Step.SUPPORT_ENDED, _IMPROVEMENT),
    "council.support.TaxSchemeEnded.v1": Derivation(Step.SUPPORT_ENDED, _TAX),
    "council.support.RepaymentSupportEnded.v1": Derivation(Step.SUPPORT_ENDED, _GUARANTEE),
    "council.support.MonitoringStarted.v1": Derivation(Step.MONITORING_STARTED),
    "council.support.MonitoringReported.v1": Derivation(Step.MONITORING_REPORTED),
    "council.support.MonitoringEnded.v1": Derivation(Step.MONITORING_ENDED),
    "council.subsidy.SubsidyApplicationFiled.v1": Derivation(Step.SUBSIDY_APPLIED, _SUBSIDY, _company),
    "council.subsidy.SubsidyApplicationAccepted.v1": Derivation(Step.SUBSIDY_ACCEPTED, _SUBSIDY),
    "council.subsidy.PlanFeeDecided.v1": Derivation(Step.SUBSIDY_DECIDED, _SUBSIDY, _total),
    "council.subsidy.AccompanimentDecided.v1": Derivation(Step.SUBSIDY_DECIDED, _SUBSIDY, _total),
    "council.subsidy.FeePaid.v1": Derivation(Step.SUBSIDY_PAID, _SUBSIDY, _paid),
    "council.subsidy.SubsidyCaseEnded.v1": Derivation(Step.SUBSIDY_ENDED, _SUBSIDY),
}
"""Type of an internal event, in any version that is on record → its candidate. A type that is not here has none."""

CORRECTIONS: Final = frozenset(
    {
        "council.intake.EntryCorrected.v1",
        "council.support.EntryCorrected.v1",
        "council.subsidy.EntryCorrected.v1",
    }
)
"""Types of the events that say that an earlier one was wrong."""
_DAY: Final = {"occurredon": StepFact.DAY}
_OF_COMPANY: Final = _DAY | {"industry": StepFact.INDUSTRY, "employees": StepFact.EMPLOYEES}
_CORRECTED: Final[Mapping[Facts | None, Mapping[str, StepFact]]] = {
    None: _DAY,
    _company: _OF_COMPANY,
    _chosen: _OF_COMPANY | {"line": StepFact.LINE},
    _plan: _DAY | {"methods": StepFact.METHOD, "debt_before": StepFact.AMOUNT},
    _total: _DAY | {"total": StepFact.AMOUNT},
    _paid: _DAY | {"amount": StepFact.AMOUNT},
}
"""By what a derivation takes from an event: which of the event's fields are told, and as what."""


def _correction(data: Data) -> dict[str, Any] | None:
    """What a correction changes of an earlier candidate; None where nothing of it was told."""
    derivation = DERIVATIONS.get(data["corrected_type"])
    field, _, inside = data["field"].partition(".")
    fact = None if derivation is None else _CORRECTED[derivation.facts].get(field)
    if fact is None:
        return None
    new: Data = data["new"] or {}
    value: Any = new.get("day") or new.get("word") or new.get("number")
    if fact is StepFact.METHOD:
        value = None if inside else _one_of(new.get("words") or ())  # of one among several the whole is not known here
    return {"corrected_event": data["corrected_event"], "fact": fact, fact.value: value}


_HEAD: Final = b'{"specversion":"1.0",%b"type":"%b",%b"datacontenttype":"application/json","dataschema":"%b",'
_TAIL: Final = (
    b'%b"actor":"system:relay","purpose":"reaction","correlationid":"%b","causationid":"%b","subject":"%b","data":%b}'
)
_UUID_BYTES: Final = 36
_TAKEN: Final = (StepTaken.type_name.encode(), schema_uri(StepTaken.type_name).encode())
_CORRECTING: Final = (StepCorrected.type_name.encode(), schema_uri(StepCorrected.type_name).encode())


def candidate_of(type_name: str, raw: bytes) -> bytes | None:
    """The candidate of an event's bytes, an envelope of `StepTaken` or `StepCorrected`; None for an event that has none.

    Who acted, for whom and in which request is left out; `causationid` is the event itself. The attributes are cut out of
    the bytes as they stand, in the order in which every event is written; only `data` is parsed, and only where it is told of.
    """
    derivation = DERIVATIONS.get(type_name)
    if derivation is None and type_name not in CORRECTIONS:
        return None
    starts = raw.index(b'"id":"')
    named = raw.index(b'"type":"', starts)
    timed = raw.index(b'"time":"', named)
    content = raw.index(b'"datacontenttype"', timed)
    happened = raw.index(b'"occurredon":"', content)
    acted = raw.index(b'"actor":', happened)
    event_id = raw[starts + 6 : starts + 6 + _UUID_BYTES]
    stream = raw.index(b'"streamid":"', happened) + 12
    case_id = raw[stream : stream + _UUID_BYTES]
    kind = _TAKEN
    if derivation is None:
        changed = _correction(from_json(raw[raw.index(b'"data":{', acted) + 7 : -1]))
        if changed is None:
            return None
        kind, data = _CORRECTING, to_json({"case_id": case_id.decode()} | changed)
    elif derivation.facts is None:
        data = b'{"case_id":"%b",%b' % (case_id, _PLAIN[derivation])
    else:
        told = derivation.facts(from_json(raw[raw.index(b'"data":{', acted) + 7 : -1]))
        data = to_json({"case_id": case_id.decode(), "step": derivation.step, "line": derivation.line} | told)
    head = _HEAD % (raw[starts:named], kind[0], raw[timed:content], kind[1])
    return head + _TAIL % (raw[happened:acted], event_id, event_id, case_id, data)


_PLAIN: Final = {
    each: to_json({"step": each.step, "line": each.line})[1:]
    for each in set(DERIVATIONS.values())
    if each.facts is None
}
"""The rest of a candidate's data where the event's own is not looked at."""
