"""The house, for every service's tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.services.house import House, Serving


@pytest.fixture(scope="module")
def closed_house(
    kafka: str,
    module_namespace: str,
    module_databases: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
    serving: Serving,
    eventually: Callable[..., Any],
) -> House:
    """`with closed_house.open("governance", "intake") as house:` a test file says which services it needs."""
    folder: Path = tmp_path_factory.mktemp("house")
    return House(kafka, module_namespace, module_databases, folder, serving, partial(eventually, within=30.0))
