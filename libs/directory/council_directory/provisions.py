"""The catalogue of provisions that the platform carries: one row per provision, with its source."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

F = TypeVar("F", bound=Callable[..., Any])


class Provision(BaseModel):
    """One row of provisions.csv. `effective_to` is the last day in force, None while it is in force."""

    model_config = ConfigDict(frozen=True)

    id: str
    source: str
    effective_from: dt.date
    effective_to: dt.date | None
    ja: str
    en: str
    kind: str
    service: str
    actor: str
    confidence: str

    def in_force(self, day: dt.date) -> bool:
        """Whether the provision holds on this day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


PROVISIONS_CARRIED: dict[str, list[str]] = {}
"""provision id -> qualified names of what carries it here; docs/provisions.md is generated from it."""


def carries(*ids: str) -> Callable[[F], F]:
    """Mark a function of the directory as the place where these provisions are carried."""

    def mark(function: F) -> F:
        for provision_id in ids:
            PROVISIONS_CARRIED.setdefault(provision_id, []).append(f"{function.__module__}.{function.__qualname__}")
        return function

    return mark


@cache
def provisions() -> dict[str, Provision]:
    """All provisions by id, in the order of the catalogue."""
    text = files("council_directory").joinpath("data", "provisions.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["id"]: Provision.model_validate({k: v or None for k, v in row.items()}) for row in rows}


def provision_row(provision_id: str) -> Provision:
    """The provision with this id; raises KeyError for an id that is not in the catalogue."""
    return provisions()[provision_id]
