"""What the environment tells governance. The only reader of it."""

from __future__ import annotations

from council_access import AccessSettings
from council_events.governance import EvaluationGrade
from council_kit.settings_base import VaultSettings
from pydantic import Field


class Settings(VaultSettings, AccessSettings):
    """Governance seals and opens the names of office holders, so it needs the vault and its keys."""

    evaluation_standard: EvaluationGrade | None = None
    """The lowest grade of a yearly evaluation that meets the 基準 for a 業務改善計画; None: requests are by hand alone."""
    http_port: int = Field(default=8401, ge=0, le=65535)
