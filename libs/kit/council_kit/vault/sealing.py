"""Where the sealed fields of an event type are, and how one value becomes ciphertext.

Ciphertext, before base64url without padding characters: format byte 1, nonce (12 bytes), AES-256-GCM of the padded JSON
with its tag (16 bytes). The associated data is `{key id}|{event id}|{path}`, so that a value moved to another field,
event or case does not open.
"""

from __future__ import annotations

import os
import threading
import types
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Final, Union, get_args, get_origin

from council_events import Sealed, SealedBox
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel, TypeAdapter
from pydantic_core import from_json, to_json

from council_kit.vault.keeping import NONCE_BYTES

_FORMAT: Final = b"\x01"
_HEADER: Final = 1 + NONCE_BYTES
_SMALLEST: Final = 64
_STEP: Final = 1024
"""Padding rounds lengths in bytes up to 64, to powers of two up to 1,024, and to multiples of 1,024 beyond. What a
ciphertext's length tells is its class, no more."""


class SealBrokenError(Exception):
    """The ciphertext does not open: it, its origin or its key was changed."""


Replace = Callable[[Sealed[Any], str], Sealed[Any]]
"""(sealed value, its path) -> what stands there afterwards."""
Walk = Callable[[Any, str, Replace], Any]
"""(value, its path, replace) -> the value with every Sealed in it replaced."""


def walk_model(model: Any, path: str, replace: Replace) -> Any:
    """A copy of the model with every Sealed in it replaced; `path` is "" or ends with a dot."""
    changed = {}
    values = model.__dict__
    for name, walk in _FIELDS.get(type(model)) or _fields_of(type(model)):
        value = values[name]
        if type(value) is Sealed:
            changed[name] = replace(value, path + name)
        elif value is not None:
            changed[name] = walk(value, path + name, replace)
    return model.model_copy(update=changed) if changed else model


_FIELDS: dict[type[BaseModel], tuple[tuple[str, Walk], ...]] = {}


def _fields_of(model: type[BaseModel]) -> tuple[tuple[str, Walk], ...]:
    """The fields of a model that may hold a Sealed, each with its walk. Made once per class."""
    found = _FIELDS.get(model)
    if found is None:
        walks = ((name, _walk_of(field.annotation)) for name, field in model.model_fields.items())
        found = _FIELDS[model] = tuple((name, walk) for name, walk in walks if walk is not None)
    return found


def _walk_of(annotation: Any) -> Walk | None:
    """How to walk a field of this type; None where no Sealed can stand in it.

    Raises TypeError for a Sealed inside any other container: a value that is not found would stay in clear.
    """
    origin = get_origin(annotation) or annotation
    if origin is Sealed:
        return _walk_sealed
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return _walk_nested if _fields_of(origin) else None
    walks = {walk for walk in map(_walk_of, get_args(annotation)) if walk is not None}
    if not walks:
        return None
    if origin is tuple:
        return _walk_items
    if origin in (Annotated, Union, types.UnionType) and len(walks) == 1:
        return walks.pop()
    raise TypeError(f"sealed values can't be found in a field of type {annotation}")


def _walk_sealed(value: Any, path: str, replace: Replace) -> Any:
    return replace(value, path)


def _walk_nested(value: Any, path: str, replace: Replace) -> Any:
    return walk_model(value, path + ".", replace)


def _walk_items(value: Any, path: str, replace: Replace) -> Any:
    return tuple(_walk_item(item, f"{path}.{index}", replace) for index, item in enumerate(value))


def _walk_item(item: Any, path: str, replace: Replace) -> Any:
    if isinstance(item, Sealed):
        return replace(item, path)
    if isinstance(item, BaseModel):
        return walk_model(item, path + ".", replace)
    return _walk_items(item, path, replace) if isinstance(item, tuple) else item


def padded(clear: bytes) -> bytes:
    """JSON padded with blanks, which its readers skip, up to a length class."""
    size = len(clear)
    if size <= _SMALLEST:
        return clear.ljust(_SMALLEST)
    if size >= _STEP:
        return clear.ljust(-(-size // _STEP) * _STEP)
    return clear.ljust(1 << (size - 1).bit_length())


class _Nonces(threading.local):
    """Random bytes drawn ahead, per thread: a system call for every value would be a third of its sealing."""

    drawn = b""
    used = 0


_nonces = _Nonces()
_DRAWN_AHEAD: Final = NONCE_BYTES * 128


def next_nonce() -> bytes:
    """Random bytes that were never given out before. A forked process must not go on with its parent's."""
    start = _nonces.used
    if start >= len(_nonces.drawn):
        _nonces.drawn, start = os.urandom(_DRAWN_AHEAD), 0
    _nonces.used = start + NONCE_BYTES
    return _nonces.drawn[start : _nonces.used]


def _forget_nonces() -> None:
    global _nonces
    _nonces = _Nonces()


os.register_at_fork(after_in_child=_forget_nonces)


def encrypt(value: Any, cipher: AESGCM, key_id: str, event_id: str, path: str) -> SealedBox:
    """Seal one value; every call uses a fresh nonce."""
    nonce = next_nonce()
    secret = cipher.encrypt(nonce, padded(to_json(value)), f"{key_id}|{event_id}|{path}".encode())
    return SealedBox(key_id, event_id, path, urlsafe_b64encode(_FORMAT + nonce + secret).rstrip(b"=").decode())


def decrypt(sealed: Sealed[Any], cipher: AESGCM) -> Any:
    """The clear value, of the field's own type where that is known; raises SealBrokenError."""
    key_id, event_id, path, text = sealed.box
    try:
        secret = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if secret[:1] != _FORMAT:
            raise SealBrokenError("unknown format of a sealed value")
        clear = cipher.decrypt(secret[1:_HEADER], secret[_HEADER:], f"{key_id}|{event_id}|{path}".encode())
    except (InvalidTag, ValueError) as problem:
        raise SealBrokenError("a sealed value does not open") from problem
    inner = sealed.inner
    return from_json(clear) if inner in (None, str, Any) else _adapter(inner).validate_json(clear)


@cache
def _adapter(inner: Any) -> TypeAdapter[Any]:
    return TypeAdapter(inner)
