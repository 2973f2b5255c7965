"""Projections: events into read tables exactly once, in order per case, whoever runs and whatever breaks."""

from __future__ import annotations

from uuid import uuid4

import psycopg
from council_events import intake
from council_events.topics import events_topic


async def test_events_are_applied_once_and_in_order_per_case(stage, runner, notes, running, seen, produce_cases):
    cases = [uuid4() for _ in range(100)]
    await produce_cases(cases, range(1, 31))
    async with running(runner(notes())):
        await seen(3000)
        await produce_cases(cases, range(31, 34))
        await seen(3300)


async def test_a_runner_that_is_started_again_goes_on_where_it_stood(
    stage, runner, notes, running, seen, produce_cases
):
    cases = [uuid4() for _ in range(20)]
    for round_ in range(3):
        await produce_cases(cases, range(round_ * 5 + 1, round_ * 5 + 6))
        async with running(runner(notes())):
            await seen(100 * (round_ + 1))


async def test_every_projection_has_its_own_tables_and_pace(stage, runner, notes, running, seen, produce_cases):
    async def refuse(connection, records):
        raise ConnectionError

    cases = [uuid4() for _ in range(10)]
    await produce_cases(cases, [1, 2])
    async with running(runner(notes(), notes(name="other"), notes(name="stuck", before=refuse))):
        await seen(20)
        await seen(20, schema="other")
    assert stage.rows("SELECT count(*) FROM stuck.seen") == [(0,)]


async def test_two_runners_share_the_partitions_and_apply_nothing_twice(
    stage, runner, notes, running, seen, produce_cases
):
    cases = [uuid4() for _ in range(200)]
    await produce_cases(cases, range(1, 6))
    async with running(runner(notes()), runner(notes())):
        await produce_cases(cases, range(6, 11))
        async with running(runner(notes())):
            await produce_cases(cases, range(11, 16))
            await seen(3000, within=40)
        await produce_cases(cases, range(16, 21))
        await seen(4000, within=40)


async def test_a_runner_owns_the_same_partitions_of_all_its_topics(
    stage, runner, notes, running, produce_cases, eventually_async
):
    """The partitions applied by two runners never meet, whatever the topic."""
    appliers = {}

    def noting(who):
        async def apply(connection, records):
            for record in records:
                appliers.setdefault(record.partition, set()).add((who, record.topic))

        return apply

    cases = [uuid4() for _ in range(200)]
    both = ("intake", "support")
    first, second = (runner(notes(services=both, before=noting(who))) for who in ("first", "second"))
    async with running(first, second):

        async def settled():
            appliers.clear()
            for service in both:
                await produce_cases(cases, [1], service)
            await eventually_async(lambda: len(appliers) == 12 and all(len(seen) >= 2 for seen in appliers.values()))
            assert {len({who for who, _ in seen}) for seen in appliers.values()} == {1}
            assert {who for seen in appliers.values() for who, _ in seen} == {"first", "second"}
            return True

        await eventually_async(settled, within=40)


async def test_a_lost_database_connection_costs_no_event_and_repeats_none(
    stage, runner, notes, running, seen, produce_cases
):
    cases = [uuid4() for _ in range(50)]
    async with running(runner(notes())):
        for round_ in range(4):
            await produce_cases(cases, range(round_ * 10 + 1, round_ * 10 + 11))
            with psycopg.connect(stage.dsn, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await seen(500 * (round_ + 1))


async def test_a_batch_over_the_time_limit_is_done_in_smaller_parts(stage, runner, notes, running, seen, produce_cases):
    async def slow(connection, records):
        await connection.execute("SELECT pg_sleep(%s)", [len(records) * 0.002])

    await produce_cases([uuid4() for _ in range(50)], range(1, 21))
    async with running(runner(notes(before=slow))):
        await seen(1000)


async def test_tables_of_another_ddl_stand_still_and_name_the_rebuild(
    stage, runner, notes, running, seen, produce_cases, said
):
    cases = [uuid4() for _ in range(5)]
    await produce_cases(cases, [1])
    async with running(runner(notes())):
        await seen(5)
    await produce_cases(cases, [2])
    changed = runner(notes(ddl=notes().ddl + "CREATE TABLE more (n int);"))
    async with running(changed):
        await said("mend it with council rebuild")
        await seen(5)
        await changed.rebuild("notes")
        await seen(10)


async def test_a_topic_that_is_not_the_one_applied_before_stands_still_and_names_the_rebuild(
    stage, runner, notes, running, seen, produce_cases, said
):
    case_id = uuid4()
    await produce_cases([case_id], [1])
    async with running(runner(notes())):
        await seen(1)
    with psycopg.connect(stage.dsn, autocommit=True) as connection:
        connection.execute("UPDATE runner_offsets SET last_event_id = gen_random_uuid() WHERE next_offset > 0")
    async with running(runner(notes())):
        await produce_cases([case_id], [2])
        await said("not the event applied before")
    await seen(1)


async def test_it_is_noted_when_everything_was_applied(
    stage, runner, notes, running, seen, produce_cases, eventually_async
):
    await produce_cases([uuid4()], [1])
    async with running(runner(notes())):
        await seen(1)
        noted = "SELECT count(*) FROM runner_offsets WHERE caught_up_at > now() - interval '10 s' AND topic = %s"
        topic = events_topic("intake", stage.namespace)
        await eventually_async(lambda: stage.rows(noted, topic) == [(12,)], within=20)


async def test_events_that_a_projection_does_not_want_are_passed_over(
    stage, runner, notes, running, produce_cases, make_envelope, eventually_async, seen
):
    case_id = uuid4()
    unwanted = intake.FactFindingCompleted(case_id=case_id, edition=intake.Edition.E2024)
    wanting = notes(events=(intake.RoleExplained,))
    for number in range(1, 30, 2):
        await produce_cases([case_id], [number])
        await stage.produce([(str(case_id), make_envelope(case_id, number + 1, event=unwanted))])
    async with running(runner(wanting)):
        assert await seen(15) == {str(case_id): list(range(1, 30, 2))}
        passed = "SELECT max(next_offset) FROM runner_offsets"
        await eventually_async(lambda: stage.rows(passed) == [(30,)])
    async with running(runner(wanting)):
        await produce_cases([case_id], [31])
        await seen(16)
    assert await runner(wanting).rebuild("notes") == 31
    await seen(16)


async def test_an_unknown_type_is_not_passed_over_since_it_may_be_a_newer_version(
    stage, runner, notes, running, produce_cases, make_envelope, eventually_async
):
    case_id = uuid4()
    newer = make_envelope(case_id).replace(b"RoleExplained.v1", b"RoleExplained.v2")
    await stage.produce([(str(case_id), newer)])
    one = runner(notes(events=(intake.FactFindingCompleted,)))
    async with running(one):
        await eventually_async(lambda: one.parked_cases("notes"))
