"""The sealed session cookie."""

from __future__ import annotations

import datetime as dt

import pytest
from council_gateway.application.sessions import PendingSignIn, Seal, Session, new_session

NOW = dt.datetime(2024, 7, 1, 9, 0, tzinfo=dt.UTC)
KEY = bytes(range(32))


class Clock:
    now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def seal(clock: Clock) -> Seal:
    return Seal(KEY, clock)


@pytest.fixture
def session() -> Session:
    return new_session("p13-head", "13", "統括責任者", NOW + dt.timedelta(hours=8))


def test_a_session_comes_back_as_it_was_sealed(seal: Seal, session: Session) -> None:
    cookie = seal.seal(session)
    assert seal.open_session(cookie) == session
    assert Seal(KEY, Clock()).open_session(cookie) == session
    assert "p13" not in cookie


def test_a_cookie_that_was_changed_or_made_elsewhere_is_no_session(seal: Seal, session: Session) -> None:
    cookie = seal.seal(session)
    other = Seal(bytes(32), Clock()).seal(session)
    for forged in (cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB"), other, "", "x", "あ"):
        assert seal.open_session(forged) is None


def test_a_sign_in_under_way_cannot_be_passed_off_as_a_session(seal: Seal) -> None:
    pending = PendingSignIn(state="s", nonce="n", verifier="v", then="", expires_at=NOW + dt.timedelta(minutes=10))
    cookie = seal.seal(pending)
    assert seal.open_pending(cookie) == pending
    assert seal.open_session(cookie) is None


def test_a_session_ends_with_its_time(seal: Seal, session: Session, clock: Clock) -> None:
    cookie = seal.seal(session)
    assert seal.open_session(cookie) is not None
    clock.now = session.expires_at
    assert seal.open_session(cookie) is None


def test_a_sign_in_under_way_is_forgotten_after_its_time(seal: Seal, clock: Clock) -> None:
    pending = PendingSignIn(state="s", nonce="n", verifier="v", then="", expires_at=NOW + dt.timedelta(minutes=10))
    cookie = seal.seal(pending)
    clock.now = pending.expires_at
    assert seal.open_pending(cookie) is None


def test_a_signed_out_session_is_not_taken_back(seal: Seal, session: Session) -> None:
    cookie = seal.seal(session)
    seal.sign_out(session)
    assert seal.open_session(cookie) is None


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Seal(b"short", Clock())
