"""The bench of the replay starts the audit service by itself, with the settings that it needs today."""

import pytest

from bench import replay


def test_the_bench_of_the_replay_measures_a_case_with_its_proofs(
    postgres: str, kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "ENTRIES", 400)
    monkeypatch.setattr(replay, "REQUESTS", 10)

    found = replay.measure(postgres, kafka)

    assert 0 < found["p50"] <= found["worst"]
    assert found["memory"] > 0
