"""Sealing and opening of confidential values, their keys, and blind search tokens (design §4)."""

from council_kit.vault.folding import digits_of, fold
from council_kit.vault.keeping import (
    HELD_SECONDS,
    KeyFiles,
    KeyKeeper,
    KeyNotHeldError,
    add_version,
    generate_keys,
    newest_version,
    old_versions,
    remove_version,
)
from council_kit.vault.rotating import Rotated, rotate, versions_in_use
from council_kit.vault.sealing import SealBrokenError
from council_kit.vault.transit import KeysAwayError, KeysRefusedError, TransitKeys
from council_kit.vault.vault import ERASED, KeyDestroyedError, KeyMissingError, Vault

__all__ = [
    "ERASED",
    "HELD_SECONDS",
    "KeyDestroyedError",
    "KeyFiles",
    "KeyKeeper",
    "KeyMissingError",
    "KeyNotHeldError",
    "KeysAwayError",
    "KeysRefusedError",
    "Rotated",
    "SealBrokenError",
    "TransitKeys",
    "Vault",
    "add_version",
    "digits_of",
    "fold",
    "generate_keys",
    "newest_version",
    "old_versions",
    "remove_version",
    "rotate",
    "versions_in_use",
]
