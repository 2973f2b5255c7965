"""The glossary speaks of things that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_identifier_of_the_glossary_stands_in_the_code() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    named = {part for name in re.findall(r"`([A-Za-z_.]+)`", page) for part in name.split(".")}
    code = "\n".join(
        path.read_text("utf-8") for folder in ("libs", "services") for path in (ROOT / folder).rglob("*.py")
    )
    words = set(re.findall(r"\w+", code))
    assert sorted(named - words) == []
