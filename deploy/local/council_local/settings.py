"""The environment of the command `council`; nothing else in deploy/local reads it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class LocalSettings(BaseSettings):
    """Where the platform of this machine lives and what it uses instead of its own servers."""

    model_config = SettingsConfigDict(env_prefix="COUNCIL_", extra="ignore")

    environment: Literal["development", "production"] = "development"
    data: Path = Field(default=Path("var"), description="the one folder of data, keys and logs")
    port: int = Field(default=8400, ge=1024, le=65000, description="the gateway's port; the services follow it")
    namespace: str = Field(default="council", pattern=r"^[a-z][a-z0-9_-]{0,30}$")
    kafka: str | None = Field(
        default=None,
        repr=False,
        description="an existing broker, used instead of our own: its administrator's address (plain:// or scram://), "
        "or host:port of one that asks nobody",
    )
    postgres: str | None = Field(
        default=None, description="superuser DSN of an existing server, used instead of our own"
    )
    database_passwords: dict[str, SecretStr] = Field(
        default={}, description="by role, as JSON, where containers must know them beforehand; the others are made"
    )
    kafka_passwords: dict[str, SecretStr] = Field(
        default={}, description="the same by user of the broker, where its administrator is named"
    )
    clock: Path | None = Field(default=None, description="file that moves the business clock of all processes")
    log_level: str = "INFO"
    otlp_endpoint: str | None = None
    trace_file: Path | None = Field(
        default=None, description="a file that gets the spans of all processes as JSON lines"
    )


class RotationSettings(BaseSettings):
    """What `council keys` is told where a transit engine holds the councils' keys; empty on this machine."""

    model_config = SettingsConfigDict(env_prefix="COUNCIL_", extra="ignore", hide_input_in_errors=True)

    vault_transit: str | None = None
    vault_transit_token: Path | None = Field(default=None, description="file with a token that may rotate")
    vault_transit_authority: Path | None = None
    vault_database: SecretStr | None = None


class WitnessSettings(BaseSettings):
    """What `python -m council_local.witness` is told: `COUNCIL_WITNESS_NAME`, `COUNCIL_WITNESS_KEY` and so on."""

    model_config = SettingsConfigDict(env_prefix="COUNCIL_", extra="ignore")

    witness_name: str
    witness_key: Path = Field(description="Ed25519 private JWK; made where it is missing")
    witness_logs: tuple[Path, ...] = Field(description="files with the verifier keys of the logs, one a line")
    witness_folder: Path = Field(description="where it keeps what it cosigned last")
    http_host: str = "127.0.0.1"
    http_port: int = Field(ge=0, le=65535)
    log_level: str = "INFO"


class CacheSettings(BaseSettings):
    """Where the broker's jars are kept between clones of the repository."""

    model_config = SettingsConfigDict(extra="ignore")

    xdg_cache_home: Path = Path("~/.cache")

    @property
    def jars(self) -> Path:
        return self.xdg_cache_home.expanduser() / "council"


def inherited() -> dict[str, str]:
    """What every child keeps of our environment: all but our own variables, which each process is given anew.

    The processes talk to each other on this machine, past any proxy that stands between it and the world.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COUNCIL_")}
    direct = ",".join(part for part in (kept.get("no_proxy") or kept.get("NO_PROXY"), "127.0.0.1,localhost") if part)
    return kept | {"no_proxy": direct, "NO_PROXY": direct}
