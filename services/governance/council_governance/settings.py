"""What the environment tells governance. The only reader of it."""

from __future__ import annotations

from pathlib import Path

from council_access import AccessSettings
from pydantic import Field


class Settings(AccessSettings):
    """Governance seals and opens the names of office holders, so it needs the vault and its keys."""

    vault_database: str = Field(repr=False)
    vault_keys: Path
    http_port: int = Field(default=8401, ge=0, le=65535)
