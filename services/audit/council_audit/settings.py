"""What the audit service is told by its environment; nothing else of it reads the environment."""

from __future__ import annotations

from pathlib import Path

from council_access import AccessSettings
from council_kit.auth import load_signing_key
from council_kit.merkle import Signer, Witness
from council_kit.settings_base import VaultSettings
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field

from council_audit.ledger import WitnessAt
from council_audit.rules.alerts import Thresholds


class Settings(VaultSettings, AccessSettings):
    """`COUNCIL_LEDGER_FOLDER`, `COUNCIL_LEDGER_KEY`, `COUNCIL_LEDGER_ORIGIN`, `COUNCIL_CHECKPOINT_SECONDS`.

    audit seals what investigations say, and opens content that an open investigation has opened, nothing else.
    """

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
    alert_window_minutes: int = Field(default=10, ge=1, le=1440)
    """The window in which reads and refusals are counted for alerts on unusual access."""
    alert_many_cases: int = Field(default=30, ge=1)
    """Cases that one person is shown."""
    alert_other_council: int = Field(default=5, ge=1)
    """Cases that are none of the asker's, asked for by number."""
    alert_after_office: int = Field(default=1, ge=1)
    """Requests of a person without an office."""
    alert_at_night: int = Field(default=5, ge=1)
    """Cases that one person is shown between `alert_night_from` and `alert_night_until` (hours, JST)."""
    alert_same_case: int = Field(default=10, ge=2)
    """People who are shown one case."""
    alert_night_from: int = Field(default=22, ge=0, le=23)
    alert_night_until: int = Field(default=5, ge=0, le=23)

    witnesses: tuple[str, ...] = ()
    """`url verifier-key` of each witness that cosigns the checkpoints; a file that holds the key may stand in its place."""

    def thresholds(self) -> Thresholds:
        """From what on somebody looks."""
        return Thresholds(
            window_minutes=self.alert_window_minutes,
            many_cases=self.alert_many_cases,
            other_council=self.alert_other_council,
            after_office=self.alert_after_office,
            at_night=self.alert_at_night,
            same_case=self.alert_same_case,
            night_from=self.alert_night_from,
            night_until=self.alert_night_until,
        )

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
