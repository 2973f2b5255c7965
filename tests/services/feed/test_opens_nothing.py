"""feed opens no case: it knows neither the vault nor a key file, and is given none."""

from __future__ import annotations

import ast
from pathlib import Path

import council_feed
from council_events.candidates import StepTaken
from council_events.catalogue import event_fields
from council_feed.settings import Settings
from council_local.catalogue import FEED, SERVICES, VAULT_SERVICES, Catalogue, Servers
from council_local.layout import Layout
from council_local.settings import LocalSettings

PACKAGE = Path(council_feed.__file__).parent
OPENS = ("council_kit.blobs", "council_events.sealed")


def imported(module: Path) -> set[str]:
    tree = ast.parse(module.read_text("utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            named |= {f"{node.module}.{alias.name}" for alias in node.names}
    return named


def test_no_module_of_feed_reaches_for_a_key():
    modules = list(PACKAGE.rglob("*.py"))
    assert len(modules) > 15
    reaching = {
        f"{module.name}: {name}"
        for module in modules
        for name in imported(module)
        if name.startswith(OPENS) or name.endswith((".KeyFiles", ".Sealed"))
    }
    assert reaching == set()
    # Projections name the type of their unused parameter, and nothing else names it.
    assert {module.name for module in modules if "council_kit.vault.Vault" in imported(module)} == {"projections.py"}


def test_the_process_of_feed_is_given_no_vault_and_no_key_of_a_council(tmp_path: Path):
    assert FEED not in VAULT_SERVICES
    catalogue = Catalogue(LocalSettings(data=tmp_path), Layout(tmp_path))
    given = catalogue.environment(FEED, Servers({FEED: "kafka"}, dict.fromkeys(SERVICES, "dsn"), {}))
    assert not {"COUNCIL_VAULT_DATABASE", "COUNCIL_VAULT_KEYS"} & set(given)
    assert str(tmp_path / "keys") not in "".join(given.values())
    assert Settings.model_fields["vault_keys"].default is None


def test_a_candidate_has_no_sealed_field():
    assert {field.kind for field in event_fields() if field.event is StepTaken} & {"sealed"} == set()
