"""The stream door: which topics fill which tables of intake."""

from __future__ import annotations

from typing import Final

from council_access import RIGHTS
from council_casework.closed_periods import CLOSED_PERIODS
from council_events.audit import DestructionApproved
from council_kit.broker_rights import Reading, Uses
from council_kit.clock import Clock
from council_kit.postgres import AsyncPool
from council_kit.relay import Relay
from council_kit.runner import Reaction, Runner
from council_kit.store import Store
from council_kit.timer import Timer
from council_kit.vault import Vault

from council_intake.application import Intake, Register
from council_intake.projections import CASES, COMPANIES, NATIONWIDE, STANDARDS
from council_intake.reactions import close_entry, receive_applicant
from council_intake.settings import Settings

SERVICE: Final = "intake"
PROJECTIONS: Final = (RIGHTS, CLOSED_PERIODS, CASES, COMPANIES, NATIONWIDE, STANDARDS)
APPLICANTS_OF: Final = ("subsidy",)
DECIDED_BY: Final = ("audit",)
USES: Final = Uses(SERVICE, (*PROJECTIONS, Reading((*APPLICANTS_OF, *DECIDED_BY))))


def relay(settings: Settings, pool: AsyncPool, store: Store) -> Relay:
    """Publishes what intake has recorded."""
    return Relay(SERVICE, settings.kafka, settings.namespace, pool, store, poll=settings.poll_interval)


def timer(clock: Clock, intake: Intake) -> Timer:
    """Records what days bring about by themselves."""
    return Timer(SERVICE, clock, intake.jobs)


def runner(settings: Settings, pool: AsyncPool, vault: Vault, intake: Intake, register: Register) -> Runner:
    """Fills the rights from governance's events, cases and companies from intake's own, and the uses from all lines.

    Receives the applicants of the plan-subsidy programme who need 事業再生, and closes entries that are to be destroyed.
    """
    applicants = Reaction("applicants", APPLICANTS_OF, receive_applicant, intake.receive_applicant)
    closing = Reaction("closing", DECIDED_BY, close_entry, register.close_entry, (DestructionApproved,))
    return Runner(SERVICE, settings.kafka, settings.namespace, pool, PROJECTIONS, [applicants, closing], vault)
