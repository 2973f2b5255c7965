"""A witness's cosignature is a line below the checkpoint; it says when, and it is believed of a known witness only."""

from base64 import b64decode
from hashlib import sha256

import pytest
from council_kit.merkle import Cosigner, NoteError, Signer, Verifier, Witness, with_cosignatures
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LOG = Signer("council.example/ledger", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
COSIGNER = Cosigner("witness.example/w1", KEY)
NOTE = LOG.sign(42, sha256(b"root").digest()).note
SECOND = 1_679_315_147


def test_a_cosignature_is_the_time_and_a_signature_over_time_and_checkpoint():
    dash, name, encoded = COSIGNER.cosign(NOTE, SECOND).rstrip("\n").split(" ")
    raw = b64decode(encoded)
    public = KEY.public_key().public_bytes_raw()
    assert (dash, name) == ("\u2014", "witness.example/w1")
    assert raw[:4] == sha256(b"witness.example/w1\n\x04" + public).digest()[:4]
    assert int.from_bytes(raw[4:12], "big") == SECOND
    text = NOTE.split("\n\n")[0] + "\n"
    KEY.public_key().verify(raw[12:], f"cosignature/v1\ntime {SECOND}\n{text}".encode())


def test_a_cosigned_checkpoint_reads_as_before_and_tells_when_it_was_seen():
    cosigned = NOTE + COSIGNER.cosign(NOTE, SECOND)
    assert Verifier.of(LOG.verifier_key).read(cosigned).size == 42
    assert Witness.of(COSIGNER.verifier_key).cosigned_at(cosigned) == SECOND


@pytest.mark.parametrize(
    "cosigned",
    [
        pytest.param(NOTE, id="no cosignature"),
        pytest.param(
            NOTE.replace("\n42\n", "\n43\n") + COSIGNER.cosign(NOTE, SECOND), id="a cosignature of another checkpoint"
        ),
        pytest.param(
            NOTE + Cosigner("witness.example/w1", Ed25519PrivateKey.generate()).cosign(NOTE, SECOND), id="another key"
        ),
    ],
)
def test_what_the_witness_did_not_cosign_is_refused(cosigned):
    with pytest.raises(NoteError):
        Witness.of(COSIGNER.verifier_key).cosigned_at(cosigned)


def test_of_a_witness_s_answer_only_what_a_known_witness_signed_is_kept():
    stranger = Cosigner("stranger.example", Ed25519PrivateKey.generate())
    answer = stranger.cosign(NOTE, SECOND) + COSIGNER.cosign(NOTE, SECOND)
    assert with_cosignatures(NOTE, answer, [Witness.of(COSIGNER.verifier_key)]) == NOTE + COSIGNER.cosign(NOTE, SECOND)


def test_a_later_cosignature_takes_the_place_of_the_same_witness_s_earlier_one():
    earlier = NOTE + COSIGNER.cosign(NOTE, SECOND)
    later = COSIGNER.cosign(NOTE, SECOND + 60)
    assert with_cosignatures(earlier, later, [Witness.of(COSIGNER.verifier_key)]) == NOTE + later


def test_a_key_of_a_log_is_none_of_a_witness():
    with pytest.raises(NoteError, match="another type"):
        Witness.of(LOG.verifier_key)
    with pytest.raises(NoteError, match="own hash"):
        Witness.of(COSIGNER.verifier_key.replace("w1", "w2"))
