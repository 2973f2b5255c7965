"""A broker's address as one connection string, like PostgreSQL's: where it is, and who signs in there.

    kafka:9092                                          nobody signs in: a broker that asks nobody
    scram://council-intake:password@kafka:9092          SCRAM-SHA-512
    scram+tls://…@kafka:9093?ca=/etc/kafka/ca.crt       the same over TLS; without `ca` the system's authorities count
    plain://administrator:password@kafka:9092           PLAIN, for whoever makes users before there are any

Several brokers are separated by commas. User and password are percent-encoded where they hold a reserved character.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

_MECHANISMS: Final = {"scram": "SCRAM-SHA-512", "plain": "PLAIN"}
_SCHEMES: Final = {mechanism: scheme for scheme, mechanism in _MECHANISMS.items()}


class AddressError(ValueError):
    """Not an address of a broker. Never tells the address itself: it may hold a password."""


@dataclass(frozen=True)
class BrokerAddress:
    """`servers` is `host:port[,host:port…]`; without a `mechanism` nobody signs in, and nothing is encrypted."""

    servers: str
    mechanism: str | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    authority: Path | None = None
    """PEM file of the authority that signed the broker's certificate."""

    @classmethod
    def of(cls, address: str) -> Self:
        """Raises AddressError."""
        if "://" not in address:
            return cls(_checked(address))
        parts = urlsplit(address)
        scheme, _, tls = parts.scheme.partition("+")
        user, _, password = parts.netloc.rpartition("@")[0].partition(":")
        if scheme not in _MECHANISMS or tls not in ("", "tls") or not user or not password or parts.path:
            raise AddressError("expected scram://user:password@host:port, scram+tls://…, plain://… or host:port")
        authority = parse_qs(parts.query).get("ca", [None])[0]
        return cls(
            servers=_checked(parts.netloc.rpartition("@")[2]),
            mechanism=_MECHANISMS[scheme],
            user=unquote(user),
            password=unquote(password),
            tls=bool(tls),
            authority=Path(authority) if authority else None,
        )

    def __str__(self) -> str:
        """The connection string; it holds the password."""
        if self.mechanism is None:
            return self.servers
        scheme = _SCHEMES[self.mechanism] + ("+tls" if self.tls else "")
        query = f"?ca={quote(str(self.authority))}" if self.authority else ""
        return f"{scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{self.servers}{query}"

    def signed_in_as(self, user: str, password: str) -> Self:
        """The same broker for another user, who signs in with SCRAM; the same address where nobody signs in."""
        if self.mechanism is None:
            return self
        return type(self)(self.servers, _MECHANISMS["scram"], user, password, self.tls, self.authority)

    @property
    def protocol(self) -> str:
        """As Kafka's clients name it: PLAINTEXT, SASL_PLAINTEXT or SASL_SSL."""
        if self.mechanism is None:
            return "PLAINTEXT"
        return "SASL_SSL" if self.tls else "SASL_PLAINTEXT"

    def credentials(self) -> dict[str, Any] | None:
        """Arguments of `faust.SASLCredentials`; None where nobody signs in."""
        if self.mechanism is None:
            return None
        return {
            "username": self.user,
            "password": self.password,
            "mechanism": self.mechanism,
            "ssl_context": self._context(),
        }

    def client(self) -> dict[str, Any]:
        """Arguments of every client of aiokafka: where to connect, and as whom."""
        if self.mechanism is None:
            return {"bootstrap_servers": self.servers}
        return {
            "bootstrap_servers": self.servers,
            "security_protocol": self.protocol,
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
            "ssl_context": self._context(),
        }

    def native(self) -> dict[str, Any]:
        """The same as settings of librdkafka."""
        if self.mechanism is None:
            return {"bootstrap.servers": self.servers}
        return {
            "bootstrap.servers": self.servers,
            "security.protocol": self.protocol,
            "sasl.mechanism": self.mechanism,
            "sasl.username": self.user,
            "sasl.password": self.password,
        } | ({"ssl.ca.location": str(self.authority)} if self.authority else {})

    def _context(self) -> ssl.SSLContext | None:
        return ssl.create_default_context(cafile=self.authority) if self.tls else None


def _checked(servers: str) -> str:
    for server in servers.split(","):
        host, _, port = server.rpartition(":")
        if not host or not port.isdigit():
            raise AddressError("a broker is named host:port")
    return servers
