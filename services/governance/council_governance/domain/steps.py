"""A step that can come next, of a person or of an organisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from council_events.deciding import Refused


class Step(NamedTuple):
    """A command that can come next, or why it cannot."""

    command: type[Any]
    allowed: bool
    provision: str | None = None
    ja: str | None = None
    en: str | None = None


def step(command: type[Any], check: Callable[[], None]) -> Step:
    """Allowed when the check passes, else with the check's refusal."""
    try:
        check()
    except Refused as refused:
        return Step(command, False, refused.provision, refused.ja, refused.en)
    return Step(command, True)
