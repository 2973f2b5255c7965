"""What an operator does to a running platform: `council` in another terminal, and the database's own programs."""

import os
import subprocess
import sys
from pathlib import Path

from council_local.provision import owner_of
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.whole import Whole


def postgres_tool(platform: Whole, name: str, *arguments: str) -> None:
    """A client program of the server that runs, at that server."""
    process = platform.running.components["postgres"].process
    assert process is not None
    found = process.find()
    assert found is not None
    subprocess.run([Path(found.exe()).with_name(name), *arguments], check=True, env=os.environ | {"LANG": "C.UTF-8"})


def database(platform: Whole, service: str) -> tuple[str, str, str]:
    """Its name, its owner, and the superuser's address of it."""
    name = str(conninfo_to_dict(platform.running.environments[service]["COUNCIL_DATABASE"])["dbname"])
    return name, owner_of(name), make_conninfo(platform.running.postgres, dbname=name)


def council(platform: Whole, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in another terminal."""
    return subprocess.run(
        [sys.executable, "-c", "from council_local.cli import main; main()", *arguments],
        env=platform.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
