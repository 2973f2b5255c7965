"""The first start of the embedded broker."""

import uuid
from pathlib import Path

import pytest
from council_local import jars
from council_local.broker import Broker
from council_local.ports import free_port


def test_a_cluster_id_that_begins_with_a_hyphen_is_no_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(bytes=b"\xfb" * 16))
    broker = Broker(tmp_path / "kafka", free_port(), free_port(), jars.classpath(), free_port(), "password")
    broker.prepare(tmp_path / "log")
    assert "cluster.id=-" in (tmp_path / "kafka" / "data" / "meta.properties").read_text("utf-8")
