"""Checkpoints are C2SP signed notes: this file checks them with its own few lines, not with the ledger's."""

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from council_kit.merkle import NoteError, Signer, Verifier
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "council.example/ledger"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ROOT = sha256(b"root").digest()


def test_a_checkpoint_is_origin_size_and_root_signed_with_ed25519():
    note = Signer(ORIGIN, KEY).sign(42, ROOT).note
    text, signature_line = note.split("\n\n")
    assert text.split("\n") == [ORIGIN, "42", b64encode(ROOT).decode()]
    dash, name, encoded = signature_line.rstrip("\n").split(" ")
    public = KEY.public_key().public_bytes_raw()
    raw = b64decode(encoded)
    assert (dash, name) == ("\u2014", ORIGIN)
    assert raw[:4] == sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    KEY.public_key().verify(raw[4:], f"{text}\n".encode())


def test_the_verifier_key_has_the_form_that_note_tools_take():
    name, key_id, encoded = Signer(ORIGIN, KEY).verifier_key.split("+", 2)
    raw = b64decode(encoded)
    assert raw == b"\x01" + KEY.public_key().public_bytes_raw()
    assert (name, key_id) == (ORIGIN, sha256(name.encode() + b"\n" + raw).hexdigest()[:8])


def test_a_checkpoint_read_back_is_what_was_signed():
    signed = Signer(ORIGIN, KEY).sign(42, ROOT)
    assert Verifier(ORIGIN, KEY.public_key()).read(signed.note) == signed


def test_a_cosignature_of_a_witness_does_not_disturb():
    signed = Signer(ORIGIN, KEY).sign(42, ROOT)
    witness = b64encode(b"\x00" * 76).decode()
    cosigned = f"{signed.note}\u2014 witness.example {witness}\n"
    assert Verifier(ORIGIN, KEY.public_key()).read(cosigned).size == 42


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda note: note.replace("\n42\n", "\n43\n"), id="another size under the same signature"),
        pytest.param(lambda note: note.split("\n\n")[0] + "\n", id="no signature"),
        pytest.param(lambda note: note.replace(f"\u2014 {ORIGIN}", "\u2014 another.example"), id="another signer"),
        pytest.param(lambda note: "", id="an empty file"),
        pytest.param(lambda note: note[:-1], id="a cut last line"),
        pytest.param(lambda note: f"{note}no signature\n", id="a line that is no signature"),
    ],
)
def test_a_spoilt_checkpoint_is_refused(spoil):
    note = Signer(ORIGIN, KEY).sign(42, ROOT).note
    with pytest.raises(NoteError):
        Verifier(ORIGIN, KEY.public_key()).read(spoil(note))


def test_a_note_that_we_signed_but_that_is_no_checkpoint_is_refused():
    signer = Signer(ORIGIN, KEY)
    text = f"{ORIGIN}\nno number\n{b64encode(ROOT).decode()}\n"
    signature = b64encode(signer.key_id + KEY.sign(text.encode())).decode()
    with pytest.raises(NoteError, match="no checkpoint"):
        signer.read(f"{text}\n\u2014 {ORIGIN} {signature}\n")


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_no_note_may_bear_is_refused(name):
    with pytest.raises(ValueError, match="name"):
        Signer(name, KEY)


def test_a_signed_text_of_another_kind_reads_back_and_is_never_a_checkpoint():
    signer = Signer(ORIGIN, KEY)
    note = signer.sign_text("council.export/v1\nsomething\n")
    assert Verifier(ORIGIN, KEY.public_key()).read_text(note) == "council.export/v1\nsomething\n"
    with pytest.raises(NoteError):
        signer.read(note)
    with pytest.raises(ValueError, match="checkpoint"):
        signer.sign_text(f"{ORIGIN}\n1\n{b64encode(ROOT).decode()}\n")
