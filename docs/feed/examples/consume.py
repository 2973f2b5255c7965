"""Read a subscription's topic with a plain Kafka client: python consume.py; ends when nothing came for ten seconds.

BOOTSTRAP, SUBSCRIPTION and PASSWORD in the environment. On a development machine also PROTOCOL=SASL_PLAINTEXT, since its broker
has no certificate; without PASSWORD it connects without signing in.
"""

import json
import os

from confluent_kafka import Consumer

subscription = os.environ["SUBSCRIPTION"]
settings = {
    "bootstrap.servers": os.environ["BOOTSTRAP"],
    "group.id": f"{subscription}-example",
    "isolation.level": "read_committed",
    "auto.offset.reset": "earliest",
    "enable.auto.commit": False,
}
if password := os.environ.get("PASSWORD"):
    settings |= {
        "security.protocol": os.environ.get("PROTOCOL", "SASL_SSL"),
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": subscription,
        "sasl.password": password,
    }
consumer = Consumer(settings)
consumer.subscribe([f"{os.environ.get('NAMESPACE', 'council')}.feed.to.{subscription}"])
try:
    while (message := consumer.poll(10)) is not None:
        if message.error():
            raise SystemExit(message.error())
        event = json.loads(message.value())
        print(event["id"], event["type"], json.dumps(event["data"]), flush=True)
        consumer.commit(message, asynchronous=False)  # after it was handled: a crash repeats, never skips
finally:
    consumer.close()
