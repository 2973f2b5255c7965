"""Settings: read from the environment once, refused when they contradict each other, and silent about passwords."""

from pathlib import Path

import pytest
from council_kit.clock import Clock
from council_kit.settings_base import ServiceSettings, VaultSettings
from pydantic import ValidationError

ENVIRONMENT = {
    "COUNCIL_ENVIRONMENT": "development",
    "COUNCIL_DATABASE": "postgresql://council_intake:geheim@127.0.0.1/council_intake",
    "COUNCIL_KAFKA": "scram://council-intake:geheim@127.0.0.1:9092",
    "COUNCIL_TOKEN_PUBLIC_KEY": "/keys/gateway.jwk",
    "COUNCIL_HTTP_PORT": "8402",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("COUNCIL_CLOCK", raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_service_is_told_by_its_environment(environment: pytest.MonkeyPatch):
    settings = ServiceSettings()
    assert settings.kafka == ENVIRONMENT["COUNCIL_KAFKA"]
    assert settings.token_public_key == Path("/keys/gateway.jwk")
    assert settings.namespace == "council"
    assert (settings.vault_database, settings.vault_keys) == (None, None)


def test_what_is_not_said_is_production(environment: pytest.MonkeyPatch):
    environment.delenv("COUNCIL_ENVIRONMENT")
    assert ServiceSettings().environment == "production"


@pytest.mark.parametrize("name", ["COUNCIL_DATABASE", "COUNCIL_KAFKA", "COUNCIL_TOKEN_PUBLIC_KEY", "COUNCIL_HTTP_PORT"])
def test_what_is_missing_stops_the_start(environment: pytest.MonkeyPatch, name: str):
    environment.delenv(name)
    with pytest.raises(ValidationError, match=name.removeprefix("COUNCIL_").lower()):
        ServiceSettings()


def test_production_refuses_a_clock_that_can_be_moved(environment: pytest.MonkeyPatch, tmp_path: Path):
    environment.setenv("COUNCIL_CLOCK", str(tmp_path / "clock"))
    assert isinstance(ServiceSettings().make_clock(), Clock)
    environment.setenv("COUNCIL_ENVIRONMENT", "production")
    with pytest.raises(ValidationError, match="development only"):
        ServiceSettings()


def test_production_refuses_a_broker_at_which_nobody_signs_in(environment: pytest.MonkeyPatch):
    environment.setenv("COUNCIL_KAFKA", "127.0.0.1:9092")
    assert ServiceSettings().kafka == "127.0.0.1:9092"
    environment.setenv("COUNCIL_ENVIRONMENT", "production")
    with pytest.raises(ValidationError, match="nobody who signs in"):
        ServiceSettings()


def test_an_address_that_cannot_be_read_is_refused_without_being_shown(environment: pytest.MonkeyPatch):
    environment.setenv("COUNCIL_KAFKA", "sasl://council-intake:geheim@127.0.0.1:9092")
    with pytest.raises(ValidationError, match="scram://") as refused:
        ServiceSettings()
    assert "geheim" not in str(refused.value)


def test_no_password_is_shown(environment: pytest.MonkeyPatch):
    environment.setenv("COUNCIL_VAULT_DATABASE", "postgresql://vault:geheim@127.0.0.1/vault")
    assert "geheim" not in repr(ServiceSettings())


def test_an_opened_key_is_held_for_a_minute_and_never_longer(environment: pytest.MonkeyPatch):
    environment.setenv("COUNCIL_VAULT_DATABASE", "postgresql://vault@127.0.0.1/vault")
    environment.setenv("COUNCIL_VAULT_KEYS", "/keys")
    assert VaultSettings().vault_held_seconds == 60
    environment.setenv("COUNCIL_VAULT_HELD_SECONDS", "5")
    assert VaultSettings().vault_held_seconds == 5
    environment.setenv("COUNCIL_VAULT_HELD_SECONDS", "61")
    with pytest.raises(ValidationError, match="vault_held_seconds"):
        VaultSettings()
