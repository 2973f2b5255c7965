"""A database restored from an older backup is noticed, stops writes, and gets back what Kafka has."""

from __future__ import annotations

import contextlib
from uuid import uuid4

import psycopg
import pytest
from council_events import access, intake
from council_kit.clock import Clock
from council_kit.postgres import open_async_pool, open_pool
from council_kit.recover import RelayRunsError, recover
from council_kit.relay import Relay
from council_kit.store import Appending, Store, StoreRestored
from psycopg.conninfo import conninfo_to_dict


class Service:
    """One life of a service's process on one database."""

    def __init__(self, stage, pool, async_pool):
        self.stage, self.async_pool = stage, async_pool
        self.store = Store("intake", pool, None, Clock(), check_first=True)
        self.relay = Relay("intake", stage.kafka, stage.namespace, async_pool, self.store)

    def append(self, acting, case_id, version):
        event = intake.RoleExplained(case_id=case_id)
        self.store.append_many([Appending(case_id, version, event, acting())])

    async def recover(self):
        return await recover("intake", self.stage.kafka, self.stage.namespace, self.async_pool, self.store)


@pytest.fixture
def service(stage):
    @contextlib.asynccontextmanager
    async def live(dsn):
        with open_pool(dsn) as pool:
            async with open_async_pool(dsn) as async_pool:
                yield Service(stage, pool, async_pool)

    return live


@pytest.fixture
def published(stage, eventually_async):
    """`await published(n)`: n events stand on Kafka; gives their bytes by case, in order."""

    async def check(count):
        async def enough():
            return len(await stage.published()) >= count

        await eventually_async(enough, within=30)
        messages = await stage.published()
        assert len(messages) == count
        of_case = {}
        for message in messages:
            of_case.setdefault(message.key.decode(), []).append(message.value)
        return of_case

    return check


def bodies(dsn):
    with psycopg.connect(dsn) as connection:
        return sorted(bytes(row[0]) for row in connection.execute("SELECT body FROM events"))


async def test_a_restored_database_is_noticed_and_gets_back_what_kafka_has(
    stage, service, running, published, new_database, acting, eventually_async, said
):
    case_id = uuid4()
    first = new_database()
    async with service(first) as one, running(one.relay):
        await eventually_async(lambda: one.store.writes_allowed)
        for version in (1, 2, 3):
            one.append(acting, case_id, version)
        await published(3)
    backup = new_database(template=conninfo_to_dict(first)["dbname"])
    async with service(first) as one, running(one.relay):
        await eventually_async(lambda: one.store.writes_allowed)
        for version in (4, 5):
            one.append(acting, case_id, version)
        read = access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}")
        one.store.record_access(read, acting())
        await published(5)
        await eventually_async(lambda: stage.published(f"{stage.namespace}.intake.access"))
    lost = bodies(first)

    async with service(backup) as two:
        async with running(two.relay):
            await said("writes stop until council recover")
            assert not two.store.writes_allowed
            with pytest.raises(StoreRestored):
                two.append(acting, case_id, 4)
        assert await two.recover() == 3
        assert bodies(backup) == lost
        async with running(two.relay):
            await eventually_async(lambda: two.store.writes_allowed)
            two.append(acting, case_id, 6)
            of_case = await published(6)
        assert of_case[str(case_id)] == two.store.history(case_id)
    assert len(await stage.published(f"{stage.namespace}.intake.access")) == 1


async def test_a_running_process_opens_its_gate_itself_after_the_recovery(
    stage, service, running, published, new_database, acting, eventually_async, said
):
    case_id = uuid4()
    first, restored = new_database(), new_database()
    async with service(first) as one, running(one.relay):
        await eventually_async(lambda: one.store.writes_allowed)
        one.append(acting, case_id, 1)
        await published(1)
    async with service(restored) as two, service(restored) as operator, running(two.relay):
        await said("writes stop until council recover")
        assert await operator.recover() == 1
        await eventually_async(lambda: two.store.writes_allowed, within=20)
        two.append(acting, case_id, 2)
        await published(2)


async def test_nothing_is_recovered_while_a_relay_publishes(
    service, running, published, new_database, acting, eventually_async
):
    case_id = uuid4()
    async with service(new_database()) as one, running(one.relay):
        await eventually_async(lambda: one.store.writes_allowed)
        one.append(acting, case_id, 1)
        await published(1)
        with pytest.raises(RelayRunsError):
            await one.recover()
