"""`RIGHTS`: offices, pledges, interests and substitutions as each service knows them from governance's events.

A stream of governance holds one person's offices in one council, or one council's organisation (members, 会長, what is
delegated, the host's certification). Every row is filled by one stream alone, so the tables are the same for every
interleaving of the topic's partitions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from council_events import Event
from council_events import governance as g
from council_events.event import Envelope
from council_events.values import Office, Qualification
from council_kit.runner.bindings import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

DDL: Final = """
CREATE TABLE offices (
    person text NOT NULL,
    council text NOT NULL,
    office text NOT NULL,
    begins_on date NOT NULL,
    ends_on date,
    bureau text,
    PRIMARY KEY (person, council, office, begins_on)
);
CREATE INDEX offices_by_council ON offices (council, office);
CREATE TABLE pledges (
    person text NOT NULL,
    council text NOT NULL,
    received_on date NOT NULL,
    PRIMARY KEY (person, council)
);
CREATE TABLE recusals (
    person text NOT NULL,
    case_id uuid NOT NULL,
    council text NOT NULL,
    PRIMARY KEY (person, case_id, council)
);
CREATE TABLE emergencies (
    event_id uuid PRIMARY KEY,
    person text NOT NULL,
    council text NOT NULL,
    case_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    reviewed boolean NOT NULL DEFAULT false
);
CREATE INDEX emergencies_of_person ON emergencies (person, council, taken_at);
CREATE TABLE substitutes (
    substitute text NOT NULL,
    council text NOT NULL,
    person text NOT NULL,
    office text NOT NULL,
    case_id uuid,
    begins_on date NOT NULL,
    ends_on date,
    event_id uuid PRIMARY KEY
);
CREATE INDEX substitutes_by_substitute ON substitutes (substitute, council);
CREATE TABLE case_workers (
    person text NOT NULL,
    council text NOT NULL,
    case_id uuid NOT NULL,
    begins_on date NOT NULL,
    PRIMARY KEY (person, council, case_id)
);
CREATE TABLE lawyers (
    council text NOT NULL,
    person text NOT NULL,
    PRIMARY KEY (council, person)
);
CREATE INDEX case_workers_by_case ON case_workers (case_id);
CREATE TABLE delegations (
    event_id uuid PRIMARY KEY,
    council text NOT NULL,
    chair text NOT NULL,
    powers text[] NOT NULL,
    begins_on date NOT NULL,
    ends_on date
);
CREATE INDEX delegations_by_council ON delegations (council);
CREATE TABLE cancellations (
    council text NOT NULL,
    cancelled_on date NOT NULL,
    certified_on date,
    PRIMARY KEY (council, cancelled_on)
);
"""

Statement = tuple[str, dict[str, Any]]

_APPOINT: Final = """
INSERT INTO offices (person, council, office, begins_on, ends_on, bureau)
VALUES (%(person)s, %(council)s, %(office)s, %(begins_on)s, %(ends_on)s, %(bureau)s)
ON CONFLICT (person, council, office, begins_on) DO UPDATE SET ends_on = excluded.ends_on, bureau = excluded.bureau"""
_END_TERM: Final = """
UPDATE offices SET ends_on = %(ended_on)s
WHERE person = %(person)s AND council = %(council)s AND office = %(office)s
  AND begins_on <= %(ended_on)s AND (ends_on IS NULL OR ends_on > %(ended_on)s)"""
# A resignation or dismissal also takes back terms that have not begun: an office ends before it begins, so is never held.
_END_ALL: Final = """
UPDATE offices SET ends_on = %(ended_on)s
WHERE person = %(person)s AND council = %(council)s AND office = %(office)s
  AND (ends_on IS NULL OR ends_on > %(ended_on)s)"""
_PLEDGE: Final = """
INSERT INTO pledges (person, council, received_on) VALUES (%(person)s, %(council)s, %(received_on)s)
ON CONFLICT (person, council) DO UPDATE SET received_on = least(pledges.received_on, excluded.received_on)"""
_RECUSE: Final = """
INSERT INTO recusals (person, case_id, council) VALUES (%(person)s, %(case_id)s, %(council)s) ON CONFLICT DO NOTHING"""
_LIFT: Final = """
DELETE FROM recusals WHERE person = %(person)s AND case_id = %(case_id)s AND council = %(council)s"""
_SUBSTITUTE: Final = """
INSERT INTO substitutes (substitute, council, person, office, case_id, begins_on, ends_on, event_id)
VALUES (%(substitute)s, %(council)s, %(person)s, %(office)s, %(case_id)s, %(begins_on)s, %(ends_on)s, %(event_id)s)
ON CONFLICT (event_id) DO NOTHING"""
_EMERGENCY: Final = """
INSERT INTO emergencies (event_id, person, council, case_id, taken_at)
VALUES (%(event_id)s, %(person)s, %(council)s, %(case_id)s, %(taken_at)s) ON CONFLICT DO NOTHING"""
_REVIEWED: Final = """
UPDATE emergencies SET reviewed = true WHERE event_id = %(access_id)s"""
_ASSIGN: Final = """
INSERT INTO case_workers (person, council, case_id, begins_on)
VALUES (%(person)s, %(council)s, %(case_id)s, %(begins_on)s)
ON CONFLICT (person, council, case_id) DO UPDATE
SET begins_on = least(case_workers.begins_on, excluded.begins_on)"""
_SEAT: Final = """
INSERT INTO offices (person, council, office, begins_on, ends_on, bureau)
VALUES (%(person)s, %(council)s, %(office)s, %(begins_on)s, %(ends_on)s, NULL)
ON CONFLICT (person, council, office, begins_on) DO UPDATE SET ends_on = excluded.ends_on"""
_UNSEAT: Final = """
UPDATE offices SET ends_on = %(ended_on)s
WHERE council = %(council)s AND office = ANY(%(offices)s) AND (%(person)s::text IS NULL OR person = %(person)s)
  AND (ends_on IS NULL OR ends_on > %(ended_on)s)"""
_DELEGATE: Final = """
INSERT INTO delegations (event_id, council, chair, powers, begins_on, ends_on)
VALUES (%(event_id)s, %(council)s, %(chair)s, %(powers)s, %(begins_on)s, %(ends_on)s) ON CONFLICT DO NOTHING"""
_END_DELEGATIONS: Final = """
UPDATE delegations SET ends_on = %(ended_on)s
WHERE council = %(council)s AND (ends_on IS NULL OR ends_on > %(ended_on)s)"""
_CANCEL: Final = """
INSERT INTO cancellations (council, cancelled_on) VALUES (%(council)s, %(cancelled_on)s) ON CONFLICT DO NOTHING"""
_CERTIFY: Final = """
UPDATE cancellations SET certified_on = %(certified_on)s WHERE council = %(council)s AND certified_on IS NULL"""


def _of_the_organisation(envelope: Envelope[Any]) -> list[Statement]:
    """What an event of a council's organisation, or of an emergency, changes; [] for events that give or take no right."""
    of = {"council": envelope.council, "event_id": envelope.id}
    told = [*_seats(envelope.data), *_of_the_host(envelope.data), *_emergencies(envelope)]
    return [(sql, {**of, **values}) for sql, values in told]


def _emergencies(envelope: Envelope[Any]) -> list[Statement]:
    """A case opened in an emergency, from the time of the event on, and the review of that."""
    match envelope.data:
        case g.EmergencyAccessTaken() as event:
            return [(_EMERGENCY, {"person": event.person, "case_id": event.case_id, "taken_at": envelope.time})]
        case g.EmergencyAccessReviewed() as event:
            return [(_REVIEWED, {"access_id": event.access_id})]
    return []


def _seats(event: Event) -> list[Statement]:
    """Members and 会長. Whoever leaves the committee is no 会長 either, and a new 会長 ends the term of the one before."""
    member, chair = Office.COMMITTEE_MEMBER.value, Office.CHAIR.value
    match event:
        case g.CommitteeMemberAppointed():
            return [(_SEAT, _term(event, event.member, member))]
        case g.CommitteeMemberLeft():
            return [(_UNSEAT, {"person": event.member, "offices": [member, chair], "ended_on": event.ended_on})]
        case g.ChairElected():
            before = event.begins_on - dt.timedelta(days=1)
            return [
                (_UNSEAT, {"person": None, "offices": [chair], "ended_on": before}),
                (_SEAT, _term(event, event.chair, chair)),
            ]
        case g.ChairEnded():
            return [(_UNSEAT, {"person": None, "offices": [chair], "ended_on": event.ended_on})]
    return []


def _term(event: g.CommitteeMemberAppointed | g.ChairElected, person: str, office: str) -> dict[str, Any]:
    return {"person": person, "office": office, "begins_on": event.begins_on, "ends_on": event.ends_on}


def _of_the_host(event: Event) -> list[Statement]:
    """What is delegated to the 会長, and whether the host is certified."""
    match event:
        case g.PowersDelegated():
            powers = [power.value for power in event.powers]
            term = {"chair": event.chair, "begins_on": event.begins_on, "ends_on": event.ends_on}
            return [(_DELEGATE, {**term, "powers": powers})]
        case g.DelegationEnded():
            return [(_END_DELEGATIONS, {"ended_on": event.ended_on})]
        case g.CertificationCancelled():
            return [(_CANCEL, {"cancelled_on": event.cancelled_on})]
        case g.HostCertified():
            return [(_CERTIFY, {"certified_on": event.certified_on})]
    return []


_REGISTER_LAWYER: Final = """
INSERT INTO lawyers (council, person) VALUES (%(council)s, %(person)s) ON CONFLICT DO NOTHING"""


def _statement(envelope: Envelope[Any]) -> Statement | None:
    """What one event changes; None for events that give or take no right."""
    match envelope.data:
        case g.OfficeAppointed() as event:
            sql, fields = _APPOINT, {"begins_on", "ends_on", "office", "person", "bureau"}
        case g.OfficeEnded() as event:
            by_term = event.reason is g.OfficeEndReason.TERM
            sql, fields = (_END_TERM if by_term else _END_ALL), {"ended_on", "office", "person"}
        case g.CandidateProposed() as event if Qualification.LAWYER in event.qualifications:
            sql, fields = _REGISTER_LAWYER, {"person"}
        case g.PledgeReceived() as event:
            sql, fields = _PLEDGE, {"person", "received_on"}
        case g.ConflictOfInterestDeclared() as event:
            sql, fields = _RECUSE, {"person", "case_id"}
        case g.ConflictOfInterestLifted() as event:
            sql, fields = _LIFT, {"person", "case_id"}
        case g.SubstituteDesignated() as event:
            sql, fields = _SUBSTITUTE, {"substitute", "person", "office", "case_id", "begins_on", "ends_on"}
        case g.CaseWorkerAssigned() as event:
            sql, fields = _ASSIGN, {"person", "case_id", "begins_on"}
        case _:
            return None
    values = {name: getattr(event, name) for name in fields}
    return sql, {**values, "council": envelope.council, "event_id": envelope.id}


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    """Order within a person matters (appointed, ended, appointed again), so the statements are piped one after another."""
    async with connection.pipeline():
        for record in records:
            statement = _statement(record.envelope)
            for each in [statement] if statement is not None else _of_the_organisation(record.envelope):
                await connection.execute(*each)


RIGHTS: Final = Projection(name="rights", services=("governance",), ddl=DDL, apply=_apply)
"""Every service that decides who may see what runs this projection in its own database."""
