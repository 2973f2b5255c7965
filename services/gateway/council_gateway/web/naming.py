"""Identities in what a service tells, put into names for the screen. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from council_gateway.web import labels

_KEPT: Final = frozenset({"person", "id", "event_id", "case_id", "creditor_id", "agency_id", "path", "link"})
"""Fields that other parts of the page go by; they are never shown."""
_PART_OF_A_WORD: Final = "[0-9A-Za-z_-]"


def named(told: Any, names: Mapping[str, str]) -> Any:
    """The same JSON with every known identity in its texts replaced by the name; `system:…` says what acted by itself."""
    known = sorted((*names, *_SYSTEMS), key=len, reverse=True)
    pattern = re.compile(f"(?<!{_PART_OF_A_WORD})(?:{'|'.join(map(re.escape, known))})(?!{_PART_OF_A_WORD})")
    said = {**_SYSTEMS, **names}
    return _replaced(told, pattern, said)


_SYSTEMS: Final = {f"system:{service}": f"自動処理（{title}）" for service, title in labels.SERVICES.items()}


def _replaced(told: Any, pattern: re.Pattern[str], said: Mapping[str, str]) -> Any:
    if isinstance(told, str):
        return pattern.sub(lambda found: said[found[0]], told)
    if isinstance(told, list):
        return [_replaced(each, pattern, said) for each in told]
    if isinstance(told, dict):
        return {key: each if key in _KEPT else _replaced(each, pattern, said) for key, each in told.items()}
    return told
