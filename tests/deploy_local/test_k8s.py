"""deploy/k8s names the same processes, topics and databases as the rest of the repository."""

from pathlib import Path

import pytest
import yaml
from council_events.topics import (
    CANDIDATE_SERVICES,
    PARTITIONS,
    PUBLISHING_SERVICES,
    access_topic,
    candidates_topic,
    events_topic,
    outlet_topic,
    relay_topic,
)
from council_local.catalogue import GATEWAY, PLACES, SERVICES
from council_local.provision import names

K8S = Path(__file__).resolve().parents[2] / "deploy" / "k8s"
PROCESSES = (*SERVICES, GATEWAY)


def documents(file: Path) -> list[dict]:
    return [document for document in yaml.safe_load_all(file.read_text("utf-8")) if document]


def test_every_resource_of_a_kustomization_exists():
    files = list(K8S.rglob("kustomization.yaml"))
    assert len(files) == 2 + len(PROCESSES)
    for file in files:
        for resource in documents(file)[0]["resources"]:
            target = (file.parent / resource).resolve()
            assert target.exists(), f"{file}: {resource}"
            assert target.is_file() or (target / "kustomization.yaml").exists()


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
    wanted |= {candidates_topic(service) for service in CANDIDATE_SERVICES} | {outlet_topic()}
    assert set(topics) == wanted
    for name, spec in topics.items():
        is_cursor = name.endswith((".relay", ".outlet"))
        assert spec["partitions"] == (1 if is_cursor else PARTITIONS)
        assert spec["config"]["cleanup.policy"] == ("compact" if is_cursor else "delete")


def test_every_service_has_a_database_owned_by_a_role_of_its_own():
    cluster, *databases = documents(K8S / "base" / "postgres.yaml")
    roles = {role["name"] for role in cluster["spec"]["managed"]["roles"]}
    assert {database["spec"]["name"]: database["spec"]["owner"] for database in databases} == {
        name: name for name in names("council").values()
    }
    assert roles == set(names("council").values())


def test_no_process_runs_as_root_or_in_development():
    container = documents(K8S / "process" / "deployment.yaml")[0]["spec"]["template"]["spec"]
    assert container["securityContext"]["runAsNonRoot"] is True
    assert {"name": "COUNCIL_ENVIRONMENT", "value": "production"} in container["containers"][0]["env"]
