"""How a batch can fail without any event being to blame."""

from __future__ import annotations

from typing import Final

from council_kit.outages import is_environment


class RebuildNeededError(Exception):
    """The read tables do not fit the topics or the DDL any more; the message names the command that mends it."""

    def __init__(self, projection: str, ja: str, en: str) -> None:
        super().__init__(
            f"{projection}: {ja}。council rebuild で作り直してください / {en}; mend it with `council rebuild`"
        )
        self.why: Final = f"{en}; mend it with council rebuild"


class NotOwnerError(Exception):
    """Another runner has moved the offsets of this batch, or a rebuild was swapped in: nothing was applied."""


def not_the_events(error: BaseException) -> bool:
    """Whether the batch is to be tried again as it is, or given up; no event of it is to blame."""
    return isinstance(error, NotOwnerError) or is_environment(error)
