"""What our log says is what two implementations that we did not write say: x/mod's sumdb and transparency-dev/merkle, in Go."""

from __future__ import annotations

import json
import random
import subprocess
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from council_kit.merkle import (
    Cosigner,
    Growth,
    Signer,
    Tile,
    TileAt,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    look_in,
    range_hash,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LOG = Signer("council.example/ledger", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
WITNESS = Cosigner("witness.example/w1", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
COUNT = 66_100
"""More than 256² entries: three levels of tiles."""
SIZES = (1, 2, 255, 256, 257, 700, 65_536, 65_537, COUNT)


@pytest.fixture(scope="module")
def crosscheck(go_program: Callable[[Path], Path]) -> Path:
    return go_program(Path(__file__).parent / "crosscheck")


def run(program: Path, document: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(program)], input=json.dumps(document), capture_output=True, text=True, check=False)


def base64(values: list[bytes]) -> list[str]:
    return [b64encode(value).decode() for value in values]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """What we say of a log of COUNT entries, grown in uneven batches."""
    entries = [f"event {number}".encode() for number in range(COUNT)]
    growth, tiles, roots, widths, at = Growth(), {}, {}, {}, 0
    for size in SIZES:
        tiles |= growth.append(map(leaf_hash, entries[at:size]))
        roots[size], at = growth.root(), size
    look = look_in(tiles)
    chosen = random.Random(7)
    inclusions = [(chosen.randrange(size), size) for size in SIZES for _ in range(4)]
    consistencies = [(chosen.randint(1, size), size) for size in SIZES for _ in range(4)]
    widths = {at: tile for at, tile in tiles.items() if at.number in (0, 1, 257, 258) or at.level > 0}
    return {
        "LogKey": LOG.verifier_key,
        "WitnessKey": WITNESS.verifier_key,
        "Entries": base64(entries),
        "Checkpoints": [cosigned(LOG.sign(size, root).note) for size, root in roots.items()],
        "Inclusions": [
            {
                "Index": index,
                "Size": size,
                "Path": base64([range_hash(nodes, look) for nodes in inclusion_ranges(index, size)]),
            }
            for index, size in inclusions
        ],
        "Consistencies": [
            {
                "First": first,
                "Second": second,
                "Path": base64([range_hash(nodes, look) for nodes in consistency_ranges(first, second)]),
            }
            for first, second in consistencies
        ],
        "Tiles": [told(at, tile) for at, tile in widths.items()],
    }


def cosigned(note: str) -> str:
    return note + WITNESS.cosign(note, 1_679_315_147)


def told(at: TileAt, tile: Tile) -> dict[str, Any]:
    hashes = b64encode(tile.published).decode()
    return {"Level": at.level, "Number": at.number, "Width": tile.width, "Hashes": hashes}


def test_checkpoints_proofs_and_tiles_are_those_of_implementations_that_are_not_ours(
    crosscheck: Path, document: dict[str, Any]
):
    answer = run(crosscheck, document)
    assert answer.returncode == 0, answer.stderr
    proofs = f"{len(document['Inclusions'])} inclusion and {len(document['Consistencies'])} consistency proofs"
    assert f"{COUNT} entries, {len(SIZES)} checkpoints, {proofs}, {len(document['Tiles'])} tiles" in answer.stdout


@pytest.mark.parametrize(
    ("name", "spoil", "complaint"),
    [
        ("Entries", lambda entries: [*entries[:-1], "c3BvaWx0"], "checkpoint"),
        ("Checkpoints", lambda notes: [notes[0].replace("\n1\n", "\n2\n"), *notes[1:]], "checkpoint"),
        ("Checkpoints", lambda notes: [LOG.sign(1, bytes(32)).note], "signatures verify"),
        ("Inclusions", lambda told: [{**told[-1], "Path": told[-1]["Path"][:-1]}], "audit path"),
        ("Consistencies", lambda told: [{**told[-1], "Path": [*told[-1]["Path"], "AAAA"]}], "consistency"),
        ("Tiles", lambda told: [{**told[0], "Hashes": told[1]["Hashes"]}], "tile"),
    ],
)
def test_the_cross_check_sees_what_is_spoilt(crosscheck: Path, document: dict[str, Any], name, spoil, complaint):
    answer = run(crosscheck, {**document, name: spoil(document[name])})
    assert answer.returncode == 1
    assert complaint in answer.stderr
