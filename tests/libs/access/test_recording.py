"""Records of reads gather while one statement is under way; one that fails takes no other with it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from uuid import uuid4

import pytest
from council_access.recording import Access, Recording
from council_events import access
from council_events.values import Purpose
from council_kit.store import Acting

ACTING = Acting("p13-deputy", "13", Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4())


def read(found: int) -> access.Read:
    return access.Read(view="list", route="POST /v1/work", found=found)


class Statements:
    """Appends into a list, one entry a statement; the first waits until it is let go. Refuses what it was told to."""

    def __init__(self, refused: int | None = None) -> None:
        self.saved: list[list[int]] = []
        self.begun = threading.Event()
        self.let_go = threading.Event()
        self._refused = refused

    def append(self, accesses: Sequence[Access]) -> None:
        self.begun.set()
        assert self.let_go.wait(10)
        numbers = [event.found for event, _ in accesses if isinstance(event, access.Read)]
        if self._refused in numbers:
            raise OSError("this one cannot be recorded")
        self.saved.append(numbers)


def test_what_comes_during_one_statement_is_the_next_statement() -> None:
    statements = Statements()
    recording = Recording("test", statements.append)
    first = recording.record(read(0), ACTING)
    assert statements.begun.wait(10)
    others = [recording.record(read(number), ACTING) for number in range(1, 5)]
    assert not first.done()
    statements.let_go.set()
    for each in (first, *others):
        each.result(10)
    assert statements.saved == [[0], [1, 2, 3, 4]]
    recording.close()


def test_one_that_cannot_be_recorded_takes_no_other_with_it() -> None:
    statements = Statements(refused=2)
    recording = Recording("test", statements.append)
    first = recording.record(read(0), ACTING)
    assert statements.begun.wait(10)
    others = [recording.record(read(number), ACTING) for number in (1, 2, 3)]
    statements.let_go.set()
    first.result(10)
    assert [isinstance(each.exception(10), OSError) for each in others] == [False, True, False]
    assert statements.saved == [[0], [1], [3]]
    recording.close()


def test_closing_waits_for_what_was_asked_for_and_takes_no_more() -> None:
    statements = Statements()
    recording = Recording("test", statements.append)
    asked = [recording.record(read(number), ACTING) for number in range(3)]
    statements.let_go.set()
    recording.close()
    assert all(each.done() for each in asked)
    with pytest.raises(RuntimeError):
        recording.record(read(3), ACTING)


def test_closing_before_anything_was_recorded_is_nothing() -> None:
    Recording("test", Statements().append).close()
