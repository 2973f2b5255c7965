"""The gateway never opens a sealed value: it knows neither the vault nor a key file nor a database."""

from __future__ import annotations

import ast
from pathlib import Path

import council_gateway
from council_local.catalogue import GATEWAY, Catalogue, Servers
from council_local.layout import Layout
from council_local.settings import LocalSettings

PACKAGE = Path(council_gateway.__file__).parent
FORBIDDEN = (
    "council_kit.vault",
    "council_kit.store",
    "council_kit.postgres",
    "council_events.sealed",
    "psycopg",
    "aiokafka",
)


def imported(module: Path) -> set[str]:
    tree = ast.parse(module.read_text("utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return named | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_no_module_of_the_gateway_reaches_for_a_vault_a_store_or_a_database() -> None:
    modules = list(PACKAGE.rglob("*.py"))
    assert len(modules) > 20
    reaching = {
        f"{module.name}: {name}"
        for module in modules
        for name in imported(module)
        if any(name == forbidden or name.startswith(f"{forbidden}.") for forbidden in FORBIDDEN)
    }
    assert reaching == set()


def test_the_process_of_the_gateway_is_given_no_key_and_no_database(tmp_path: Path) -> None:
    catalogue = Catalogue(LocalSettings(data=tmp_path), Layout(tmp_path))
    given = catalogue.environment(GATEWAY, Servers({}, {}, {}))
    assert not {"COUNCIL_DATABASE", "COUNCIL_KAFKA", "COUNCIL_VAULT_DATABASE", "COUNCIL_VAULT_KEYS"} & set(given)
