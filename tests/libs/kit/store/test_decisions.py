"""Decisions: what a save gives back, what it leaves behind, and who is told of a conflict."""

import datetime as dt
import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import Event, intake, read_envelope
from council_events.deciding import Refused
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.store import Appending, Beside, ConcurrentDecision, Saved, Store, Together
from council_kit.store.acting import EventTooLargeError, VersionAheadError
from council_kit.vault import Vault
from pydantic_core import PydanticSerializationError

from tests.libs.kit.store.deciding import ADVICE, APRIL, acting, advice, at_once, nothing


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
