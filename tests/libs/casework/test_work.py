"""A case whose next step is refused says so in the work list, with the provision."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from council_casework.work import with_reason
from council_events.deciding import Step
from council_kit.answers import WorkItem
from council_support.commands import CheckDocument, ReceiveDocument

ITEM = WorkItem(
    case_id=uuid4(),
    council="13",
    service="support",
    stage="受付",
    next_step="書類を受け取る",
    updated_at=dt.datetime(2024, 7, 1, tzinfo=dt.UTC),
    version=1,
)


def test_the_refusal_of_the_next_step_is_the_reason_to_wait() -> None:
    refused = Step(ReceiveDocument, False, "YR-2-1-4-4", "この操作は支援業務部門が行います。")
    waiting = with_reason(ITEM, [Step(CheckDocument, True), refused])
    assert (waiting.blocked, waiting.blocked_by) == ("この操作は支援業務部門が行います。", "YR-2-1-4-4")


def test_a_case_that_can_go_on_waits_for_nothing() -> None:
    assert with_reason(ITEM, [Step(ReceiveDocument, True)]) is ITEM
    assert with_reason(ITEM, [Step(CheckDocument, False, "YR-2-1-4-4", "x")]) is ITEM
    assert with_reason(ITEM.model_copy(update={"next_step": None}), [Step(CheckDocument, False)]).blocked is None
