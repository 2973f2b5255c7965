"""The stream door: relay, the rights of those who ask on kit's runner, and the ledger's sequencer over every topic."""

from __future__ import annotations

from typing import Final

from council_access import RIGHTS
from council_kit.broker_rights import Uses
from council_kit.clock import Clock
from council_kit.merkle import Signer
from council_kit.postgres import AsyncPool, Pool
from council_kit.relay import Relay
from council_kit.runner import Runner
from council_kit.store import Store
from council_kit.timer import Timer

from council_audit.application import Alerts, Destructions
from council_audit.ledger import SEQUENCED, Folder, Publishing, Sequencer, Witnesses
from council_audit.projections import ACCESS, ALERTS, CASES, COMPANIES, INSPECTIONS, INVESTIGATIONS, RETENTION
from council_audit.settings import Settings
from council_audit.windows import TABLE, WATCHED, Windows

SERVICE: Final = "audit"
PROJECTIONS: Final = (RIGHTS, ACCESS, INVESTIGATIONS, INSPECTIONS, CASES, COMPANIES, RETENTION, ALERTS)
USES: Final = Uses(SERVICE, (*PROJECTIONS, *SEQUENCED, WATCHED), (TABLE,))


def relay(settings: Settings, pool: AsyncPool, store: Store) -> Relay:
    """Publishes who replayed which case: it comes back as an entry of the ledger."""
    return Relay(SERVICE, settings.kafka, settings.namespace, pool, store, poll=settings.poll_interval)


def runner(settings: Settings, pool: AsyncPool) -> Runner:
    """Rights, who read what, and the investigations. The ledger is a store, kept by the sequencer."""
    return Runner(SERVICE, settings.kafka, settings.namespace, pool, PROJECTIONS)


def windows(settings: Settings, pool: Pool, alerts: Alerts) -> Windows:
    """Watches for unusual access."""
    return Windows(settings.kafka, settings.namespace, pool, alerts)


def timer(destructions: Destructions, clock: Clock) -> Timer:
    """Carries out what two have decided, and repeats it where a restored vault brought a key back."""
    return Timer(SERVICE, clock, destructions.jobs())


def sequencer(settings: Settings, pool: AsyncPool, signer: Signer, clock: Clock) -> Sequencer:
    """Checkpoints bear the real time, also where the business clock is moved."""

    def publishing() -> Publishing:
        return Publishing(
            pool, Folder(settings.ledger_folder), signer, clock.real_now, Witnesses(settings.make_witnesses())
        )

    return Sequencer(settings.kafka, settings.namespace, pool, publishing, settings.checkpoint_seconds)
