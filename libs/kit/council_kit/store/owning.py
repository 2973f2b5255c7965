"""Who owns the facts: a role that no running process signs in as. A service's own role reads them and adds to them.

Its read tables are the service's own, in schemas of their own, since it makes and drops them at every rebuild. What was
recorded it can neither change nor remove, nor can it take away the trigger that forbids that to everybody.

`python -m council_kit.store.owning` does it where the owner signs in for this alone (deploy/k8s, before each process).
"""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from council_kit.settings_base import OwnerSettings
from council_kit.store.schema import DDL

OWNED: Final = ("epochs", "events", "answers", "reacted")
"""The tables of schema.py."""
FUNCTIONS: Final = ("events_are_facts()", "open_epoch(boolean)", "follow_the_cluster()")
_RIGHTS: Final[tuple[LiteralString, ...]] = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT, CREATE ON DATABASE {database} TO {service}",
    "GRANT USAGE, CREATE ON SCHEMA public TO {service}",
    "REVOKE ALL ON {tables} FROM PUBLIC, {service}",
    "GRANT SELECT ON {tables} TO {service}",
    # Neither xid nor epoch nor position: no row can be slipped in behind a reader's cursor.
    "GRANT INSERT (stream_id, version, event_id, type, kind, partition_key, body) ON events TO {service}",
    "GRANT INSERT ON answers, reacted TO {service}",
)


def own(connection: psycopg.Connection[Any], service: str) -> None:
    """Make the store's tables, and give the service's role its rights on them. Repeating it changes nothing.

    The connection is the owner's, to the service's database, which is the owner's too.
    """
    with connection.transaction():
        connection.execute(DDL)
        names = {
            "database": sql.Identifier(connection.info.dbname),
            "service": sql.Identifier(service),
            "tables": sql.SQL(", ").join(map(sql.Identifier, OWNED)),
        }
        for right in _RIGHTS:
            connection.execute(sql.SQL(right).format(**names))


def _own() -> None:
    settings = OwnerSettings()
    with psycopg.connect(settings.owner_database) as connection:
        own(connection, settings.database_role)


if __name__ == "__main__":
    _own()
