"""The main debtor's case as a guarantor's case sees it: whether it is one of this council, and when it was over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from council_events import Sealed
from council_events.deciding import changed, provision
from council_events.values import SupportLine

from council_support.commands.guarantee import OutlineGuarantee
from council_support.domain.guarantee.state import Principal, State

if TYPE_CHECKING:
    from council_support.domain.case import Case

_REVIVAL: Final = frozenset({SupportLine.RESTRUCTURING, SupportLine.TAX_SCHEME})
_DECLINED: Final = frozenset({"declined", "scheme_declined"})


def named_by(state: State, command: Any = None) -> UUID | Sealed[str] | None:
    """The number of the main debtor's case: as the command names it, else as the outline has it, sealed."""
    if isinstance(command, OutlineGuarantee):
        return command.principal_case
    return state.outline.principal_case if state.outline else None


@provision("B4-0", "B4-4-2-T")
def principal_of(case: Case | None, council: str) -> Principal:
    """What that case says to a case of `council`: 再生支援 of the same 実施部門, its end being 完了 or 終了."""
    if case is None or case.council != council or case.line not in _REVIVAL or case.stage in _DECLINED:
        return Principal(held=False)
    return Principal(held=True, ended_on=case.state.over_on)


def beside(case: Case, number: UUID, cases: Mapping[UUID, Case]) -> Case:
    """The guarantor's case, with what the case of this number says among those that were found."""
    principal = principal_of(cases.get(number), case.council)
    return changed(case, state=changed(case.state, principal=principal))
