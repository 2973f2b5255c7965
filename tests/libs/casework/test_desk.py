"""What a case's page offers, as far as its content is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from council_casework.desk import as_far_as_kept
from council_events import Sealed
from council_events.intake import AdviceGiven
from council_kit.answers import NextStep, TimelineEntry
from council_kit.postgres import Pool, open_pool
from council_kit.vault import ERASED, KeyFiles, Vault, generate_keys
from pydantic import BaseModel

CASE = UUID(int=24)


class View(BaseModel):
    """What every service's answer about a case has."""

    erased: bool = False
    next_steps: tuple[NextStep, ...]
    paper_steps: tuple[NextStep, ...] = ()
    needed_papers: tuple[str, ...] = ()
    timeline: tuple[TimelineEntry, ...]


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database, max_size=2) as opened:
        yield opened


def test_a_case_whose_content_was_destroyed_offers_no_step_and_no_correction(pool: Pool, tmp_path: Path) -> None:
    generate_keys(tmp_path, ["24"])
    now = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    entry = TimelineEntry(
        event_id=uuid4(),
        type="council.intake.AdviceGiven.v1",
        title="助言",
        occurred_on=now.date(),
        recorded_at=now,
        actor="p24-deputy",
        service="intake",
        council="24",
        sequence=1,
        fields=(),
        correctable=True,
    )
    step = NextStep(command="GiveAdvice", title="助言する", path="/v1/cases/x/give-advice", allowed=True)
    view = View(next_steps=(step,), paper_steps=(step,), timeline=(entry,))

    def told(by: Vault) -> View:
        return as_far_as_kept(by, f"24/case:{CASE}", lambda: view)

    vault = Vault(pool, KeyFiles(tmp_path))
    assert told(vault) == view, "no key was ever made"
    vault.seal_event(AdviceGiven(case_id=CASE, advice=Sealed("助言")), uuid4(), "24", f"case:{CASE}")
    assert told(vault) == view
    Vault(pool, KeyFiles(tmp_path)).destroy(f"24/case:{CASE}")
    for by in (vault, Vault(pool, KeyFiles(tmp_path))):
        assert (told(by).erased, told(by).next_steps, told(by).paper_steps) == (True, (), ())
        assert not any(each.correctable for each in told(by).timeline)


def test_a_key_that_another_process_destroyed_is_let_go_of_when_it_is_asked_for(pool: Pool, tmp_path: Path) -> None:
    generate_keys(tmp_path, ["24"])
    vault, key = Vault(pool, KeyFiles(tmp_path)), f"24/case:{CASE}"
    sealed = vault.seal_event(AdviceGiven(case_id=CASE, advice=Sealed("助言")), uuid4(), "24", f"case:{CASE}").advice
    Vault(pool, KeyFiles(tmp_path)).destroy(key)
    assert vault.open_many([sealed]) == ["助言"], "for a minute at most"
    assert vault.is_destroyed(key)
    assert vault.open_many([sealed]) == [ERASED]
