"""The long phases of a rebuild, shared between processes."""

from __future__ import annotations

import pickle
import subprocess
import sys
from uuid import uuid4

import pytest
from council_kit.runner.filling import Places
from council_kit.runner.generations import Generation
from council_kit.runner.shares import Share, ShareFailedError, ShareOutageError, Standing, share_out

from tests.libs.kit import tallies
from tests.libs.kit.tallies import SECRET, TALLIES

GENERATION = Generation(1, "tallies_next")


async def share(stage, work):
    told = []
    where = Places(stage.kafka, stage.async_pool, stage.namespace)
    return await share_out(work, TALLIES, GENERATION, where, 2, told.extend), told


async def test_every_share_gives_its_answer_and_tells_how_far_it_is(stage):
    found, told = await share(stage, tallies.answers)
    assert found == [[0, 2], [1, 2]]
    assert Standing(2, 0) in told


async def test_a_share_that_fails_ends_the_others_and_tells_nothing_of_what_it_read(stage):
    with pytest.raises(ShareFailedError, match=r"builtins\.ValueError at .*tallies\.py") as failed:
        await share(stage, tallies.fails)
    assert SECRET not in str(failed.value)


@pytest.mark.parametrize("work", [tallies.meets_an_outage, tallies.is_killed])
async def test_what_may_pass_is_told_from_what_will_not(stage, work):
    with pytest.raises(ShareOutageError) as failed:
        await share(stage, work)
    assert SECRET not in str(failed.value)


def test_a_share_ends_with_whoever_asked_for_it(stage):
    asked = pickle.dumps((tallies.waits, TALLIES, GENERATION, stage.dsn, stage.kafka, stage.namespace, Share(1, 2)))
    command = [sys.executable, "-c", "from council_kit.runner.shares import serve; serve()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(asked)
        process.stdin.flush()
        assert process.stdout.readline() == b'{"standing": [1, 0]}\n'
        process.stdin.close()
        assert process.wait(10) == 1


async def test_two_processes_give_the_tables_that_the_runner_gives(
    stage, runner, running, produce_cases, eventually_async
):
    cases = [uuid4() for _ in range(300)]
    await produce_cases(cases, range(1, 6))
    await produce_cases(cases[:40], range(1, 4), "support")
    one = runner(TALLIES)
    expected = sorted((case, 8, 21) if case in cases[:40] else (case, 5, 15) for case in cases)

    def tallied():
        if stage.rows("SELECT to_regclass('tallies.tallies')") == [(None,)]:
            return []
        return stage.rows("SELECT case_id, events, total FROM tallies.tallies ORDER BY case_id")

    async with running(one):
        await eventually_async(lambda: tallied() == expected, within=20)
        found, told = [], []
        assert await one.rebuild("tallies", told.append, found.append, processes=2) == 1620
        assert tallied() == expected
        assert [(each.only_before, each.only_after) for each in found[0].differences] == [(300, 300)]  # who made them
        assert (told[-1].done, told[-1].events_left) == (1620, 0)
        await produce_cases(cases[:1], [6])
        await eventually_async(lambda: (cases[0], 9, 27) in tallied(), within=20)
    assert len(stage.rows("SELECT DISTINCT made_by FROM tallies.tallies")) == 2
    assert stage.rows("SELECT indexname FROM pg_indexes WHERE indexname = 'tallies_by_total'")


async def test_what_another_process_cannot_fold_is_parked(stage, runner, produce_cases):
    cases = [uuid4() for _ in range(20)]
    await produce_cases(cases, [1, 13, 14])
    one = runner(TALLIES)
    await one.rebuild("tallies", processes=2)
    assert stage.rows("SELECT count(*), sum(total) FROM tallies.tallies") == [(20, 20)]
    parked = await one.parked_cases("tallies")
    assert sorted(each.case_key for each in parked) == sorted(map(str, cases))
    assert {each.waiting for each in parked} == {1}
