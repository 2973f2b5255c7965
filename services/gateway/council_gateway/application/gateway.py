"""The parts that every door of the gateway works with; made once in main.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from council_kit.auth import RefusalLimiter

from council_gateway.application.names import Names
from council_gateway.application.publications import Publications
from council_gateway.application.sessions import Seal
from council_gateway.application.sign_in import Issuer
from council_gateway.clients import Contracts, Services


@dataclass(frozen=True)
class Gateway:
    """`secure` tells whether cookies are for https only; `public_url` is how browsers reach us.

    `visitors` limits the requests of an address that has not signed in and reads what is public.
    `consultation_hours`: by council, where it has fixed any. `security_contact`: whom to tell of a weakness.
    """

    issuer: Issuer
    seal: Seal
    services: Services
    contracts: Contracts
    names: Names
    refusals: RefusalLimiter
    publications: Publications
    visitors: RefusalLimiter
    consultation_hours: Mapping[str, str]
    security_contact: str | None
    public_url: str
    secure: bool
    session_hours: int
    today: Callable[[], dt.date]
    real_now: Callable[[], dt.datetime]
