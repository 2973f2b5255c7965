"""What the environment tells feed. The only reader of it."""

from __future__ import annotations

from pathlib import Path

from council_access import AccessSettings
from pydantic import Field


class Settings(AccessSettings):
    """feed is given no vault and no key of a council. Its own secret makes pseudonyms, tokens and signing keys."""

    http_port: int = Field(default=8407, ge=0, le=65535)
    feed_secret: Path
    """32 random bytes or more, from which every subscription's keys are derived. Lost, all subscriptions begin anew."""
    feed_url: str = "http://127.0.0.1:8407"
    """Address under which other systems reach feed, without a final slash."""
    gateway_url: str = "http://127.0.0.1:8400"
    """Address of the gateway, where `dataref` points to."""
    allowed_hosts: frozenset[str] = frozenset()
    """Hosts that webhooks may reach though they are private or plain; development only."""
    settling_days: int = Field(default=5, ge=0, le=60)
    """Days after the end of a month until it is closed: most late entries are made by then."""
    release_interval: float = Field(default=5.0, gt=0, le=3600)
    """Seconds between two looks whether a day, month or quarter has closed."""
    kafka_outside: str = ""
    """Where subscribers connect to the broker and sign in. Empty: the broker knows no users, and none are made."""
    kafka_granting: str = Field(default="", repr=False)
    """The broker's address for whoever makes subscribers' users and grants them their topic; empty: `kafka`."""
    kafka_replication: int = Field(default=1, ge=1, le=7)
    """Replicas of the subscriptions' topics."""
