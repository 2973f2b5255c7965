"""What every service is told by its environment. Each service's settings.py subclasses this and reads nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from council_kit.blobs import ClamdScanner, Scanner
from council_kit.broker import BrokerAddress
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.vault import HELD_SECONDS, KeyFiles, KeyKeeper, TransitKeys, Vault


class ServiceSettings(BaseSettings):
    """Settings with the prefix `COUNCIL_`; raises pydantic.ValidationError when one is missing or contradicts another."""

    model_config = SettingsConfigDict(env_prefix="COUNCIL_", frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "production"] = "production"
    database: str = Field(repr=False)
    """Connection string of the service's own database."""
    kafka: str = Field(min_length=1, repr=False)
    """Where the broker is and who signs in there, as council_kit.broker reads it; holds the password."""
    namespace: str = "council"
    """First part of every topic name."""
    vault_database: str | None = Field(default=None, repr=False)
    """Connection string of the vault's database; None for services that never seal."""
    vault_keys: Path | None = None
    """Folder with `<council>.kek` and `<council>.search`; None for services that may open nothing."""
    vault_transit: str | None = None
    """Address of the transit engine that holds the councils' keys in place of key files, `https://openbao:8200/v1/transit`."""
    vault_transit_token: Path | None = None
    """File with the token for it."""
    vault_transit_authority: Path | None = None
    """PEM file of who signed its certificate; None: the system's authorities count."""
    token_public_key: Path
    """Ed25519 public JWK of the gateway, which signs the internal tokens."""
    http_host: str = "127.0.0.1"
    http_port: int = Field(ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    clock: Path | None = None
    """A file that moves business time; development only."""
    otlp_endpoint: str | None = None
    """Base address of an OTLP/HTTP collector; without it and without `trace_file` no trace is kept."""
    trace_file: Path | None = None
    """A file that gets the spans as JSON lines, for tests and one machine."""
    trace_ratio: float = Field(default=1.0, ge=0, le=1)
    """Share of requests that is traced where the caller has not decided."""
    poll_interval: float = Field(default=0.02, gt=0, le=5)
    """Seconds between two looks of the relay at an idle store."""

    malware_scanner: str | None = Field(default=None, pattern=r"^[^:/]+:[0-9]{1,5}$")
    """`host:port` of a clamd that scans every file which comes in; None: files are not scanned."""

    @field_validator("kafka")
    @classmethod
    def _kafka_is_an_address(cls, address: str) -> str:
        if address:
            BrokerAddress.of(address)
        return address

    @model_validator(mode="after")
    def _somebody_signs_in_at_a_broker_in_production(self) -> Self:
        if self.environment == "production" and self.kafka and BrokerAddress.of(self.kafka).mechanism is None:
            raise ValueError("COUNCIL_KAFKA names nobody who signs in: for development only")
        return self

    @model_validator(mode="after")
    def _the_clock_stands_still_in_production(self) -> Self:
        if self.environment == "production" and self.clock is not None:
            raise ValueError("COUNCIL_CLOCK is for development only")
        return self

    def scanner(self) -> Scanner | None:
        """The malware scanner of the uploads, None where none is set."""
        if self.malware_scanner is None:
            return None
        host, _, port = self.malware_scanner.rpartition(":")
        return ClamdScanner(host, int(port))

    def make_clock(self) -> Clock:
        """The clock of this process."""
        return Clock(self.clock, production=self.environment == "production")


class VaultSettings(ServiceSettings):
    """Settings of a service that seals and opens: the vault's database, and the councils' keys in files or a key service."""

    vault_database: str = Field(repr=False)
    vault_held_seconds: float = Field(default=HELD_SECONDS, gt=0, le=HELD_SECONDS)
    """How long an opened key stays in memory: shorter asks the vault more often, and erases sooner what is destroyed."""

    @model_validator(mode="after")
    def _the_keys_are_in_one_place(self) -> Self:
        if (self.vault_keys is None) == (self.vault_transit is None):
            raise ValueError("either COUNCIL_VAULT_KEYS or COUNCIL_VAULT_TRANSIT says where the councils' keys are")
        if self.vault_transit is not None and self.vault_transit_token is None:
            raise ValueError("COUNCIL_VAULT_TRANSIT needs COUNCIL_VAULT_TRANSIT_TOKEN")
        return self

    def keeper(self) -> KeyKeeper:
        """Who holds the councils' keys for this process."""
        if self.vault_transit is not None:
            assert self.vault_transit_token is not None, "checked above"
            return TransitKeys(self.vault_transit, self.vault_transit_token, authority=self.vault_transit_authority)
        assert self.vault_keys is not None, "checked above"
        return KeyFiles(self.vault_keys, self.vault_held_seconds)

    def make_vault(self, pool: Pool, *, may_open: Callable[[str], bool] = lambda _key_id: True) -> Vault:
        """The vault over its own database, to which `pool` leads. `may_open`: as in `Vault`."""
        return Vault(pool, self.keeper(), may_open=may_open, held_seconds=self.vault_held_seconds)


class OwnerSettings(BaseSettings):
    """What the owner of a service's tables is told, before the service starts (council_kit.store.owning)."""

    model_config = SettingsConfigDict(env_prefix="COUNCIL_", frozen=True, extra="ignore", hide_input_in_errors=True)

    owner_database: str = Field(repr=False)
    """Connection string of the owner, to the service's own database."""
    database_role: str
    """The role that the service signs in as."""
