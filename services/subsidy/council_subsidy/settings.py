"""What the environment tells subsidy. The only reader of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

from council_access import AccessSettings
from council_kit.settings_base import VaultSettings
from pydantic import Field

from council_subsidy.rules.terms import DEFAULTS, Rounding, Terms


class Settings(VaultSettings, AccessSettings):
    """Subsidy seals and opens its cases, so it needs the vault and its keys.

    What follows the port are the values that the sources leave open; rules/terms.py says what each means and why.
    """

    http_port: int = Field(default=8404, ge=0, le=65535)
    rounding: Rounding = DEFAULTS.rounding
    consumption_tax_percent: int = Field(default=DEFAULTS.consumption_tax_percent, ge=0, le=100)
    hourly_rate_limit: int | None = Field(default=DEFAULTS.hourly_rate_limit, ge=0)
    travel_limit: int | None = Field(default=DEFAULTS.travel_limit, ge=0)
    small_limit: int = Field(default=DEFAULTS.small_limit, ge=0)
    middle_limit: int = Field(default=DEFAULTS.middle_limit, ge=0)
    small_ceiling: int = Field(default=DEFAULTS.small_ceiling, ge=0)
    middle_ceiling: int = Field(default=DEFAULTS.middle_ceiling, ge=0)
    large_ceiling: int = Field(default=DEFAULTS.large_ceiling, ge=0)
    negotiation_counts: bool = DEFAULTS.negotiation_counts
    anniversary_in_time: bool = DEFAULTS.anniversary_in_time
    accompaniment_years: int = Field(default=DEFAULTS.accompaniment_years, ge=1, le=10)
    accompaniment_claim_months: int | None = Field(default=DEFAULTS.accompaniment_claim_months, ge=1)
    guideline_split: bool = DEFAULTS.guideline_split
    guideline_papers: bool = DEFAULTS.guideline_papers
    processing_days: int | None = Field(default=DEFAULTS.processing_days, ge=1)
    bank_plan_in_full: bool = DEFAULTS.bank_plan_in_full
    early_forms: str = DEFAULTS.early_forms
    papers_kept_from: dt.date | None = DEFAULTS.papers_kept_from
    agencies_registered_from: dt.date | None = DEFAULTS.agencies_registered_from
    claim_entry_days: int = Field(default=DEFAULTS.claim_entry_days, ge=0, le=30)

    def terms(self) -> Terms:
        """The open values, for the decisions."""
        return Terms(**{field.name: getattr(self, field.name) for field in fields(Terms)})
