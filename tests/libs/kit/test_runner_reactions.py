"""Reactions: another service's event becomes our command exactly once, whatever is lost on the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import intake, read_envelope
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.runner import Reaction, Runner, offsets
from council_kit.store import Acting, Model, Store


@dataclass(frozen=True)
class ExplainRole:
    case_id: UUID


COUNTED = Model(0, lambda state, fact: state + 1)


@pytest.fixture
def explaining(stage):
    """`explaining(before=…)`: a reaction that answers each event of intake with one event of support's own."""

    def make(name="explain", before=None, decide=None, react=None, check_first=False):
        support = Store("support", stage.pool, None, Clock(), check_first=check_first)

        def handle(command, envelope, reacted_to):
            if before is not None:
                before(envelope)
            said = Acting(
                actor="system:support",
                council=envelope.council,
                purpose=Purpose.REACTION,
                occurred_on=dt.date(2025, 4, 1),
                correlation_id=envelope.correlationid,
                causation_id=envelope.id,
            )
            event = intake.RoleExplained(case_id=command.case_id)
            support.execute(command.case_id, COUNTED, decide or (lambda _: [event]), said, reaction=reacted_to)

        reaction = Reaction(name, ("intake",), react or (lambda envelope: ExplainRole(envelope.data.case_id)), handle)
        return (reaction, support) if check_first else reaction

    return make


@pytest.fixture
async def reacting(stage):
    """`reacting(reaction, …)`: a runner of these, in the database of their store."""
    await offsets.install(stage.async_pool)

    def make(*reactions):
        return Runner("support", stage.kafka, stage.namespace, stage.async_pool, reactions=reactions)

    return make


@pytest.fixture
def answered(stage, eventually_async):
    """`await answered(n)`: n events were answered, each once, those of a case in their order."""

    async def check(count, within=30):
        await eventually_async(lambda: len(stage.stored()) >= count, within=within)
        envelopes = [read_envelope(raw) for raw in stage.stored()]
        assert len(envelopes) == count
        causes = [envelope.causationid for envelope in envelopes]
        assert len(set(causes)) == count
        assert set(causes) == {row[0] for row in stage.rows("SELECT event_id FROM reacted")}
        return envelopes

    return check


async def test_each_event_is_answered_once_and_in_order_per_case(
    stage, explaining, reacting, running, answered, produce_cases
):
    cases = [uuid4() for _ in range(40)]
    await produce_cases(cases, range(1, 6))
    async with running(reacting(explaining())):
        await answered(200)
        await produce_cases(cases, [6])
        envelopes = await answered(240)
    messages = [read_envelope(message.value) for message in await stage.published()]
    asked = {envelope.id: envelope.sequence for envelope in messages}
    for case_id in cases:
        order = [asked[each.causationid] for each in envelopes if each.streamid == case_id]
        assert order == [1, 2, 3, 4, 5, 6]


async def test_a_runner_that_is_started_again_answers_nothing_twice(
    stage, explaining, reacting, running, answered, produce_cases
):
    cases = [uuid4() for _ in range(10)]
    for round_ in range(3):
        await produce_cases(cases, [2 * round_ + 1, 2 * round_ + 2])
        async with running(reacting(explaining())):
            await answered(20 * (round_ + 1))


async def test_events_without_consequence_are_passed(
    stage, explaining, reacting, running, produce_cases, eventually_async
):
    await produce_cases([uuid4() for _ in range(10)], range(1, 11))
    async with running(reacting(explaining(react=lambda envelope: None))):
        passed = "SELECT sum(next_offset) FROM runner_offsets WHERE projection = 'explain'"
        await eventually_async(lambda: stage.rows(passed) == [(100,)])
    assert stage.stored() == []


async def test_a_command_whose_aim_is_met_is_remembered_as_done(
    stage, explaining, reacting, running, produce_cases, eventually_async
):
    await produce_cases([uuid4()], [1, 2, 3])
    async with running(reacting(explaining(decide=lambda _: []))):
        await eventually_async(lambda: stage.rows("SELECT count(*) FROM reacted") == [(3,)])
    assert stage.stored() == []


async def test_lost_connections_cost_no_answer_and_repeat_none(
    stage, explaining, reacting, running, answered, produce_cases
):
    cases = [uuid4() for _ in range(20)]
    async with running(reacting(explaining())):
        for round_ in range(4):
            await produce_cases(cases, range(round_ * 5 + 1, round_ * 5 + 6))
            with psycopg.connect(stage.dsn, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await answered(100 * (round_ + 1))


async def test_two_runners_answer_nothing_twice(stage, explaining, reacting, running, answered, produce_cases):
    cases = [uuid4() for _ in range(50)]
    async with running(reacting(explaining())):
        await produce_cases(cases, [1, 2])
        async with running(reacting(explaining())):
            await produce_cases(cases, [3, 4])
        await produce_cases(cases, [5])
        await answered(250, within=60)


async def test_a_position_taken_by_another_runner_rolls_the_answer_back(
    stage, explaining, reacting, running, answered, produce_cases
):
    """The position is moved away while a command is handled, as a new owner would; then set back."""
    taken = []

    def take(envelope):
        if not taken:
            taken.append(envelope.id)
            with psycopg.connect(stage.dsn, autocommit=True) as connection:
                connection.execute(
                    "UPDATE runner_offsets SET next_offset = next_offset + 1 WHERE projection = 'explain'"
                )
        elif len(taken) == 1:
            taken.append(envelope.id)

    case_id = uuid4()
    await produce_cases([case_id], [1, 2])
    async with running(reacting(explaining(before=take))):
        envelopes = await answered(1)
    first, second = [read_envelope(message.value) for message in await stage.published()]
    assert [envelope.causationid for envelope in envelopes] == [second.id]
    assert taken == [first.id, second.id]


async def test_a_command_that_fails_parks_its_case_and_a_retry_does_it_in_order(
    stage, explaining, reacting, running, answered, produce_cases, eventually_async
):
    bad, other = uuid4(), uuid4()
    broken = [True]

    def refuse(envelope):
        if broken and envelope.subject == str(bad) and envelope.sequence == 2:
            raise ValueError

    await produce_cases([bad, other], [1, 2, 3])
    runner = reacting(explaining(before=refuse))
    async with running(runner):
        await answered(4)

        async def one_waits():  # the commands are done one by one: the case's third may still be on its way
            return [(case.case_key, case.waiting) for case in await runner.parked_cases("explain")] == [(str(bad), 1)]

        await eventually_async(one_waits)
        assert await runner.retry("explain", str(bad), by="admin-1", reason="再試行") == 2
        await answered(4)
        broken.clear()
        assert await runner.retry("explain", str(bad), by="admin-1", reason="修正済") == 0
        await answered(6)
        await produce_cases([bad, other], [4])
        await answered(8)
    assert await runner.parked_cases("explain") == []


async def test_a_store_whose_writes_are_stopped_parks_nothing(
    explaining, reacting, running, answered, produce_cases, said
):
    await produce_cases([uuid4()], [1])
    reaction, store = explaining(check_first=True)
    runner = reacting(reaction)
    async with running(runner):
        await said("StoreRestored")
        store.check_restored(None)
        await answered(1)
    assert await runner.parked_cases("explain") == []
