"""The stream door: which topics fill which tables of subsidy. It answers no other service's events."""

from __future__ import annotations

from typing import Final

from council_access import RIGHTS
from council_casework.closed_periods import CLOSED_PERIODS
from council_kit.broker_rights import Uses
from council_kit.clock import Clock
from council_kit.postgres import AsyncPool
from council_kit.relay import Relay
from council_kit.runner import Runner
from council_kit.store import Store
from council_kit.timer import Timer
from council_kit.vault import Vault

from council_subsidy.application import Subsidy
from council_subsidy.projections import AGENCIES, CASES, REGISTER
from council_subsidy.settings import Settings

SERVICE: Final = "subsidy"
PROJECTIONS: Final = (RIGHTS, CLOSED_PERIODS, CASES, AGENCIES, REGISTER)
USES: Final = Uses(SERVICE, PROJECTIONS)


def relay(settings: Settings, pool: AsyncPool, store: Store) -> Relay:
    """Publishes what subsidy has recorded."""
    return Relay(SERVICE, settings.kafka, settings.namespace, pool, store, poll=settings.poll_interval)


def timer(clock: Clock, subsidy: Subsidy) -> Timer:
    """Records what days bring about by themselves."""
    return Timer(SERVICE, clock, subsidy.jobs)


def runner(settings: Settings, pool: AsyncPool, vault: Vault) -> Runner:
    """Fills the rights, the case list and the registers of agencies and companies."""
    return Runner(SERVICE, settings.kafka, settings.namespace, pool, PROJECTIONS, (), vault)
