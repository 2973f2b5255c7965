"""What the audit service is told by its environment; nothing else of it reads the environment."""

from __future__ import annotations

from pathlib import Path

from council_access import AccessSettings
from council_kit.auth import load_signing_key
from council_kit.merkle import Signer, Witness
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field

from council_audit.ledger import WitnessAt


class Settings(AccessSettings):
    """`COUNCIL_LEDGER_FOLDER`, `COUNCIL_LEDGER_KEY`, `COUNCIL_LEDGER_ORIGIN`, `COUNCIL_CHECKPOINT_SECONDS`."""

    vault_database: str = Field(repr=False)
    vault_keys: Path
    """audit seals what investigations say, and opens content that an open investigation has opened, nothing else."""
    http_port: int = Field(default=8406, ge=0, le=65535)
    ledger_folder: Path
    """Where bundles, tiles and the checkpoint are published, outside the database."""
    ledger_key: Path
    """Ed25519 private JWK that signs the checkpoints."""
    ledger_origin: str = "council-ledger"
    """The log's name in its checkpoints."""
    checkpoint_seconds: float = Field(default=10.0, gt=0, le=3600)
    """Least time between two checkpoints; none is signed while nothing is new."""

    retention_years: int | None = Field(default=None, ge=1, le=100)
    """Years that a case's content is kept after its last record; None: it is never destroyed (YR-2-1-4-4-2)."""
    vault_backup_days: int = Field(default=35, ge=0, le=3650)
    """Days that a backup of the vault lives: a destruction is complete when the last that held the key has expired."""
    witnesses: tuple[str, ...] = ()
    """`url verifier-key` of each witness that cosigns the checkpoints; a file that holds the key may stand in its place."""

    def make_witnesses(self) -> list[WitnessAt]:
        """The witnesses; raises OSError or ValueError for one that is not `url verifier-key`."""
        parted = [each.split() for each in self.witnesses]
        return [
            WitnessAt(url.rstrip("/"), Witness.of(Path(key).read_text("utf-8") if key.startswith("/") else key))
            for url, key in parted
        ]

    def make_signer(self) -> Signer:
        """The log itself; raises OSError or ValueError when the key cannot be read."""
        key = load_signing_key(self.ledger_key).private_key
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("the ledger's key is no Ed25519 key")
        return Signer(self.ledger_origin, key)
