"""`council keys`: new versions of key-encryption keys, and the data keys wrapped anew. No event is rewritten.

On this machine the keys are files of the running platform. Where `COUNCIL_VAULT_TRANSIT` names a transit engine they are there, and nothing
else of the platform needs to run: the command is given the vault's database and a token that may rotate.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from council_directory import councils
from council_directory.directory import HQ
from council_kit.postgres import Pool, open_pool
from council_kit.vault import (
    KeyFiles,
    KeyKeeper,
    KeyNotHeldError,
    KeysAwayError,
    Rotated,
    TransitKeys,
    add_version,
    newest_version,
    old_versions,
    remove_version,
    rotate,
    versions_in_use,
)

from council_local import provision
from council_local.layout import Layout
from council_local.operations import environment_of
from council_local.running import Running
from council_local.settings import LocalSettings, RotationSettings
from council_local.troubles import KeyServiceFails, Misused

_BACKUP_DAYS: Final = 35
"""How long a backup of the vault lives: while one does, it needs the version under which its keys are wrapped."""


class KeyRing(KeyKeeper, Protocol):
    """A keeper whose keys have versions."""

    def add_version(self, council: str) -> int:
        """Make the next version of a council's key-encryption key, and give its number."""

    def newest_version(self, council: str) -> int:
        """The version that wraps."""

    def old_versions(self, council: str) -> list[int]:
        """The versions that are there beside the newest."""

    def made_at(self, council: str, version: int) -> float:
        """When a version was made, in seconds since the epoch."""

    def remove_versions_before(self, council: str, version: int) -> None:
        """Destroy every older version."""


class FileRing(KeyFiles):
    """The key files of this machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._files = folder

    def add_version(self, council: str) -> int:
        """See KeyRing. The newest that was looked up before is forgotten."""
        self._versions.pop(council, None)
        return add_version(self._files, council)

    def newest_version(self, council: str) -> int:
        """See KeyRing."""
        return newest_version(self._files, council)

    def old_versions(self, council: str) -> list[int]:
        """See KeyRing."""
        return old_versions(self._files, council)

    def made_at(self, council: str, version: int) -> float:
        """See KeyRing."""
        return (self._files / f"{council}.kek{'' if version == 1 else f'.{version}'}").stat().st_mtime

    def remove_versions_before(self, council: str, version: int) -> None:
        """See KeyRing."""
        for old in self.old_versions(council):
            if old < version:
                remove_version(self._files, council, old)


class Keys(NamedTuple):
    """Where the councils' keys are, and the vault's database that holds what they wrap."""

    ring: KeyRing
    pool: Pool


class Retired(NamedTuple):
    """Versions that were removed, and those that had to stay, by council."""

    removed: list[str]
    kept: list[str]


@contextlib.contextmanager
def open_keys() -> Iterator[Keys]:
    """The keys that the environment names, else those of the running platform; raises Misused, NotRunning, KeyServiceFails."""
    named = RotationSettings()
    with contextlib.ExitStack() as ending:
        if named.vault_transit is not None:
            if named.vault_transit_token is None or named.vault_database is None:
                raise Misused(
                    "COUNCIL_VAULT_TRANSIT には COUNCIL_VAULT_TRANSIT_TOKEN と COUNCIL_VAULT_DATABASE も必要です。",
                    "COUNCIL_VAULT_TRANSIT needs COUNCIL_VAULT_TRANSIT_TOKEN and COUNCIL_VAULT_DATABASE.",
                )
            ring = TransitKeys(named.vault_transit, named.vault_transit_token, authority=named.vault_transit_authority)
            ending.callback(ring.close)
            pool = ending.enter_context(open_pool(named.vault_database.get_secret_value(), max_size=1))
            try:
                yield Keys(ring, pool)
            except (KeysAwayError, KeyNotHeldError) as error:
                raise KeyServiceFails(str(error)) from None
            return
        given = environment_of(Running.now(Layout(LocalSettings().data.absolute())), provision.DESTROYER)
        pool = ending.enter_context(open_pool(given["COUNCIL_VAULT_DATABASE"], max_size=1))
        yield Keys(FileRing(Path(given["COUNCIL_VAULT_KEYS"])), pool)


def all_councils() -> list[str]:
    """The 47 and `hq`."""
    return [*(council.code for council in councils()), HQ]


def rotate_all(keys: Keys, chosen: Iterable[str]) -> dict[str, Rotated]:
    """Make a new version for each council and wrap its data keys under it; raises Misused for an unknown council."""
    rotated = {}
    for council in _known(chosen):
        keys.ring.add_version(council)
        rotated[council] = rotate(keys.pool, keys.ring, council)
    return rotated


def retire(keys: Keys, chosen: Iterable[str], days: int = _BACKUP_DAYS) -> Retired:
    """Remove old versions that no data key needs and no backup of the vault may need any more."""
    removed, kept = [], []
    for council in _known(chosen):
        newest = keys.ring.newest_version(council)
        oldest_needed = min(versions_in_use(keys.pool, council), default=newest)
        if time.time() - keys.ring.made_at(council, newest) < days * 86_400:
            oldest_needed = 0  # a backup may hold keys under any of them
        old = keys.ring.old_versions(council)
        removed += [f"{council} v{version}" for version in old if version < oldest_needed]
        kept += [f"{council} v{version}" for version in old if version >= oldest_needed]
        if any(version < oldest_needed for version in old):
            keys.ring.remove_versions_before(council, oldest_needed)
    return Retired(removed, kept)


def _known(chosen: Iterable[str]) -> list[str]:
    known, wanted = all_councils(), list(chosen)
    for council in wanted:
        if council not in known:
            raise Misused(f"協議会 {council} はありません。", f"There is no council {council}.")
    return wanted or known
