"""Streams that were corrected, read again from the service's own store: a projection fills their rows anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_events import Envelope, read_envelope
from council_events.corrections import Correction, corrected
from psycopg import AsyncConnection

from council_kit.runner.bindings import Record

_READ: Final = "SELECT body FROM public.events WHERE stream_id = %s AND version <= %s ORDER BY version"


async def corrected_streams(
    connection: AsyncConnection[Any], records: Sequence[Record]
) -> dict[UUID, Sequence[Envelope[Any]]]:
    """Every stream of the batch in which something was corrected, up to its last record here, read through its corrections.

    For projections of a service's own events only, whose store stands in the same database. It reads no further than the batch, so
    that a rebuild passes through the same tables.
    """
    last: dict[UUID, int] = {}
    for record in records:
        if isinstance(record.envelope.data, Correction):
            last[record.envelope.streamid] = 0
    for record in records:
        if record.envelope.streamid in last:
            last[record.envelope.streamid] = max(last[record.envelope.streamid], record.envelope.sequence)
    streams: dict[UUID, Sequence[Envelope[Any]]] = {}
    for stream, version in last.items():
        rows = await connection.execute(_READ, (stream, version), binary=True)
        streams[stream] = corrected([read_envelope(body) for (body,) in await rows.fetchall()])
    return streams
