"""A bundle that was not touched verifies; every kind of damage is told by what it is and where."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from council_audit.bundle import Contents, EntryKind, EntryListed, Fault, Proven, Verdict, verify, write
from council_audit.bundle.consistency import consistency
from council_events import access, intake, read_envelope
from council_kit.merkle import (
    Checkpoint,
    Cosigner,
    Growth,
    Signer,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    look_in,
    range_hash,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.services.audit.situations import NOON, SIGNER, raw, texts

CASE = uuid4()
WITNESS = Cosigner("witness.example/w1", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
CONTENTS = Contents(case_id=CASE, exported_at=NOON, exported_by="auditor-1", purpose="audit")
Files = dict[str, bytes]

EVENTS = [raw(intake.RoleExplained(case_id=CASE), CASE, version) for version in range(1, 7)]
READ = raw(
    access.Read(view="case", route="GET /v1/cases/{case_id}", cases=(CASE,), versions=(1,)),
    uuid4(),
    1,
    service="intake",
)
LIST = raw(
    access.Read(view="list", route="POST /v1/work", cases=(CASE, uuid4()), versions=(1, 1)),
    uuid4(),
    1,
    service="intake",
)
LOG = [*texts(0, 3), *EVENTS[:3], READ, LIST, *EVENTS[3:], *texts(3, 6)]
GROWTH = Growth()
TILES = GROWTH.append(map(leaf_hash, LOG))


def b64(hashes: list[bytes]) -> list[str]:
    return [b64encode(each).decode() for each in hashes]


def proven(entry: bytes) -> Proven:
    index, envelope = LOG.index(entry), read_envelope(entry)
    listed = EntryListed(
        index=index,
        kind=EntryKind.ACCESS if entry in (READ, LIST) else EntryKind.EVENT,
        event_id=envelope.id,
        type=envelope.type,
        service=envelope.service,
        stream_id=envelope.streamid,
        sequence=envelope.sequence,
        recorded_at=envelope.time,
        actor=envelope.actor,
        leaf_hash=leaf_hash(entry).hex(),
        withheld=entry is LIST,
    )
    path = [range_hash(nodes, look_in(TILES)) for nodes in inclusion_ranges(index, len(LOG))]
    return Proven(listed, None if entry is LIST else entry, b64(path))


def checkpoint_of(size: int, signer: Signer = SIGNER) -> Checkpoint:
    growth = Growth()
    growth.append(map(leaf_hash, LOG[:size]))
    checkpoint = signer.sign(size, growth.root())
    return checkpoint._replace(note=checkpoint.note + WITNESS.cosign(checkpoint.note, 1_700_000_000))


def bundle(entries: list[bytes] | None = None, signer: Signer = SIGNER, since: int = 5) -> bytes:
    given = entries if entries is not None else [*EVENTS[:3], READ, LIST, *EVENTS[3:]]
    path = [range_hash(nodes, look_in(TILES)) for nodes in consistency_ranges(since, len(LOG))]
    return write(
        CONTENTS,
        [proven(entry) for entry in given],
        checkpoint_of(len(LOG), signer),
        signer,
        witnesses=[WITNESS],
        report="<p>報告</p>",
        consistency=consistency(since, b64(path)),
    )


def checked(content: bytes, known: str | None = None) -> Verdict:
    return verify(content, SIGNER.verifier_key, [WITNESS.verifier_key], known)


def repacked(change: Callable[[Files], None]) -> bytes:
    """The bundle with its files changed, as one would with a zip tool."""
    with zipfile.ZipFile(io.BytesIO(bundle())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def entry_file(event: bytes) -> str:
    return f"entries/{LOG.index(event):012d}.json"


def proof_file(event: bytes) -> str:
    return f"proofs/{LOG.index(event):012d}.tlog-proof"


def swap(files: Files, one: str, other: str) -> None:
    files[one], files[other] = files[other], files[one]


def replace(files: Files, name: str, old: str, new: str) -> None:
    assert old.encode() in files[name]
    files[name] = files[name].replace(old.encode(), new.encode())


def drop(files: Files, *names: str) -> None:
    for name in names:
        del files[name]


def faults(verdict: Verdict) -> set[Fault]:
    return {damage.fault for damage in verdict.damages}


def test_an_untouched_bundle_verifies_with_the_witness_s_time_and_the_same_contents_give_the_same_bytes():
    verdict = checked(bundle())
    assert verdict.damages == []
    assert verdict.trusted
    assert verdict.cosigned == [(WITNESS.name, 1_700_000_000)]
    assert bundle() == bundle()


def test_without_a_key_of_the_readers_own_the_verdict_says_so():
    verdict = verify(bundle())
    assert verdict.sound
    assert not verdict.trusted


def test_what_names_other_cases_is_proved_by_its_hash_and_not_handed_out():
    with zipfile.ZipFile(io.BytesIO(bundle())) as archive:
        assert entry_file(LIST) not in archive.namelist()
        assert proof_file(LIST) in archive.namelist()


FIFTH = EVENTS[4]
FIFTH_ID = str(read_envelope(FIFTH).id)


@pytest.mark.parametrize(
    ("change", "fault", "where"),
    [
        pytest.param(
            lambda files: replace(files, entry_file(FIFTH), "case_work", "case_wark"), Fault.ENTRY_CHANGED, FIFTH_ID,
            id="a changed byte",
        ),
        pytest.param(
            lambda files: drop(files, entry_file(FIFTH), proof_file(FIFTH)), Fault.ENTRY_MISSING, FIFTH_ID,
            id="a missing event",
        ),
        pytest.param(
            lambda files: drop(files, *map(entry_file, EVENTS[4:]), *map(proof_file, EVENTS[4:])),
            Fault.TAIL_TRUNCATED, f"2 × #{LOG.index(FIFTH)}", id="a truncated tail",
        ),
        pytest.param(
            lambda files: swap(files, entry_file(FIFTH), entry_file(EVENTS[3])), Fault.REORDERED, FIFTH_ID,
            id="two entries reordered",
        ),
        pytest.param(
            lambda files: files.update({"entries/000000000001.json": LOG[1]}), Fault.ENTRY_ADDED, "000000000001",
            id="an entry added",
        ),
        pytest.param(
            lambda files: swap(files, proof_file(FIFTH), proof_file(EVENTS[3])), Fault.NOT_PROVED, FIFTH_ID,
            id="two proofs swapped",
        ),
        pytest.param(
            lambda files: replace(files, proof_file(LIST), "index", "idnex"), Fault.NOT_PROVED, "access",
            id="the proof of what is withheld",
        ),
        pytest.param(
            lambda files: files.update(checkpoint=checkpoint_of(9).note.encode()), Fault.OLDER_CHECKPOINT, "9 < 14",
            id="an older checkpoint",
        ),
        pytest.param(
            lambda files: replace(files, "checkpoint", "\n14\n", "\n15\n"), Fault.CHECKPOINT_CHANGED, "checkpoint",
            id="a changed checkpoint",
        ),
        pytest.param(
            lambda files: replace(files, "manifest.json", '"actor": "p13-deputy"', '"actor": "p13-head"'),
            Fault.MANIFEST_CHANGED, "manifest.json", id="a changed manifest",
        ),
        pytest.param(
            lambda files: replace(files, "report.html", "報告", "偽造"), Fault.FILE_CHANGED, "report.html",
            id="a changed report",
        ),
        pytest.param(lambda files: drop(files, "report.html"), Fault.FILE_MISSING, "report.html", id="a missing file"),
        pytest.param(
            lambda files: drop(files, "manifest.note"), Fault.FILE_MISSING, "manifest.note", id="a missing signature"
        ),
    ],
)  # fmt: skip
def test_a_damaged_bundle_is_told_by_what_was_done_and_where(change, fault, where):
    verdict = checked(repacked(change))
    assert any(damage.fault is fault and where in damage.where for damage in verdict.damages), verdict.damages


def test_a_file_that_was_cut_off_is_unreadable():
    assert [damage.fault for damage in checked(bundle()[:-200]).damages] == [Fault.UNREADABLE]
    assert [damage.fault for damage in checked(b"").damages] == [Fault.UNREADABLE]


@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.6, 0.8])
def test_any_byte_flipped_in_the_file_is_found(share: float):
    whole = bytearray(bundle())
    whole[int(len(whole) * share)] ^= 0x40
    assert not checked(bytes(whole)).sound


def test_a_bundle_signed_by_another_key_is_found_whatever_keys_it_brings():
    forger = Signer(SIGNER.origin, Ed25519PrivateKey.generate())
    assert Fault.WRONG_KEY in faults(checked(bundle(signer=forger)))
    assert verify(bundle(signer=forger)).sound, "only the reader's own key tells them apart"


def test_a_missing_cosignature_is_found():
    stranger = Cosigner("other.example", Ed25519PrivateKey.generate())
    assert faults(verify(bundle(), SIGNER.verifier_key, [stranger.verifier_key])) == {Fault.NOT_COSIGNED}


def test_a_history_with_a_version_left_out_by_whoever_made_the_bundle_is_found():
    verdict = checked(bundle([*EVENTS[:2], *EVENTS[3:]]))
    assert [(damage.fault, damage.where) for damage in verdict.damages] == [(Fault.GAP, f"intake {CASE} v3")]


def test_the_readers_own_checkpoint_must_be_the_bundle_s_or_proved_to_come_before_it():
    assert checked(bundle(), checkpoint_of(len(LOG)).note).sound
    assert checked(bundle(), checkpoint_of(5).note).sound
    assert faults(checked(bundle(), checkpoint_of(4).note)) == {Fault.NOT_EXTENDED}
    fork = SIGNER.sign(5, bytes(32)).note
    assert faults(checked(bundle(), fork)) == {Fault.NOT_EXTENDED}
    later = SIGNER.sign(20, bytes(32)).note
    assert faults(checked(bundle(), later)) == {Fault.OLDER_CHECKPOINT}


def test_a_manifest_that_says_something_else_than_the_entry_is_found_even_when_the_ledgers_key_signed_it():
    lying = [each._replace(listed=each.listed.model_copy(update={"actor": "p13-head"})) for each in map(proven, EVENTS)]
    made = write(CONTENTS, lying, checkpoint_of(len(LOG)), SIGNER, report="")
    assert faults(verify(made, SIGNER.verifier_key)) == {Fault.MANIFEST_CHANGED}


def test_every_damage_is_told_in_both_languages():
    (damage,) = checked(repacked(lambda files: drop(files, "report.html"))).damages
    assert (damage.ja, damage.en) == ("ファイルがありません: report.html", "a file is missing: report.html")


def test_the_manifest_names_the_case_and_who_exported_it():
    with zipfile.ZipFile(io.BytesIO(bundle())) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert UUID(manifest["contents"]["case_id"]) == CASE
    assert manifest["contents"]["exported_by"] == "auditor-1"
