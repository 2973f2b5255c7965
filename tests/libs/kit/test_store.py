"""The store: what a save gives back, what it leaves behind, and who is told of a conflict."""

import dataclasses
import datetime as dt
import select
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import Event, Sealed, access, intake, read_envelope
from council_events.deciding import Fact, Refused
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import Pool, open_pool
from council_kit.store import (
    Acting,
    Appending,
    Beside,
    ConcurrentDecision,
    KeyReusedError,
    Model,
    Saved,
    Store,
    StoreRestored,
    Together,
)
from council_kit.store.acting import EventTooLargeError, VersionAheadError
from council_kit.store.recorder import Recorder
from council_kit.vault import KeyFiles, Vault, generate_keys
from eventsourcing.persistence import NotSupportedError
from pydantic_core import PydanticSerializationError

APRIL = dt.date(2026, 4, 1)
ADVICE = Model((), lambda given, fact: (*given, fact))
"""A stream as the facts that happened in it."""
PURPOSE = "requests of intake"
"""What the key is for that a request's hash is kept under."""


def acting(actor: str = "p13-office", **more: object) -> Acting:
    said = Acting(actor, "13", Purpose.CASE_WORK, APRIL, uuid4())
    return dataclasses.replace(said, **more)


def advice(text: str = "資金繰り表を毎月作ること") -> Callable[[object], list[Event]]:
    return lambda _: [intake.AdviceGiven(case_id=uuid4(), advice=Sealed(text))]


def nothing(_: object) -> list[Event]:
    return []


@pytest.fixture(scope="module")
def pool(module_database: str) -> Iterator[Pool]:
    with open_pool(module_database) as pool:
        yield pool


@pytest.fixture(scope="module")
def vault(pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> Vault:
    keys = tmp_path_factory.mktemp("keys")
    generate_keys(keys, ["13"])
    return Vault(pool, KeyFiles(keys))


@pytest.fixture(scope="module")
def store(pool: Pool, vault: Vault) -> Store:
    return Store("intake", pool, vault, Clock())


@pytest.fixture
def case() -> UUID:
    return uuid4()


def at_once(*works: Callable[[], Saved]) -> list[Saved | Exception]:
    """What each gives or raises, all run at the same time."""
    outcomes: list[Saved | Exception] = []

    def run(work: Callable[[], Saved]) -> None:
        try:
            outcomes.append(work())
        except Exception as problem:
            outcomes.append(problem)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_an_empty_stream_is_the_initial_state_at_version_nought(store: Store, case: UUID):
    assert store.load(case, ADVICE) == ((), 0)
    assert store.history(case) == []


def test_a_stream_is_folded_from_its_own_events_in_order(store: Store, case: UUID, vault: Vault):
    for text in ("一", "二", "三"):
        store.execute(case, ADVICE, advice(text), acting())
        store.execute(uuid4(), ADVICE, advice("よそ"), acting())
    facts, version = store.load(case, ADVICE)
    assert version == 3
    assert [vault.open(fact.event.advice) for fact in facts] == ["一", "二", "三"]
    assert facts[0][1:4] == (APRIL, "13", "p13-office")
    assert len({fact.event_id for fact in facts}) == 3


def test_what_is_decided_is_saved_together_and_answered(store: Store, case: UUID):
    saved = store.execute(case, ADVICE, lambda _: [*advice("一")(()), intake.RoleExplained(case_id=case)], acting())
    assert (saved.stream_id, saved.version, saved.repeated) == (case, 2, False)
    envelopes = [read_envelope(raw) for raw in store.history(case)]
    assert [(one.id, one.type, one.sequence) for one in envelopes] == [
        (event.id, event.type, event.sequence) for event in saved.events
    ]
    assert {one.id.version for one in envelopes} == {7}


def test_the_envelope_says_who_acted_for_whom_when_and_why(store: Store, case: UUID):
    caused, correlated = uuid4(), uuid4()
    said = acting(
        correlation_id=correlated,
        causation_id=caused,
        on_behalf_of="p13-head",
        traceparent=f"00-{'a' * 32}-{'b' * 16}-01",
    )
    store.execute(case, ADVICE, advice(), said, partition_key="another key")
    envelope = read_envelope(store.history(case)[0])
    assert envelope.source == "/councils/13/intake"
    assert envelope.subject == str(case)
    assert envelope.partitionkey == "another key"
    assert (envelope.streamid, envelope.sequence) == (case, 1)
    assert (envelope.actor, envelope.onbehalfof, envelope.council) == ("p13-office", "p13-head", "13")
    assert (envelope.correlationid, envelope.causationid) == (correlated, caused)
    assert (envelope.occurredon, envelope.purpose) == (APRIL, Purpose.CASE_WORK)
    assert envelope.traceparent == said.traceparent
    assert abs(envelope.time - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_no_clear_text_stands_in_what_is_stored(store: Store, case: UUID, pool: Pool):
    secret = "代表者の兄に秘密の借入がある"
    store.execute(case, ADVICE, advice(secret), acting(idempotency_key="secret", request_hash=b"h"))
    with psycopg.connect(pool.conninfo) as connection:
        for table in ("events", "answers", "data_keys"):
            for row in connection.execute(f"SELECT * FROM {table}"):
                assert secret.encode() not in repr(row).encode()
                assert not any(isinstance(value, bytes) and secret.encode() in value for value in row)


def test_an_aim_already_met_saves_nothing(store: Store, case: UUID):
    store.execute(case, ADVICE, advice(), acting())
    assert store.execute(case, ADVICE, nothing, acting()) == Saved(case, 1, (), repeated=False)
    assert len(store.history(case)) == 1


def test_a_refusal_saves_nothing_and_leaves_its_key_free(store: Store, case: UUID):
    def refuse(_: object) -> list[Event]:
        raise Refused("B2-2-2-1", "まだできません", "not yet")

    said = acting(idempotency_key=str(case), request_hash=b"same")
    with pytest.raises(Refused):
        store.execute(case, ADVICE, refuse, said)
    assert store.history(case) == []
    assert not store.execute(case, ADVICE, advice(), said).repeated


# The same request again.


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


# Somebody else at the same time.


def test_of_two_decisions_at_once_the_second_is_told_who_was_first(store: Store, case: UUID):
    met = threading.Barrier(2)

    def as_somebody(actor: str) -> Callable[[], Saved]:
        def slowly(_: object) -> list[Event]:
            met.wait(5)
            return advice()(())

        return lambda: store.execute(case, ADVICE, slowly, acting(actor))

    outcomes = at_once(as_somebody("p13-head"), as_somebody("p13-deputy"))
    (saved,) = [one for one in outcomes if isinstance(one, Saved)]
    (refused,) = [one for one in outcomes if isinstance(one, ConcurrentDecision)]
    first = read_envelope(store.history(case)[0])
    assert (saved.events[0].id, saved.version) == (first.id, 1)
    assert (refused.first_actor, refused.first_type, refused.first_time) == (first.actor, first.type, first.time)
    assert len(store.history(case)) == 1


def test_who_decides_on_what_is_old_is_told_what_came_first(store: Store, case: UUID):
    for actor in ("p13-head", "p13-deputy", "p13-office"):
        store.execute(case, ADVICE, advice(), acting(actor))
    with pytest.raises(ConcurrentDecision) as refused:
        store.execute(case, ADVICE, advice(), acting(expected_version=1))
    assert refused.value.first_actor == "p13-deputy"
    assert store.execute(case, ADVICE, advice(), acting(expected_version=3)).version == 4


def test_a_version_that_never_was_is_refused(store: Store, case: UUID):
    with pytest.raises(VersionAheadError):
        store.execute(case, ADVICE, advice(), acting(expected_version=1))


def test_histories_are_appended_whole_or_not_at_all(store: Store, case: UUID):
    def history(versions: range, actor: str) -> list[Appending]:
        explained = intake.RoleExplained(case_id=case)
        return [Appending(case, version, explained, acting(actor)) for version in versions]

    assert store.append_many(history(range(1, 4), "p13-head")) == 3
    with pytest.raises(ConcurrentDecision) as refused:
        store.append_many(
            [Appending(uuid4(), 1, intake.RoleExplained(case_id=case), acting()), *history(range(3, 6), "x")]
        )
    assert refused.value.first_actor == "p13-head"
    assert len(store.history(case)) == 3


def test_a_history_keeps_the_day_it_was_recorded(store: Store, case: UUID):
    then = dt.datetime(2024, 5, 6, 7, 8, tzinfo=dt.UTC)
    store.append_many([Appending(case, 1, intake.RoleExplained(case_id=case), acting(), recorded_at=then)])
    assert read_envelope(store.history(case)[0]).time == then


# What may not be stored.


def test_an_event_over_the_limit_is_refused_with_the_excess(store: Store, case: UUID):
    with pytest.raises(EventTooLargeError) as refused:
        store.execute(case, ADVICE, advice("長" * 20_000), acting())
    assert refused.value.over == refused.value.size - 60_000 > 0
    assert store.history(case) == []


def test_a_store_without_a_vault_writes_no_clear_text(pool: Pool, case: UUID):
    store = Store("reporting", pool, None, Clock())
    with pytest.raises(PydanticSerializationError):
        store.execute(case, ADVICE, advice(), acting())
    assert store.history(case) == []


def test_a_read_is_a_stream_of_its_own_keyed_by_the_reader(store: Store, case: UUID, pool: Pool, vault: Vault):
    words = f"高橋 {case}"
    read = access.Read(
        view=access.View.SEARCH, route="POST /v1/search", cases=(case,), versions=(3,), words=Sealed(words)
    )
    store.record_access(read, acting("p13-deputy"))
    with pool.connection() as connection:
        rows = connection.execute("SELECT stream_id, event_id, version, partition_key, body FROM events WHERE kind = 1")
        (row,) = [row for row in rows if str(case).encode() in row[4]]
    envelope = read_envelope(row[4])
    assert row[:4] == (envelope.id, envelope.id, 1, "p13-deputy")
    assert words not in row[4].decode()
    assert envelope.data.words.box.key_id == "13/person:p13-deputy"
    assert vault.open(envelope.data.words) == words


def test_a_record_that_was_begun_is_durable_once_it_is_confirmed(store: Store, pool: Pool):
    reader = f"p13-{uuid4()}"
    confirm = store.begin_access(access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}"), acting(reader))
    confirm()
    assert records_of(pool, reader) == 1


def test_records_under_way_leave_a_connection_to_what_is_done_meanwhile(pool: Pool, vault: Vault, module_database: str):
    reader = f"p13-{uuid4()}"
    read = access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}")
    with open_pool(module_database, max_size=2) as narrow:
        store = Store("intake", narrow, vault, Clock())
        confirms = [store.begin_access(read, acting(reader)) for _ in range(3)]
        with narrow.connection(timeout=1) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        for confirm in confirms:
            confirm()
    assert records_of(pool, reader) == 3


def test_a_record_that_the_server_refuses_is_not_confirmed(store: Store, pool: Pool):
    read = access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}")
    reader = f"p13-{uuid4()}"
    with pool.connection() as connection:
        connection.execute("ALTER TABLE events ADD CONSTRAINT nobody_reads CHECK (partition_key <> 'nobody') NOT VALID")
    try:
        confirm = store.begin_access(read, acting("nobody"))
        with pytest.raises(psycopg.errors.CheckViolation):
            confirm()
        store.record_access(read, acting(reader))
        assert (records_of(pool, "nobody"), records_of(pool, reader)) == (0, 1)
    finally:
        with pool.connection() as connection:
            connection.execute("ALTER TABLE events DROP CONSTRAINT nobody_reads")


def records_of(pool: Pool, reader: str) -> int:
    with pool.connection() as connection:
        found = connection.execute("SELECT count(*) FROM events WHERE partition_key = %s", (reader,)).fetchone()
    assert found is not None
    return int(found[0])


def test_events_are_neither_changed_nor_removed(store: Store, case: UUID, pool: Pool):
    store.execute(case, ADVICE, advice(), acting())
    for statement in ("UPDATE events SET kind = 1", "DELETE FROM events", "TRUNCATE events"):
        with pytest.raises(psycopg.errors.RaiseException), pool.connection() as connection:
            connection.execute(statement)


def test_tailing_by_one_integer_is_refused(pool: Pool, store: Store, case: UUID):
    recorder = Recorder(pool)
    with pytest.raises(NotSupportedError):
        recorder.select_notifications(1, 10)
    with pytest.raises(NotSupportedError):
        recorder.subscribe()
    before = recorder.max_notification_id() or 0
    store.execute(case, ADVICE, advice(), acting())
    assert (recorder.max_notification_id() or 0) > before


def test_a_store_that_must_be_checked_first_takes_no_write_before(pool: Pool, vault: Vault, case: UUID):
    store = Store("intake", pool, vault, Clock(), check_first=True)
    assert not store.writes_allowed
    for write in (
        lambda: store.execute(case, ADVICE, advice(), acting()),
        lambda: store.append_many([Appending(case, 1, intake.RoleExplained(case_id=case), acting())]),
        lambda: store.record_access(access.Read(view=access.View.CASE, route="GET /v1/x"), acting()),
    ):
        with pytest.raises(StoreRestored):
            write()
    assert store.load(case, ADVICE) == ((), 0)
    assert store.check_restored(None)
    assert store.execute(case, ADVICE, advice(), acting()).version == 1


def test_no_statement_lasts_longer_than_a_second(pool: Pool):
    with pytest.raises(psycopg.errors.QueryCanceled), pool.connection() as connection:
        connection.execute("SELECT pg_sleep(3)")


def test_no_transaction_stays_open_longer_than_a_second(pool: Pool):
    connection = pool.getconn()
    connection.execute("BEGIN")
    ended, _, _ = select.select([connection], [], [], 5)
    assert ended
    with pytest.raises(psycopg.InternalError):
        connection.execute("SELECT 1")
    pool.putconn(connection)


def test_two_services_that_start_at_once_make_the_tables_once(database: str):
    pools = [open_pool(database) for _ in range(4)]
    try:
        stores = at_once(*(lambda pool=pool: Store("intake", pool, None, Clock()) for pool in pools))
        assert [type(one) for one in stores] == [Store] * 4
    finally:
        for pool in pools:
            pool.close()


def test_events_of_another_stream_are_saved_with_the_decision_or_not_at_all(store: Store, case: UUID) -> None:
    seat, by = uuid4(), acting()
    told = intake.RoleExplained(case_id=case)

    def beside(_: object) -> list[Appending]:
        return [Appending(seat, 1, told, by)]

    saved = store.execute(case, ADVICE, advice(), by, beside=beside)
    assert (saved.version, len(saved.events), store.load(seat, ADVICE)[1]) == (1, 1, 1)
    with pytest.raises(ConcurrentDecision) as second:
        store.execute(case, ADVICE, advice(), by, beside=beside)
    assert (second.value.stream_id, second.value.first_type) == (seat, told.type_name)
    assert store.load(case, ADVICE)[1] == 1


def test_a_decision_that_rests_on_another_stream_is_taken_anew_when_that_stream_has_grown(store: Store) -> None:
    case, other = uuid4(), uuid4()
    seen: list[int] = []

    def decide(_: object) -> Together:
        _facts, version = store.load(other, ADVICE)
        seen.append(version)
        if len(seen) == 1:
            store.execute(other, ADVICE, advice(), acting("p27-office"))
        return Together(advice()(None), [Beside(other, version, advice()(None), f"case:{other}")])

    said = acting(idempotency_key="decided-together", request_hash=b"1")
    saved = store.execute(case, ADVICE, decide, said)
    assert seen == [0, 1]
    assert (saved.version, [event.sequence for event in saved.events]) == (1, [1])
    assert (store.load(case, ADVICE)[1], store.load(other, ADVICE)[1]) == (1, 2)
    again = store.execute(case, ADVICE, decide, said)
    assert (again.repeated, again.events) == (True, saved.events)


def test_a_decision_that_never_finds_the_other_stream_still_gives_up(store: Store) -> None:
    case, other = uuid4(), uuid4()

    def decide(_: object) -> Together:
        version = store.load(other, ADVICE)[1]
        store.execute(other, ADVICE, advice(), acting("p27-office"))
        return Together(advice()(None), [Beside(other, version, advice()(None), f"case:{other}")])

    with pytest.raises(psycopg.OperationalError):
        store.execute(case, ADVICE, decide, acting())
    assert store.load(case, ADVICE)[1] == 0
