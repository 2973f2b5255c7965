"""The examples for subscribers run as they are printed."""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from confluent_kafka.admin import AdminClient
from council_events.topics import feed_topic
from council_feed.delivery.keys import Keys
from council_feed.delivery.telling import Sent, Teller
from council_feed.delivery.webhooks.signing import signature_headers
from council_feed.domain.withdrawing import Stale

from tests.services.feed.desk import running
from tests.services.feed.situations import step

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "feed" / "examples"


@pytest.fixture
def receiver(tmp_path):
    """receive.py as a process; gives its address and the lines that it prints."""
    keys = Keys(b"k" * 32).signing(UUID(int=7), 1)
    environment = os.environ | {"SECRET": f"whsec_AAAA {keys.shared}", "SEEN": str(tmp_path / "seen.db")}
    process = subprocess.Popen(
        [sys.executable, EXAMPLES / "receive.py", "0"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    port, lines = process.stdout.readline().split()[1], []
    reading = threading.Thread(target=lambda: lines.extend(process.stdout))
    reading.start()

    def printed():
        process.terminate()
        process.wait()
        reading.join()
        process.stdout.close()
        return lines

    yield f"http://127.0.0.1:{port}/", keys, printed
    printed() if process.poll() is None else None


def test_the_receiver_takes_what_is_signed_once_and_nothing_else(receiver):
    url, keys, printed = receiver
    event_id, now = uuid4(), int(dt.datetime.now(dt.UTC).timestamp())
    body = b'{"id": "%b", "type": "council.public.FeedTested.v1", "data": {"test": true}}' % str(event_id).encode()
    good = signature_headers(event_id, now, body, [keys])
    assert httpx.post(url, content=body, headers=good).status_code == 204
    assert httpx.post(url, content=body, headers=good).status_code == 204
    assert httpx.post(url, content=body + b" ", headers=good).status_code == 401
    old = signature_headers(event_id, now - 600, body, [keys])
    assert httpx.post(url, content=body, headers=old).status_code == 401
    assert [line.split()[0] for line in printed()] == [str(event_id)]


def taken_back(sent: Sent) -> Stale:
    """What a correction made wrong of the first place of a log."""
    assert sent.cell is not None
    assert sent.company is not None
    told = json.loads(sent.body)
    return Stale(
        position=1,
        event_id=sent.event_id,
        subject=sent.subject,
        time=told["time"],
        source_event=sent.source_event,
        source_case=sent.source_case,
        cell=sent.cell,
        company=sent.company,
        telling=sent.telling,
        told=told["data"],
        now=step(),
    )


async def test_a_plain_kafka_client_reads_the_log_in_order(desk, kafka, namespace, eventually_async):
    subscription = await desk.subscribe()
    sent = await desk.released(subscription, 7, cases=3, journaled=False)
    sent.append(Teller(desk.keys, "http://gateway").withdraw(subscription, taken_back(sent[0])))
    await desk.written(subscription, sent[-1:])
    async with running(desk.outlet(kafka, namespace), desk.hub):
        topic, broker = feed_topic(str(subscription), namespace), AdminClient({"bootstrap.servers": kafka})
        await eventually_async(lambda: topic in broker.list_topics(timeout=5).topics)
        environment = os.environ | {"BOOTSTRAP": kafka, "SUBSCRIPTION": str(subscription), "NAMESPACE": namespace}
        process = subprocess.Popen(
            [sys.executable, EXAMPLES / "consume.py"], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        lines = []
        reading = threading.Thread(target=lambda: lines.extend(process.stdout))
        reading.start()
        try:
            await eventually_async(lambda: len(lines) == 8, within=30)
        finally:
            process.terminate()
            process.wait()
            reading.join()
            process.stdout.close()
    assert [line.split()[0] for line in lines] == [str(each.event_id) for each in sent]
