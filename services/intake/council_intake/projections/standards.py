"""Read tables of what a council shares with 関係支援機関: its `standards`, as governance published them, and the `referrals` made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from council_events.event import Envelope
from council_events.governance import PartnerStandardAdopted
from council_events.intake import EntryCorrected, ReferralMade
from council_kit.runner import Projection, Record, corrected_streams
from council_kit.vault import Vault
from psycopg import AsyncConnection

DDL: Final = """
CREATE TABLE standards (
    standard_id uuid PRIMARY KEY,
    council text NOT NULL,
    body text NOT NULL,
    supports text[] NOT NULL,
    in_force_from date NOT NULL
);
CREATE INDEX standards_council ON standards (council, body);
CREATE TABLE referrals (
    event_id uuid PRIMARY KEY,
    case_id uuid NOT NULL,
    council text NOT NULL,
    body text NOT NULL,
    referred_on date NOT NULL,
    standard_from date
);
CREATE INDEX referrals_council ON referrals (council, referred_on);
CREATE INDEX referrals_case ON referrals (case_id);
"""
_STANDARD: Final = """
INSERT INTO standards (standard_id, council, body, supports, in_force_from) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING"""
_REFERRAL: Final = """
INSERT INTO referrals (event_id, case_id, council, body, referred_on, standard_from) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    again = await corrected_streams(connection, records)
    if again:  # filled anew, with the body and the day that a correction has put in place of others
        await connection.execute("DELETE FROM referrals WHERE case_id = ANY(%s)", [list(again)])
    envelopes = [record.envelope for record in records if record.envelope.streamid not in again]
    envelopes += [envelope for stream in again.values() for envelope in stream]
    adopted = [_standard(each) for each in envelopes if isinstance(each.data, PartnerStandardAdopted)]
    referred = [_referral(each) for each in envelopes if isinstance(each.data, ReferralMade)]
    async with connection.cursor() as cursor:
        if adopted:
            await cursor.executemany(_STANDARD, adopted)
        if referred:
            await cursor.executemany(_REFERRAL, referred)


def _standard(envelope: Envelope[PartnerStandardAdopted]) -> tuple[Any, ...]:
    event = envelope.data
    supports = [each.value for each in event.supports]
    return event.standard_id, envelope.council, event.body.value, supports, event.in_force_from


def _referral(envelope: Envelope[ReferralMade]) -> tuple[Any, ...]:
    event = envelope.data
    return (
        envelope.id,
        event.case_id,
        envelope.council,
        event.body.value,
        envelope.occurredon,
        event.standard_from,
    )


STANDARDS: Final = Projection(
    name="standards",
    services=("governance", "intake"),
    ddl=DDL,
    apply=_apply,
    events=(PartnerStandardAdopted, ReferralMade, EntryCorrected),
)
"""One row per standard, and one per referral."""
