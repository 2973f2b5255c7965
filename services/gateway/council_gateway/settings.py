"""What the gateway is told by its environment."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from council_kit.settings_base import ServiceSettings
from pydantic import Field, SecretStr, model_validator


class GatewaySettings(ServiceSettings):
    """Settings with the prefix `COUNCIL_`; raises pydantic.ValidationError when one is missing or contradicts another.

    The gateway uses no database, no broker and no vault, and signs tokens instead of verifying them: those settings of
    a service may stay empty, and are never looked at.
    """

    database: str = Field(default="", repr=False)
    kafka: str = ""
    token_public_key: Path = Path()
    http_port: int = Field(default=8400, ge=0, le=65535)
    public_url: str = "http://127.0.0.1:8400"
    """Address under which browsers reach the gateway, without a final slash; the redirect address of sign-in begins with it."""
    token_private_key: Path
    """Ed25519 private JWK that signs the internal tokens."""
    session_key: Path
    """32 random bytes that seal the session cookie; all gateways of one address share them."""
    session_hours: int = Field(default=8, ge=1, le=24)
    oidc_issuer: str
    """Issuer identifier; its discovery document is found below it."""
    oidc_client_id: str = "council-gateway"
    oidc_client_secret: SecretStr | None = None
    """None for a public client, which PKCE alone protects."""
    oidc_audience: str = "council-gateway"
    """Audience that an access token presented to the staff API must name."""
    consultation_hours: dict[str, str] = Field(default_factory=dict)
    """By council (`13`), the hours in which it takes consultations, as shown on the public list; none in the texts (YR-2-2-2-1-2)."""
    security_contact: str | None = Field(default=None, pattern=r"^(mailto:|https://)\S+$")
    """Whom to tell of a weakness (`mailto:…` or `https://…`), as `/.well-known/security.txt` names it."""
    governance_url: str = "http://127.0.0.1:8401"
    intake_url: str = "http://127.0.0.1:8402"
    support_url: str = "http://127.0.0.1:8403"
    subsidy_url: str = "http://127.0.0.1:8404"
    reporting_url: str = "http://127.0.0.1:8405"
    audit_url: str = "http://127.0.0.1:8406"
    feed_url: str = "http://127.0.0.1:8407"

    @model_validator(mode="after")
    def _production_is_encrypted(self) -> Self:
        addresses = (self.oidc_issuer, self.public_url)
        if self.environment == "production" and not all(address.startswith("https://") for address in addresses):
            raise ValueError("in production the issuer and the public address begin with https://")
        return self

    @property
    def services(self) -> dict[str, str]:
        """Base address of each service by its name."""
        return {
            "governance": self.governance_url,
            "intake": self.intake_url,
            "support": self.support_url,
            "subsidy": self.subsidy_url,
            "reporting": self.reporting_url,
            "audit": self.audit_url,
            "feed": self.feed_url,
        }
