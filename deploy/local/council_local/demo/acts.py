"""One thing that somebody does in the demo: who, where, what, on which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5


@dataclass(frozen=True, slots=True)
class Act:
    """A command through the gateway's API. `path` stands below /v1 of the service; `body` is the command's JSON.

    `dated`: whether the command takes a business date.
    """

    person: str
    service: str
    path: str
    on: dt.date
    body: dict[str, Any]
    purpose: str = "case_work"
    dated: bool = True

    @property
    def url(self) -> str:
        """The path at the gateway."""
        return f"/api/{self.service}/v1/{self.path}"

    @property
    def json(self) -> dict[str, Any]:
        """The command, with its business date where it takes one."""
        return {**self.body, "occurred_on": self.on.isoformat()} if self.dated else self.body

    def key(self, number: int) -> str:
        """An Idempotency-Key that is the same whenever the demo is played again; `number` is the act's place."""
        about = next((self.body[name] for name in ("case_id", "company_id", "agency_id") if self.body.get(name)), "")
        return str(uuid5(NAMESPACE_URL, f"urn:council:demo:{self.person}:{self.path}:{about}:{self.on}:{number}"))
