"""The page of the scenarios tells which have a test, and its maker fails where one is missing."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from council_directory import provisions

ROOT = Path(__file__).parents[2]
ONE, OTHER = sorted(provisions())[:2]
REFUSING = {"id": "A-XYZ-01", "title": {"ja": "見本"}, "then": [{"step": 1, "result": "refused"}]}


@pytest.fixture(scope="module")
def page() -> ModuleType:
    spec = spec_from_file_location("scenarios", ROOT / "docs" / "generate" / "scenarios.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(page: ModuleType, *provisions: str) -> dict[str, list[object]]:
    return {"A-XYZ-01": [page.Test("test_it.py::test_it", provisions)]}


def test_the_page_is_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, "docs/generate/scenarios.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.returncode == 0


def test_a_scenario_without_a_test_is_told(page: ModuleType) -> None:
    assert list(page.missing([{"area": "intake", "scenarios": [REFUSING]}], {})) == ["A-XYZ-01 has no test"]


def test_a_refusal_that_no_test_holds_to_a_provision_is_told(page: ModuleType) -> None:
    area = {"area": "intake", "scenarios": [REFUSING]}
    assert list(page.missing([area], shown(page))) == ["A-XYZ-01 refuses, and its tests name no provision"]
    assert list(page.missing([area], shown(page, ONE))) == []


def test_a_test_of_a_scenario_that_does_not_exist_is_told(page: ModuleType) -> None:
    assert list(page.missing([], shown(page))) == ["test_it.py::test_it: there is no scenario A-XYZ-01"]


def test_what_a_test_names_is_read_from_its_body(page: ModuleType, tmp_path: Path) -> None:
    page.ROOT = tmp_path
    file = tmp_path / "tests" / "test_it.py"
    file.parent.mkdir()
    file.write_text(
        f'LENGTH = "{ONE}"\n\n@pytest.mark.scenario("A-XYZ-01", "A-XYZ-02")\ndef test_it():\n'
        f'    assert refused == LENGTH\n    assert other == "{OTHER}"\n    assert "no provision"\n'
    )
    found = page.tests_by_id([file])
    page.ROOT = ROOT
    assert found["A-XYZ-01"] == found["A-XYZ-02"] == [page.Test("test_it.py::test_it", (ONE, OTHER))]
