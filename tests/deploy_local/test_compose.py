"""docker-compose.yml starts what `council up` starts, with settings that the processes themselves accept."""

import json
import re
from pathlib import Path

import pytest
import yaml
from council_gateway.settings import GatewaySettings
from council_kit.broker import BrokerAddress
from council_kit.broker_rights import principal_of
from council_kit.settings_base import ServiceSettings
from council_local.catalogue import GATEWAY, ISSUER, PLACES, SERVICES, VAULT_SERVICES, Catalogue, Servers
from council_local.issuer.settings import IssuerSettings
from council_local.layout import Layout
from council_local.principals import GRANTING
from council_local.provision import names
from council_local.settings import LocalSettings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
CATALOGUE = Catalogue(LocalSettings(), Layout(Path("/data")))
SERVERS = Servers(*(dict.fromkeys(names, "dsn") for names in (SERVICES, SERVICES, VAULT_SERVICES)))


EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)
ASKED = re.compile(r"\$\{(\w+):\?[^}]+\}")


def given(name: str) -> dict[str, str]:
    """The environment of a container, with the variables of the example."""
    environment = COMPOSE["services"][name]["environment"]
    return {key: ASKED.sub(lambda found: EXAMPLE[found[1]], str(value)) for key, value in environment.items()}


def test_every_password_comes_from_the_environment_and_none_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    assert set(ASKED.findall(text)) == set(EXAMPLE)
    assert not re.search(r"\$\{\w+(:?-|\})", text), "a variable without which nothing starts"
    assert len(set(EXAMPLE.values())) == len(EXAMPLE)
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", PLACES)
def test_a_process_is_told_no_password_but_its_own(name: str):
    told = set(ASKED.findall(str(COMPOSE["services"][name])))
    own = {f"COUNCIL_PASSWORD_{name.upper()}"} if name in SERVICES else set()
    assert told == own | ({"COUNCIL_PASSWORD_FEED_GRANTS"} if name == "feed" else set())


def test_prepare_gives_every_role_and_user_the_password_that_its_process_signs_in_with(monkeypatch):
    settings = settings_of(LocalSettings, "prepare", monkeypatch)
    for name in SERVICES:
        database, broker = given(name)["COUNCIL_DATABASE"], BrokerAddress.of(given(name)["COUNCIL_KAFKA"])
        role = names("council")[name]
        assert f"{role}:{settings.database_passwords[role].get_secret_value()}@" in database
        assert settings.kafka_passwords[broker.user].get_secret_value() == broker.password


def settings_of(kind, name, monkeypatch):
    for key, value in given(name).items():
        monkeypatch.setenv(key, value)
    return kind()


def test_there_is_a_container_for_every_process_and_server():
    assert set(COMPOSE["services"]) == {"kafka", "postgres", "prepare", *PLACES}


@pytest.mark.parametrize("name", PLACES)
def test_a_container_runs_the_command_that_council_up_runs(name):
    assert COMPOSE["services"][name]["command"] == ["python", *CATALOGUE.component(name, SERVERS).command[1:]]


@pytest.mark.parametrize("name", PLACES)
def test_a_container_is_told_what_council_up_tells(name):
    assert set(given(name)) == set(CATALOGUE.environment(name, SERVERS)) - {"COUNCIL_CLOCK"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_accepts_its_settings_and_gets_its_own_database(name, monkeypatch):
    settings = settings_of(ServiceSettings, name, monkeypatch)
    database = names("council")[name]
    assert re.fullmatch(rf"postgresql://{database}:\w+@postgres:5432/{database}", settings.database)
    assert settings.kafka == f"scram://{principal_of(name, 'council')}:development_{name}@kafka:9092"
    assert settings.http_port == 8400 + PLACES[name]
    assert (settings.vault_database is not None) == (name in VAULT_SERVICES)


def test_nobody_reaches_the_broker_without_signing_in():
    kafka = given("kafka")
    protocols = dict(each.split(":") for each in kafka["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(","))
    assert protocols.keys() == {each.split("://")[0] for each in kafka["KAFKA_LISTENERS"].split(",")}
    assert set(protocols.values()) == {"SASL_PLAINTEXT"}
    administrator = BrokerAddress.of(given("prepare")["COUNCIL_KAFKA"])
    assert kafka["KAFKA_SUPER_USERS"] == f"User:{administrator.user}"
    for listener in ("INSIDE", "CONTROLLER"):
        said = kafka[f"KAFKA_LISTENER_NAME_{listener}_PLAIN_SASL_JAAS_CONFIG"]
        assert f'user_{administrator.user}="{administrator.password}"' in said
    granting = BrokerAddress.of(given("feed")["COUNCIL_KAFKA_GRANTING"])
    assert granting.user == principal_of(GRANTING, "council")
    assert json.loads(given("prepare")["COUNCIL_KAFKA_PASSWORDS"])[granting.user] == granting.password


def test_gateway_and_issuer_accept_their_settings_and_meet(monkeypatch):
    gateway = settings_of(GatewaySettings, GATEWAY, monkeypatch)
    issuer = settings_of(IssuerSettings, ISSUER, monkeypatch)
    assert gateway.oidc_issuer == issuer.issuer
    assert f"{gateway.public_url}/" in issuer.issuer_redirects
    assert COMPOSE["services"][GATEWAY]["network_mode"] == f"service:{ISSUER}"
    for name, address in gateway.services.items():
        assert address == f"http://{name}:{8400 + PLACES[name]}"


def test_what_is_prepared_is_where_the_processes_look_for_it():
    prepared = {volume.split(":")[0]: volume.split(":")[1] for volume in COMPOSE["services"]["prepare"]["volumes"]}
    layout = Layout(Path(given("prepare")["COUNCIL_DATA"]))
    assert prepared == {
        "keys": str(layout.keys),
        "public": str(layout.public),
        "secrets": str(layout.secrets),
        "signing": str(layout.signing),
        "feed": str(layout.feed),
        "witness": str(layout.witness),
    }
    prepared["ledger"] = str(layout.ledger)  # which audit itself writes
    for name in PLACES:
        for volume in COMPOSE["services"][name]["volumes"]:
            source, target, mode = volume.split(":")
            assert prepared[source] == target
            assert mode == ("rw" if source in ("ledger", "witness") else "ro")
        files = {value for key, value in given(name).items() if value.startswith("/data/")}
        mounted = {volume.split(":")[1] for volume in COMPOSE["services"][name]["volumes"]}
        assert all(any(file.startswith(folder) for folder in mounted) for file in files)


def test_every_name_that_is_referred_to_exists():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
        if "build" in service:
            assert (ROOT / service["build"]["dockerfile"]).exists()
            member = service["build"]["args"]["SERVICE"]
            assert (ROOT / "services" / member).is_dir() or member == "local"


def test_nothing_is_published_beyond_this_machine():
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
