"""Next steps as a service tells them: those that can be taken now, and those that cannot, with the provision's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from council_gateway.web.notices import provision_text


def step_of(step: Mapping[str, Any]) -> dict[str, Any]:
    """One step with its last path segment (`slug`) and the text of its provision."""
    provision = str(step.get("provision") or "")
    slug = str(step["path"]).rstrip("/").rpartition("/")[2]
    return {**step, "slug": slug, "provision": provision, "provision_text": provision_text(provision)}


def split_steps(steps: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those allowed, what mostly comes next before the others, and those not; else in the service's order."""
    made = [step_of(each) for each in steps]
    allowed = [step for step in made if step["allowed"]]
    return sorted(allowed, key=lambda step: not step.get("usual")), [step for step in made if not step["allowed"]]


def step_named(steps: Iterable[Mapping[str, Any]], slug: str) -> dict[str, Any] | None:
    """The step of this command, if the service tells of it."""
    return next((step for step in map(step_of, steps) if step["slug"] == slug), None)
