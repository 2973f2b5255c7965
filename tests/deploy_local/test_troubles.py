"""What keeps the platform from starting, told so that a person can mend it."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from council_local import jars, provision
from council_local.layout import Layout
from council_local.troubles import BrokerIncomplete, DiskFull, FolderUnusable

from .conftest import Small


def test_a_taken_port_is_named_with_its_holder(small: Small):
    with socket.create_server(("127.0.0.1", small.base + 2)):
        code, output = small.attempt()
    assert code == 1
    assert f"ポート {small.base + 2} は既に使われています" in output
    assert f"Port {small.base + 2}" in output
    assert "COUNCIL_PORT" in output


@pytest.fixture
def existing_servers(kafka: str, postgres: str, namespace: str) -> Iterator[dict[str, str]]:
    """The environment that names the session's servers; what was made on them is dropped."""
    yield {"COUNCIL_KAFKA": kafka, "COUNCIL_POSTGRES": postgres, "COUNCIL_NAMESPACE": namespace}
    provision.drop(postgres, namespace)


def test_a_service_that_does_not_start_is_named_with_the_end_of_its_log(small: Small, existing_servers: dict[str, str]):
    code, output = small.attempt("intake", **existing_servers)
    assert code == 1
    assert "Apache Kafka (kafka): 既存を使用" in output
    assert "PostgreSQL (postgres): 既存を使用" in output
    assert not small.layout.postgres.exists()
    assert "相談 が起動しませんでした" in output
    assert "did not start" in output
    assert "this door does not open" in output
    assert not small.is_up()


def test_it_does_not_start_in_production(small: Small):
    code, output = small.attempt(COUNCIL_ENVIRONMENT="production")
    assert code == 1
    assert "開発環境専用" in output


def test_an_existing_server_that_does_not_answer_is_named(small: Small):
    code, output = small.attempt(COUNCIL_POSTGRES="postgresql://postgres@127.0.0.1:1/postgres")
    assert code == 1
    assert "COUNCIL_POSTGRES のサーバーが応答しません" in output


def test_too_little_room_is_told_before_anything_starts(tmp_path: Path):
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(DiskFull) as told:
        Layout(tmp_path / "var").make(needed=free * 2)
    assert "空き容量が足りません" in told.value.ja
    assert "Not enough room" in told.value.en


def test_a_data_folder_that_is_none_is_told(tmp_path: Path):
    (tmp_path / "var").write_text("a file")
    with pytest.raises(FolderUnusable) as told:
        Layout(tmp_path / "var").make()
    assert str(tmp_path / "var") in told.value.ja


def test_a_broker_that_lost_or_cut_a_jar_is_not_whole(tmp_path: Path):
    locked = jars.locked()
    sizes = "".join(f"{jar.file} 4\n" for jar in locked)
    for jar in locked:
        (tmp_path / jar.file).write_bytes(b"jar!")
    assert not jars.is_whole(tmp_path, locked)
    (tmp_path / jars.SIZES).write_text(sizes)
    assert jars.is_whole(tmp_path, locked)
    (tmp_path / locked[0].file).write_bytes(b"ja")
    assert not jars.is_whole(tmp_path, locked)
    (tmp_path / locked[0].file).unlink()
    assert not jars.is_whole(tmp_path, locked)


def test_a_fetch_that_fails_leaves_nothing_half_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with pytest.raises(BrokerIncomplete) as told:
        jars.classpath(tmp_path)
    assert "ネットワークを確かめて" in told.value.ja
    assert list(tmp_path.iterdir()) == []


def test_every_jar_of_the_broker_is_pinned_by_its_hash():
    locked = jars.locked()
    assert {"kafka_2.13-4.1.0.jar", "slf4j-simple-1.7.36.jar"} <= {jar.file for jar in locked}
    assert all(len(jar.sha256) == 64 for jar in locked)


def test_without_a_browser_and_a_way_to_install_one_the_command_to_run_is_told(tmp_path: Path):
    ended = subprocess.run(
        [sys.executable, "-m", "council_local.browser"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "sudo apt-get install chromium fonts-noto-cjk" in ended.stderr
