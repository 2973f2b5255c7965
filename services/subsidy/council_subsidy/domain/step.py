"""What can come next, as a case or an entry of the register offers it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Step(NamedTuple):
    """A command that can come next, or why it cannot."""

    command: type[Any]
    allowed: bool
    provision: str | None = None
    ja: str | None = None
    en: str | None = None
