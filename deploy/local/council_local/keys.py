"""`council keys`: new versions of key-encryption keys, and the data keys wrapped anew. No event is rewritten."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from council_directory import councils
from council_directory.directory import HQ
from council_kit.postgres import open_pool
from council_kit.vault import (
    KeyFiles,
    Rotated,
    add_version,
    newest_version,
    old_versions,
    remove_version,
    rotate,
    versions_in_use,
)

from council_local.operations import environment_of
from council_local.running import Running
from council_local.troubles import Misused

_OWNER: Final = "intake"
"""A service that may change wrapped keys: the command works with its rights, no more."""
_BACKUP_DAYS: Final = 35
"""How long a backup of the vault lives: while one does, it needs the version under which its keys are wrapped."""


class Retired(NamedTuple):
    """Versions that were removed, and those that had to stay, by council."""

    removed: list[str]
    kept: list[str]


def all_councils() -> list[str]:
    """The 47 and `hq`."""
    return [*(council.code for council in councils()), HQ]


def rotate_all(running: Running, chosen: Iterable[str]) -> dict[str, Rotated]:
    """Make a new version for each council and wrap its data keys under it; raises Misused for an unknown council."""
    given = environment_of(running, _OWNER)
    folder = Path(given["COUNCIL_VAULT_KEYS"])
    rotated = {}
    with open_pool(given["COUNCIL_VAULT_DATABASE"], max_size=1) as pool:
        for council in _known(chosen):
            add_version(folder, council)
            rotated[council] = rotate(pool, KeyFiles(folder), council)
    return rotated


def retire(running: Running, chosen: Iterable[str], days: int = _BACKUP_DAYS) -> Retired:
    """Remove old versions that no data key needs and no backup of the vault may need any more."""
    given = environment_of(running, _OWNER)
    folder = Path(given["COUNCIL_VAULT_KEYS"])
    removed, kept = [], []
    with open_pool(given["COUNCIL_VAULT_DATABASE"], max_size=1) as pool:
        for council in _known(chosen):
            used = versions_in_use(pool, council)
            newest = newest_version(folder, council)
            for version in old_versions(folder, council):
                name = f"{council} v{version}"
                if version in used or not _is_old(folder, council, newest, days):
                    kept.append(name)
                else:
                    remove_version(folder, council, version)
                    removed.append(name)
    return Retired(removed, kept)


def _is_old(folder: Path, council: str, newest: int, days: int) -> bool:
    """Whether the newest version was made so long ago that no backup holds a key under an older one."""
    made = (folder / f"{council}.kek.{newest}").stat().st_mtime
    return time.time() - made >= days * 86_400


def _known(chosen: Iterable[str]) -> list[str]:
    known, wanted = all_councils(), list(chosen)
    for council in wanted:
        if council not in known:
            raise Misused(f"協議会 {council} はありません。", f"There is no council {council}.")
    return wanted or known
