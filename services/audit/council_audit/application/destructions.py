"""Destructions at work: decided by two, carried out by the clock, and repeated wherever a restored vault brought a key back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from council_access import Action, Line, Resource, Service, Standing, permitted
from council_casework.days import business_day
from council_directory import councils
from council_directory.directory import HQ
from council_events.audit import RetainedKind
from council_events.values import Office
from council_kit.clock import JST, Clock
from council_kit.postgres import Pool
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store
from council_kit.telemetry import get_logger
from council_kit.timer import AT_ONCE, Job, acting_by_clock
from council_kit.vault import Vault

from council_audit.application.resources import resource_of
from council_audit.commands.destructions import DestructionCommand
from council_audit.domain.destructions import (
    RETAINED,
    Keeping,
    Kept,
    Subject,
    complete,
    decide_retention,
    destroy,
    evolve_retention,
    keeping_steps,
    may_be_carried_out,
)
from council_audit.queries import CaseFile, case_file, case_files
from council_audit.queries.companies import CompanyFile, company_file, company_of_case_is_held
from council_audit.queries.destructions import (
    DestructionReport,
    KeptRow,
    Told,
    destroyed_ids,
    destruction_report,
    kept_rows,
    waiting_ids,
)
from council_audit.queries.due import DueRow, due_rows
from council_audit.queries.investigations import is_running

log = get_logger("destructions")
R = TypeVar("R", KeptRow, DueRow)
RETENTION_MODEL: Final = Model(RETAINED, evolve_retention)
_HOLDERS: Final = (*(council.code for council in councils()), HQ)
"""Whose key-encryption keys may wrap a key of a subject: what moved between councils has a key with each."""


class Retaining(NamedTuple):
    """A case or a company's entry as the policies and the rules know it. `cases`: how many the company has; None of a case."""

    subject: Subject
    resource: Resource
    kept: Kept
    cases: int | None = None


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

    def find(self, subject: Subject) -> Retaining | None:
        """What is known of the case or the entry, None where there is none."""
        if subject.retained_kind is RetainedKind.COMPANY:
            company = company_file(self._pool, subject.retained_id)
            return company and self._company(subject, company)
        case = case_file(self._pool, subject.retained_id)
        return case and self._case(subject, case)

    def of_case(self, call: Call[DestructionCommand]) -> Saved:
        """Any command on the keeping of the case of the path; raises NotVisible, Refused, the store's errors."""
        return self._command(call, Subject(RetainedKind.CASE, call.path["case_id"]))

    def of_company(self, call: Call[DestructionCommand]) -> Saved:
        """Any command on the keeping of the company's entry of the path; raises as `of_case` does."""
        return self._command(call, Subject(RetainedKind.COMPANY, call.path["company_id"]))

    def _command(self, call: Call[DestructionCommand], subject: Subject) -> Saved:
        found = self.find(subject)

        def decide(standing: Standing, acting: Acting) -> Saved:
            assert found is not None, "the policies refuse what is not there"
            kept = found.kept
            return self._store.execute(
                subject.stream,
                RETENTION_MODEL,
                lambda state: decide_retention(state, subject, call.command, standing, kept),
                acting,
            )

        return self._service.command(
            call,
            subject.retained_id,
            lambda: found.resource if found else None,
            decide,
            action=Action.DECIDE_CASE,
            occurred_on=business_day(self._clock, call.command),
        )

    def report(self, found: Retaining, standing: Standing) -> DestructionReport:
        """What was decided by whom, which keys are gone, which copies they closed, and what the asker may do next."""
        subject, kept = found.subject, found.kept
        state, _ = self._store.load(subject.stream, RETENTION_MODEL)
        decides = permitted(standing, Action.DECIDE_CASE, [found.resource])
        steps = keeping_steps(state, subject, standing, kept) if decides else []
        history = self._store.history(subject.stream)
        told = Told(found.resource.council, kept, self._living(subject), steps, found.cases)
        return destruction_report(history, subject, told)

    def listed(self, standing: Standing) -> tuple[KeptRow, ...]:
        """What is held or being destroyed: to staff that of their council that they may see, to auditors all."""
        if Office.AUDITOR in standing.offices_now:
            return kept_rows(self._pool, None)
        return self._readable(standing, kept_rows(self._pool, standing.council))

    def due(self, standing: Standing) -> tuple[DueRow, ...]:
        """What has passed its period and nobody has decided on, to the same people."""
        today = self._clock.today()
        if Office.AUDITOR in standing.offices_now:
            return due_rows(self._pool, None, today, self._years)
        return self._readable(standing, due_rows(self._pool, standing.council, today, self._years))

    def _readable(self, standing: Standing, rows: Sequence[R]) -> tuple[R, ...]:
        files = case_files(self._pool, [row.retained_id for row in rows if row.retained is RetainedKind.CASE])
        resources = [resource_of(file) for file in files.values()]
        resources += [_entry(row.retained_id, row.council) for row in rows if row.retained is RetainedKind.COMPANY]
        readable = {resource.case_id for resource in permitted(standing, Action.READ_CASE, resources)}
        return tuple(row for row in rows if row.retained_id in readable)

    def jobs(self) -> tuple[Job, ...]:
        """For the timer. The first also run at every start: a restored vault is put right before anything else."""
        return (
            *self._of_each("repeat-destructions", self._come_back, self._repeat, at_once=None),
            *self._of_each("destroy-keys", self._approved, self._carry_out),
            *self._of_each("complete-destructions", self._expired, self._complete),
        )

    def _of_each(
        self,
        name: str,
        due: Callable[[RetainedKind, dt.date], Sequence[UUID]],
        act: Callable[[Subject, dt.date], None],
        *,
        at_once: int | None = AT_ONCE,
    ) -> list[Job]:
        """One job for cases, one for companies' entries."""
        return [
            Job(f"{name}-{retained.value}", partial(due, retained), partial(_act_on, act, retained), at_once)
            for retained in RetainedKind
        ]

    def _come_back(self, retained: RetainedKind, _today: dt.date) -> Sequence[UUID]:
        """What is destroyed and of which the vault holds a key all the same: its database was restored from a backup."""
        gone = [Subject(retained, each) for each in destroyed_ids(self._pool, retained)]
        back = self._vault.living([key for subject in gone for key in _keys_of(subject)])
        return [subject.retained_id for subject in gone if not back.isdisjoint(_keys_of(subject))]

    def _approved(self, retained: RetainedKind, _today: dt.date) -> Sequence[UUID]:
        return waiting_ids(self._pool, retained, Keeping.APPROVED)

    def _expired(self, retained: RetainedKind, today: dt.date) -> Sequence[UUID]:
        return waiting_ids(self._pool, retained, Keeping.DESTROYED, expired_by=today)

    def _repeat(self, subject: Subject, _today: dt.date) -> None:
        for key_id in self._living(subject):
            self._vault.destroy(key_id)
        log.warning("a destruction was repeated: the vault had come back from a backup")

    def _carry_out(self, subject: Subject, today: dt.date) -> None:
        """First the keys, then the record of it: cut short in between it is simply done again."""
        found = self.find(subject)
        if found is not None:
            may_be_carried_out(subject, found.kept, today)
        keys = self._living(subject)
        for key_id in {
            *keys,
            *_keys_of(subject, _acted_in(found)),
        }:  # also one that was never made: nothing is sealed any more
            self._vault.destroy(key_id)
        self._store.execute(
            subject.stream,
            RETENTION_MODEL,
            lambda state: destroy(state, subject, len(keys), today + self._backups),
            acting_by_clock("audit", _council_of(found), today, f"destroy-keys:{subject.retained_id}"),
        )

    def _complete(self, subject: Subject, today: dt.date) -> None:
        council = _council_of(self.find(subject))
        self._store.execute(
            subject.stream,
            RETENTION_MODEL,
            lambda state: complete(state, subject, today),
            acting_by_clock("audit", council, today, f"complete-destruction:{subject.retained_id}"),
        )

    def _case(self, subject: Subject, file: CaseFile) -> Retaining:
        investigated = is_running(self._pool, [file.case_id])
        held = company_of_case_is_held(self._pool, file.case_id)
        kept = Kept(_last_recorded_on(file), self._years, investigated, company_held=held)
        return Retaining(subject, resource_of(file), kept)

    def _company(self, subject: Subject, file: CompanyFile) -> Retaining:
        kept = Kept(
            file.last_recorded_on,
            self._years,
            is_running(self._pool, file.cases),
            company_held=file.held,
            cases_left=file.cases_left,
            known_alone=file.used and not file.numbered,
            closed_on=file.closed_on,
        )
        return Retaining(subject, _entry(file.company_id, file.council), kept, len(file.cases))

    def _living(self, subject: Subject) -> list[str]:
        return sorted(self._vault.living(_keys_of(subject)))


def _act_on(act: Callable[[Subject, dt.date], None], retained: RetainedKind, each: UUID, today: dt.date) -> None:
    act(Subject(retained, each), today)


def _entry(company_id: UUID, council: str) -> Resource:
    """An entry of intake's register, as the policies know it."""
    return Resource(company_id, council, Line.SUPPORT)


def _keys_of(subject: Subject, holders: Sequence[str] = _HOLDERS) -> list[str]:
    return [f"{council}/{subject.key}" for council in holders]


def _acted_in(found: Retaining | None) -> tuple[str, ...]:
    return () if found is None else (found.resource.council, *found.resource.former_councils)


def _council_of(found: Retaining | None) -> str:
    return HQ if found is None else found.resource.council


def _last_recorded_on(file: CaseFile) -> dt.date:
    """The later of the last business date and the last day of recording: neither may start the period too early."""
    days = [max(each.envelope.occurredon, each.envelope.time.astimezone(JST).date()) for each in file.told]
    return max(days)
