"""The witnesses that cosign our checkpoints: second parties who saw that the ledger only grew (C2SP tlog-witness)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple

import httpx
from council_kit.merkle import Checkpoint, Witness, with_cosignatures
from council_kit.merkle.witnessing import submission
from council_kit.outages import describe
from council_kit.telemetry import get_logger

from council_audit.ledger.leaves import LedgerForkError

log = get_logger("ledger")

Prove = Callable[[int], Awaitable[Sequence[bytes]]]
"""The consistency proof from a size to the checkpoint's; none is asked for from 0."""
_SECONDS: Final = 3.0
"""How long a checkpoint waits for a witness: less than the time between two checkpoints."""
_TRIES: Final = 3


class WitnessAt(NamedTuple):
    """A witness and where it is asked."""

    url: str
    witness: Witness


class Witnesses:
    """Asks every witness in turn. One that does not answer holds nothing up; one that saw another past stops the ledger."""

    def __init__(self, witnesses: Sequence[WitnessAt] = (), transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._witnesses = witnesses
        self._transport = transport
        self._sizes: dict[str, int] = {}

    async def cosigned(self, checkpoint: Checkpoint, prove: Prove) -> str:
        """The checkpoint's note with the cosignatures that were given; raises LedgerForkError."""
        note = checkpoint.note
        async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False, transport=self._transport) as client:
            for at in self._witnesses:
                lines = await self._ask(client, at, checkpoint, prove)
                note = with_cosignatures(note, lines, [at.witness])
        return note

    async def _ask(self, client: httpx.AsyncClient, at: WitnessAt, checkpoint: Checkpoint, prove: Prove) -> str:
        """The lines of the witness's answer, "" for none."""
        for _ in range(_TRIES):
            known = self._sizes.get(at.url, 0)
            if known > checkpoint.size:
                raise LedgerForkError("a witness has seen more entries than the ledger holds")
            path = await prove(known) if 0 < known < checkpoint.size else []
            body = submission(known, (b64encode(hash_).decode() for hash_ in path), checkpoint.note)
            try:
                answer = await client.post(f"{at.url}/add-checkpoint", content=body.encode())
            except httpx.HTTPError as error:
                log.warning("a witness does not answer", error=describe(error))
                return ""
            if answer.status_code == httpx.codes.OK:
                self._sizes[at.url] = checkpoint.size
                return answer.text
            if not self._learnt(at, answer, known, checkpoint):
                log.warning("a witness does not cosign", status=answer.status_code)
                return ""
        return ""

    def _learnt(self, at: WitnessAt, answer: httpx.Response, known: int, checkpoint: Checkpoint) -> bool:
        """Whether the refusal told us a size to try again with; raises LedgerForkError where it saw another past."""
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise LedgerForkError("the ledger does not extend the checkpoint that a witness cosigned")
        said = answer.text.strip()
        if answer.status_code != httpx.codes.CONFLICT or not said.isdecimal():
            return False
        if int(said) == known == checkpoint.size:
            raise LedgerForkError("a witness has seen another ledger of this size")
        self._sizes[at.url] = int(said)
        return True
