"""What can go wrong on the way up, each with what to do about it, in Japanese and English.

Trouble
├── PortTaken        another program listens where a component must listen
├── DiskFull         the data folder has too little room
├── FolderUnusable   the data folder can't be read or written
├── AlreadyRunning   another `council up` works on the same data folder
├── NotRunning       a command needs the platform, and it is not up
├── BrokerIncomplete the broker's jars could not be brought here whole
├── KeyServiceFails  the councils' keys stand in a key service that does not answer, or refuses
├── DidNotStart      a component ended or stayed silent before it was ready
└── Misused          the command's own arguments or the environment don't fit
"""

from __future__ import annotations

import errno
from pathlib import Path


class Trouble(Exception):  # noqa: N818  # the names below say what is the matter; "Error" would add nothing
    """Ends a command with exit code 1 and two sentences, one per language; `log` names the file that tells more."""

    def __init__(self, ja: str, en: str, log: Path | None = None) -> None:
        super().__init__(en)
        self.ja = ja
        self.en = en
        self.log = log


class PortTaken(Trouble):
    def __init__(self, component: str, port: int, holder: str | None) -> None:
        by_ja, by_en = (f"（{holder} が使用中）", f" by {holder}") if holder else ("", "")
        super().__init__(
            f"{component} のポート {port} は既に使われています{by_ja}。そのプログラムを止めるか、COUNCIL_PORT で別の番号を指定してください。",
            f"Port {port} of {component} is taken{by_en}. Stop that program, or choose another base port with COUNCIL_PORT.",
        )
        self.port = port


class DiskFull(Trouble):
    def __init__(self, folder: Path, free: int, needed: int) -> None:
        mib = 1024 * 1024
        super().__init__(
            f"{folder} の空き容量が足りません（空き {free // mib} MiB、必要 {needed // mib} MiB）。不要なファイルを消すか、COUNCIL_DATA で別の場所を指定してください。",
            f"Not enough room in {folder} ({free // mib} MiB free, {needed // mib} MiB needed). Free some, or choose another folder with COUNCIL_DATA.",
        )


class FolderUnusable(Trouble):
    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"データフォルダー {folder} を読み書きできません（{reason}）。所有者と権限を確かめるか、COUNCIL_DATA で別の場所を指定してください。",
            f"The data folder {folder} can't be read or written ({reason}). Check its owner and mode, or choose another folder with COUNCIL_DATA.",
        )


class AlreadyRunning(Trouble):
    def __init__(self, folder: Path, pid: int | None) -> None:
        who = f" (pid {pid})" if pid else ""
        super().__init__(
            f"{folder} では既に起動しています{who}。止めるには council down を実行してください。",
            f"The platform is already up in {folder}{who}. Stop it with `council down`.",
        )


class NotRunning(Trouble):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} では起動していません。先に council up を実行してください。",
            f"The platform is not up in {folder}. Start it with `council up` first.",
        )


class BrokerIncomplete(Trouble):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Kafka のファイルを揃えられませんでした（{reason}）。ネットワークを確かめて、もう一度実行してください。途中のファイルは使われません。",
            f"The broker's files could not be completed ({reason}). Check the network and run it again; nothing half-installed is used.",
        )


class KeyServiceFails(Trouble):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"鍵の保管サービスを使えません（{reason}）。封が解かれているか、トークンの期限と権限（deploy/openbao/rotation.hcl）を確かめてください。",
            f"The key service can't be used ({reason}). Is it unsealed, and is the token valid, with deploy/openbao/rotation.hcl?",
        )


class DidNotStart(Trouble):
    def __init__(self, component: str, reason: str, log: Path) -> None:
        super().__init__(
            f"{component} が起動しませんでした（{reason}）。ログ: {log}",
            f"{component} did not start ({reason}). Log: {log}",
            log,
        )


class Misused(Trouble):
    pass


def of_os_error(error: OSError, folder: Path) -> Trouble | None:
    """The trouble that an operating system's error on the data folder means; None for one that says nothing of it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(folder, 0, 1024 * 1024)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EIO):
        return FolderUnusable(folder, error.strerror or str(error))
    return None
