"""The stream door: relay, the projections of reporting on kit's runner, and the windows on Faust."""

from __future__ import annotations

from typing import Final

from council_access import RIGHTS
from council_kit.broker_rights import Uses
from council_kit.clock import Clock
from council_kit.postgres import AsyncPool
from council_kit.relay import Relay
from council_kit.runner import Runner
from council_kit.runner.nightly import Nightly
from council_kit.store import Store
from council_kit.timer import Timer

from council_reporting.application import Publication
from council_reporting.projections import EDITIONS, EVALUATIONS, PUBLICATIONS, REGISTER, figures_projection
from council_reporting.rules import Bands
from council_reporting.settings import Settings
from council_reporting.windows import COUNTED, TABLE, Windows

SERVICE: Final = "reporting"
PROJECTIONS: Final = (EDITIONS, EVALUATIONS, PUBLICATIONS, REGISTER, RIGHTS)
"""All but the figures, whose bands are settings."""
USES: Final = Uses(SERVICE, (*PROJECTIONS, figures_projection(Bands()), COUNTED), (TABLE,))
_LOOK_EVERY: Final = 1.0
"""Somebody waits for a publication."""


def relay(settings: Settings, pool: AsyncPool, store: Store) -> Relay:
    """Publishes the editions, the activities, what is public of the figures, and who read which figures."""
    return Relay(SERVICE, settings.kafka, settings.namespace, pool, store, poll=settings.poll_interval)


def runner(settings: Settings, pool: AsyncPool) -> Runner:
    """The figures, their editions, what was published, the register, the askers' rights. No vault: reporting opens nothing."""
    projections = (figures_projection(settings.bands), *PROJECTIONS)
    return Runner(SERVICE, settings.kafka, settings.namespace, pool, projections)


def timer(clock: Clock, publication: Publication) -> Timer:
    """Works out the publications that were asked for."""
    return Timer(SERVICE, clock, publication.jobs(), every=_LOOK_EVERY)


def nightly(settings: Settings, pool: AsyncPool) -> Nightly:
    """Holds every read table against the events, once a night."""
    checking = runner(settings, pool)
    return Nightly(SERVICE, pool, checking.projections, checking.check, settings.check_hour)


def windows(settings: Settings, pool: AsyncPool) -> Windows:
    """The live activity."""
    return Windows(settings.kafka, settings.namespace, pool)
