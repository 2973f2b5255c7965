"""What a read has shown is told in the words of the screen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from council_audit.queries.access import field_title

ROOT = Path(__file__).parents[3]


def shown_fields() -> Iterator[str]:
    """The names that the services put on record with a read: `fields=("header", …)` and the constants called …FIELDS."""
    for path in [*ROOT.glob("services/*/council_*/**/*.py"), *ROOT.glob("libs/casework/**/*.py")]:
        text = path.read_text("utf-8")
        if "council_gateway" in path.parts or not re.search(r"fields=|FIELDS", text):
            continue
        for node in ast.walk(ast.parse(text)):
            given = node.value if isinstance(node, ast.keyword) and node.arg == "fields" else None
            if isinstance(node, ast.AnnAssign) and re.search(r"FIELDS$", ast.unparse(node.target)):
                given = node.value
            if isinstance(given, ast.Tuple | ast.List):
                yield from (each.value for each in given.elts if isinstance(each, ast.Constant))


NAMES = sorted(set(shown_fields()))


def test_the_names_are_found() -> None:
    assert {"header", "timeline", "offices", "company_name", "content"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_that_is_shown_has_a_title(name: str) -> None:
    assert not field_title(name).isascii(), name
