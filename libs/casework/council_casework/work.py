"""Why a case of the work list waits: the refusal of its next step, as its own service decides it."""

from __future__ import annotations

from collections.abc import Iterable

from council_events.deciding import Step
from council_kit.answers import WorkItem
from council_kit.routes import title_of


def with_reason(item: WorkItem, steps: Iterable[Step]) -> WorkItem:
    """The row with the reason for which its next step can't be taken now; as it is where it can."""
    step = next((each for each in steps if title_of(each.command) == item.next_step), None)
    if step is None or step.allowed:
        return item
    return item.model_copy(update={"blocked": step.ja, "blocked_by": step.provision})
