"""`council up` and what happens to it: crashes, a second start, a stop from elsewhere, a killed supervisor."""

import json
import signal
import urllib.request

import psutil
import psycopg
import pytest
from council_local.catalogue import PLACES, VAULT_SERVICES
from council_local.running import Running, State
from psycopg.conninfo import make_conninfo

from .conftest import Small, eventually

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def up(small: Small) -> Running:
    return small.up()


def pids(running: Running) -> list[int]:
    return [component.process.pid for component in running.components.values() if component.process]


def killed(small: Small, name: str) -> None:
    """Kill a component and wait until another process of it is ready."""
    before = small.running().components[name]
    psutil.Process(before.process.pid).send_signal(signal.SIGKILL)

    def again() -> bool:
        now = small.running().components[name]
        return now.restarts == before.restarts + 1 and now.state is State.READY

    eventually(again)
    assert small.running().components[name].process.pid != before.process.pid


def test_every_component_is_up_with_a_log_of_its_own(up: Running):
    assert set(up.components) == {"kafka", "postgres", *PLACES}
    for component in up.components.values():
        assert component.state is State.READY
        assert component.log.exists()


def test_each_process_is_given_what_it_needs_and_no_more(up: Running):
    for name in PLACES:
        with urllib.request.urlopen(f"{up.components[name].url}/environment") as answer:
            given = json.load(answer)
        assert given == up.environments[name]
        assert given["COUNCIL_ENVIRONMENT"] == "development"
        assert ("COUNCIL_VAULT_KEYS" in given) == ("COUNCIL_VAULT_DATABASE" in given) == (name in VAULT_SERVICES)
        assert ("COUNCIL_TOKEN_PRIVATE_KEY" in given) == (name == "gateway")
        assert (
            ("COUNCIL_DATABASE" in given)
            == ("COUNCIL_KAFKA" in given)
            == (name not in ("gateway", "issuer", "witness"))
        )


def test_a_service_reaches_its_own_database_and_no_other(up: Running):
    own = up.environments["intake"]["COUNCIL_DATABASE"]
    with psycopg.connect(own) as connection:
        connection.execute("CREATE TABLE mine (a int)")
    with pytest.raises(psycopg.OperationalError, match="CONNECT privilege"):
        psycopg.connect(make_conninfo(own, dbname="council_support"))
    with pytest.raises(psycopg.OperationalError, match="CONNECT privilege"):
        psycopg.connect(make_conninfo(up.environments["reporting"]["COUNCIL_DATABASE"], dbname="council_vault"))


def test_keys_and_passwords_are_readable_by_their_owner_only(small: Small, up: Running):
    for folder in (small.layout.keys, small.layout.secrets):
        files = list(folder.iterdir())
        assert files
        assert all(file.stat().st_mode & 0o077 == 0 for file in [folder, *files])
    assert small.layout.running.stat().st_mode & 0o077 == 0


def test_status_shows_every_component_and_that_it_answers(small: Small, up: Running):
    code, output = small.council("status", "--json")
    lines = {line["component"]: line for line in json.loads(output)}
    assert code == 0
    assert all(line["ready"] for line in lines.values())
    assert lines["intake"]["pid"] == up.components["intake"].process.pid
    assert lines["intake"]["port"] == small.base + 2
    assert "相談" in small.council("status")[1]


def test_a_second_start_on_the_same_folder_is_refused(small: Small, up: Running):
    code, output = small.attempt()
    assert code == 1
    assert "既に起動しています" in output
    assert "already up" in output


def test_a_service_that_crashes_is_started_again_and_said_so(small: Small, up: Running):
    killed(small, "intake")
    assert "SIGKILL で終了" in small.said()


def test_a_killed_database_comes_back_with_its_data(small: Small, up: Running):
    killed(small, "postgres")
    with psycopg.connect(up.environments["intake"]["COUNCIL_DATABASE"]) as connection:
        assert connection.execute("SELECT count(*) FROM mine").fetchone() == (0,)


def test_a_killed_broker_comes_back(small: Small, up: Running):
    killed(small, "kafka")


def test_a_service_is_rebuilt_from_another_terminal(small: Small, up: Running):
    code, output = small.council("rebuild", "governance")
    assert code == 0, output
    with psycopg.connect(up.environments["governance"]["COUNCIL_DATABASE"]) as connection:
        assert connection.execute("SELECT to_regclass('rights.offices') IS NOT NULL").fetchone() == (True,)


def test_what_is_parked_is_listed_and_a_case_that_is_not_parked_cannot_be_skipped(small: Small, up: Running):
    assert "保留はありません" in small.council("parked", "governance")[1]
    code, output = small.council("skip", "governance", "rights", "no-case", "--by", "admin-1", "--reason", "試験")
    assert code == 2
    assert "保留されていません" in output


def test_a_service_is_stopped_while_it_is_recovered_and_started_again(small: Small, up: Running):
    before = small.running().components["governance"].process
    code, output = small.council("recover", "governance")
    assert code == 0, output
    assert "0 件のイベントを戻しました" in output
    after = small.running().components["governance"]
    assert after.state is State.READY
    assert after.process.pid != before.pid
    assert not psutil.pid_exists(before.pid)


def test_an_unknown_service_is_told_in_both_languages(small: Small, up: Running):
    code, output = small.council("rebuild", "nowhere")
    assert code == 1
    assert "サービス nowhere はありません" in output
    assert "No service nowhere" in output


def test_down_from_another_terminal_stops_every_process(small: Small, up: Running):
    processes = pids(small.running())
    code, _ = small.council("down")
    assert code == 0
    assert not any(psutil.pid_exists(pid) for pid in processes)
    assert not small.is_up()
    assert small.council("status")[0] == 1


def test_the_next_start_finds_the_data_of_the_last(small: Small):
    again = small.up()
    with psycopg.connect(again.environments["intake"]["COUNCIL_DATABASE"]) as connection:
        assert connection.execute("SELECT count(*) FROM mine").fetchone() == (0,)


def test_a_killed_supervisor_leaves_no_process_behind(small: Small):
    processes = pids(small.running())
    small.kill()
    eventually(lambda: not any(psutil.pid_exists(pid) for pid in processes))
    small.up()
    small.stop()
