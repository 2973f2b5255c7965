"""The runner of each service as its own process builds it, from the environment that this process was given."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

from council_kit.postgres import AsyncPool, open_pool
from council_kit.runner import Runner
from council_kit.settings_base import VaultSettings
from council_kit.store import Store
from council_kit.vault import Vault

Build = Callable[[AsyncPool, ExitStack], Runner]


def runner_of(service: str, pool: AsyncPool, ending: ExitStack) -> Runner:
    """What it opens besides the pool is closed by `ending`. Raises KeyError for a service without a stream door."""
    return _BUILDERS[service](pool, ending)


def _vault(settings: VaultSettings, ending: ExitStack) -> Vault:
    return settings.make_vault(ending.enter_context(open_pool(settings.vault_database, max_size=2)))


def _governance(pool: AsyncPool, ending: ExitStack) -> Runner:
    from council_governance.settings import Settings
    from council_governance.worker import runner

    settings = Settings()
    return runner(settings, pool, _vault(settings, ending))


def _intake(pool: AsyncPool, ending: ExitStack) -> Runner:
    """With all that its reactions need to save: a parked one can be retried."""
    from council_access import Line, Rights, Service
    from council_casework.closed_periods import ClosedPeriods
    from council_intake.application import Intake, Register
    from council_intake.queries import Cases
    from council_intake.queries.companies import Companies
    from council_intake.queries.partners import Partners
    from council_intake.settings import Settings
    from council_intake.worker import SERVICE, runner
    from council_kit.blobs import Blobs

    settings = Settings()
    clock, vault, terms = settings.make_clock(), _vault(settings, ending), settings.make_terms()
    blocking = ending.enter_context(open_pool(settings.database, max_size=2))
    store, rights = Store(SERVICE, blocking, vault, clock), Rights(blocking)
    service = Service(SERVICE, store, rights, clock)
    entries = Service(SERVICE, store, rights, clock, line=Line.SUBSIDY)
    register = Register(store, entries, Companies(blocking, vault), vault, clock, terms)
    cases, blobs = Cases(blocking, vault), Blobs(blocking, vault)
    intake = Intake(
        store, service, cases, register, vault, clock, terms, blobs, ClosedPeriods(blocking), Partners(blocking)
    )
    return runner(settings, pool, vault, intake, register)


def _support(pool: AsyncPool, ending: ExitStack) -> Runner:
    """With all that its reaction needs to save: a parked one can be retried."""
    from council_access import Rights, Service
    from council_casework.closed_periods import ClosedPeriods
    from council_kit.blobs import Blobs
    from council_support.application import Support
    from council_support.queries import Cases
    from council_support.queries.reports import read_layouts
    from council_support.settings import Settings
    from council_support.worker import SERVICE, runner

    settings = Settings()
    clock, vault = settings.make_clock(), _vault(settings, ending)
    blocking = ending.enter_context(open_pool(settings.database, max_size=2))
    store = Store(SERVICE, blocking, vault, clock)
    service = Service(SERVICE, store, Rights(blocking), clock)
    layouts, blobs = read_layouts(settings.report_layouts), Blobs(blocking, vault)
    support = Support(
        store,
        service,
        Cases(blocking, vault),
        vault,
        clock,
        settings.make_terms(),
        blobs,
        ClosedPeriods(blocking),
        layouts,
        settings.consent_entry_days,
    )
    return runner(settings, pool, vault, support)


def _subsidy(pool: AsyncPool, ending: ExitStack) -> Runner:
    from council_subsidy.settings import Settings
    from council_subsidy.worker import runner

    settings = Settings()
    return runner(settings, pool, _vault(settings, ending))


def _reporting(pool: AsyncPool, _: ExitStack) -> Runner:
    from council_reporting.settings import Settings
    from council_reporting.worker import runner

    return runner(Settings(), pool)


def _audit(pool: AsyncPool, _: ExitStack) -> Runner:
    from council_audit.settings import Settings
    from council_audit.worker import runner

    return runner(Settings(), pool)


def _feed(pool: AsyncPool, _: ExitStack) -> Runner:
    from council_feed.settings import Settings
    from council_feed.worker import runner

    return runner(Settings(), pool)


_BUILDERS: Final[dict[str, Build]] = {
    "governance": _governance,
    "intake": _intake,
    "support": _support,
    "subsidy": _subsidy,
    "reporting": _reporting,
    "audit": _audit,
    "feed": _feed,
}
