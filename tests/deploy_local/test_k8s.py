"""deploy/k8s names the same processes, topics and databases as the rest of the repository."""

import os
import re
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from council_audit.ledger import owning as ledger_owning
from council_events.topics import (
    CANDIDATE_SERVICES,
    PARTITIONS,
    PUBLISHING_SERVICES,
    access_topic,
    candidates_topic,
    changelog_topic,
    events_topic,
    journal_topic,
    outlet_topic,
    relay_topic,
)
from council_kit.blobs import owning as blobs_owning
from council_kit.broker import BrokerAddress
from council_kit.broker_rights import principal_of
from council_kit.store import owning
from council_local.catalogue import GATEWAY, PLACES, SERVICES, VAULT_SERVICES, Catalogue, Servers
from council_local.layout import Layout
from council_local.principals import USES, rights
from council_local.provision import VAULT, names, owner_of
from council_local.settings import LocalSettings
from prometheus_client import REGISTRY
from psycopg.conninfo import conninfo_to_dict

K8S = Path(__file__).resolve().parents[2] / "deploy" / "k8s"
PROCESSES = (*SERVICES, GATEWAY)
SUFFIXES = ("total", "bucket", "count", "sum")
RECORDING = {"audit": ledger_owning, **dict.fromkeys(("intake", "support", "subsidy"), blobs_owning)}
"""Whose owner makes more than the store."""


def documents(file: Path) -> list[dict]:
    return [document for document in yaml.safe_load_all(file.read_text("utf-8")) if document]


def test_every_resource_of_a_kustomization_exists():
    files = list(K8S.rglob("kustomization.yaml"))
    assert len(files) == 4 + len(PROCESSES)
    for file in files:
        for resource in documents(file)[0]["resources"]:
            target = (file.parent / resource).resolve()
            assert target.exists(), f"{file}: {resource}"
            assert target.is_file() or (target / "kustomization.yaml").exists()
        for patch in documents(file)[0].get("patches", []):
            assert "path" not in patch or (file.parent / patch["path"]).exists()


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_is_patched_into_the_places_that_the_base_has(name):
    base = documents(K8S / "process" / "deployment.yaml")[0]
    overlay = documents(K8S / "services" / name / "kustomization.yaml")[0]
    operations = yaml.safe_load(overlay["patches"][0]["patch"])
    for operation in operations:
        place = base
        for part in operation["path"].strip("/").split("/"):
            place = place[int(part)] if part.isdigit() else place[part]
    values = [operation["value"] for operation in operations]
    assert values[0] == ["python", "-m", f"council_{name}.main"]
    assert values[1] == int(values[2]) == 8400 + PLACES[name]
    assert f"services/{name}" in documents(K8S / "kustomization.yaml")[0]["resources"]


def test_the_topics_are_those_of_the_published_language():
    topics = {each["metadata"]["name"]: each["spec"] for each in documents(K8S / "base" / "topics.yaml")}
    wanted = {make(service) for service in PUBLISHING_SERVICES for make in (events_topic, access_topic, relay_topic)}
    wanted |= {candidates_topic(service) for service in CANDIDATE_SERVICES}
    wanted |= {outlet_topic(), journal_topic()}
    changelogs = {changelog_topic(uses.service, table) for uses in USES for table in uses.tables}
    assert set(topics) == wanted | changelogs
    for name, spec in topics.items():
        is_cursor = name.endswith((".relay", ".outlet"))
        policy = "compact" if is_cursor else "compact,delete" if name in changelogs else "delete"
        assert spec["partitions"] == (1 if is_cursor or name == journal_topic() else PARTITIONS)
        assert spec["config"]["cleanup.policy"] == policy


def test_every_service_signs_in_to_the_broker_with_the_rights_that_it_declares():
    kafka = documents(K8S / "base" / "kafka.yaml")[1]["spec"]
    assert kafka["kafka"]["authorization"] == {"type": "simple"}, "nobody is above the lists"
    assert all(each["authentication"] == {"type": "scram-sha-512"} for each in kafka["kafka"]["listeners"])
    users = {each["metadata"]["name"]: each["spec"] for each in documents(K8S / "base" / "users.yaml")}
    assert users.keys() == rights("council").keys()
    ignored = kafka["entityOperator"]["template"]["userOperatorContainer"]["env"][0]["value"]
    assert re.fullmatch(ignored, str(uuid4()))
    assert not [name for name in users if re.search(ignored, name)]
    for name, declared in rights("council").items():
        allowed = {
            (rule["resource"]["type"], rule["resource"].get("name", "kafka-cluster"), operation)
            for rule in users[name]["authorization"]["acls"]
            for operation in rule["operations"]
        }
        assert allowed == {(right.resource.value, right.name, right.operation.value) for right in declared}


def settings_of(name: str) -> dict[str, str]:
    """What a process is told, secrets and addresses that stand elsewhere put in; production's two are https."""
    elsewhere = {"gateway": "https://council.example.jp", "issuer": "https://id.example.jp", "witnesses": "[]"}
    elsewhere |= {"vault": "https://openbao.example.jp/v1/transit"}
    base = documents(K8S / "process" / "deployment.yaml")[0]["spec"]["template"]["spec"]["containers"][0]["env"]
    own = documents(K8S / "services" / name / "settings.yaml")[0]["spec"]["template"]["spec"]["containers"][0]["env"]
    told: dict[str, str] = {}
    for each in (*base, *own):
        source = each.get("valueFrom", {})
        key = next((said["key"] for said in source.values()), "")
        value = each.get("value", elsewhere.get(key, key))
        told[each["name"]] = re.sub(r"\$\((\w+)\)", lambda found: told[found[1]], value)
    return told


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_accepts_what_it_is_told_in_production_and_lacks_nothing(name: str, monkeypatch: pytest.MonkeyPatch):
    told = settings_of(name)
    for key in [key for key in os.environ if key.startswith("COUNCIL_")]:
        monkeypatch.delenv(key)  # what the tests themselves were told
    for key, value in told.items():
        monkeypatch.setenv(key, value)
    module = import_module(f"council_{name}.settings")
    settings = (module.GatewaySettings if name == GATEWAY else module.Settings)()
    assert settings.environment == "production"
    catalogue = Catalogue(LocalSettings(), Layout(Path("/data")))
    names = catalogue.environment(name, Servers(*(dict.fromkeys(SERVICES, "dsn") for _ in range(3))))
    development = {"COUNCIL_CLOCK", "COUNCIL_ALLOWED_HOSTS"}
    shared = {"COUNCIL_LOG_LEVEL", "COUNCIL_NAMESPACE", "COUNCIL_BOOTSTRAP_ADMINISTRATORS"}
    key_files = {"COUNCIL_VAULT_KEYS"}  # in production a key service has them
    assert set(names) - set(told) <= development | shared | key_files
    if name != GATEWAY:
        broker = BrokerAddress.of(settings.kafka)
        assert (broker.user, broker.tls) == (principal_of(name, "council"), True)


@pytest.mark.parametrize("name", PROCESSES)
def test_every_file_that_a_process_is_told_of_is_mounted_for_it_alone(name: str):
    spec = documents(K8S / "services" / name / "settings.yaml")[0]["spec"]["template"]["spec"]
    mounts = {each["mountPath"]: each for each in spec["containers"][0]["volumeMounts"]}
    for value in settings_of(name).values():
        place = value.partition("?ca=")[2] or value
        if place.startswith("/") and not place.startswith("/etc/council/"):
            assert any(place.startswith(mount) for mount in mounts), place
    volumes = {each["name"]: each for each in spec["volumes"]}
    assert {each["name"] for each in mounts.values()} == set(volumes)
    secrets = {each["secret"]["secretName"] for each in volumes.values() if "secret" in each}
    assert (f"council-{name}-vault" in secrets) == (name in VAULT_SERVICES)
    assert ("council-audit-signing" in secrets) == (name == "audit")
    assert ("council-feed-secret" in secrets) == (name == "feed")
    assert ("council-gateway-keys" in secrets) == (name == GATEWAY)


def test_the_witness_is_told_what_council_up_tells_it_and_stands_apart():
    deployment, _, _ = documents(K8S / "witness" / "witness.yaml")
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    catalogue = Catalogue(LocalSettings(), Layout(Path("/data")))
    told = {each["name"] for each in container["env"]}
    servers = Servers({}, {}, {})
    assert set(catalogue.environment("witness", servers)) - told == {
        "COUNCIL_CLOCK",
        "COUNCIL_ENVIRONMENT",
        "COUNCIL_LOG_LEVEL",
    }
    assert container["command"] == ["python", *catalogue.component("witness", servers).command[1:]]
    assert not any("witness" in each for each in documents(K8S / "kustomization.yaml")[0]["resources"])


def test_every_service_has_a_database_whose_owner_its_process_never_becomes():
    cluster, *databases = documents(K8S / "base" / "postgres.yaml")
    roles = {role["name"]: role for role in cluster["spec"]["managed"]["roles"]}
    wanted = {name: name if service == VAULT else owner_of(name) for service, name in names("council").items()}
    assert {database["spec"]["name"]: database["spec"]["owner"] for database in databases} == wanted
    assert roles.keys() == set(wanted) | set(wanted.values())
    for service in SERVICES:
        spec = documents(K8S / "services" / service / "settings.yaml")[0]["spec"]["template"]["spec"]
        (tables,) = spec["initContainers"]
        told = {each["name"]: each for each in tables["env"]}
        secret = told["OWNER_PASSWORD"]["valueFrom"]["secretKeyRef"]["name"]
        assert roles[owner_of(names("council")[service])]["passwordSecret"]["name"] == secret
        assert told["COUNCIL_DATABASE_ROLE"]["value"] == names("council")[service]
        owner = conninfo_to_dict(told["COUNCIL_OWNER_DATABASE"]["value"])
        assert (owner["user"], owner["dbname"]) == (owner_of(names("council")[service]), names("council")[service])
        module = RECORDING.get(service, owning).__name__
        assert tables["command"] == ["python", "-m", module]
        assert secret not in str(spec["containers"])
    assert (
        "initContainers" not in documents(K8S / "services" / GATEWAY / "settings.yaml")[0]["spec"]["template"]["spec"]
    )


def test_no_manifest_holds_a_secret_or_a_default_for_one():
    """Each comes from a secret that is made elsewhere: deploy/k8s/README.md names them all."""
    readme = (K8S / "README.md").read_text("utf-8")
    for file in K8S.rglob("*.yaml"):
        for document in documents(file):
            assert document.get("kind") != "Secret", file
            for each in environments(document):
                if re.search("PASSWORD|TOKEN|SECRET|KEY$", each["name"]) and not str(each.get("value", "")).startswith(
                    "/"
                ):
                    assert "secretKeyRef" in each.get("valueFrom", {}), (file, each["name"])
            for name in re.findall(r"secretKeyRef.*?'name': '([a-z-]+)'", str(document)):
                assert any(
                    re.fullmatch(known.replace("<service>", "[a-z]+"), name)
                    for known in re.findall(r"`([a-z<>-]+)`", readme)
                ), name


def environments(node: object) -> list[dict]:
    """Every entry of every `env` below."""
    if isinstance(node, list):
        return [found for each in node for found in environments(each)]
    if not isinstance(node, dict):
        return []
    return [*node.get("env", []), *(found for each in node.values() for found in environments(each))]


def test_no_process_runs_as_root_or_in_development():
    container = documents(K8S / "process" / "deployment.yaml")[0]["spec"]["template"]["spec"]
    assert container["securityContext"]["runAsNonRoot"] is True
    assert {"name": "COUNCIL_ENVIRONMENT", "value": "production"} in container["containers"][0]["env"]


def test_every_alert_watches_a_metric_that_exists_and_is_explained_to_operators():
    (group,) = documents(K8S / "monitoring" / "alerts.yaml")[0]["spec"]["groups"]
    known = {
        name for family in REGISTRY.collect() for name in (family.name, *(f"{family.name}_{each}" for each in SUFFIXES))
    }
    explained = (K8S.parents[1] / "docs" / "operations.md").read_text("utf-8")
    for rule in group["rules"]:
        watched = set(re.findall(r"council_[a-z_]+", rule["expr"]))
        assert watched, rule["alert"]
        assert watched <= known, rule["alert"]
        assert {each.removesuffix("_bucket") for each in watched} <= set(re.findall(r"council_[a-z_]+", explained))


def test_only_the_gateway_and_the_feed_are_reached_from_outside_and_the_database_by_no_gateway():
    policies = {each["metadata"]["name"]: each["spec"] for each in documents(K8S / "base" / "network.yaml")}
    ((_, doors),), (services,) = (
        [(each["operator"], each["values"]) for each in policies[name]["podSelector"]["matchExpressions"]]
        for name in ("council-doors", "council-services")
    )
    assert set(doors) == {"gateway", "feed"}
    assert set(doors) | set(services[1]) == set(PROCESSES)
    (named,) = policies["council-database"]["ingress"][0]["from"][1]["podSelector"]["matchExpressions"]
    assert set(named["values"]) == set(SERVICES)
