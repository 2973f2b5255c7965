"""What the development issuer is told by its environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class IssuerSettings(BaseSettings):
    """Settings with the prefix `COUNCIL_`; raises pydantic.ValidationError in production."""

    model_config = SettingsConfigDict(env_prefix="COUNCIL_", frozen=True, extra="ignore")

    environment: Literal["development", "production"] = "production"
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8409, ge=0, le=65535)
    issuer: str = "http://127.0.0.1:8409"
    """The issuer identifier: the address of this process as browsers and the gateway reach it."""
    issuer_key: Path
    """RSA private JWK that signs the tokens."""
    issuer_client: str = "council-gateway"
    issuer_redirects: tuple[str, ...] = ("http://127.0.0.1:8400/", "http://localhost:8400/")
    """Addresses under which a sign-in may be sent back; each ends with a slash."""

    @model_validator(mode="after")
    def _never_in_production(self) -> Self:
        if self.environment == "production":
            raise ValueError(
                "開発用サインインは本番環境では起動しません / the development issuer does not start in production"
            )
        if any(not address.endswith("/") for address in self.issuer_redirects):
            raise ValueError("every address in COUNCIL_ISSUER_REDIRECTS ends with a slash")
        return self
