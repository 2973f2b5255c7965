"""`council witness`: cosigns the checkpoints of the logs that it is told of. Run by a second party, with a key of its own.

    council witness --name witness.example.jp --key witness.jwk --log ledger.vkey --folder witness/ --port 8500

The key is made where it is missing; its public half is shown, and answered at `/key`. Nothing of the platform is needed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from council_kit.auth import load_signing_key
from council_kit.merkle import Cosigner, NoteError, Verifier
from council_kit.merkle.witness_app import witness_app
from council_kit.merkle.witnessing import Witnessing
from council_kit.telemetry import configure_logs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from council_local.layout import write_private
from council_local.settings import WitnessSettings
from council_local.troubles import Misused


def cosigner(name: str, key: Path) -> Cosigner:
    """The witness under this name; its key is made where the file is missing. Raises Misused."""
    if not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        write_private(key, json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)).encode())
    private = load_signing_key(key).private_key
    if not isinstance(private, Ed25519PrivateKey):
        raise Misused(f"{key} は Ed25519 の鍵ではありません。", f"{key} holds no Ed25519 key.")
    return Cosigner(name, private)


def logs_of(files: Sequence[Path]) -> list[Verifier]:
    """The logs whose verifier keys stand in these files, one a line; raises Misused."""
    try:
        return [Verifier.of(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, NoteError) as problem:
        raise Misused(f"検証鍵を読めません: {problem}", f"A verifier key cannot be read: {problem}") from problem


def serve(settings: WitnessSettings) -> None:
    """Answer until a signal; raises Misused."""
    configure_logs("witness", settings.log_level)
    witness = cosigner(settings.witness_name, settings.witness_key)
    witnessing = Witnessing(witness, logs_of(settings.witness_logs), settings.witness_folder, time.time)
    app = witness_app(witnessing, witness.verifier_key)
    uvicorn.run(app, host=settings.http_host, port=settings.http_port, log_level="warning", access_log=False)


if __name__ == "__main__":
    serve(WitnessSettings())
