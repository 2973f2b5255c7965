"""What the environment tells support. The only reader of it."""

from __future__ import annotations

from pathlib import Path

from council_access import AccessSettings
from pydantic import Field


class Settings(AccessSettings):
    """Support seals and opens its cases, so it needs the vault and its keys."""

    vault_database: str = Field(repr=False)
    vault_keys: Path
    http_port: int = Field(default=8403, ge=0, le=65535)
    main_share_percent: int = Field(default=50, ge=1, le=100)
    """Share of all claims that the 主要債権者 hold together (B2-Q16: the council scheme names none)."""
