"""What the environment tells intake. The only reader of it."""

from __future__ import annotations

from council_access import AccessSettings
from council_kit.settings_base import VaultSettings
from pydantic import Field


class Settings(VaultSettings, AccessSettings):
    """Intake seals and opens what companies tell, so it needs the vault and its keys."""

    http_port: int = Field(default=8402, ge=0, le=65535)
    negotiation_counts: bool = True
    """Whether 金融機関交渉費用 counts towards the lifetime limit (SUB-E-4-2: not confirmed). As subsidy's setting."""
