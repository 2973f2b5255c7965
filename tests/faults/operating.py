"""What an operator does to a running platform: `council` in another terminal, and the database's own programs."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from council_local.provision import owner_of
from psycopg import sql
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


def back_up(platform: Whole, service: str, file: Path) -> None:
    """A service's database, into a file."""
    postgres_tool(platform, "pg_dump", "--format=custom", f"--file={file}", database(platform, service)[2])


def restore(platform: Whole, service: str, file: Path) -> None:
    """As an operator does it: the backup is read in beside the service's database, which it then replaces at once."""
    name, owner, _ = database(platform, service)
    beside = f"{name}_restored"
    made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
    with psycopg.connect(platform.running.postgres, autocommit=True) as connection:
        connection.execute(made.format(sql.Identifier(beside), sql.Identifier(owner)))
        address = make_conninfo(platform.running.postgres, dbname=beside)
        postgres_tool(platform, "pg_restore", f"--dbname={address}", str(file))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(renamed.format(sql.Identifier(beside), sql.Identifier(name)))


UNIQUE = """
SELECT format('%s (%s)', indexrelid::regclass, columns),
       format('SELECT 1 FROM %s WHERE (%s) IS NOT NULL GROUP BY %s HAVING count(*) > 1 LIMIT 1', indrelid::regclass, columns, columns)
FROM pg_index, LATERAL (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
                        WHERE attrelid = indrelid AND attnum = ANY(indkey)) AS of
WHERE indisunique AND indpred IS NULL AND indexprs IS NULL AND indrelid::regclass::text NOT LIKE 'pg\\_%'
"""
"""The unique indexes of whole columns, and for each a query that finds what stands more than once in spite of it."""


def doubled(platform: Whole, service: str) -> list[str]:
    """The unique indexes of a service's database that do not hold, read from the tables themselves."""
    with psycopg.connect(database(platform, service)[2]) as connection:
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            connection.execute(sql.SQL("SET enable_{} = off").format(sql.SQL(way)))
        found = connection.execute(UNIQUE).fetchall()
        assert len(found) > 5, "the indexes were not found"
        return [name for name, query in found if connection.execute(query).fetchone()]


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
