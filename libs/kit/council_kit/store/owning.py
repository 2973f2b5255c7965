"""Who owns the facts: a role that no running process signs in as. A service's own role reads them and adds to them.

Its read tables are the service's own, in schemas of their own, since it makes and drops them at every rebuild. What was
recorded it can neither change nor remove, nor can it take away the trigger that forbids that to everybody.

`python -m council_kit.store.owning` does it where the owner signs in for this alone (deploy/k8s, before each process). A service that
records more than events says what in an `Owned` of its own, and does it by a module of its own.
"""

from __future__ import annotations

from typing import Any, Final, LiteralString, NamedTuple

import psycopg
from psycopg import sql

from council_kit.settings_base import OwnerSettings
from council_kit.store.schema import DDL


class Owned(NamedTuple):
    """Tables that belong to the owner: how they are made (repeating it changes nothing), and what the service may do with them.

    `schemas`: those that hold nothing else. `rights`: statements with `{service}` and `{tables}`; what is not named is not given.
    """

    ddl: LiteralString
    tables: tuple[str, ...]
    functions: tuple[str, ...]
    rights: tuple[LiteralString, ...]
    schemas: tuple[str, ...] = ()


STORE: Final = Owned(
    DDL,
    tables=("epochs", "events", "answers", "reacted"),
    functions=("events_are_facts()", "open_epoch(boolean)", "follow_the_cluster()"),
    rights=(
        "GRANT SELECT ON {tables} TO {service}",
        # Neither xid nor epoch nor position: no row can be slipped in behind a reader's cursor.
        "GRANT INSERT (stream_id, version, event_id, type, kind, partition_key, body) ON events TO {service}",
        "GRANT INSERT ON answers, reacted TO {service}",
    ),
)
"""The tables of schema.py, which every service has."""
_OF_DATABASE: Final[tuple[LiteralString, ...]] = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT, CREATE ON DATABASE {database} TO {service}",
    "GRANT USAGE, CREATE ON SCHEMA public TO {service}",
)
_NOTHING: Final = "REVOKE ALL ON {tables} FROM PUBLIC, {service}"


def own(connection: psycopg.Connection[Any], service: str, *more: Owned) -> None:
    """Make the store's tables, and those of `more`, and give the service's role its rights on them. Repeating it changes nothing.

    The connection is the owner's, to the service's database, which is the owner's too.
    """
    names = {"database": sql.Identifier(connection.info.dbname), "service": sql.Identifier(service)}
    with connection.transaction():
        for right in _OF_DATABASE:
            connection.execute(sql.SQL(right).format(**names))
        for owned in (STORE, *more):
            connection.execute(owned.ddl)
            tables = sql.SQL(", ").join(sql.Identifier(*table.split(".")) for table in owned.tables)
            for right in (_NOTHING, *owned.rights):
                connection.execute(sql.SQL(right).format(**names, tables=tables))


def own_as_told(*more: Owned) -> None:
    """The same with the addresses that the environment names, as the owner who signs in for this alone."""
    settings = OwnerSettings()
    with psycopg.connect(settings.owner_database) as connection:
        own(connection, settings.database_role, *more)


def take_over(connection: psycopg.Connection[Any], owner: str, *more: Owned) -> None:
    """Give the owner what an earlier version, or a restore, left to somebody else; the connection is a superuser's."""
    role = sql.Identifier(owner)
    for owned in (STORE, *more):
        of_schemas = connection.execute(_TABLES_OF, [list(owned.schemas)]).fetchall()
        for schema in {schema for schema, _ in of_schemas}:
            connection.execute(sql.SQL("ALTER SCHEMA {} OWNER TO {}").format(sql.Identifier(schema), role))
        for table in ((*name.split("."),) for name in owned.tables) if not owned.schemas else of_schemas:
            connection.execute(sql.SQL("ALTER TABLE IF EXISTS {} OWNER TO {}").format(sql.Identifier(*table), role))
        for function in owned.functions:
            if connection.execute("SELECT to_regprocedure(%s)", [function]).fetchone() != (None,):
                connection.execute(sql.SQL("ALTER FUNCTION {} OWNER TO {}").format(sql.SQL(function), role))


_TABLES_OF: Final = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1, 2"

if __name__ == "__main__":
    own_as_told()
