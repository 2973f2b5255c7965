"""What the environment tells governance. The only reader of it."""

from __future__ import annotations

from council_access import AccessSettings
from council_kit.settings_base import VaultSettings
from pydantic import Field


class Settings(VaultSettings, AccessSettings):
    """Governance seals and opens the names of office holders, so it needs the vault and its keys."""

    http_port: int = Field(default=8401, ge=0, le=65535)
