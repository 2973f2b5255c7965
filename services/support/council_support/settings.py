"""What the environment tells support. The only reader of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from council_access import AccessSettings
from council_kit.settings_base import VaultSettings
from pydantic import Field

from council_support.domain import Terms


class Settings(VaultSettings, AccessSettings):
    """Support seals and opens its cases, so it needs the vault and its keys."""

    http_port: int = Field(default=8403, ge=0, le=65535)
    main_share_percent: int = Field(default=50, ge=1, le=100)
    """Share of all claims that the 主要債権者 hold together (B2-Q16: the council scheme names none)."""
    small_claim_percent: int = Field(default=5, ge=1, le=100)
    """Share of all claims up to which a claim is small, 少額 (B2-Q17: the texts name no number)."""
    improvement_standard_months: int | None = Field(default=None, ge=1, le=36)
    """Service level of 収益力改善支援 in months (YR-2-3-2: 別冊１ was not found; none by default)."""
    consent_entry_days: int = Field(default=3, ge=0, le=30)
    """Days after the term of B3-8, and after the last entry in the case, in which consents filed within the term can still be
    entered; then the end is recorded by itself (the text sets the term and knows no entry)."""
    report_days: int | None = Field(default=None, ge=1, le=3660)
    """Days from its occasion until a report to 経済産業局等 and 全国本部 is late (YR-2-2-R1: the texts name none)."""
    papers_kept_from: dt.date | None = dt.date(2026, 4, 1)
    """The business date from which a step that the texts ask for in writing needs its paper here; acts of earlier days rest on
    the council's archive (YR-2-1-4-4 says that the papers are kept, not since when they are here)."""
    report_layouts: Path | None = None
    """A JSON file of report layouts in place of the default ones (YR-2-2-R2: the forms are set by 中小企業庁)."""

    def make_terms(self) -> Terms:
        """What the sources leave open, as this deployment sets it."""
        return Terms(
            main_share_percent=self.main_share_percent,
            small_claim_percent=self.small_claim_percent,
            improvement_standard_months=self.improvement_standard_months,
            report_days=self.report_days,
            papers_kept_from=self.papers_kept_from,
        )
