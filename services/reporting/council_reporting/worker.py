"""The stream door: the projections of reporting bound to kit's runner, and the windows on Faust."""

from __future__ import annotations

from council_access import RIGHTS
from council_kit.postgres import AsyncPool
from council_kit.runner import Runner

from council_reporting.projections import figures_projection
from council_reporting.settings import ReportingSettings
from council_reporting.windows import Windows


def make_runner(settings: ReportingSettings, pool: AsyncPool) -> Runner:
    """The figures, and the rights of those who ask for them. No vault: reporting opens nothing."""
    projections = (figures_projection(settings.bands), RIGHTS)
    return Runner("reporting", settings.kafka, settings.namespace, pool, projections)


def make_windows(settings: ReportingSettings, pool: AsyncPool) -> Windows:
    """The live activity."""
    return Windows(settings.kafka, settings.namespace, pool)
