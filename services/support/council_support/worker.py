"""The stream door: which topics fill which tables of support, and which events of others it answers."""

from __future__ import annotations

from typing import Final

from council_access import RIGHTS
from council_casework.closed_periods import CLOSED_PERIODS
from council_kit.broker_rights import Reading, Uses
from council_kit.clock import Clock
from council_kit.postgres import AsyncPool
from council_kit.relay import Relay
from council_kit.runner import Reaction, Runner
from council_kit.store import Store
from council_kit.timer import Timer
from council_kit.vault import Vault

from council_support.application import Support
from council_support.projections import CASES
from council_support.reactions import (
    open_rechallenge,
    open_rechallenge_from_subsidy,
    receive_candidate,
    receive_successor,
)
from council_support.settings import Settings

SERVICE: Final = "support"
PROJECTIONS: Final = (RIGHTS, CLOSED_PERIODS, CASES)
CANDIDATES_OF: Final = ("intake",)
JUDGEMENTS_OF: Final = ("subsidy",)
USES: Final = Uses(SERVICE, (*PROJECTIONS, Reading((*CANDIDATES_OF, *JUDGEMENTS_OF))))


def relay(settings: Settings, pool: AsyncPool, store: Store) -> Relay:
    """Publishes what support has recorded."""
    return Relay(SERVICE, settings.kafka, settings.namespace, pool, store, poll=settings.poll_interval)


def timer(clock: Clock, support: Support) -> Timer:
    """Records what days bring about by themselves."""
    return Timer(SERVICE, clock, support.jobs)


def runner(settings: Settings, pool: AsyncPool, vault: Vault, support: Support) -> Runner:
    """Fills the rights and the case list, and takes candidates over from intake, from subsidy and from cases that lead on."""
    candidates = Reaction("candidates", CANDIDATES_OF, receive_candidate, support.receive)
    own = [
        Reaction("successors", (SERVICE,), receive_successor, support.receive),
        Reaction("rechallenge", (SERVICE,), open_rechallenge, support.receive),
    ]
    judged = Reaction("rechallenge-subsidy", JUDGEMENTS_OF, open_rechallenge_from_subsidy, support.receive)
    reactions = [candidates, *own, judged]
    return Runner(SERVICE, settings.kafka, settings.namespace, pool, PROJECTIONS, reactions, vault)
