"""Events of other services, and own events that begin a further case → own commands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from council_events import subsidy
from council_events.event import Envelope
from council_events.intake import SupportLineChosen
from council_events.support import SuccessorOpened
from council_events.support.rechallenge import Phase, RevivalJudgedDifficult
from council_events.values import SupportLine

from council_support.commands import ReceiveCandidate
from council_support.commands.rechallenge import ReceiveRechallenge
from council_support.domain import LINES


def receive_candidate(envelope: Envelope[Any]) -> ReceiveCandidate | None:
    """A consultation whose line support carries becomes a candidate of it; sealed fields pass as they are."""
    event = envelope.data
    if not isinstance(event, SupportLineChosen) or event.line not in LINES:
        return None
    # The earlier consultation is named there sealed: one entitled person must not learn of another's visit.
    return ReceiveCandidate(**_given(event, ReceiveCandidate.model_fields.keys() - {"earlier_case"}))


def receive_successor(envelope: Envelope[Any]) -> ReceiveCandidate | None:
    """A case of support that leads to a further one begins it, under its own number and linked to the first."""
    event = envelope.data
    if not isinstance(event, SuccessorOpened) or event.line not in LINES:
        return None
    given = _given(event, ReceiveCandidate.model_fields)
    return ReceiveCandidate(**given | {"case_id": event.next_case_id, "earlier_case": event.case_id})


def open_rechallenge(envelope: Envelope[Any]) -> ReceiveRechallenge | None:
    """A judgement in another line opens a case of 再チャレンジ支援 of its own, linked to the first (YR-2-6-2-1-1)."""
    event = envelope.data
    if not isinstance(event, RevivalJudgedDifficult):
        return None
    given = _given(event, ReceiveRechallenge.model_fields) | {
        "case_id": event.next_case_id,
        "earlier_case": event.case_id,
        "line": SupportLine.RECHALLENGE,
        "judged_on": envelope.occurredon,
    }
    return ReceiveRechallenge(**given)


def open_rechallenge_from_subsidy(envelope: Envelope[Any]) -> ReceiveRechallenge | None:
    """The same judgement during 経営改善計画策定支援, or in the monitoring of its plan (YR-2-6-2-1-1)."""
    event = envelope.data
    if not isinstance(event, subsidy.RevivalJudgedDifficult):
        return None
    given = _given(event, ReceiveRechallenge.model_fields) | {
        "case_id": event.next_case_id,
        "earlier_case": event.case_id,
        "line": SupportLine.RECHALLENGE,
        "phase": Phase.MONITORING if event.monitoring else Phase.PLAN_SUBSIDY,
        "consulted_on": event.filed_on,
        "judged_on": envelope.occurredon,
    }
    return ReceiveRechallenge(**given)


def _given(event: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(event, name) for name in names if name in type(event).model_fields}
