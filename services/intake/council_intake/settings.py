"""What the environment tells intake. The only reader of it."""

from __future__ import annotations

import datetime as dt

from council_access import AccessSettings
from council_kit.settings_base import VaultSettings
from pydantic import Field

from council_intake.rules.terms import DEFAULTS, Terms


class Settings(VaultSettings, AccessSettings):
    """Intake seals and opens what companies tell, so it needs the vault and its keys."""

    http_port: int = Field(default=8402, ge=0, le=65535)
    negotiation_counts: bool = DEFAULTS.negotiation_counts
    """Whether 金融機関交渉費用 counts towards the lifetime limit (SUB-E-4-2: not confirmed). As subsidy's setting."""
    papers_kept_from: dt.date | None = DEFAULTS.papers_kept_from
    """The business date from which a step that the texts ask for in writing needs its paper here; acts of earlier days rest on
    the council's archive (YR-2-1-4-4 says that the papers are kept, not since when they are here)."""
    result_days: int | None = Field(default=DEFAULTS.result_days, ge=1, le=3660)
    """Days from the reception until a consultation without a result is late (YR-2-2-R1: the texts name none)."""
    report_days: int | None = Field(default=DEFAULTS.report_days, ge=1, le=3660)
    """Days from the close until the 対応報告書 is late (YR-2-2-R1: the texts name none)."""

    def make_terms(self) -> Terms:
        """What the sources leave open, as this deployment sets it."""
        return Terms(self.negotiation_counts, self.papers_kept_from, self.result_days, self.report_days)
