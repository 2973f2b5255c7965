"""What the open and sealed fields of all events are called on a Japanese screen: labels.csv; a test asks for every one of them."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Final

_TEXT: Final = files("council_audit.replay").joinpath("labels.csv").read_text(encoding="utf-8")
LABELS: Final = {row["field"]: row["label"] for row in csv.DictReader(_TEXT.splitlines())}
"""field name → label"""


def label_of(field: str) -> str:
    """The field's label; its name where a newer event brings one that has none yet."""
    return LABELS.get(field, field)
