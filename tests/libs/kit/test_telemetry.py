"""No log line, metric or trace carries what a person wrote; one request can be followed through all parts."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from council_kit.telemetry import (
    configure_traces,
    correlation_id,
    current_traceparent,
    follow,
    get_logger,
    shutdown_traces,
    span,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.trace import SpanKind

Lines = Callable[[], list[dict[str, Any]]]


def test_a_line_has_its_message_its_time_its_service_and_closed_attributes(log_lines: Lines) -> None:
    get_logger("relay").info("published a batch", events=2000, seconds=0.5, topic="council.intake.events")
    (line,) = log_lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "published a batch",
        "level": "info",
        "logger": "relay",
        "service": "testing",
        "events": 2000,
        "seconds": 0.5,
        "topic": "council.intake.events",
    }


def test_an_unknown_key_is_dropped_and_counted(log_lines: Lines) -> None:
    get_logger("intake").info("opened", name="Hanako Tokyo", phone="0900000000", version=3)
    (line,) = log_lines()
    assert "Hanako" not in json.dumps(line)
    assert "0900000000" not in json.dumps(line)
    assert (line["dropped"], line["version"]) == (2, 3)


@pytest.mark.parametrize(
    "value",
    ["東京花子", "hanako@example.jp", {"name": "x"}, [["x"]], ["東京花子"], b"name", "a\nb", "x" * 241, object()],
)
def test_a_value_of_open_shape_is_dropped_under_a_known_key_too(log_lines: Lines, value: Any) -> None:
    get_logger("intake").info("opened", reference=value)
    (line,) = log_lines()
    assert "reference" not in line
    assert line["dropped"] == 1


def test_a_message_with_a_person_in_it_is_withheld(log_lines: Lines) -> None:
    get_logger("intake").info("東京花子さんの相談を受け付けました")
    assert log_lines()[0]["event"] == "(withheld)"


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=10), st.text(alphabet="東京花子株式会社", min_size=1)))
def test_no_japanese_text_ever_reaches_the_log(attributes: dict[str, str]) -> None:
    from council_kit.telemetry.logs import _keep_closed

    kept = _keep_closed(None, "info", {"event": "x", **attributes, "reference": "東京"})
    assert json.dumps(kept, ensure_ascii=False).isascii()


def test_an_exception_keeps_its_type_and_places_but_not_its_message(log_lines: Lines) -> None:
    try:
        raise ValueError("東京花子 090-0000-0000")
    except ValueError:
        get_logger("http").exception("a request failed", reference="abc")
    (line,) = log_lines()
    assert line["error"] == "builtins.ValueError"
    assert line["stack"][0].startswith("kit/test_telemetry.py:")
    assert "090" not in json.dumps(line)


def test_an_exception_in_a_library_keeps_no_message_either(log_lines: Lines) -> None:
    try:
        raise ValueError("東京花子 090-0000-0000")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    (line,) = log_lines()
    assert (line["event"], line["error"]) == ("Exception in ASGI application", "builtins.ValueError")
    assert "090" not in json.dumps(line)


def test_a_database_error_keeps_its_state_and_nothing_of_the_row(log_lines: Lines, postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE people (name text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('Hanako')")
        try:
            connection.execute("INSERT INTO people VALUES ('Hanako')")
        except psycopg.Error as error:
            get_logger("store").error("a save failed", exc_info=error)
    (line,) = log_lines()
    assert line["sqlstate"] == "23505"
    assert "Hanako" not in json.dumps(line)


def test_what_a_library_logs_keeps_its_template_but_not_its_arguments(log_lines: Lines) -> None:
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s", "http://127.0.0.1")
    logging.getLogger("aiokafka").error("Failed to send %r", {"name": "Hanako"})
    logging.getLogger("aiokafka").info("quiet")
    running, failed = log_lines()
    assert (running["event"], running["logger"], running["level"]) == ("Uvicorn running on %s", "uvicorn.error", "info")
    assert failed["event"] == "Failed to send %r"
    assert "Hanako" not in json.dumps(failed)


@pytest.fixture
def spans(tmp_path: Path) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    file = tmp_path / "spans.jsonl"
    configure_traces("testing", file=file)

    def read() -> list[dict[str, Any]]:
        shutdown_traces()
        return [json.loads(line) for line in file.read_text().splitlines()]

    yield read
    shutdown_traces()


def test_one_request_is_followed_from_http_through_store_and_relay_to_the_runner(spans: Lines) -> None:
    with span("POST /v1/cases/{case_id}/open", traceparent=None):
        request = correlation_id()
        with span("store.save"):
            carried = current_traceparent()
    with follow("relay.publish", [carried, None, carried], events=3), follow("runner.apply", [carried]):
        pass
    found = {each["name"]: each for each in spans()}
    assert set(found) == {"POST /v1/cases/{case_id}/open", "store.save", "relay.publish", "runner.apply"}
    assert {each["context"]["trace_id"] for each in found.values()} == {f"0x{request.hex}"}
    assert found["runner.apply"]["parent_id"] == found["store.save"]["context"]["span_id"]
    assert found["relay.publish"]["attributes"] == {"events": 3}


def test_a_callers_traceparent_is_continued(spans: Lines) -> None:
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with span("http", traceparent=caller):
        pass
    (found,) = spans()
    assert found["context"]["trace_id"] == "0x0af7651916cd43dd8448eb211c80319c"
    assert found["parent_id"] == "0xb7ad6b7169203331"


def test_a_request_that_was_not_sampled_is_not_followed(spans: Lines) -> None:
    with follow("relay.publish", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"]):
        pass
    assert spans() == []


def test_a_span_that_fails_says_the_type_of_the_exception_only(spans: Lines) -> None:
    with pytest.raises(ValueError, match="花子"), span("store.save"):
        raise ValueError("東京花子")
    (found,) = spans()
    assert found["status"] == {"status_code": "ERROR", "description": "ValueError"}
    assert "花子" not in json.dumps(found, ensure_ascii=False)


def test_without_an_exporter_a_request_still_has_one_correlation_id() -> None:
    shutdown_traces()
    with span("http", kind=SpanKind.SERVER):
        one = correlation_id()
        with span("store.save"):
            assert correlation_id() == one
        assert int((current_traceparent() or "")[-2:], 16) & 1 == 0, "not sampled"
    assert correlation_id() != one
    assert current_traceparent() is None
