"""What each service's role may do in PostgreSQL, asked of a real server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from council_audit.ledger import LEDGER, Folder, minimum_index, prune
from council_events import Sealed, access, intake
from council_events.intake import AdviceGiven
from council_events.values import Purpose
from council_kit.blobs import Blobs, MediaType, Upload
from council_kit.clock import Clock
from council_kit.postgres import open_pool
from council_kit.store import START, Acting, Model, Store
from council_kit.store.owning import own
from council_kit.vault import KeyFiles, Vault, add_version, generate_keys, rotate
from council_local import provision
from council_local.catalogue import SERVICES, VAULT_SERVICES
from council_local.provision import DESTROYER, Provisioned
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.services.audit.situations import NOON, entries, opened, raw


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


COUNTING = Model(0, lambda count, _: count + 1)


def acting(**more: Any) -> Acting:
    return Acting("p13-head", "13", Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4(), **more)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_records_reads_and_follows_what_happens_with_its_own_role(provided: Provisioned, service: str):
    case = uuid4()
    with open_pool(provided.databases[service], max_size=2) as pool:
        store = Store(service, pool, None, Clock(), check_first=True)
        assert store.check_restored(None)
        happened = [intake.RoleExplained(case_id=case)]
        for said in (acting(), acting(idempotency_key="a-key-of-mine")):
            store.execute(case, COUNTING, lambda _: happened, said)
        store.record_access(access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}"), acting())
        assert store.load(case, COUNTING) == (2, 2)
        store.tail().read(START, 10)


_NOT_BY_A_SERVICE = (
    "UPDATE events SET body = body",
    "DELETE FROM events",
    "TRUNCATE events",
    "DROP TABLE events",
    "ALTER TABLE events DISABLE TRIGGER events_stay",
    "DROP TRIGGER events_stay ON events",
    "CREATE TRIGGER mine BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION events_are_facts()",
    "CREATE RULE mine AS ON INSERT TO events DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION events_are_facts() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE OR REPLACE FUNCTION follow_the_cluster() RETURNS void LANGUAGE sql AS ''",
    "INSERT INTO events (xid, stream_id, version, event_id, type, kind, partition_key, body)"
    " VALUES ('3', gen_random_uuid(), 1, gen_random_uuid(), 't', 0, 'k', '')",
    "INSERT INTO events (epoch, stream_id, version, event_id, type, kind, partition_key, body)"
    " VALUES (1, gen_random_uuid(), 1, gen_random_uuid(), 't', 0, 'k', '')",
    "INSERT INTO epochs (epoch, copied) VALUES (2, true)",
    "UPDATE epochs SET copied = true",
    "SELECT open_epoch(true)",
    "UPDATE answers SET request_hash = NULL",
    "DELETE FROM answers",
    "DELETE FROM reacted",
    "DROP SCHEMA public CASCADE",
)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_neither_changes_nor_removes_nor_reorders_what_is_recorded(provided: Provisioned, service: str):
    for statement in _NOT_BY_A_SERVICE:
        assert refuses(provided.databases[service], statement), statement


_NOT_BY_AUDIT = (
    "UPDATE ledger.leaves SET raw = raw",
    "DELETE FROM ledger.leaves",
    "TRUNCATE ledger.leaves",
    "DROP TABLE ledger.leaves",
    "DROP SCHEMA ledger CASCADE",
    "CREATE TABLE ledger.mine (a int)",
    "UPDATE ledger.reads SET cases = '{}'",
    "DELETE FROM ledger.reads",
    "DELETE FROM ledger.tiles",
    "UPDATE ledger.tiles SET level = level",
    "ALTER TABLE ledger.tiles DISABLE TRIGGER tiles_grow",
    "CREATE OR REPLACE FUNCTION ledger.tiles_only_grow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "UPDATE ledger.checkpoints SET root = root",
    "DELETE FROM ledger.checkpoints",
    "DELETE FROM ledger.positions",
    "INSERT INTO ledger.pruned (minimum) VALUES (1)",
)


async def test_audit_adds_to_the_ledger_and_neither_changes_nor_removes_a_leaf(
    provided: Provisioned, postgres: str, tmp_path: Path
):
    own = provided.databases["audit"]
    read = access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}", cases=(uuid4(),), versions=(1,))
    reads = [raw(read, uuid4(), 1, service="intake") for _ in range(300)]
    async with opened(own, tmp_path) as book:
        for start in (0, 250):
            await book.leaves.append(entries(reads[start : start + 250], start, "council.intake.access"))
            await book.publish()
        assert book.leaves.size == 300
    for statement in _NOT_BY_AUDIT:
        assert refuses(own, statement), statement
    later = NOON + dt.timedelta(days=1)
    with psycopg.connect(own) as service, pytest.raises(psycopg.errors.InsufficientPrivilege):
        prune(service, Folder(tmp_path), later)
    with psycopg.connect(make_conninfo(postgres, dbname=str(conninfo_to_dict(own)["dbname"]))) as operator:
        assert prune(operator, Folder(tmp_path), later).entries == 299
    with psycopg.connect(own) as service:
        assert minimum_index(service) == 299


@pytest.mark.parametrize("service", ["intake", "support", "subsidy"])
def test_a_service_adds_files_and_neither_changes_nor_removes_one_that_is_kept(
    provided: Provisioned, service: str, tmp_path: Path
):
    council = f"{40 + VAULT_SERVICES.index(service)}"
    generate_keys(tmp_path, [council])
    case, text = uuid4(), b"%PDF-1.7 " + b"x" * 300_000
    with open_pool(provided.databases[service], max_size=2) as pool, open_pool(provided.vaults[service]) as vaults:
        blobs = Blobs(pool, Vault(vaults, KeyFiles(tmp_path)))

        def uploaded() -> Upload:
            upload = blobs.begin(case, council, MediaType.PDF)
            upload.write(text)
            return upload

        uploaded().give_up()
        kept = blobs.keep(case, uploaded().finish().name)
        assert blobs.keep(case, kept.name) == kept
        waiting = uploaded().finish()
        for statement in (
            "UPDATE blob_chunks SET body = ''",
            "DELETE FROM blob_chunks",
            "UPDATE blobs SET owner = gen_random_uuid()",
            "TRUNCATE blobs CASCADE",
            "ALTER TABLE blobs DISABLE ROW LEVEL SECURITY",
            "DROP POLICY read ON blobs",
            "DROP TABLE blob_chunks",
        ):
            assert refuses(provided.databases[service], statement), statement
        with pool.connection() as connection:
            assert connection.execute("UPDATE blobs SET kept_at = NULL WHERE kept_at IS NOT NULL").rowcount == 0
            assert connection.execute("DELETE FROM blobs WHERE owner = %s", [case]).rowcount == 1, "what is not kept"
        assert blobs.names(case) == {kept.name}
        assert waiting.name != kept.name
        assert b"".join(blobs.open(case, kept.name).chunks) == text


def test_a_ledger_of_an_earlier_version_is_taken_from_audit_with_its_leaves(provided: Provisioned, postgres: str):
    own = provided.databases["audit"]
    database = str(conninfo_to_dict(own)["dbname"])
    with psycopg.connect(make_conninfo(postgres, dbname=database)) as connection:
        service = sql.Identifier(database)
        connection.execute("DROP SCHEMA ledger CASCADE")
        connection.execute(sql.SQL("SET ROLE {}").format(service))
        connection.execute(LEDGER.ddl)
        connection.execute("INSERT INTO ledger.checkpoints VALUES (7, '', '', now())")
    assert not refuses(own, "DELETE FROM ledger.checkpoints")
    provision.own_facts(postgres, database, "audit")
    assert refuses(own, "DELETE FROM ledger.checkpoints")
    with psycopg.connect(own) as connection:
        assert connection.execute("SELECT size FROM ledger.checkpoints").fetchall() == [(7,)]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_makes_and_drops_its_read_tables_and_becomes_nobody_else(provided: Provisioned, service: str):
    with psycopg.connect(provided.databases[service]) as connection:
        connection.execute(
            "CREATE SCHEMA figures_next; CREATE TABLE figures_next.rows (a int); CREATE TABLE mine (a int)"
        )
        connection.execute("ALTER SCHEMA figures_next RENAME TO figures; DROP SCHEMA figures CASCADE; DROP TABLE mine")
        name = connection.info.dbname
    for role in (f"{name}_owner", "postgres"):
        assert refuses(provided.databases[service], f"SET ROLE {role}")


def test_nobody_signs_in_as_an_owner(provided: Provisioned, postgres: str):
    owner = f"{conninfo_to_dict(provided.databases['intake'])['dbname']}_owner"
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [owner]).fetchone() == (False,)


def test_what_was_lost_is_copied_back_by_the_operator_and_by_no_service(provided: Provisioned, postgres: str):
    own = provided.databases["support"]
    operator = make_conninfo(postgres, dbname=str(conninfo_to_dict(own)["dbname"]))
    case = uuid4()
    with open_pool(own, max_size=2) as service, open_pool(operator, max_size=2) as superuser:
        Store("support", service, None, Clock()).execute(
            case, COUNTING, lambda _: [intake.RoleExplained(case_id=case)], acting()
        )
        kept = Store("support", service, None, Clock()).history(case)
        with superuser.connection() as connection:
            connection.execute("ALTER TABLE events DISABLE TRIGGER events_stay")
            connection.execute("DELETE FROM events WHERE stream_id = %s", [case])
            connection.execute("ALTER TABLE events ENABLE TRIGGER events_stay")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            Store("support", service, None, Clock()).recover(kept)
        assert Store("support", superuser, None, Clock()).recover(kept) == 1
        restored = Store("support", service, None, Clock())
        assert restored.history(case) == kept
        restored.execute(case, COUNTING, lambda _: [intake.RoleExplained(case_id=case)], acting())


def test_a_service_that_finds_itself_in_another_cluster_opens_an_epoch_and_only_then(
    provided: Provisioned, postgres: str
):
    own = provided.databases["subsidy"]
    with open_pool(own, max_size=2) as pool:
        store = Store("subsidy", pool, None, Clock())
        case = uuid4()
        store.execute(case, COUNTING, lambda _: [intake.RoleExplained(case_id=case)], acting())

        def epochs() -> int:
            store.check_restored(None)
            with pool.connection() as connection:
                return len(connection.execute("SELECT epoch FROM epochs").fetchall())

        assert epochs() == 1
        with psycopg.connect(make_conninfo(postgres, dbname=str(conninfo_to_dict(own)["dbname"]))) as elsewhere:
            elsewhere.execute("ALTER TABLE events DISABLE TRIGGER events_stay")
            elsewhere.execute("UPDATE events SET xid = '9000000000'")
            elsewhere.execute("ALTER TABLE events ENABLE TRIGGER events_stay")
        assert [epochs(), epochs()] == [2, 2]


def test_a_database_of_an_earlier_version_is_taken_from_its_service(postgres: str):
    """There the service's role owned the database and every table in it."""
    namespace = f"test{uuid4().hex[:8]}"
    passwords = dict.fromkeys(provision.names(namespace).values(), "password")
    name = provision.names(namespace)["intake"]
    role = sql.Identifier(name)
    try:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'password'").format(role))
            connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(role))
        earlier = make_conninfo(postgres, dbname=name, user=name, password="password")
        case = uuid4()
        with open_pool(earlier, max_size=1) as pool:
            Store("intake", pool, None, Clock()).execute(
                case, COUNTING, lambda _: [intake.RoleExplained(case_id=case)], acting()
            )
        provision.provision(postgres, namespace, passwords)
        with psycopg.connect(make_conninfo(postgres, dbname=name)) as connection:
            connection.execute(sql.SQL("GRANT DELETE ON reacted TO {}").format(role))
        provided = provision.provision(postgres, namespace, passwords)
        assert refuses(provided.databases["intake"], "DELETE FROM reacted")
        assert refuses(provided.databases["intake"], "DROP TRIGGER events_stay ON events")
        assert refuses(provided.databases["intake"], "DROP FUNCTION follow_the_cluster()")
        with open_pool(provided.databases["intake"], max_size=1) as pool:
            assert Store("intake", pool, None, Clock()).load(case, COUNTING) == (1, 1)
    finally:
        provision.drop(postgres, namespace)


def test_an_owner_that_signs_in_prepares_a_database_for_its_service(postgres: str):
    """As on Kubernetes, before the process starts: no superuser is needed."""
    database, service, owner = (f"test{uuid4().hex[:8]}_{name}" for name in ("database", "service", "owner"))
    names = {"database": sql.Identifier(database), "service": sql.Identifier(service), "owner": sql.Identifier(owner)}
    with psycopg.connect(postgres, autocommit=True) as connection:
        for statement in (
            "CREATE ROLE {service} LOGIN PASSWORD 'password'",
            "CREATE ROLE {owner} LOGIN PASSWORD 'password'",
            "CREATE DATABASE {database} OWNER {owner}",
        ):
            connection.execute(sql.SQL(statement).format(**names))
        try:
            for _ in range(2):
                with psycopg.connect(
                    make_conninfo(postgres, dbname=database, user=owner, password="password")
                ) as opened:
                    own(opened, service)
            given = make_conninfo(postgres, dbname=database, user=service, password="password")
            case = uuid4()
            with open_pool(given, max_size=1) as pool:
                Store("intake", pool, None, Clock()).execute(
                    case, COUNTING, lambda _: [intake.RoleExplained(case_id=case)], acting()
                )
            assert refuses(given, "DELETE FROM events")
        finally:
            for statement in (
                "DROP DATABASE {database} WITH (FORCE)",
                "DROP ROLE {service}",
                "DROP ROLE {owner}",
            ):
                connection.execute(sql.SQL(statement).format(**names))
