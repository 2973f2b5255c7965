"""Which data keys audit opens: its own, and those of content that a running investigation or inspection opened, while it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from council_events import Envelope, Sealed

_OWN: Final = ("investigation:", "inspection:")
"""Subjects of audit's own texts: what the company told, what was heard, what was found, why a council is inspected."""
_permitted: ContextVar[frozenset[str]] = ContextVar("council_audit_permitted_keys", default=frozenset())


class Openings:
    """The vault's policy of this service (`Vault(…, may_open=openings.may_open)`)."""

    def may_open(self, key_id: str) -> bool:
        """Whether the key is audit's own, or was named by the opening under way."""
        return key_id.partition("/")[2].startswith(_OWN) or key_id in _permitted.get()

    @contextmanager
    def permitting(self, key_ids: Iterable[str]) -> Iterator[None]:
        """For as long as one answer is built, these keys may be opened: the caller has found the opening on record."""
        token = _permitted.set(frozenset(key_ids))
        try:
            yield
        finally:
            _permitted.reset(token)


def keys_of(envelope: Envelope[Any], names: Iterable[str]) -> set[str]:
    """The data keys of these fields of an entry, and no other."""
    values = [getattr(envelope.data, name, None) for name in names]
    parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return {part.box.key_id for part in parts if isinstance(part, Sealed)}
