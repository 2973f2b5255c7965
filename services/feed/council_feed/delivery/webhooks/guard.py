"""Webhooks go to public addresses only (SSRF): looked at when the connection is made, so no second answer of a name
server can bring it elsewhere, and a redirect is never followed.

Private, loopback, link-local (where clouds keep their metadata), multicast and reserved addresses are refused, also
when they stand inside an IPv6 address. `allowed` hosts of the development may be private.
"""

from __future__ import annotations

import contextvars
import ipaddress
import socket
from typing import Any, Final

from aiohttp import TCPConnector

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_ALLOWED: Final[contextvars.ContextVar[bool]] = contextvars.ContextVar("feed_may_be_private", default=False)


class BlockedAddressError(OSError):
    """The endpoint's address is not a public one."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else found.ipv4_mapped
        if inner is not None:
            return is_public(str(inner))
        if found.sixtofour is not None or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved and not found.is_unspecified


def allow(private: bool) -> None:
    """Whether the connections that this task makes from now on may be private: the host is on the allow-list."""
    _ALLOWED.set(private)


def guarded_socket(address: tuple[Any, ...]) -> socket.socket:
    """A socket for the address that is about to be connected to; raises BlockedAddressError for one that is not public."""
    family, kind, protocol, _, place = address
    if not _ALLOWED.get() and not is_public(str(place[0])):
        raise BlockedAddressError("the endpoint's address is not public")
    return socket.socket(family=family, type=kind, proto=protocol)


def connector() -> TCPConnector:
    """Connections for webhooks; many hosts, few to each."""
    return TCPConnector(
        limit=0, limit_per_host=16, ttl_dns_cache=10, keepalive_timeout=30, socket_factory=guarded_socket
    )
