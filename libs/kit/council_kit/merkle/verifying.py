"""What anyone can check with a proof and two hashes, without the tree: inclusion and consistency (RFC 9162 2.1.3, 2.1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from council_kit.merkle.tree import EMPTY_ROOT, node_hash


def root_from_path(index: int, size: int, leaf: bytes, path: Iterable[bytes]) -> bytes:
    """The root that a leaf hash and its audit path lead to (RFC 9162 2.1.3.2); ValueError when the path has another length."""
    number, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ValueError("the path is too long")
        if number & 1 or number == last:
            found = node_hash(sibling, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return found


def is_beginning(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree of `first` entries is the beginning of that of `second` (RFC 9162 2.1.4.2).

    The empty tree is the beginning of every tree, and needs no path.
    """
    if first > second or first < 0:
        return False
    if first == 0:
        return not path and first_root == EMPTY_ROOT
    if first == second:
        return not path and first_root == second_root
    return _climbed(first, first_root, second, path) == (first_root, second_root)


def _climbed(first: int, first_root: bytes, second: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that the path leads to; None when it has another length."""
    hashes = list(path)
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    if first & (first - 1):
        if not hashes:
            return None
        old = new = hashes.pop(0)
    else:
        old = new = first_root
    for sibling in hashes:
        if last == 0:
            return None
        if number & 1 or number == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        number, last = number >> 1, last >> 1
    return (old, new) if last == 0 else None
