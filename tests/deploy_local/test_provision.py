"""What each service's role may do in PostgreSQL, asked of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from council_events import Sealed
from council_events.intake import AdviceGiven
from council_kit.postgres import open_pool
from council_kit.vault import KeyFiles, Vault, add_version, generate_keys, rotate
from council_local import provision
from council_local.catalogue import SERVICES, VAULT_SERVICES
from council_local.provision import DESTROYER, Provisioned


@pytest.fixture(scope="module")
def provided(postgres: str) -> Iterator[Provisioned]:
    namespace = f"test{uuid4().hex[:8]}"
    passwords = dict.fromkeys(provision.names(namespace).values(), "password")
    provision.provision(postgres, namespace, passwords)
    yield provision.provision(postgres, namespace, passwords)
    provision.drop(postgres, namespace)


def refuses(dsn: str, statement: str) -> bool:
    with psycopg.connect(dsn) as connection:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return True
        connection.rollback()
        return False


@pytest.mark.parametrize("service", VAULT_SERVICES)
def test_a_service_adds_and_reads_keys_and_audit_alone_replaces_and_destroys_them(
    provided: Provisioned, service: str, tmp_path
):
    council = f"{VAULT_SERVICES.index(service) + 1:02}"  # each one's keys are in files of its own here
    generate_keys(tmp_path, [council])
    case = uuid4()
    key = f"{council}/case:{case}"
    with open_pool(provided.vaults[service], max_size=1) as pool:
        vault = Vault(pool, KeyFiles(tmp_path))
        vault.seal_event(AdviceGiven(case_id=case, advice=Sealed("助言")), uuid4(), council, f"case:{case}")
        assert vault.living([key]) == {key}
        if service == DESTROYER:
            add_version(tmp_path, council)
            assert rotate(pool, KeyFiles(tmp_path), council).rewrapped > 0
            vault.destroy(key)
            vault.destroy(f"{council}/case:{uuid4()}")
            assert vault.living([key]) == set()
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                vault.destroy(key)
            add_version(tmp_path, council)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                rotate(pool, KeyFiles(tmp_path), council)


@pytest.mark.parametrize("service", VAULT_SERVICES)
def test_nobody_removes_a_key_or_says_that_another_is_its_or_makes_a_table_in_the_vault(
    provided: Provisioned, service: str
):
    for statement in (
        "DELETE FROM data_keys",
        "TRUNCATE data_keys",
        "UPDATE data_keys SET key_id = key_id",
        "UPDATE data_keys SET created_at = now()",
        "CREATE TABLE mine (a int)",
        "DROP TABLE data_keys",
    ):
        assert refuses(provided.vaults[service], statement), statement


@pytest.mark.parametrize("service", SERVICES)
def test_a_role_connects_to_its_own_database_and_to_none_of_another_service(provided: Provisioned, service: str):
    with psycopg.connect(provided.databases[service]) as connection:
        own = connection.info.dbname
        row = connection.execute(
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        reached = {
            name
            for name, allowed in connection.execute(
                "SELECT datname, has_database_privilege(datname, 'CONNECT') FROM pg_database"
            )
            if allowed and name.startswith(own.rpartition("_")[0])
        }
    assert row == (False,)
    vault = {own.replace(service, "vault")} if service in VAULT_SERVICES else set()
    assert reached == {own} | vault
