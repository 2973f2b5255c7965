"""What the reporting service is told by its environment; nothing else of it reads the environment."""

from __future__ import annotations

from typing import Self

from council_access import AccessSettings
from council_directory import disclosure
from pydantic import Field, model_validator

from council_reporting.publishing import DOMINABLE, Rule
from council_reporting.rules import Bands


class Settings(AccessSettings):
    """`COUNCIL_SALES_BANDS`, `COUNCIL_STAFF_BANDS`: JSON lists of upper bounds (RP-2); a change asks for a rebuild."""

    http_port: int = Field(default=8405, ge=0, le=65535)
    sales_bands: tuple[int, ...] = Bands().sales
    """Upper bounds in yen of a year's sales, inclusive, ascending."""
    staff_bands: tuple[int, ...] = Bands().staff
    """Upper bounds in persons, inclusive, ascending."""
    publication_threshold: int = Field(default=disclosure.THRESHOLD, ge=disclosure.THRESHOLD, le=100)
    """The fewest companies of which a published figure may tell."""
    publication_dominance_percent: int = Field(default=disclosure.DOMINANCE_PERCENT, ge=1, le=100)
    """To within how many percent nobody may learn the largest share of a published sum."""

    check_hour: int = Field(default=3, ge=0, le=23)
    """The hour in Japan from which on the read tables are held against the events, once a night."""
    report_days_by_kind: dict[str, int] = Field(default_factory=dict)
    """By kind of prescribed report, the days within which it is to be submitted; none in the texts (YR-2-2-R1). JSON."""

    @model_validator(mode="after")
    def _bands_ascend(self) -> Self:
        for bounds in (self.sales_bands, self.staff_bands):
            if not bounds or list(bounds) != sorted(set(bounds)) or bounds[0] <= 0:
                raise ValueError("bands are one or more positive bounds in ascending order")
        return self

    @property
    def bands(self) -> Bands:
        """The bands of the published tables."""
        return Bands(self.sales_bands, self.staff_bands)

    @property
    def rule(self) -> Rule:
        """What a publication must not tell."""
        return Rule(self.publication_threshold, self.publication_dominance_percent, DOMINABLE)
