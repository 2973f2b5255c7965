"""Every report that a line can owe is drawn from its events, as a page and as a spreadsheet file, with nothing left without a value."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from council_events import Envelope, Event, Sealed, read_envelope, schema_uri, to_bytes
from council_events.deciding import Fact
from council_events.event import envelope_class
from council_events.support import CandidateReceived
from council_events.support.rechallenge import RechallengeStarted
from council_events.support.reports import ReportKind
from council_events.values import SupportLine
from council_kit.postgres import open_pool
from council_kit.sheets import spreadsheet
from council_kit.vault import KeyFiles, Vault, generate_keys
from council_support.domain import INITIAL, LINES, Case, Terms, evolve
from council_support.domain.reports import ASKED_BY
from council_support.queries.reports import read_layouts, report_view
from council_support.queries.reports.layouts import events_by_name
from pydantic import BaseModel

from tests.replay.sample_events import CASE, sample

ON = dt.date(2024, 7, 1)
TERMS = Terms(report_days=30)
[LAYOUT] = read_layouts()
OWED = [
    (line, kind)
    for line, package in LINES.items()
    for kind in dict.fromkeys(
        kind
        for event, kind in ASKED_BY.items()
        if event in package.STAGE_AFTER or (line is SupportLine.RECHALLENGE and kind is ReportKind.RECHALLENGE)
    )
]
"""Each line with the reports that its events ask for."""


@pytest.fixture(scope="module")
def vault(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    folder = tmp_path_factory.mktemp("keys")
    generate_keys(folder, ["13", "hq"])
    with open_pool(module_database, max_size=2) as pool:
        yield Vault(pool, KeyFiles(folder))


def raw(vault: Vault, data: Event, sequence: int, council: str) -> bytes:
    name, event_id = type(data).type_name, uuid4()
    envelope: Envelope[Any] = envelope_class(name)(
        id=event_id,
        source=f"/councils/{council}/support",
        type=name,
        subject=str(CASE),
        time=dt.datetime(2024, 7, 1, tzinfo=dt.UTC),
        dataschema=schema_uri(name),
        occurredon=ON,
        sequence=sequence,
        streamid=CASE,
        partitionkey=str(CASE),
        council=council,
        actor="p13-head",
        purpose="case_work",
        correlationid=uuid4(),
        data=vault.seal_event(data, event_id, council, f"case:{CASE}"),
    )
    return to_bytes(envelope)


def clear(model: Any) -> Any:
    """A sample with its sealed parts as texts, for the vault to seal."""
    if isinstance(model, Sealed):
        return Sealed("文")
    if isinstance(model, BaseModel):
        return model.model_copy(update={name: clear(getattr(model, name)) for name in type(model).model_fields})
    return tuple(clear(each) for each in model) if isinstance(model, tuple) else model


def told(vault: Vault, line: SupportLine, kind: ReportKind, council: str) -> tuple[Case, list[bytes]]:
    """A case in which everything happened that the report tells of, and what asks for it."""
    names = {
        entry.event
        for part in LAYOUT.parts_of(line.value, kind.value)
        for entry in (*part.lines, *part.columns)
        if entry.event != "CandidateReceived"
    }
    asking = [event for event, asked in ASKED_BY.items() if asked is kind and event in LINES[line].STAGE_AFTER]
    asking = asking or [event for event, asked in ASKED_BY.items() if asked is kind]
    kinds = dict.fromkeys([RechallengeStarted] if line is SupportLine.RECHALLENGE else [])
    kinds |= dict.fromkeys([*(events_by_name()[name] for name in sorted(names)), asking[0]])
    events = [clear(sample(CandidateReceived)).model_copy(update={"line": line, "case_id": CASE})]
    events += [clear(sample(each)) for each in kinds]
    history = [raw(vault, event, number, council) for number, event in enumerate(events, start=1)]
    case = INITIAL
    for each in history:
        case = evolve(case, Fact.of(read_envelope(each)))
    return case, history


def test_every_report_of_the_texts_is_owed_by_some_line() -> None:
    assert {kind for _, kind in OWED} == set(ReportKind)
    assert len(OWED) == 12


@pytest.mark.parametrize("council", ["13", "hq"])
@pytest.mark.parametrize(("line", "kind"), OWED, ids=lambda each: each.value)
def test_a_report_is_a_page_and_a_file(vault: Vault, line: SupportLine, kind: ReportKind, council: str) -> None:
    case, history = told(vault, line, kind, council)
    view = report_view(case, history, f"{kind.value}-1", LAYOUT, ON, TERMS, vault)
    assert (view.due_on, view.late) == (dt.date(2024, 7, 31), False)
    assert len(view.sheet.to) == 2
    assert view.sheet.to[0] == ("中小企業庁" if council == "hq" else "関東経済産業局")
    for part in view.sheet.parts:
        assert part.title
        assert part.lines or part.rows, f"{part.title} tells nothing"
        assert all(line.label and line.value for line in part.lines), part.title
    late = report_view(case, history, f"{kind.value}-1", LAYOUT, dt.date(2024, 8, 1), TERMS, vault)
    assert late.late
    with zipfile.ZipFile(io.BytesIO(spreadsheet(view.sheet))) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert view.sheet.title in texts
    assert all(part.title in texts for part in view.sheet.parts)
