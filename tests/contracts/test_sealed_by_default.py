"""Every field of every event is sealed, or closed and on the committed list with its reason (design §4)."""

import csv
from pathlib import Path

from council_events.catalogue import event_fields
from council_events.event import Event
from council_events.values import CaseId

OPEN_FIELDS = Path(__file__).parents[2] / "libs" / "events" / "open_fields.csv"


def listed() -> dict[tuple[str, str], dict[str, str]]:
    with OPEN_FIELDS.open(encoding="utf-8") as file:
        return {(row["event"], row["field"]): row for row in csv.DictReader(file)}


def test_no_event_has_a_field_of_an_open_type() -> None:
    assert [f"{f.event.type_name}.{f.path}: {f.kind}" for f in event_fields() if not f.closed] == []


def test_every_open_field_is_on_the_list_with_its_kind_and_a_reason() -> None:
    rows = listed()
    open_fields = {(f.event.type_name, f.path): f.kind for f in event_fields() if f.kind != "sealed"}
    assert open_fields.keys() == rows.keys()
    assert {key: rows[key]["kind"] for key in rows} == open_fields
    assert [key for key, row in rows.items() if len(row["reason"]) < 10] == []


def test_a_bare_string_in_an_event_is_found() -> None:
    class GossipHeard(Event):
        case_id: CaseId
        gossip: str

    from council_events.catalogue import _walk

    assert ("gossip", "str", False) in list(_walk(GossipHeard, ""))
