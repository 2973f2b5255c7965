"""Reference data of the programme: councils, bureaus, prefectures, provisions. Data and a typed loader, no rule."""

from council_directory.directory import (
    Body,
    Bureau,
    Council,
    bureau_of,
    bureaus,
    corporate_number_is_valid,
    council,
    councils,
    councils_of,
    fiscal_year,
    fiscal_year_end,
    fiscal_year_start,
    headquarters,
)
from council_directory.provisions import Provision, provision_row, provisions

__all__ = [
    "Body",
    "Bureau",
    "Council",
    "Provision",
    "bureau_of",
    "bureaus",
    "corporate_number_is_valid",
    "council",
    "councils",
    "councils_of",
    "fiscal_year",
    "fiscal_year_end",
    "fiscal_year_start",
    "headquarters",
    "provision_row",
    "provisions",
]
