"""What is shown of cases of 再チャレンジ支援, in the case itself and in the work list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from council_events import Event
from pydantic import BaseModel

from council_support.commands.rechallenge import (
    CompileOutcome,
    GiveRechallengeAdvice,
    RecordTrigger,
    StartRechallenge,
    TellJudgement,
)
from council_support.domain.rechallenge import Stage
from council_support.queries.rechallenge.labels import LABELS
from council_support.queries.rechallenge.views import content, pairs

NEXT_COMMAND: Final[dict[Stage, type[BaseModel]]] = {
    Stage.CANDIDATE: RecordTrigger,
    Stage.JUDGED: TellJudgement,
    Stage.TOLD: StartRechallenge,
    Stage.SUPPORTING: GiveRechallengeAdvice,
    Stage.FOLLOWING: CompileOutcome,
}
"""What usually comes next at a stage, for the work list; the case itself says everything that can."""
FIRST_COMMAND: Final = RecordTrigger
"""What a candidate waits for at first."""
FILLS: Final[dict[type[Event], Callable[[Any], dict[str, Any]]]] = {}
"""The columns of the case list that an event fills: none, for the texts set no day here."""

__all__ = ["FILLS", "FIRST_COMMAND", "LABELS", "NEXT_COMMAND", "content", "pairs"]
