"""A guarantor's case is decided and shown with what the main debtor's case says; the number of that case stays sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from council_events import Sealed
from council_events.values import SupportLine
from council_kit.store import Model, Store
from council_kit.vault import ERASED, Vault

from council_support.domain import Case
from council_support.domain.guarantee.principal import beside, named_by


class Principals:
    """Reads the cases that guarantors' cases are linked to. Every method blocks."""

    def __init__(self, store: Store, vault: Vault, model: Model[Case]) -> None:
        self._store = store
        self._vault = vault
        self._model = model

    def read(self, case: Case, command: Any = None) -> Case:
        """One case with what its main debtor's case says; `command` may name that case for the first time."""
        if case.line is not SupportLine.GUARANTEE or case.case_id is None:
            return case
        return self.read_many({case.case_id: case}, command)[case.case_id]

    def read_many(self, cases: Mapping[UUID, Case], command: Any = None) -> dict[UUID, Case]:
        """The same for several, in one visit of the vault and one of the store."""
        named = {
            case_id: number
            for case_id, case in cases.items()
            if case.line is SupportLine.GUARANTEE and (number := named_by(case.state, command)) is not None
        }
        if not named:
            return dict(cases)
        sealed = {case_id: number for case_id, number in named.items() if isinstance(number, Sealed)}
        opened = dict(zip(sealed, self._vault.open_many(list(sealed.values())), strict=True))
        numbers = {
            case_id: number if isinstance(number, UUID) else UUID(opened[case_id])
            for case_id, number in named.items()
            if isinstance(number, UUID) or opened[case_id] is not ERASED
        }
        found = self._store.load_many(list(set(numbers.values())), self._model)
        return dict(cases) | {case_id: beside(cases[case_id], number, found) for case_id, number in numbers.items()}
