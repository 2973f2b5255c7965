"""Publicity and training of a council."""

from __future__ import annotations

from typing import get_args

from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter

from council_reporting.application import Activities
from council_reporting.domain.activities import ActivityCommand


def routes(activities: Activities) -> APIRouter:
    """The commands; what they recorded is counted in the figures."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["activities"])
    for command in get_args(ActivityCommand):
        command_route(router, f"/activities/{kebab(command)}", command, activities.record)
    return router
