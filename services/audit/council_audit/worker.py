"""The stream door: the ledger's sequencer over every topic, and the rights of those who ask."""

from __future__ import annotations

from council_access import RIGHTS
from council_kit.clock import Clock
from council_kit.postgres import AsyncPool
from council_kit.runner import Runner

from council_audit.ledger import Folder, Publishing, Signer
from council_audit.ledger.sequencer import Sequencer
from council_audit.settings import AuditSettings


def make_runner(settings: AuditSettings, pool: AsyncPool) -> Runner:
    """The rights only: the ledger is a store, kept by the sequencer."""
    return Runner("audit", settings.kafka, settings.namespace, pool, (RIGHTS,))


def make_sequencer(settings: AuditSettings, pool: AsyncPool, signer: Signer, clock: Clock) -> Sequencer:
    """Checkpoints bear the real time, also where the business clock is moved."""

    def publishing() -> Publishing:
        return Publishing(pool, Folder(settings.ledger_folder), signer, clock.real_now)

    return Sequencer(settings.kafka, settings.namespace, pool, publishing, settings.checkpoint_seconds)
