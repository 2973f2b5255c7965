"""`council generate`: invented histories into the stores of services that are up."""

from contextlib import ExitStack

import pytest
from council_kit.clock import Clock
from council_kit.postgres import open_pool
from council_kit.store import Store
from council_kit.vault import KeyFiles, Vault, generate_keys
from council_local import generate
from council_local.keys import all_councils

WANTED = 1_500
FOLLOWING = ("support", "subsidy")


@pytest.fixture
def pools(new_database):
    """A database of each service that keeps histories."""
    with ExitStack() as ending:
        yield {
            service: ending.enter_context(open_pool(new_database())) for service in ("governance", "intake", *FOLLOWING)
        }


@pytest.fixture
def stores(pools, tmp_path):
    generate_keys(tmp_path, all_councils())
    return {service: Store(service, pool, Vault(pool, KeyFiles(tmp_path)), Clock()) for service, pool in pools.items()}


def streams(pools, *services):
    found = set()
    for service in services:
        with pools[service].connection() as connection:
            found |= {row[0] for row in connection.execute("SELECT stream_id FROM events")}
    return found


def test_as_many_events_are_written_as_were_wanted_and_only_whole_cases(stores):
    said = []
    count = generate.generate(stores, events=WANTED, seed=7, on_progress=said.append)
    assert WANTED <= count < WANTED + 200
    assert said[-1] == count


def test_what_a_reaction_would_write_stands_before_its_cause_can_be_published(stores, pools, monkeypatch):
    monkeypatch.setattr(generate, "BATCH", 300)
    when_saved = []
    stores["intake"].on_save(lambda _: when_saved.append((streams(pools, "intake"), streams(pools, *FOLLOWING))))

    generate.generate(stores, events=WANTED, seed=7)

    led_on = streams(pools, "intake") & streams(pools, *FOLLOWING)
    assert len(when_saved) > 2
    assert len(led_on) > 10
    for chosen, following in when_saved:
        assert chosen & led_on <= following
