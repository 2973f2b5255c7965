"""`Sealed[T]`: a confidential value inside an event.

In memory, before it is appended, it holds the clear value. From the moment the event's bytes are made it holds only
a `SealedBox`: ciphertext and where it came from. Nothing outside the vault's readers can turn one back.

JSON form of a sealed value: `{"k": key id, "e": event id, "p": path as first written, "c": base64url ciphertext}`.
"""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, TypeVar, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class SealedBox(NamedTuple):
    """Ciphertext and its origin. The associated data of the encryption is `{k}|{e}|{p}`."""

    key_id: str
    event_id: str
    path: str
    ciphertext: str


class NotSealedError(Exception):
    """A clear value was about to be written as bytes. Only sealed events are serialised."""


class AlreadySealedError(Exception):
    """The clear value was asked of a sealed field; only the vault opens one."""


class Sealed(Generic[T]):
    """Either clear (`Sealed(value)`) or sealed (`Sealed.from_box(box)`), never both.

    `subject` names whose data key seals it, e.g. `company:<uuid>`; None means the case (or other subject) of the envelope.
    """

    __slots__ = ("_box", "_clear", "inner", "subject")

    def __init__(self, clear: T, subject: str | None = None) -> None:
        self._clear: T | None = clear
        self._box: SealedBox | None = None
        self.subject = subject
        self.inner: Any = None

    @classmethod
    def from_box(cls, box: SealedBox) -> Sealed[T]:
        """Wrap ciphertext that was read from an event's bytes, or made by the vault."""
        value: Sealed[T] = cls.__new__(cls)
        value._clear, value._box, value.subject, value.inner = None, box, None, None
        return value

    @property
    def is_sealed(self) -> bool:
        """Whether the clear value is gone from this object."""
        return self._box is not None

    @property
    def box(self) -> SealedBox:
        """The ciphertext and its origin; raises NotSealedError while the value is clear."""
        if self._box is None:
            raise NotSealedError("a clear value has no box")
        return self._box

    @property
    def clear(self) -> T:
        """The clear value before sealing; raises AlreadySealedError afterwards."""
        if self._box is not None:
            raise AlreadySealedError("only the vault opens a sealed value")
        return self._clear  # type: ignore[return-value]  # None is a legal T

    def __repr__(self) -> str:
        return f"Sealed({self._box.key_id if self._box else 'clear'})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sealed):
            return NotImplemented
        return (self._box, self._clear) == (other._box, other._clear)

    def __hash__(self) -> int:
        return hash(self._box)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept a `Sealed` as it is, or the JSON form of a box; write only boxes."""
        inner = (get_args(source) or (Any,))[0]

        def parse(raw: Any) -> Sealed[Any]:
            if isinstance(raw, Sealed):
                value = raw
            else:
                value = Sealed.from_box(SealedBox(raw["k"], raw["e"], raw["p"], raw["c"]))
            value.inner = inner
            return value

        def write(value: Sealed[Any]) -> dict[str, str]:
            box = value.box
            return {"k": box.key_id, "e": box.event_id, "p": box.path, "c": box.ciphertext}

        return core_schema.no_info_plain_validator_function(
            parse, serialization=core_schema.plain_serializer_function_ser_schema(write)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the sealed JSON form; the inner type is named nowhere, since no reader of the schema can open it."""
        text = {"type": "string"}
        return {
            "type": "object",
            "x-sealed": True,
            "properties": {"k": text, "e": text, "p": text, "c": text},
            "required": ["k", "e", "p", "c"],
            "additionalProperties": False,
        }
