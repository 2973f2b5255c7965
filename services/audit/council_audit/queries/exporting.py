"""An export bundle of one case: its events and who read it, each with its proof, signed (`ledger.bundle`)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events import Envelope, read_envelope
from council_events.access import Read
from council_kit.merkle import Checkpoint, Signer, Witness
from council_kit.postgres import Pool
from council_kit.problems import NotVisible
from pydantic_core import from_json

from council_audit.bundle import Contents, EntryKind, EntryListed, Proven, write
from council_audit.bundle.consistency import consistency
from council_audit.ledger import head_of
from council_audit.queries.proving import Proving
from council_audit.queries.replaying import CaseFile
from council_audit.queries.report import AccessTold, report_of
from council_audit.replay import Axis, as_of

_ENTRIES: Final = """
SELECT index, leaf_hash, raw, false FROM ledger.leaves WHERE case_id = %(case)s AND index < %(size)s
UNION ALL
SELECT index, leaf_hash, raw, true FROM ledger.reads JOIN ledger.leaves USING (index)
WHERE cases @> ARRAY[%(case)s::uuid] AND index < %(size)s
ORDER BY 1
"""


class _Entry(NamedTuple):
    number: int
    leaf_hash: bytes
    raw: bytes
    access: bool

    def told(self) -> Envelope[Any]:
        """As its event reads today."""
        return read_envelope(self.raw)


class Exporting:
    """Makes bundles of what the last checkpoint covers; what is younger is for the next one."""

    def __init__(self, pool: Pool, proving: Proving, signer: Signer, witnesses: Sequence[Witness]) -> None:
        self._pool = pool
        self._proving = proving
        self._signer = signer
        self._witnesses = tuple(witnesses)

    def bundle(self, file: CaseFile, contents: Contents, since: int | None) -> bytes:
        """The signed file. `since`: a size that the reader knows, from which a consistency proof is added.

        Raises NotVisible before the first checkpoint, and a 422 problem for a size beyond it.
        """
        with self._pool.connection() as connection:
            signed = self._proving.checkpoint_in(connection)
            if signed is None:
                raise NotVisible
            asked = {"case": file.case_id, "size": signed.size}
            entries = [
                _Entry(index, bytes(leaf), bytes(raw), access)
                for index, leaf, raw, access in connection.execute(_ENTRIES, asked, binary=True).fetchall()
            ]
            proofs = self._proving.proofs(connection, [(each.number, each.leaf_hash) for each in entries], signed)
        checkpoint = Checkpoint(signed.size, b64decode(signed.root), signed.note)
        cosigned = [each for each in self._witnesses if each.has_cosigned(checkpoint.note)]
        told = as_of([each for each in file.told if each.number < signed.size], contents.exported_at, Axis.KNOWN)
        return write(
            contents,
            [_proven(each, file.case_id, proofs[each.number].path) for each in entries],
            checkpoint,
            self._signer,
            witnesses=cosigned,
            report=report_of(
                contents, signed, told, _accesses(entries, file.case_id), [each.name for each in cosigned]
            ),
            consistency=self._consistency(since, signed.size),
        )

    def _consistency(self, since: int | None, size: int) -> str | None:
        if since is None or since == size:
            return None
        return consistency(since, self._proving.consistency(since, size).path)


def _proven(entry: _Entry, case_id: UUID, path: Sequence[str]) -> Proven:
    """An access that names another case too is proved by its hash alone: whose case that is concerns nobody else."""
    document = from_json(entry.raw)
    withheld = _withheld(entry, case_id)
    listed = EntryListed(
        index=entry.number,
        kind=EntryKind.ACCESS if entry.access else EntryKind.EVENT,
        event_id=document["id"],
        type=document["type"],
        service=document["source"].rpartition("/")[2],
        stream_id=document["streamid"],
        sequence=document["sequence"],
        recorded_at=document["time"],
        actor=document["actor"],
        leaf_hash=entry.leaf_hash.hex(),
        withheld=withheld,
    )
    return Proven(listed, None if withheld else entry.raw, path)


def _withheld(entry: _Entry, case_id: UUID) -> bool:
    return entry.access and head_of(entry.raw).reads != (case_id,)


def _accesses(entries: Sequence[_Entry], case_id: UUID) -> Iterator[AccessTold]:
    for entry in entries:
        if not entry.access:
            continue
        envelope = entry.told()
        shown = envelope.data
        yield AccessTold(
            number=entry.number,
            recorded_at=envelope.time,
            actor=envelope.actor,
            council=envelope.council,
            purpose=envelope.purpose.label,
            what=shown.view.label if isinstance(shown, Read) else f"拒否：{shown.kind.label}",
            service=envelope.service,
            withheld=_withheld(entry, case_id),
        )
