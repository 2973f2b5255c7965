"""The broker's jars: named with their SHA-256 in broker.lock, fetched once by jgo, installed whole or not at all.

A folder of jars appears under its final name by one rename, after every file has been checked. Each start compares
names and sizes again; a folder that lost or cut a file is thrown away and fetched anew.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from council_local.settings import CacheSettings
from council_local.troubles import BrokerIncomplete

LOCK = Path(__file__).with_name("broker.lock")
ENDPOINT = "org.apache.kafka:kafka_2.13:4.1.0+org.slf4j:slf4j-simple:1.7.36"
SIZES = "sizes"
Said = Callable[[int, int], None]
"""Is told how many of how many jars have arrived."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock."""

    coordinate: str
    sha256: str

    @property
    def file(self) -> str:
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def locked(lock: Path = LOCK) -> list[Jar]:
    """The jars the broker consists of, in the lock's order."""
    lines = [line.split() for line in lock.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [Jar(coordinate, sha256) for coordinate, sha256 in lines]


def classpath(cache: Path | None = None, said: Said | None = None) -> str:
    """The Java class path of a whole installation, fetched first when it is missing or incomplete.

    Raises BrokerIncomplete.
    """
    jars = locked()
    folder = _folder(cache or CacheSettings().jars)
    if not is_whole(folder, jars):
        _install(folder, jars, said)
    return ":".join(str(folder / jar.file) for jar in jars)


def is_whole(folder: Path, jars: list[Jar]) -> bool:
    """Whether every jar stands in the folder at the size it was checked with."""
    try:
        sizes = dict(line.split() for line in (folder / SIZES).read_text("utf-8").splitlines())
        return {jar.file for jar in jars} == set(sizes) and all(
            (folder / name).stat().st_size == int(size) for name, size in sizes.items()
        )
    except (OSError, ValueError):
        return False


def _folder(cache: Path) -> Path:
    version = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    return cache / f"kafka-{version}"


def _install(folder: Path, jars: list[Jar], said: Said | None) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        _fetch(staging, jars, said)
        if not is_whole(folder, jars):  # another process may have finished first
            shutil.rmtree(folder, ignore_errors=True)
            staging.replace(folder)
    except BrokerIncomplete:
        raise
    except Exception as error:  # jgo answers a lost network with many kinds of exception
        raise BrokerIncomplete(f"{type(error).__name__}: {error}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fetch(staging: Path, jars: list[Jar], said: Said | None) -> None:
    from jgo.maven import MavenContext  # half a second of imports, needed once per machine

    repository = staging / "repository"
    context = MavenContext(repo_cache=repository, timeout=60)
    done = 0

    def fetch(jar: Jar) -> tuple[Jar, int]:
        group, artifact, version = jar.coordinate.split(":")
        found = context.project(group, artifact).at_version(version).artifact().resolve()
        data = Path(found).read_bytes()
        if hashlib.sha256(data).hexdigest() != jar.sha256:
            raise BrokerIncomplete(f"{jar.file}: SHA-256 differs from broker.lock")
        Path(found).replace(staging / jar.file)
        return jar, len(data)

    with ThreadPoolExecutor(8) as threads, (staging / SIZES).open("w", encoding="utf-8") as sizes:
        for jar, size in threads.map(fetch, jars):
            sizes.write(f"{jar.file} {size}\n")
            done += 1
            if said is not None:
                said(done, len(jars))
    shutil.rmtree(repository, ignore_errors=True)


def write_lock(lock: Path = LOCK) -> None:
    """Resolve the endpoint's whole dependency tree anew and write what it consists of."""
    from jgo.env import EnvironmentBuilder, LinkStrategy
    from jgo.maven import MavenContext

    with tempfile.TemporaryDirectory() as scratch:
        repository = Path(scratch, "repository")
        builder = EnvironmentBuilder(
            context=MavenContext(repo_cache=repository),
            cache_dir=Path(scratch, "envs"),
            link_strategy=LinkStrategy.COPY,
        )
        names = {Path(jar).name for jar in builder.from_endpoint(ENDPOINT).all_jars}
        lines = []
        for path in sorted(repository.rglob("*.jar")):
            *group, artifact, version, name = path.relative_to(repository).parts
            if name in names:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                lines.append(f"{'.'.join(group)}:{artifact}:{version} {digest}\n")
        head = "# The jars of the broker: coordinate and SHA-256 of each. Written by `make lock`; read by jars.py.\n"
        lock.write_text(head + "".join(sorted(lines)), encoding="utf-8")


if __name__ == "__main__":
    write_lock()
