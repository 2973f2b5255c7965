"""`council verify`: whether a bundle is what the ledger vouches for, offline, and if not, what was done to it and where.

The signatures are believed of the keys that the reader brings; without any, of those in the bundle, and the verdict says so.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from council_kit.merkle import (
    Checkpoint,
    NoteError,
    ReceiptError,
    Verifier,
    Witness,
    check_receipt,
    is_beginning,
    leaf_hash,
    read_receipt,
    root_from_path,
)
from pydantic import ValidationError

from council_audit.bundle.consistency import read_consistency
from council_audit.bundle.manifest import (
    CHECKPOINT,
    CONSISTENCY,
    KEYS,
    MANIFEST,
    SIGNATURE,
    EntryKind,
    EntryListed,
    Manifest,
    digest,
    signed_text,
)

_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)
_MOST_BYTES: Final = 256 * 1024 * 1024
"""Of one file, unpacked: a small bundle must not fill the reader's memory."""


class Fault(StrEnum):
    """What was found to be wrong."""

    UNREADABLE = "unreadable"
    MANIFEST_CHANGED = "manifest_changed"
    WRONG_KEY = "wrong_key"
    CHECKPOINT_CHANGED = "checkpoint_changed"
    OLDER_CHECKPOINT = "older_checkpoint"
    NOT_EXTENDED = "not_extended"
    NOT_COSIGNED = "not_cosigned"
    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    TAIL_TRUNCATED = "tail_truncated"
    REORDERED = "reordered"
    ENTRY_ADDED = "entry_added"
    NOT_PROVED = "not_proved"
    GAP = "gap"


_SAID: Final = {
    Fault.UNREADABLE: ("ファイルが途中で切れているか、壊れています", "the file is cut off or broken"),
    Fault.MANIFEST_CHANGED: ("目録が書き換えられています", "the manifest was changed"),
    Fault.WRONG_KEY: ("署名が別の鍵によるものです", "the signature is by another key"),
    Fault.CHECKPOINT_CHANGED: ("検証点が書き換えられています", "the checkpoint was changed"),
    Fault.OLDER_CHECKPOINT: ("検証点が古いものです", "the checkpoint is an older one"),
    Fault.NOT_EXTENDED: ("お手元の検証点の続きであると証明されません", "not proved to extend your checkpoint"),
    Fault.NOT_COSIGNED: ("立会人の署名がありません", "the witness did not cosign"),
    Fault.FILE_MISSING: ("ファイルがありません", "a file is missing"),
    Fault.FILE_CHANGED: ("ファイルが書き換えられています", "a file was changed"),
    Fault.ENTRY_CHANGED: ("記録が書き換えられています", "an entry was changed"),
    Fault.ENTRY_MISSING: ("記録が抜けています", "an entry is missing"),
    Fault.TAIL_TRUNCATED: ("末尾の記録が切り取られています", "the last entries were cut off"),
    Fault.REORDERED: ("記録の順序が入れ替えられています", "entries were reordered"),
    Fault.ENTRY_ADDED: ("目録にない記録が加えられています", "an entry was added that the manifest lacks"),
    Fault.NOT_PROVED: ("台帳に含まれることが証明されません", "not proved to stand in the ledger"),
    Fault.GAP: ("履歴の版が続いていません", "versions of the history are missing or repeated"),
}


class Damage(NamedTuple):
    """One thing that is wrong, and where: a file of the bundle, an entry of the ledger, a stream."""

    fault: Fault
    where: str

    @property
    def ja(self) -> str:
        return f"{_SAID[self.fault][0]}: {self.where}"

    @property
    def en(self) -> str:
        return f"{_SAID[self.fault][1]}: {self.where}"


@dataclass
class Verdict:
    """`trusted`: the ledger's key was the reader's own. `cosigned`: (witness, POSIX second) of every one that verified."""

    damages: list[Damage] = field(default_factory=list)
    manifest: Manifest | None = None
    trusted: bool = False
    cosigned: list[tuple[str, int]] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.damages

    def add(self, fault: Fault, where: str) -> None:
        self.damages.append(Damage(fault, where))


def verify(
    bundle: bytes, log_key: str | None = None, witness_keys: Sequence[str] = (), known_checkpoint: str | None = None
) -> Verdict:
    """Check everything; `known_checkpoint` is one that the reader got earlier, from a receipt for example.

    Raises NoteError for a key of the reader that is none.
    """
    verdict = Verdict(trusted=log_key is not None)
    files = _Files(bundle, verdict)
    raw, note = files.read(MANIFEST), files.read(SIGNATURE)
    if raw is None or note is None:
        return verdict
    keys = (files.read(KEYS) or b"").decode(errors="replace").split()
    log = Verifier.of(log_key) if log_key else _own_key(keys, verdict)
    try:
        manifest = Manifest.model_validate_json(raw)
    except ValidationError:
        verdict.add(Fault.MANIFEST_CHANGED, MANIFEST)
        return verdict
    verdict.manifest = manifest
    if log is None:
        return verdict
    _check_signature(verdict, log, raw, note.decode(errors="replace"), manifest)
    _check_files(verdict, files, manifest)
    checkpoint = _check_checkpoint(verdict, files, log, manifest)
    if checkpoint is not None:
        _check_witnesses(verdict, checkpoint, witness_keys or keys[1:])
        _check_known(verdict, files, log, checkpoint, known_checkpoint)
    _check_entries(verdict, files, log, manifest)
    _check_history(verdict, manifest)
    return verdict


class _Files:
    """The files of the bundle; a broken one is told of once."""

    def __init__(self, bundle: bytes, verdict: Verdict) -> None:
        self._verdict = verdict
        self.archive: zipfile.ZipFile | None = None
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(bundle))
        except _BROKEN:
            verdict.add(Fault.UNREADABLE, "bundle")
        self.names = self.archive.namelist() if self.archive else []

    def read(self, name: str, missing: Fault = Fault.FILE_MISSING, broken: Fault = Fault.FILE_CHANGED) -> bytes | None:
        """Its bytes; None, told of, where it is missing or broken."""
        if self.archive is None:
            return None
        if name not in self.names:
            self._verdict.add(missing, name)
            return None
        return self.look(name, broken)

    def look(self, name: str, broken: Fault) -> bytes | None:
        """The bytes of a file that is there; None, told of, where it does not unpack."""
        assert self.archive is not None
        try:
            if self.archive.getinfo(name).file_size > _MOST_BYTES:
                raise zipfile.BadZipFile
            return self.archive.read(name)
        except _BROKEN:
            self._verdict.add(broken, name)
            return None


def _own_key(keys: Sequence[str], verdict: Verdict) -> Verifier | None:
    """The ledger's key as the bundle names it."""
    try:
        return Verifier.of(keys[0])
    except (IndexError, NoteError):
        verdict.add(Fault.FILE_CHANGED, KEYS)
        return None


def _check_signature(verdict: Verdict, log: Verifier, raw: bytes, note: str, manifest: Manifest) -> None:
    try:
        signed = log.read_text(note)
    except NoteError:
        verdict.add(Fault.WRONG_KEY, SIGNATURE)
        return
    if signed != signed_text(raw, manifest.contents.case_id):
        verdict.add(Fault.MANIFEST_CHANGED, MANIFEST)


def _check_files(verdict: Verdict, files: _Files, manifest: Manifest) -> None:
    for name, expected in manifest.files.items():
        content = files.read(name)
        if content is not None and name != CHECKPOINT and digest(content) != expected:
            verdict.add(Fault.FILE_CHANGED, name)


def _check_checkpoint(verdict: Verdict, files: _Files, log: Verifier, manifest: Manifest) -> Checkpoint | None:
    if CHECKPOINT not in files.names:
        return None
    content = files.look(CHECKPOINT, Fault.CHECKPOINT_CHANGED)
    if content is None:
        return None
    try:
        checkpoint = log.read(content.decode())
    except (NoteError, UnicodeDecodeError) as problem:
        fault = Fault.WRONG_KEY if "known key" in str(problem) else Fault.CHECKPOINT_CHANGED
        verdict.add(fault, CHECKPOINT)
        return None
    if checkpoint.size < manifest.size:
        verdict.add(Fault.OLDER_CHECKPOINT, f"{CHECKPOINT}: {checkpoint.size} < {manifest.size}")
    elif digest(content) != manifest.files.get(CHECKPOINT):
        verdict.add(Fault.CHECKPOINT_CHANGED, CHECKPOINT)
    return checkpoint


def _check_witnesses(verdict: Verdict, checkpoint: Checkpoint, keys: Sequence[str]) -> None:
    for key in keys:
        witness = Witness.of(key)
        try:
            verdict.cosigned.append((witness.name, witness.cosigned_at(checkpoint.note)))
        except NoteError:
            verdict.add(Fault.NOT_COSIGNED, witness.name)


def _check_known(verdict: Verdict, files: _Files, log: Verifier, checkpoint: Checkpoint, known: str | None) -> None:
    """The bundle's checkpoint must be the reader's own, or one that is proved to extend it."""
    if known is None:
        return
    own = log.read(known)
    if own.size > checkpoint.size:
        verdict.add(Fault.OLDER_CHECKPOINT, f"{CHECKPOINT}: {checkpoint.size} < {own.size}")
        return
    path: Sequence[bytes] = ()
    if own.size < checkpoint.size:
        text = files.look(CONSISTENCY, Fault.FILE_CHANGED) if CONSISTENCY in files.names else None
        first, path = read_consistency((text or b"").decode(errors="replace"))
        if first != own.size:
            verdict.add(Fault.NOT_EXTENDED, f"{own.size} → {checkpoint.size}")
            return
    if not is_beginning(own.size, own.root, checkpoint.size, checkpoint.root, path):
        verdict.add(Fault.NOT_EXTENDED, f"{own.size} → {checkpoint.size}")


def _check_entries(verdict: Verdict, files: _Files, log: Verifier, manifest: Manifest) -> None:
    by_hash = {each.leaf_hash: each for each in manifest.entries}
    missing = [each for each in manifest.entries if not each.withheld and each.file not in files.names]
    _tell_missing(verdict, manifest, missing)
    for each in manifest.entries:
        if each in missing:
            continue
        raw = None if each.withheld else files.look(each.file, Fault.ENTRY_CHANGED)
        if raw is not None and leaf_hash(raw).hex() != each.leaf_hash:
            other = by_hash.get(leaf_hash(raw).hex())
            if other is not None:
                verdict.add(Fault.REORDERED, f"{_place(each)} ← {_place(other)}")
            else:
                verdict.add(Fault.ENTRY_CHANGED, _place(each))
        elif raw is not None and not _says(raw, each):
            verdict.add(Fault.MANIFEST_CHANGED, _place(each))
        _check_proof(verdict, files, log, manifest, each, raw)
    listed = {each.file for each in manifest.entries} | {each.proof for each in manifest.entries}
    for name in files.names:
        if name.startswith(("entries/", "proofs/")) and name not in listed:
            verdict.add(Fault.ENTRY_ADDED, name)


def _tell_missing(verdict: Verdict, manifest: Manifest, missing: Sequence[EntryListed]) -> None:
    """Those at the very end are a cut tail, others holes."""
    given = [each for each in manifest.entries if not each.withheld]
    tail = 0
    while tail < len(missing) and missing[-1 - tail] == given[-1 - tail]:
        tail += 1
    for each in missing[: len(missing) - tail]:
        verdict.add(Fault.ENTRY_MISSING, _place(each))
    if tail:
        verdict.add(Fault.TAIL_TRUNCATED, f"{tail} × {_place(missing[-tail])} …")


def _check_proof(
    verdict: Verdict, files: _Files, log: Verifier, manifest: Manifest, listed: EntryListed, raw: bytes | None
) -> None:
    """The receipt must prove the entry at its own index, under the bundle's checkpoint."""
    content = files.read(listed.proof)
    if content is None:
        return
    try:
        text = content.decode()
        found = read_receipt(text)
        if raw is not None and leaf_hash(raw).hex() == listed.leaf_hash:
            checkpoint = check_receipt(text, raw, log)
        else:
            checkpoint = log.read(found.note)
            root = root_from_path(found.number, checkpoint.size, bytes.fromhex(listed.leaf_hash), found.path)
            if root != checkpoint.root:
                raise ReceiptError("the hash does not lead to the checkpoint's root")
    except ValueError:
        verdict.add(Fault.NOT_PROVED, _place(listed))
        return
    if found.number != listed.index or checkpoint.size != manifest.size:
        verdict.add(Fault.NOT_PROVED, _place(listed))


def _says(raw: bytes, listed: EntryListed) -> bool:
    """Whether the entry's own bytes say what the manifest says of it."""
    try:
        document = json.loads(raw)
        said = (document["id"], document["type"], document["streamid"], document["sequence"], document["actor"])
    except (ValueError, KeyError, TypeError):
        return False
    return said == (str(listed.event_id), listed.type, str(listed.stream_id), listed.sequence, listed.actor)


def _check_history(verdict: Verdict, manifest: Manifest) -> None:
    """Every version of the case's own streams, 1 to the last, once and in the order of the ledger."""
    for (service, stream), sequences in _streams(manifest):
        counted = Counter(sequences)
        for version in range(1, max(counted) + 1):
            if counted[version] != 1:
                verdict.add(Fault.GAP, f"{service} {stream} v{version}")
        if sequences != sorted(sequences):
            verdict.add(Fault.REORDERED, f"{service} {stream}")


def _streams(manifest: Manifest) -> Iterator[tuple[tuple[str, str], list[int]]]:
    streams: dict[tuple[str, str], list[int]] = {}
    for each in sorted(manifest.entries, key=lambda entry: entry.index):
        if each.kind is EntryKind.EVENT and each.stream_id == manifest.contents.case_id:
            streams.setdefault((each.service, str(each.stream_id)), []).append(each.sequence)
    yield from streams.items()


def _place(listed: EntryListed) -> str:
    return f"#{listed.index} {listed.type} {listed.event_id} {listed.recorded_at.isoformat()}"
