"""What is learned: the items of a 窓口相談 and of a 利用相談, and the end of the fact-finding."""

from __future__ import annotations

from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.intake import (
    ConsultationFactsRecorded,
    ConsultationOpened,
    FactFindingCompleted,
    FactItem,
    FewerFinancialYearsSeen,
    GuaranteeFactsRecorded,
)

from council_intake.commands import CompleteFactFinding, RecordFacts, RecordGuaranteeFacts
from council_intake.domain.behaviour import COUNTER, JOINT, PRELIMINARY, Around, Behaviour
from council_intake.domain.state import State
from council_intake.rules import learning


def _record(_: State, opened: ConsultationOpened, command: RecordFacts, _a: Asking, _r: Around) -> list[Event]:
    notes = command.notes()
    recorded = ConsultationFactsRecorded(
        case_id=opened.case_id, items=tuple(notes), notes=tuple(Sealed(note) for note in notes.values())
    )
    if FactItem.FINANCES not in notes or command.finance_years == learning.YEARS:
        return [recorded]
    fewer = FewerFinancialYearsSeen(
        case_id=opened.case_id, years=command.finance_years, founded_recently=command.founded_recently
    )
    return [recorded, fewer]


def _record_guarantee(
    _: State, opened: ConsultationOpened, command: RecordGuaranteeFacts, _a: Asking, _r: Around
) -> list[Event]:
    notes = command.notes()
    sealed_notes = tuple(Sealed(note) for note in notes.values())
    return [GuaranteeFactsRecorded(case_id=opened.case_id, items=tuple(notes), notes=sealed_notes)]


def _complete(_: State, opened: ConsultationOpened, _c: CompleteFactFinding, asking: Asking, _r: Around) -> list[Event]:
    return [FactFindingCompleted(case_id=opened.case_id, edition=learning.edition_of(asking.on))]


def _nothing_is_missing(state: State, opened: ConsultationOpened, asking: Asking) -> None:
    learning.nothing_is_missing(state.missing(asking.on), opened.kind, asking.on)


BEHAVIOURS: dict[type, Behaviour] = {
    RecordFacts: Behaviour(learning.items_provision, _record, PRELIMINARY | COUNTER),
    RecordGuaranteeFacts: Behaviour("B4-3-2", _record_guarantee, JOINT),
    CompleteFactFinding: Behaviour(
        learning.items_provision,
        _complete,
        gate=_nothing_is_missing,
        met=lambda state, _: state.complete,
        offered=lambda state: not state.complete,
    ),
}
