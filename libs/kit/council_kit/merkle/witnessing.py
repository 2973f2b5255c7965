"""A witness (C2SP tlog-witness): a second party with a key of its own, who cosigns a log's checkpoint when the log only grew.

It keeps, per log, the checkpoint that it cosigned last, on disk before it answers; whoever asks for another past is refused.
"""

from __future__ import annotations

import binascii
import fcntl
import os
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from council_kit.merkle.cosignatures import Cosigner
from council_kit.merkle.note import Checkpoint, NoteError, Verifier, body_of, split_note
from council_kit.merkle.tree import HASH_BYTES
from council_kit.merkle.verifying import is_beginning

SIZE_TYPE: Final = "text/x.tlog.size"
"""Media type of the answer that names the size which the witness knows."""
MOST_HASHES: Final = 63
LARGEST_REQUEST: Final = 64 * 1024
"""Bytes of a request: far more than 63 hashes and a checkpoint with many signatures."""


class WitnessRefusal(Exception):  # noqa: N818  # the witness's answer, not a fault
    """The witness does not cosign: an HTTP status of tlog-witness, and the size that it knows where that is the reason."""

    def __init__(self, status: int, reason: str, known_size: int | None = None) -> None:
        super().__init__(reason)
        self.status: Final = status
        self.reason: Final = reason
        self.known_size: Final = known_size


class Submission(NamedTuple):
    """A request to cosign: the size that the witness is thought to know, what proves growth since, the checkpoint."""

    old_size: int
    path: tuple[bytes, ...]
    note: str


def submission(old_size: int, path: Iterable[str], note: str) -> str:
    """The body of a request; hashes in base64."""
    return f"old {old_size}\n" + "".join(f"{each}\n" for each in path) + f"\n{note}"


def read_submission(body: str) -> Submission:
    """Parse a request; raises WitnessRefusal (400)."""
    head, blank, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    number = first.removeprefix("old ")
    if not blank or not first.startswith("old ") or not number.isdecimal() or str(int(number)) != number:
        raise WitnessRefusal(400, "the request has no old size")
    if len(lines) > MOST_HASHES:
        raise WitnessRefusal(400, "the consistency proof is too long")
    try:
        path = tuple(b64decode(line, validate=True) for line in lines)
    except binascii.Error as problem:
        raise WitnessRefusal(400, "a line of the consistency proof is not base64") from problem
    if any(len(hash_) != HASH_BYTES for hash_ in path):
        raise WitnessRefusal(400, "a line of the consistency proof is no hash")
    return Submission(int(number), path, note)


class Witnessing:
    """One witness over a folder of its own; safe between threads and processes."""

    def __init__(self, cosigner: Cosigner, logs: Iterable[Verifier], folder: Path, now: Callable[[], float]) -> None:
        """`logs`: those whose checkpoints are cosigned. `now`: the real time in POSIX seconds."""
        self._cosigner = cosigner
        self._logs = {log.origin: log for log in logs}
        self._folder = folder
        self._now = now
        folder.mkdir(parents=True, exist_ok=True)

    def add_checkpoint(self, body: str) -> str:
        """The cosignature line for the checkpoint of this request; raises WitnessRefusal."""
        asked = read_submission(body)
        checkpoint = self._verified(asked.note)
        if asked.old_size > checkpoint.size:
            raise WitnessRefusal(400, "the old size exceeds that of the checkpoint")
        origin = body_of(split_note(asked.note)[0]).origin
        with self._kept(origin) as file:
            known = self._last(file, origin)
            _must_extend(known, asked, checkpoint)
            line = self._cosigner.cosign(asked.note, int(self._now()))
            _keep(file, asked.note)
        return line

    def _verified(self, note: str) -> Checkpoint:
        try:
            origin = body_of(split_note(note)[0]).origin
        except NoteError as problem:
            raise WitnessRefusal(400, str(problem)) from problem
        log = self._logs.get(origin)
        if log is None:
            raise WitnessRefusal(404, "the log is not known here")
        try:
            return log.read(note)
        except NoteError as problem:
            raise WitnessRefusal(403, str(problem)) from problem

    @contextmanager
    def _kept(self, origin: str) -> Iterator[Path]:
        """The file of a log's last checkpoint, held alone: to check and to keep is one step."""
        file = self._folder / f"{sha256(origin.encode()).hexdigest()}.checkpoint"
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield file

    def _last(self, file: Path, origin: str) -> Checkpoint | None:
        """What was cosigned last; raises NoteError when the file was changed: then this witness must not go on."""
        if not file.exists():
            return None
        return self._logs[origin].read(file.read_text(encoding="utf-8"))


def _must_extend(known: Checkpoint | None, asked: Submission, checkpoint: Checkpoint) -> None:
    size = known.size if known else 0
    if asked.old_size != size:
        raise WitnessRefusal(409, "another checkpoint was cosigned last", known_size=size)
    if known is None:
        if asked.path:
            raise WitnessRefusal(422, "nothing is to be proved from the empty tree")
        return
    if known.size == checkpoint.size and known.root != checkpoint.root:
        raise WitnessRefusal(409, "the log shows two trees of one size", known_size=size)
    if known.size and not is_beginning(known.size, known.root, checkpoint.size, checkpoint.root, asked.path):
        raise WitnessRefusal(422, "the log does not extend the checkpoint that was cosigned last")


def _keep(file: Path, note: str) -> None:
    """Whole or not at all, and durable when this returns."""
    draft = file.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as opened:
        opened.write(note)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
