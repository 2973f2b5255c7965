"""The house keeps its rooms: every service has the same ones, and no drawer for whatever fits nowhere."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = sorted(path.parent for path in ROOT.glob("*/*/council_*/__init__.py"))
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "shared"}


def test_the_packages_are_found():
    assert {"council_kit", "council_intake", "council_gateway"} <= {package.name for package in PACKAGES}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_no_module_is_a_drawer_for_whatever_fits_nowhere(package: Path):
    names = {path.stem for path in package.rglob("*.py")} | {path.name for path in package.rglob("*") if path.is_dir()}
    assert not names & DRAWERS


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_only_settings_read_the_environment(package: Path):
    readers = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "settings" not in path.stem
        and ("os.environ" in path.read_text("utf-8") or "getenv(" in path.read_text("utf-8"))
    }
    assert readers <= {"packages.py"}, "settings.py is the only reader of the environment"


def test_nothing_of_the_repository_names_a_registrys_host():
    hosts = [
        ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("maven", "org"), ("npmjs", "org"))
    ]
    tracked = [
        path for pattern in ("*.lock", "*.toml", "*.md", "Makefile", "*.yml", "*.yaml") for path in ROOT.glob(pattern)
    ]
    tracked += [*ROOT.glob("deploy/**/*"), *ROOT.glob("docs/**/*.md"), *ROOT.glob(".ci/*")]
    named = [
        str(path.relative_to(ROOT))
        for path in tracked
        if path.is_file() and path.suffix != ".pyc" and path.name != "uv.lock"
        if any(host in path.read_text("utf-8", errors="ignore") for host in hosts)
    ]
    assert named == []
