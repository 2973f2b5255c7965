"""Read tables: the steps that candidates tell of, and the subscriptions. The DDL stands beside the SQL that fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, LiteralString
from uuid import UUID

from council_events.candidates import StepCorrected, StepFact, StepTaken
from council_events.event import Envelope, Event
from council_events.feed import (
    CredentialRotated,
    EndpointDisabled,
    EndpointEnabled,
    EndpointRegistered,
    RenewalExamined,
    RenewalRequested,
    ReplayRequested,
    SigningKeyRotated,
    SubscriptionApproved,
    SubscriptionEnded,
    SubscriptionExamined,
    SubscriptionRefused,
    SubscriptionRenewed,
    SubscriptionRequested,
    SubscriptionResumed,
    SubscriptionSuspended,
    TestRequested,
    TroubleNoticed,
)
from council_events.topics import CANDIDATE_SERVICES
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

STEPS_NAME: Final = "candidates"
SUBSCRIPTIONS_NAME: Final = "subscriptions"

_STEPS_DDL: Final[LiteralString] = """
CREATE TABLE steps (
    event_id uuid PRIMARY KEY, service text NOT NULL, case_id uuid NOT NULL, council text NOT NULL,
    step text NOT NULL, occurred_on date NOT NULL, recorded_at timestamptz NOT NULL,
    line text, method text, amount bigint,
    corrected_at timestamptz           -- when a fact of it was last said to be wrong
);
CREATE INDEX steps_recorded ON steps (recorded_at);
CREATE INDEX steps_occurred ON steps (occurred_on);
CREATE INDEX steps_corrected ON steps (corrected_at) WHERE corrected_at IS NOT NULL;
CREATE INDEX steps_case ON steps (service, case_id);
CREATE TABLE cases (
    service text NOT NULL, case_id uuid NOT NULL,
    company_id uuid, line text, industry text, employees integer,
    told_by uuid,                      -- the event that last said so
    PRIMARY KEY (service, case_id)
) WITH (fillfactor = 80);
"""
_ADD_STEPS: Final = """
INSERT INTO steps (event_id, service, case_id, council, step, occurred_on, recorded_at, line, method, amount)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::date[],
    %s::timestamptz[], %s::text[], %s::text[], %s::bigint[])
ON CONFLICT DO NOTHING"""
_ADD_FACTS: Final = """
INSERT INTO cases
SELECT * FROM unnest(%s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::int[], %s::uuid[])
ON CONFLICT (service, case_id) DO UPDATE SET
    company_id = coalesce(excluded.company_id, cases.company_id), line = coalesce(excluded.line, cases.line),
    industry = coalesce(excluded.industry, cases.industry), employees = coalesce(excluded.employees, cases.employees),
    told_by = excluded.told_by"""
_OF_STEP: Final[dict[StepFact, LiteralString]] = {
    StepFact.DAY: "occurred_on",
    StepFact.LINE: "line",
    StepFact.METHOD: "method",
    StepFact.AMOUNT: "amount",
}
_OF_CASE: Final[dict[StepFact, LiteralString]] = {
    StepFact.LINE: "line",
    StepFact.INDUSTRY: "industry",
    StepFact.EMPLOYEES: "employees",
}
"""Where a fact stands: with its step, or with the case for every step; the line that a case came with stands there too."""


async def _take_steps(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
    everything: list[Envelope[Any]] = [record.envelope for record in records]
    envelopes: list[Envelope[StepTaken]] = [each for each in everything if isinstance(each.data, StepTaken)]
    steps = [each for each in envelopes if each.data.step is not None]
    if steps:
        columns = zip(*map(_step, steps), strict=True)
        await connection.execute(_ADD_STEPS, [list(column) for column in columns])
    facts: dict[tuple[str, UUID], tuple[Any, ...]] = {}
    for each in envelopes:
        if each.data.industry is not None:  # of several in one batch the last stands; all of them carry every fact
            facts[each.service, each.data.case_id] = _facts(each)
    if facts:
        await connection.execute(_ADD_FACTS, [list(column) for column in zip(*facts.values(), strict=True)])
    for each in everything:  # few, and each behind the event that it corrects
        if isinstance(each.data, StepCorrected):
            await _correct(connection, each)


async def _correct(connection: AsyncConnection[Any], envelope: Envelope[StepCorrected]) -> None:
    """Put what is right in the place of what was wrong; a case's fact only where no later event has said another."""
    said = envelope.data
    values = [getattr(said, said.fact.value), envelope.time, said.corrected_event]
    if said.fact in _OF_STEP:
        column = _OF_STEP[said.fact]
        await connection.execute(f"UPDATE steps SET {column} = %s, corrected_at = %s WHERE event_id = %s", values)
    if said.fact in _OF_CASE:
        column = _OF_CASE[said.fact]
        await connection.execute(
            f"""WITH corrected AS (UPDATE cases SET {column} = %s
                WHERE service = %s AND case_id = %s AND told_by = %s RETURNING service, case_id)
                UPDATE steps AS s SET corrected_at = %s FROM corrected c
                WHERE s.service = c.service AND s.case_id = c.case_id""",
            [values[0], envelope.service, said.case_id, said.corrected_event, envelope.time],
        )


def _step(envelope: Envelope[StepTaken]) -> tuple[Any, ...]:
    said = envelope.data
    place = (envelope.id, envelope.service, said.case_id, envelope.council)
    return (*place, said.step, envelope.occurredon, envelope.time, said.line, said.method, said.amount)


def _facts(envelope: Envelope[StepTaken]) -> tuple[Any, ...]:
    said = envelope.data
    # The line of a consultation is what was chosen at its end; support's is that of the whole case.
    line = said.line if envelope.service == "support" else None
    return envelope.service, said.case_id, said.company_id, line, said.industry, said.employees, envelope.id


STEPS: Final = Projection(
    name=STEPS_NAME,
    services=CANDIDATE_SERVICES,
    ddl=_STEPS_DDL,
    apply=_take_steps,
    candidates=True,
    events=(StepTaken, StepCorrected),
)

_SUBSCRIPTIONS_DDL: Final[LiteralString] = """
CREATE TABLE subscriptions (
    subscription_id uuid PRIMARY KEY,
    owner text, system text, legal_basis text, agreement text, purpose text, tier text,
    event_types text[], councils text[], ways text[], begins_on date, ends_on date,
    stage text, requested_on date, examined_by text, approved_by text, approved_on date, suspension text, ending text,
    renewal date, url text, stopped text, noticed text[],
    signing_version integer NOT NULL DEFAULT 1, earlier_until date, credential_version integer NOT NULL DEFAULT 1,
    version integer
);
CREATE INDEX subscriptions_owner ON subscriptions (owner);
"""
_COLUMNS: Final = tuple(
    line.split()[0]
    for part in _SUBSCRIPTIONS_DDL.split("(", 1)[1].rsplit("CREATE", 1)[0].split(",")
    if (line := part.strip()) and not line.startswith("subscription_id")
)
_SET: Final = f"""
UPDATE subscriptions AS s SET ({", ".join(_COLUMNS)}) = (
    SELECT {", ".join(f"n.{column}" for column in _COLUMNS)} FROM jsonb_populate_record(s, told.changed) AS n)
FROM unnest(%s::uuid[], %s::jsonb[]) AS told (id, changed) WHERE s.subscription_id = told.id"""

Columns = dict[str, Any]


def _requested(envelope: Envelope[SubscriptionRequested]) -> Columns:
    told = envelope.data.model_dump(mode="json", exclude={"subscription_id"})
    return told | {"stage": "requested", "requested_on": envelope.occurredon.isoformat()}


_CHANGES: Final[dict[type[Event], Callable[[Envelope[Any]], Columns]]] = {
    SubscriptionRequested: _requested,
    SubscriptionExamined: lambda e: {"stage": "examined", "examined_by": e.data.examined_by},
    SubscriptionApproved: lambda e: {
        "stage": "active",
        "approved_by": e.data.approved_by,
        "approved_on": e.occurredon.isoformat(),
    },
    SubscriptionRefused: lambda _: {"stage": "refused"},
    SubscriptionSuspended: lambda e: {"stage": "suspended", "suspension": e.data.cause.value},
    SubscriptionResumed: lambda _: {"stage": "active", "suspension": None},
    RenewalRequested: lambda e: {"renewal": e.data.ends_on.isoformat()},
    RenewalExamined: lambda e: {"examined_by": e.data.examined_by},
    SubscriptionRenewed: lambda e: {
        "renewal": None,
        "ends_on": e.data.ends_on.isoformat(),
        "approved_by": e.data.approved_by,
    },
    SubscriptionEnded: lambda e: {"stage": "ended", "ending": e.data.cause.value, "renewal": None},
    EndpointRegistered: lambda e: {"url": e.data.url, "stopped": None, "noticed": None},
    EndpointDisabled: lambda e: {"stopped": e.data.cause.value},
    EndpointEnabled: lambda _: {"stopped": None, "noticed": None},
    SigningKeyRotated: lambda e: {
        "signing_version": e.data.version,
        "earlier_until": e.data.earlier_until.isoformat(),
    },
    CredentialRotated: lambda e: {"credential_version": e.data.version},
    TroubleNoticed: lambda e: {"noticed": [e.data.kind.value]},
    ReplayRequested: lambda _: {},  # they change nothing here but the version that a form was drawn at
    TestRequested: lambda _: {},
}


async def _take_subscriptions(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
    changed: dict[UUID, Columns] = {}
    for record in records:
        envelope = record.envelope
        change = _CHANGES[type(envelope.data)](envelope) | {"version": envelope.sequence}
        changed.setdefault(envelope.streamid, {}).update(change)
    ids = list(changed)
    await connection.execute(
        "INSERT INTO subscriptions (subscription_id) SELECT * FROM unnest(%s::uuid[]) ON CONFLICT DO NOTHING", [ids]
    )
    await connection.execute(_SET, [ids, [Jsonb(columns) for columns in changed.values()]])


SUBSCRIPTIONS: Final = Projection(
    name=SUBSCRIPTIONS_NAME,
    services=("feed",),
    ddl=_SUBSCRIPTIONS_DDL,
    apply=_take_subscriptions,
    events=tuple(_CHANGES),
)
