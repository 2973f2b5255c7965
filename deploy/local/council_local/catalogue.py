"""The processes of the platform, their ports, and what each is given: nothing that it doesn't need.

Only governance, intake, support, subsidy and audit are given the vault and its key files (audit opens only what an open
investigation has opened); the gateway has no database,
no broker and no vault, and alone holds the key that signs internal tokens.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from council_events.topics import PUBLISHING_SERVICES

from council_local.component import Component
from council_local.layout import Layout
from council_local.probes import answers_ready
from council_local.settings import LocalSettings, inherited

SERVICES: Final = PUBLISHING_SERVICES
VAULT_SERVICES: Final = ("governance", "intake", "support", "subsidy", "audit")
FIRST_ADMINISTRATOR: Final = "admin-1"
"""Enters the first office holders of an empty platform; holds no right to a case."""
GATEWAY: Final = "gateway"
AUDIT: Final = "audit"
FEED: Final = "feed"
WITNESS: Final = "witness"
WITNESS_NAME: Final = "council-witness"
LEDGER_ORIGIN: Final = "council-ledger"
"""What the ledger and its witness are called in signed notes."""
ISSUER: Final = "issuer"
PLACES: Final = {
    GATEWAY: 0,
    **{service: place for place, service in enumerate(SERVICES, start=1)},
    WITNESS: 8,
    ISSUER: 9,
}
"""Port of each process, counted from the gateway's."""
TITLES: Final = {
    "gateway": "ゲートウェイ",
    "governance": "体制・選任",
    "intake": "相談",
    "support": "支援",
    "subsidy": "計画策定支援",
    "reporting": "統計・報告",
    "audit": "監査",
    "feed": "他システムへの配信",
    "witness": "台帳の立会人",
    "issuer": "開発用サインイン",
}


# The gateway is ready when all services are, hence after the first download of the broker too.
_PATIENCE: Final = {**dict.fromkeys(PLACES, 120.0), GATEWAY: 600.0}


@dataclass(frozen=True)
class Servers:
    """The connection strings of each service: to the broker, to its own database, to the vault."""

    brokers: Mapping[str, str]
    databases: Mapping[str, str]
    vaults: Mapping[str, str]
    granting: str = ""
    """The broker's address for whoever makes the users of the feed's subscribers."""
    outside: str = ""
    """Where subscribers of the feed connect to the broker; empty where it knows no users."""


@dataclass(frozen=True)
class Catalogue:
    """Builds the component of every process for one data folder."""

    settings: LocalSettings
    layout: Layout

    def port(self, name: str) -> int:
        return self.settings.port + PLACES[name]

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port(name)}"

    def environment(self, name: str, servers: Servers) -> dict[str, str]:
        """The COUNCIL_ variables of one process."""
        given = self._common(name)
        if name == GATEWAY:
            return given | self._of_gateway()
        if name == ISSUER:
            return given | self._of_issuer()
        if name == WITNESS:
            return given | self._of_witness()
        given |= {
            "COUNCIL_DATABASE": servers.databases[name],
            "COUNCIL_KAFKA": servers.brokers[name],
            "COUNCIL_NAMESPACE": self.settings.namespace,
            "COUNCIL_TOKEN_PUBLIC_KEY": str(self.layout.public / "token.jwk"),
            "COUNCIL_BOOTSTRAP_ADMINISTRATORS": f'["{FIRST_ADMINISTRATOR}"]',
        }
        if name == AUDIT:
            given |= self._of_audit()
        if name == FEED:
            given |= self._of_feed(servers)
        if name in VAULT_SERVICES:
            given |= {"COUNCIL_VAULT_DATABASE": servers.vaults[name], "COUNCIL_VAULT_KEYS": str(self.layout.keys)}
        return given

    def component(self, name: str, servers: Servers) -> Component:
        module = f"council_local.{name}" if name in (ISSUER, WITNESS) else f"council_{name}.main"
        return Component(
            name=name,
            title=TITLES[name],
            command=(sys.executable, "-m", module),
            log=self.layout.log(name),
            port=self.port(name),
            ready=lambda: answers_ready(self.url(name)),
            env=inherited() | self.environment(name, servers),
            patience=_PATIENCE[name],
            url=self.url(name),
        )

    def _common(self, name: str) -> dict[str, str]:
        given = {
            "COUNCIL_ENVIRONMENT": "development",
            "COUNCIL_HTTP_PORT": str(self.port(name)),
            "COUNCIL_LOG_LEVEL": self.settings.log_level,
            "COUNCIL_CLOCK": str(self._clock),
        }
        if self.settings.otlp_endpoint:
            given["COUNCIL_OTLP_ENDPOINT"] = self.settings.otlp_endpoint
        if self.settings.trace_file:
            given["COUNCIL_TRACE_FILE"] = str(self.settings.trace_file.absolute())
        return given

    @property
    def _clock(self) -> Path:
        return self.settings.clock or self.layout.clock

    def _of_gateway(self) -> dict[str, str]:
        return {
            "COUNCIL_PUBLIC_URL": self.url(GATEWAY),
            "COUNCIL_TOKEN_PRIVATE_KEY": str(self.layout.secrets / "token.jwk"),
            "COUNCIL_SESSION_KEY": str(self.layout.secrets / "session.key"),
            "COUNCIL_OIDC_ISSUER": self.url(ISSUER),
            **{f"COUNCIL_{service.upper()}_URL": self.url(service) for service in SERVICES},
        }

    def _of_audit(self) -> dict[str, str]:
        return {
            "COUNCIL_LEDGER_FOLDER": str(self.layout.ledger),
            "COUNCIL_LEDGER_KEY": str(self.layout.signing / "ledger.jwk"),
            "COUNCIL_LEDGER_ORIGIN": LEDGER_ORIGIN,
            "COUNCIL_WITNESSES": f'["{self.url(WITNESS)} {self.layout.witness_key}"]',
        }

    def _of_witness(self) -> dict[str, str]:
        """On one machine the second party is a process of its own with a key of its own; elsewhere it is somebody else."""
        return {
            "COUNCIL_WITNESS_NAME": WITNESS_NAME,
            "COUNCIL_WITNESS_KEY": str(self.layout.witness / "witness.jwk"),
            "COUNCIL_WITNESS_LOGS": f'["{self.layout.ledger_key}"]',
            "COUNCIL_WITNESS_FOLDER": str(self.layout.witness),
        }

    def _of_feed(self, servers: Servers) -> dict[str, str]:
        return {
            "COUNCIL_FEED_SECRET": str(self.layout.feed / "feed.secret"),
            "COUNCIL_FEED_URL": self.url(FEED),
            "COUNCIL_GATEWAY_URL": self.url(GATEWAY),
            "COUNCIL_ALLOWED_HOSTS": '["127.0.0.1"]',
            "COUNCIL_KAFKA_OUTSIDE": servers.outside,
            "COUNCIL_KAFKA_GRANTING": servers.granting,
        }

    def _of_issuer(self) -> dict[str, str]:
        return {
            "COUNCIL_ISSUER": self.url(ISSUER),
            "COUNCIL_ISSUER_KEY": str(self.layout.secrets / "issuer.jwk"),
            "COUNCIL_ISSUER_REDIRECTS": f'["{self.url(GATEWAY)}/", "http://localhost:{self.port(GATEWAY)}/"]',
        }
