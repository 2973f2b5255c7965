"""What `kubectl apply -k deploy/k8s` would send to a cluster, built by kustomize's own library."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from council_local.catalogue import GATEWAY, PLACES, SERVICES

pytestmark = pytest.mark.long

K8S = Path(__file__).resolve().parents[2] / "deploy" / "k8s"
PROCESSES = {f"council-{name}" for name in (*SERVICES, GATEWAY)}
NAMED = re.compile(r"`([a-z][a-z0-9<>-]*)`")


@pytest.fixture(scope="module")
def kustomize(go_program: Callable[[Path], Path]) -> Path:
    return go_program(Path(__file__).parent / "kustomize")


def built(program: Path, folder: Path) -> list[dict[str, Any]]:
    answer = subprocess.run([str(program), str(folder)], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return list(yaml.safe_load_all(answer.stdout))


@pytest.fixture(scope="module")
def sent(kustomize: Path) -> list[dict[str, Any]]:
    return built(kustomize, K8S)


def of_kind(sent: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in sent if each["kind"] == kind}


def pods(sent: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: each["spec"]["template"]["spec"] for name, each in of_kind(sent, "Deployment").items()}


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pod["containers"], *pod.get("initContainers", ())]


def test_every_process_is_sent_once_with_its_own_command_and_port(sent: list[dict[str, Any]]):
    assert set(pods(sent)) == PROCESSES
    for name, pod in pods(sent).items():
        (process,) = pod["containers"]
        service = name.removeprefix("council-")
        assert process["command"] == ["python", "-m", f"council_{service}.main"]
        assert [port["containerPort"] for port in process["ports"]] == [8400 + PLACES[service]]
        assert process["image"].startswith(f"{name}:")


def test_a_service_finds_the_pods_of_its_process_and_no_others(sent: list[dict[str, Any]]):
    services, deployments = of_kind(sent, "Service"), of_kind(sent, "Deployment")
    assert set(services) == PROCESSES
    for name, service in services.items():
        selected = service["spec"]["selector"].items()
        found = {
            each for each, of in deployments.items() if selected <= of["spec"]["template"]["metadata"]["labels"].items()
        }
        assert found == {name}
        assert deployments[name]["spec"]["selector"]["matchLabels"].items() == selected
        ports = {port["name"] for port in pods(sent)[name]["containers"][0]["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports


def test_a_drained_node_takes_one_pod_of_a_process_at_a_time(sent: list[dict[str, Any]]):
    budgets = of_kind(sent, "PodDisruptionBudget")
    assert set(budgets) == PROCESSES
    for name, budget in budgets.items():
        assert budget["spec"]["selector"]["matchLabels"] == {"app.kubernetes.io/name": name.removeprefix("council-")}


def test_everything_lies_in_the_one_namespace_and_nothing_is_sent_twice(sent: list[dict[str, Any]]):
    names = [(each["kind"], each["metadata"]["name"]) for each in sent]
    assert len(names) == len(set(names))
    assert {each["metadata"].get("namespace", "council") for each in sent} == {"council"}
    assert list(of_kind(sent, "Namespace")) == ["council"]


def test_what_a_pod_mounts_is_declared_in_it_and_what_it_refers_to_is_sent_or_asked_for_in_the_readme(
    sent: list[dict[str, Any]],
):
    asked_for = set(NAMED.findall((K8S / "README.md").read_text("utf-8")))
    claims = set(of_kind(sent, "PersistentVolumeClaim"))
    for name, pod in pods(sent).items():
        service = name.removeprefix("council-")
        volumes = {volume["name"] for volume in pod["volumes"]}
        mounted = {mount["name"] for each in containers(pod) for mount in each.get("volumeMounts", ())}
        assert mounted == volumes
        assert {each for each in referred(pod, "claimName")} <= claims
        known = {each.replace("<service>", service) for each in asked_for}
        assert set(names_asked_of(pod)) <= known, name


def referred(part: Any, key: str) -> Iterator[str]:
    """Every value of this key, however deep."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == key:
                yield value
            yield from referred(value, key)
    elif isinstance(part, list):
        for each in part:
            yield from referred(each, key)


def names_asked_of(pod: dict[str, Any]) -> Iterator[str]:
    """The secrets and config maps that a pod needs."""
    yield from referred(pod, "secretName")
    for key in ("secretKeyRef", "configMapKeyRef", "configMapRef", "secretRef", "configMap"):
        yield from (each["name"] for each in referred(pod, key))


def test_no_container_runs_as_root_or_writes_where_it_should_not(sent: list[dict[str, Any]]):
    for name, pod in pods(sent).items():
        assert pod["securityContext"]["runAsNonRoot"], name
        for each in containers(pod):
            context = each["securityContext"]
            assert context["readOnlyRootFilesystem"], (name, each["name"])
            assert not context["allowPrivilegeEscalation"]
            assert each["resources"]["limits"]["memory"]


def test_the_witness_is_built_by_itself(kustomize: Path):
    kinds = [each["kind"] for each in built(kustomize, K8S / "witness")]
    assert "Deployment" in kinds
    assert "Kafka" not in kinds
