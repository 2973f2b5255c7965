"""Sealing and opening of confidential values, their keys, and blind search tokens (design §4)."""

from council_kit.vault.folding import digits_of, fold
from council_kit.vault.keeping import KeyFiles, KeyKeeper, KeyNotHeldError, generate_keys
from council_kit.vault.sealing import SealBrokenError
from council_kit.vault.vault import ERASED, KeyDestroyedError, KeyMissingError, Vault

__all__ = [
    "ERASED",
    "KeyDestroyedError",
    "KeyFiles",
    "KeyKeeper",
    "KeyMissingError",
    "KeyNotHeldError",
    "SealBrokenError",
    "Vault",
    "digits_of",
    "fold",
    "generate_keys",
]
