"""Destructions at work: decided by two, carried out by the clock, and repeated wherever a restored vault brought a key back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from council_access import Action, Service, Standing, permitted
from council_directory import councils
from council_directory.directory import HQ
from council_events.values import Office
from council_kit.clock import JST, Clock
from council_kit.postgres import Pool
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store
from council_kit.telemetry import get_logger
from council_kit.timer import Job, acting_by_clock
from council_kit.vault import Vault

from council_audit.application.days import business_day
from council_audit.application.resources import resource_of
from council_audit.commands.destructions import DestructionCommand
from council_audit.domain.destructions import (
    RETAINED,
    Keeping,
    Kept,
    complete,
    decide_retention,
    destroy,
    evolve_retention,
    keeping_of,
    keeping_steps,
)
from council_audit.queries import CaseFile, case_file, case_files
from council_audit.queries.destructions import (
    DestructionReport,
    KeptRow,
    Told,
    destroyed_cases,
    destruction_report,
    kept_cases,
    waiting_cases,
)
from council_audit.queries.investigations import is_running

log = get_logger("destructions")
RETENTION_MODEL: Final = Model(RETAINED, evolve_retention)
_HOLDERS: Final = (*(council.code for council in councils()), HQ)
"""Whose key-encryption keys may wrap a key of a case: one that moved between councils has a key with each."""


class Destructions:
    """Every method blocks. `years`: the retention period, None where none is set; `backup_days`: of the vault's backups."""

    def __init__(
        self,
        store: Store,
        service: Service,
        pool: Pool,
        vault: Vault,
        clock: Clock,
        years: int | None,
        backup_days: int,
    ) -> None:
        self._store = store
        self._service = service
        self._pool = pool
        self._vault = vault
        self._clock = clock
        self._years = years
        self._backups = dt.timedelta(days=backup_days)

    def command(self, call: Call[DestructionCommand]) -> Saved:
        """Any command on the keeping of the case of the path; raises NotVisible, Refused, the store's errors."""
        case_id = call.path["case_id"]
        file = case_file(self._pool, case_id)

        def decide(standing: Standing, acting: Acting) -> Saved:
            assert file is not None, "the policies refuse a case that is not there"
            kept = self._kept(file)
            return self._store.execute(
                keeping_of(case_id),
                RETENTION_MODEL,
                lambda state: decide_retention(state, case_id, call.command, standing, kept),
                acting,
            )

        return self._service.command(
            call,
            case_id,
            lambda: resource_of(file) if file else None,
            decide,
            action=Action.DECIDE_CASE,
            occurred_on=business_day(self._clock, call.command.occurred_on),
        )

    def report(self, file: CaseFile, standing: Standing) -> DestructionReport:
        """What was decided by whom, which keys are gone, which copies they closed, and what the asker may do next."""
        case_id, kept = file.case_id, self._kept(file)
        state, _ = self._store.load(keeping_of(case_id), RETENTION_MODEL)
        decides = permitted(standing, Action.DECIDE_CASE, [resource_of(file)])
        steps = keeping_steps(state, case_id, standing, kept) if decides else []
        history = self._store.history(keeping_of(case_id))
        return destruction_report(history, case_id, Told(file.council, kept, self._living(case_id), steps))

    def listed(self, standing: Standing) -> tuple[KeptRow, ...]:
        """Cases that are held or being destroyed: to staff those of their council that they may see, to auditors all."""
        if Office.AUDITOR in standing.offices_now:
            return kept_cases(self._pool, None)
        rows = kept_cases(self._pool, standing.council)
        files = case_files(self._pool, [row.case_id for row in rows])
        seen = permitted(standing, Action.READ_CASE, [resource_of(file) for file in files.values()])
        readable = {resource.case_id for resource in seen}
        return tuple(row for row in rows if row.case_id in readable)

    def jobs(self) -> tuple[Job, ...]:
        """For the timer. The first also runs at every start: a restored vault is put right before anything else."""
        return (
            Job("repeat-destructions", self._come_back, self._repeat),
            Job("destroy-keys", lambda _: waiting_cases(self._pool, Keeping.APPROVED), self._carry_out),
            Job("complete-destructions", lambda on: waiting_cases(self._pool, Keeping.DESTROYED, on), self._complete),
        )

    def _come_back(self, _today: dt.date) -> Sequence[UUID]:
        """Destroyed cases of which the vault holds a key all the same: its database was restored from a backup."""
        cases = destroyed_cases(self._pool)
        back = self._vault.living([key for case_id in cases for key in _keys_of(case_id)])
        return [case_id for case_id in cases if not back.isdisjoint(_keys_of(case_id))]

    def _repeat(self, case_id: UUID, _today: dt.date) -> None:
        for key_id in self._living(case_id):
            self._vault.destroy(key_id)
        log.warning("a destruction was repeated: the vault had come back from a backup")

    def _carry_out(self, case_id: UUID, today: dt.date) -> None:
        """First the keys, then the record of it: cut short in between it is simply done again."""
        keys = self._living(case_id)
        file = case_file(self._pool, case_id)
        own = [f"{council}/case:{case_id}" for council in ({file.council} | file.former_councils if file else ())]
        for key_id in {*keys, *own}:  # also one that was never made: nothing is sealed for this case any more
            self._vault.destroy(key_id)
        council = file.council if file else HQ
        self._store.execute(
            keeping_of(case_id),
            RETENTION_MODEL,
            lambda state: destroy(state, case_id, len(keys), today + self._backups),
            acting_by_clock("audit", council, today, f"destroy-keys:{case_id}"),
        )

    def _complete(self, case_id: UUID, today: dt.date) -> None:
        file = case_file(self._pool, case_id)
        self._store.execute(
            keeping_of(case_id),
            RETENTION_MODEL,
            lambda state: complete(state, case_id, today),
            acting_by_clock("audit", file.council if file else HQ, today, f"complete-destruction:{case_id}"),
        )

    def _kept(self, file: CaseFile) -> Kept:
        return Kept(_last_recorded_on(file), self._years, is_running(self._pool, [file.case_id]))

    def _living(self, case_id: UUID) -> list[str]:
        return sorted(self._vault.living(_keys_of(case_id)))


def _keys_of(case_id: UUID) -> list[str]:
    return [f"{council}/case:{case_id}" for council in _HOLDERS]


def _last_recorded_on(file: CaseFile) -> dt.date:
    """The later of the last business date and the last day of recording: neither may start the period too early."""
    days = [max(each.envelope.occurredon, each.envelope.time.astimezone(JST).date()) for each in file.told]
    return max(days)
