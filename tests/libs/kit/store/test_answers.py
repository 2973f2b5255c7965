"""Idempotency: the same request is done once and gets the first answer, and what was asked is kept as a keyed hash alone."""

import dataclasses
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from council_events import Event
from council_events.deciding import Fact, Refused
from council_kit.postgres import Pool
from council_kit.store import KeyReusedError, Saved, Store
from council_kit.vault import KeyFiles, Vault, generate_keys

from tests.libs.kit.store.deciding import ADVICE, acting, advice, at_once, nothing

PURPOSE = "requests of intake"
"""What the key is for that a request's hash is kept under."""


def test_the_same_request_gets_the_first_answer(store: Store, case: UUID):
    said = acting(idempotency_key=str(case), request_hash=b"same")
    first = store.execute(case, ADVICE, lambda _: [*advice()(()), *advice()(())], said)
    store.execute(case, ADVICE, advice(), acting())
    again = store.execute(case, ADVICE, advice("etwas anderes"), said)
    assert again == dataclasses.replace(first, repeated=True)
    assert len(store.history(case)) == 3


def test_the_same_request_gets_the_first_answer_although_it_would_be_refused_by_now(store: Store, case: UUID):
    def once(state: tuple[Fact, ...]) -> list[Event]:
        if state:
            raise Refused("B2-2-2-1", "もう済みました", "done already")
        return advice()(())

    said = acting(idempotency_key=str(case))
    first = store.execute(case, ADVICE, once, said)
    assert store.execute(case, ADVICE, once, said) == dataclasses.replace(first, repeated=True)


def test_a_creation_repeated_with_a_fresh_id_gets_the_first_id(store: Store, case: UUID):
    said = acting(idempotency_key=str(case), request_hash=b"same")
    store.execute(case, ADVICE, advice(), said)
    assert store.execute(uuid4(), ADVICE, advice(), said).stream_id == case


def test_a_key_is_its_actors_own(store: Store, case: UUID):
    store.execute(case, ADVICE, advice(), acting(idempotency_key=str(case)))
    assert not store.execute(case, ADVICE, advice(), acting("p13-head", idempotency_key=str(case))).repeated


def test_another_request_under_the_same_key_is_refused(store: Store, case: UUID):
    store.execute(case, ADVICE, advice(), acting(idempotency_key=str(case), request_hash=b"one"))
    with pytest.raises(KeyReusedError):
        store.execute(case, ADVICE, advice(), acting(idempotency_key=str(case), request_hash=b"other"))


def test_what_was_asked_cannot_be_guessed_from_what_is_kept_of_it(
    store: Store, case: UUID, pool: Pool, vault: Vault, tmp_path: Path
):
    """Who reads the database may know the key, and try what could have been asked."""
    guess = b"what was asked"
    store.execute(case, ADVICE, advice(), acting(idempotency_key=str(case), request_hash=guess))
    with pool.connection() as connection:
        (kept,) = connection.execute("SELECT request_hash FROM answers WHERE key = %s", (str(case),)).fetchone()
    generate_keys(tmp_path, ["13"])
    for hashed in (guess, sha256(guess).digest(), Vault(pool, KeyFiles(tmp_path)).keyed_hash("13", PURPOSE, guess)):
        assert kept != hashed
    assert kept == vault.keyed_hash("13", PURPOSE, guess) != vault.keyed_hash("13", "another purpose", guess)


def test_nothing_to_do_is_an_answer_too(store: Store, case: UUID):
    store.execute(case, ADVICE, advice(), acting())
    said = acting(idempotency_key=str(case))
    store.execute(case, ADVICE, nothing, said)
    store.execute(case, ADVICE, advice(), acting())
    assert store.execute(case, ADVICE, advice(), said) == Saved(case, 1, (), repeated=True)


@pytest.mark.parametrize("decide", [advice(), nothing])
def test_the_same_request_twice_at_once_is_done_once(store: Store, case: UUID, decide: Callable):
    said, met = acting(idempotency_key=str(case)), threading.Barrier(2)

    def once() -> Saved:
        def slowly(state: object) -> list[Event]:
            met.wait(5)
            return decide(state)

        return store.execute(case, ADVICE, slowly, said)

    one, other = at_once(once, once)
    assert sorted([one.repeated, other.repeated]) == [False, True]
    assert one.events == other.events
    assert len(store.history(case)) == len(one.events)
