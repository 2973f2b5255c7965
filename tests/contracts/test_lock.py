"""What pyproject.toml files ask for stands in requirements.lock, pinned and hashed; otherwise run `make lock`."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = [ROOT / "pyproject.toml", *sorted(ROOT.glob("*/*/pyproject.toml"))]
PIN = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(?: ;.*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


def pins(lock: str) -> dict[str, Version]:
    return {
        canonicalize_name(name): Version(version) for name, version, _ in PIN.findall((ROOT / lock).read_text("utf-8"))
    }


def asked(project: Path) -> list[Requirement]:
    told = tomllib.loads(project.read_text("utf-8"))
    lines = [*told["project"].get("dependencies", []), *told.get("dependency-groups", {}).get("dev", [])]
    return [Requirement(line) for line in lines if not line.startswith("council-")]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.parent.name)
def test_every_dependency_is_in_the_lock(project: Path):
    locked = pins("requirements.lock")
    for requirement in asked(project):
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in requirements.lock; run `make lock`"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} is locked at {version}"


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements.uv.lock", "requirements.openbao.lock", "requirements.node.lock"]
)
def test_every_line_of_a_lock_is_pinned_and_hashed(lock: str):
    text = (ROOT / lock).read_text("utf-8")
    assert len(PIN.findall(text)) == len([line for line in text.splitlines() if "==" in line.split(" ;")[0]])
    assert "://" not in text


def test_every_package_of_the_parser_is_pinned_and_hashed_and_names_no_registry():
    packages = json.loads((ROOT / "tests" / "contracts" / "asyncapi" / "package-lock.json").read_text("utf-8"))[
        "packages"
    ]
    own = packages.pop("")
    assert {f"node_modules/{name}" for name in own["dependencies"]} <= set(packages)
    for name, package in packages.items():
        assert package["version"], name
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
