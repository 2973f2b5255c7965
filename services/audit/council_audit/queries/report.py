"""The page for people in an export bundle: what was recorded and who read it. Sealed values stay sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from council_kit.clock import JST
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from council_audit.bundle import Contents
from council_audit.queries.answers import SignedCheckpoint
from council_audit.replay import Told


class AccessTold(NamedTuple):
    """One read or refusal, in words. `withheld`: its bytes name other cases and are not in the bundle."""

    number: int
    recorded_at: dt.datetime
    actor: str
    council: str
    purpose: str
    what: str
    service: str
    withheld: bool


def report_of(
    contents: Contents,
    checkpoint: SignedCheckpoint,
    told: Sequence[Told],
    accesses: Iterable[AccessTold],
    witnesses: Sequence[str],
) -> str:
    """One page of HTML without scripts or other files."""
    return _template().render(
        contents=contents, checkpoint=checkpoint, told=told, accesses=list(accesses), witnesses=witnesses
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("council_audit.queries"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["instant"] = _instant
    return environment.get_template("report.html")


def _instant(instant: dt.datetime) -> str:
    return instant.astimezone(JST).strftime("%Y年%m月%d日 %H:%M:%S")
