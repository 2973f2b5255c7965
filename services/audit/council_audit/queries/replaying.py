"""A case's entries from the ledger, and the answer of a replay with the proof of each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple
from uuid import UUID

from council_kit.clock import JST
from council_kit.postgres import Pool

from council_audit.queries.answers import Difference, DriftFinding, Entry, Proof, Replay
from council_audit.queries.proving import Proving
from council_audit.replay import Axis, Told, as_of, difference, drift, fold, tell, tell_heads

_LATEST: Final = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


class CaseFile(NamedTuple):
    """Everything that the ledger holds of a case's events. `services`: those that recorded any."""

    case_id: UUID
    told: list[Told]
    leaf_hashes: dict[int, bytes]

    @property
    def council(self) -> str:
        """The council that holds the case: that of the last event of the case's own streams."""
        own = [each.envelope for each in self.told if each.envelope.streamid == self.case_id]
        return max(own or [each.envelope for each in self.told], key=lambda envelope: envelope.time).council

    @property
    def former_councils(self) -> frozenset[str]:
        """Councils that acted in it before it moved."""
        own = {each.envelope.council for each in self.told if each.envelope.streamid == self.case_id}
        return frozenset(own - {self.council})

    @property
    def services(self) -> frozenset[str]:
        """The services whose own streams the case has."""
        return frozenset(each.envelope.service for each in self.told if each.envelope.streamid == self.case_id)


_ERASED: Final = """
SELECT retained || ':' || retained_id FROM retention.kept
WHERE retained_id = ANY(%s) AND keeping IN ('destroyed', 'complete')"""
_LEAVES: Final = """
SELECT case_id, index, leaf_hash, raw FROM ledger.leaves WHERE case_id = ANY(%s) ORDER BY case_id, index"""


def case_file(pool: Pool, case_id: UUID) -> CaseFile | None:
    """The case's events in the order of the ledger; None when it holds none."""
    return case_files(pool, [case_id]).get(case_id)


def case_files(pool: Pool, cases: Sequence[UUID], *, heads: bool = False) -> dict[UUID, CaseFile]:
    """The same of many cases in two round trips, in the order asked for; those that the ledger lacks are left out.

    `heads`: what the events contain is not asked for (`tell_heads`); one round trip.
    """
    read = tell_heads if heads else tell
    with pool.connection() as connection:
        rows = connection.execute(_LEAVES, [list(cases)], binary=True).fetchall()
        found = {
            case_id: CaseFile(
                case_id,
                read([(index, bytes(raw)) for _, index, _, raw in mine]),
                {index: bytes(leaf_hash) for _, index, leaf_hash, _ in mine},
            )
            for case_id, mine in ((case_id, list(group)) for case_id, group in groupby(rows, itemgetter(0)))
        }
        gone = [] if heads else connection.execute(_ERASED, [_subjects_of(found.values())]).fetchall()
    erased = frozenset(subject for (subject,) in gone)
    return {case_id: _telling(found[case_id], erased) for case_id in cases if case_id in found}


def _subjects_of(files: Collection[CaseFile]) -> list[UUID]:
    """Whose keys have sealed what these cases say: the cases', and their companies'."""
    subjects = {file.case_id for file in files}
    subjects |= {
        company_id
        for file in files
        for each in file.told
        if (company_id := getattr(each.envelope.data, "company_id", None)) is not None
    }
    return sorted(subjects)


def _telling(file: CaseFile, erased: frozenset[str]) -> CaseFile:
    """The file, telling what was sealed under a key that is destroyed."""
    return file._replace(told=[dataclasses.replace(each, erased=erased) for each in file.told]) if erased else file


def replay(pool: Pool, proving: Proving, file: CaseFile, at: dt.datetime, axis: Axis) -> Replay:
    """The case as of an instant, with the proof of every entry against the last checkpoint."""
    shown = as_of(file.told, at, axis)
    with pool.connection() as connection:
        checkpoint = proving.checkpoint_in(connection)
        leaves = [(each.number, file.leaf_hashes[each.number]) for each in shown]
        proofs = proving.proofs(connection, leaves, checkpoint)
    findings = drift(file.told, file.case_id)
    return Replay(
        case_id=file.case_id,
        at=at,
        axis=axis,
        council=file.council,
        entries=tuple(_entry(each, proofs[each.number]) for each in shown),
        later=len(file.told) - len(shown),
        states=fold(shown),
        instants=_instants(file, axis),
        intact=not findings,
        drift=tuple(DriftFinding(service=each.service, version=each.version, kind=each.kind) for each in findings),
        checkpoint=checkpoint,
    )


def difference_of(
    pool: Pool, proving: Proving, file: CaseFile, earlier: dt.datetime, later: dt.datetime, axis: Axis
) -> Difference:
    """What lies between two instants, with the proof of every event that came or went."""
    between = difference(file.told, earlier, later, axis)
    moved = [*between.came, *between.went]
    with pool.connection() as connection:
        leaves = [(each.number, file.leaf_hashes[each.number]) for each in moved]
        proofs = proving.proofs(connection, leaves, proving.checkpoint_in(connection))
    return Difference(
        case_id=file.case_id,
        earlier=earlier,
        later=later,
        axis=axis,
        came=tuple(_entry(each, proofs[each.number]) for each in between.came),
        went=tuple(_entry(each, proofs[each.number]) for each in between.went),
        changed=between.changed,
    )


def _instants(file: CaseFile, axis: Axis) -> tuple[dt.datetime, ...]:
    """Where the picture changes: when something was recorded, or at the end of the day on which it happened (JST)."""
    if axis is Axis.KNOWN:
        return tuple(sorted({each.envelope.time for each in file.told}))
    days = {each.envelope.occurredon for each in as_of(file.told, _LATEST, axis)}
    return tuple(dt.datetime.combine(day, dt.time(23, 59, 59), JST) for day in sorted(days))


def _entry(told: Told, proof: Proof) -> Entry:
    envelope = told.envelope
    return Entry(
        event_id=envelope.id,
        type=envelope.type,
        title=envelope.data.ja,
        service=envelope.service,
        council=envelope.council,
        stream_id=envelope.streamid,
        sequence=envelope.sequence,
        occurred_on=envelope.occurredon,
        recorded_at=envelope.time,
        late=told.late,
        corrected=told.recorded is not None,
        formerly_on=told.formerly_on,
        actor=envelope.actor,
        on_behalf_of=envelope.onbehalfof,
        purpose=envelope.purpose.label,
        fields=told.fields,
        proof=proof,
    )
