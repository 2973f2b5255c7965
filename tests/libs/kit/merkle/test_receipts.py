"""A receipt proves one entry offline, and nothing else."""

from base64 import b64encode
from hashlib import sha256

import pytest
from council_kit.merkle import (
    Growth,
    NoteError,
    ReceiptError,
    Signer,
    check_receipt,
    inclusion_ranges,
    leaf_hash,
    look_in,
    range_hash,
    read_receipt,
    receipt,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LOG = Signer("council.example/ledger", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
ENTRIES = [f"event {number}".encode() for number in range(11)]


def receipt_of(index):
    growth = Growth()
    tiles = growth.append(map(leaf_hash, ENTRIES))
    path = [b64encode(range_hash(nodes, look_in(tiles))).decode() for nodes in inclusion_ranges(index, len(ENTRIES))]
    return receipt(index, path, LOG.sign(len(ENTRIES), growth.root()).note)


RECEIPT = receipt_of(4)


def test_a_receipt_is_a_tlog_proof():
    checkpoint = LOG.sign(3, sha256(b"root").digest())
    path = [b64encode(sha256(part).digest()).decode() for part in (b"a", b"b")]
    first, index, *rest = receipt(1, path, checkpoint.note).split("\n")
    assert (first, index) == ("c2sp.org/tlog-proof@v1", "index 1")
    assert rest[:2] == path
    assert "\n".join(rest[2:]) == f"\n{checkpoint.note}"


def test_a_receipt_proves_its_entry():
    assert check_receipt(RECEIPT, ENTRIES[4], LOG).size == 11


def test_extra_data_is_left_aside():
    assert read_receipt(RECEIPT.replace("\nindex", "\nextra aGludA==\nindex", 1)) == read_receipt(RECEIPT)


@pytest.mark.parametrize(
    ("spoilt", "entry"),
    [
        pytest.param(RECEIPT, ENTRIES[5], id="another entry"),
        pytest.param(RECEIPT.replace("index 4", "index 5"), ENTRIES[4], id="another index"),
        pytest.param(RECEIPT.replace("index 4", "index 11"), ENTRIES[4], id="an index beyond the tree"),
        pytest.param(RECEIPT.replace("index 4", "index 04"), ENTRIES[4], id="an index with a leading zero"),
        pytest.param("\n".join([*RECEIPT.split("\n")[:3], *RECEIPT.split("\n")[4:]]), ENTRIES[4], id="a hash missing"),
        pytest.param(RECEIPT.replace("proof@v1", "proof@v2"), ENTRIES[4], id="another format"),
        pytest.param(RECEIPT.replace("index 4\n", "index 4\nno hash\n"), ENTRIES[4], id="a line that is no hash"),
        pytest.param("", ENTRIES[4], id="nothing"),
    ],
)
def test_a_receipt_that_does_not_prove_the_entry_is_refused(spoilt, entry):
    with pytest.raises(ReceiptError):
        check_receipt(spoilt, entry, LOG)


def test_a_receipt_of_another_log_is_refused():
    with pytest.raises(NoteError):
        check_receipt(RECEIPT, ENTRIES[4], Signer("council.example/ledger", Ed25519PrivateKey.generate()))
