"""The state diagrams are those of the code, and tell what the code does."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def states() -> ModuleType:
    spec = spec_from_file_location("states", ROOT / "docs" / "generate" / "states.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, "docs/generate/states.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.returncode == 0


def test_every_line_has_its_diagram(states: ModuleType) -> None:
    page = states.page()
    lines = [line.__name__ for service in ("intake", "support", "subsidy") for line in states.lines_of(service)]
    assert {"council_intake.domain.counter", "council_intake.domain.preliminary"} <= set(lines)
    assert len(lines) >= 6
    for name in lines:
        assert f"`{name}`" in page
    assert page.count("stateDiagram-v2") == len(lines)


def test_a_diagram_shows_only_what_the_decisions_can_reach(states: ModuleType) -> None:
    page = states.page()
    preliminary = page.partition("`council_intake.domain.preliminary`")[2].partition("###")[0]
    assert "closed --> reported : 対応報告書を提出する" in preliminary
    assert "received --> difficult : 再生が極めて困難と判断し伝える" in preliminary
    guarantors = page.partition("`council_intake.domain.guarantee`")[2].partition("###")[0]
    assert guarantors
    assert "再生困難" not in guarantors, "a guarantor's enquiry leads to no judgement on revival"
    company = page.partition("`council_intake.domain.company`")[2].partition("###")[0]
    assert "joined --> registered : 統合を取り消す" in company
    restructuring = page.partition("`council_support.domain.restructuring`")[2].partition("###")[0]
    assert "approved --> monitoring" in restructuring
    assert "monitoring --> monitored" in restructuring
