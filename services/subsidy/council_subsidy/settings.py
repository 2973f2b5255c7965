"""What the environment tells subsidy. The only reader of it."""

from __future__ import annotations

from pathlib import Path

from council_access import AccessSettings
from pydantic import Field


class Settings(AccessSettings):
    """Subsidy seals and opens its cases, so it needs the vault and its keys."""

    vault_database: str = Field(repr=False)
    vault_keys: Path
    http_port: int = Field(default=8404, ge=0, le=65535)
