"""Packs a bundle: the same contents give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from council_kit.merkle import Checkpoint, Signer, Witness, receipt

from council_audit.bundle.manifest import (
    CHECKPOINT,
    CONSISTENCY,
    KEYS,
    MANIFEST,
    REPORT,
    SIGNATURE,
    Contents,
    EntryListed,
    Manifest,
    digest,
    signed_text,
)

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can name: when a bundle was made stands in its manifest."""


class Proven(NamedTuple):
    """An entry, its bytes (None where they are withheld) and its audit path in base64."""

    listed: EntryListed
    raw: bytes | None
    path: Sequence[str]


def write(
    contents: Contents,
    entries: Sequence[Proven],
    checkpoint: Checkpoint,
    signer: Signer,
    *,
    witnesses: Iterable[Witness] = (),
    report: str,
    consistency: str | None = None,
) -> bytes:
    """The bundle. `entries` in the order of the ledger, each within the checkpoint."""
    keys = "".join(f"{key.verifier_key}\n" for key in (signer, *witnesses))
    files = {CHECKPOINT: checkpoint.note.encode(), KEYS: keys.encode(), REPORT: report.encode()}
    if consistency is not None:
        files[CONSISTENCY] = consistency.encode()
    manifest = (
        Manifest(
            contents=contents,
            origin=signer.origin,
            size=checkpoint.size,
            entries=tuple(each.listed for each in entries),
            files={name: digest(content) for name, content in files.items()},
        )
        .model_dump_json(indent=1)
        .encode()
    )
    note = signer.sign_text(signed_text(manifest, contents.case_id))
    proofs = {each.listed.proof: receipt(each.listed.index, each.path, checkpoint.note).encode() for each in entries}
    raws = {each.listed.file: each.raw for each in entries if each.raw is not None}
    return _packed({MANIFEST: manifest, SIGNATURE: note.encode(), **files, **raws, **proofs})


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
