"""Databases and roles: one of each per service, and the vault's database for those services that may seal and open.

A service's role can connect to its own database and to no other. The database, and what was recorded in it, belong to a second
role that nobody signs in as (council_kit.store.owning). In the vault a service may read and add keys, and audit's role alone may
replace and destroy them. Repeating it changes nothing, and takes away what an earlier version granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import psycopg
from council_audit.ledger import LEDGER
from council_kit.blobs.owning import BLOBS
from council_kit.store.owning import Owned, own, take_over
from council_kit.vault.vault import DDL
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from council_local.catalogue import AUDIT, SERVICES, VAULT_SERVICES

SUPERUSER: Final = "postgres"
VAULT: Final = "vault"
DESTROYER: Final = AUDIT
"""Alone replaces and destroys data keys: by a decision of two, and at a rotation."""
RECORDED_BESIDES: Final[Mapping[str, Owned]] = {AUDIT: LEDGER, **dict.fromkeys(("intake", "support", "subsidy"), BLOBS)}
"""What a service records besides its events."""
VAULT_GRANTS: Final = (
    "REVOKE ALL ON data_keys FROM {all}",
    "GRANT SELECT, INSERT (key_id, wrapped) ON data_keys TO {all}",
    "GRANT INSERT (destroyed_at), UPDATE (wrapped, destroyed_at) ON data_keys TO {destroyer}",
)
"""What the services may do in the vault: read keys and add some; who may do more stands apart."""


class Provisioned(NamedTuple):
    """The connection strings by service: to its own database, and to the vault's."""

    databases: dict[str, str]
    vaults: dict[str, str]


def names(namespace: str) -> dict[str, str]:
    """Database, and role of the same name, of each service and of the vault."""
    return {service: f"{namespace}_{service}" for service in (*SERVICES, VAULT)}


def owner_of(database: str) -> str:
    """The role that owns a service's database and its events; only a superuser becomes it."""
    return f"{database}_owner"


def provision(superuser: str, namespace: str, passwords: Mapping[str, str]) -> Provisioned:
    """Make what is missing and give the connection strings. Raises psycopg.Error."""
    databases = names(namespace)
    owners = {databases[service]: owner_of(databases[service]) for service in SERVICES}
    with psycopg.connect(superuser, autocommit=True) as connection:
        here = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for name in databases.values():
            _role(connection, name, passwords[name], exists=name in roles)
        for owner in owners.values():
            _role(connection, owner, None, exists=owner in roles)
    missing = [(name, owners.get(name, name)) for name in databases.values() if name not in here]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda each: _database(superuser, *each), missing))
        list(threads.map(lambda service: own_facts(superuser, databases[service], service), SERVICES))
    _grant_vault(superuser, databases)
    return Provisioned(
        databases={service: _dsn(superuser, databases[service], databases[service], passwords) for service in SERVICES},
        vaults={
            service: _dsn(superuser, databases[VAULT], databases[service], passwords) for service in VAULT_SERVICES
        },
    )


def drop(superuser: str, namespace: str) -> None:
    """Remove the databases and roles of a namespace: the end of a test on a shared server."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        for name in names(namespace).values():
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        for name in names(namespace).values():
            for role in (name, owner_of(name)):
                connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def own_facts(superuser: str, database: str, service: str) -> None:
    """Give a service's database and what was recorded in it to their owner, also after a restore or from an earlier version."""
    owner = sql.Identifier(owner_of(database))
    more = [RECORDED_BESIDES[service]] if service in RECORDED_BESIDES else []
    with psycopg.connect(make_conninfo(superuser, dbname=database)) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), owner))
        take_over(connection, owner_of(database), *more)
        connection.execute(sql.SQL("SET ROLE {}").format(owner))
        own(connection, database, *more)


def _role(connection: psycopg.Connection[tuple[object, ...]], name: str, password: str | None, *, exists: bool) -> None:
    """`password` None: nobody signs in."""
    verb = sql.SQL("ALTER" if exists else "CREATE")
    signs_in = sql.SQL("NOLOGIN") if password is None else sql.SQL("LOGIN PASSWORD {}").format(password)
    options = sql.SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE {}").format(signs_in)
    connection.execute(sql.SQL("{} ROLE {} {}").format(verb, sql.Identifier(name), options))


def _database(superuser: str, name: str, owner: str) -> None:
    with psycopg.connect(superuser, autocommit=True) as connection:
        owned = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner))
        connection.execute(owned)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def _grant_vault(superuser: str, databases: Mapping[str, str]) -> None:
    users = sql.SQL(", ").join(sql.Identifier(databases[service]) for service in VAULT_SERVICES)
    destroyer = sql.Identifier(databases[DESTROYER])
    with psycopg.connect(make_conninfo(superuser, dbname=databases[VAULT])) as connection:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(databases[VAULT])))
        connection.execute(DDL)
        for grant in VAULT_GRANTS:
            connection.execute(sql.SQL(grant).format(all=users, destroyer=destroyer))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(databases[VAULT]), users)
        )


def _dsn(superuser: str, database: str, role: str, passwords: Mapping[str, str]) -> str:
    parts = conninfo_to_dict(superuser)
    parts |= {"dbname": database, "user": role, "password": passwords[role]}
    return make_conninfo("", **parts)
