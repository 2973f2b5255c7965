"""Who may do what: `Rights` looks up a person's standing, `authorize` and `authorize_page` ask the policies."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from council_events.governance import stream_of
from council_events.values import Office, Purpose
from council_kit.auth import Identity
from council_kit.postgres import Pool
from psycopg import errors

from council_access.cedar import CASE_CONTENT, Action, Resource, decide
from council_access.refusals import RightsStale, refusal_of
from council_access.standing import Known, Question, Standing, standing_of

MAX_LAG_SECONDS: Final = 900.0
"""How old the rights may be before case content is refused."""
_LAG_LOOK_SECONDS: Final = 5.0
EMERGENCY: Final = dt.timedelta(hours=2)
"""How long a case that was opened in an emergency stays open."""

_LOOK_UP: Final = """
SELECT
  (SELECT coalesce(json_agg(json_build_object('council', council, 'office', office, 'begins_on', begins_on,
                                              'ends_on', ends_on, 'bureau', bureau)), '[]')
   FROM rights.offices WHERE person = %(person)s),
  (SELECT coalesce(json_agg(json_build_object('person', person, 'office', office, 'case_id', case_id,
                                              'begins_on', begins_on, 'ends_on', ends_on)), '[]')
   FROM rights.substitutes WHERE substitute = %(person)s AND council = %(council)s),
  (SELECT received_on FROM rights.pledges WHERE person = %(person)s AND council = %(council)s),
  ARRAY(SELECT case_id FROM rights.recusals WHERE person = %(person)s),
  ARRAY(SELECT case_id FROM rights.case_workers
        WHERE person = %(person)s AND council = %(council)s AND begins_on <= %(today)s
          AND (case_id = %(case_id)s OR EXISTS (
                 SELECT FROM rights.offices
                 WHERE person = %(person)s AND council = %(council)s AND office LIKE 'expert%%'))),
  (SELECT coalesce(json_agg(json_build_object('chair', chair, 'powers', powers, 'begins_on', begins_on,
                                              'ends_on', ends_on)), '[]')
   FROM rights.delegations WHERE council = %(council)s),
  (SELECT coalesce(json_agg(json_build_object('cancelled_on', cancelled_on, 'certified_on', certified_on)), '[]')
   FROM rights.cancellations WHERE council = %(council)s),
  (SELECT coalesce(json_agg(json_build_object('person', d.person, 'office', d.office,
     'begins_on', d.begins_on, 'ends_on', d.ends_on,
     'recused', EXISTS (SELECT FROM rights.recusals r WHERE r.person = d.person AND r.case_id = %(case_id)s))), '[]')
   FROM (
     SELECT person, office, begins_on, ends_on FROM rights.offices
     WHERE council = %(council)s AND office IN ('host_head', 'chair')
     UNION ALL
     SELECT substitute, office, begins_on, ends_on FROM rights.substitutes
     WHERE council = %(council)s AND office IN ('host_head', 'chair') AND (case_id IS NULL OR case_id = %(case_id)s)
     UNION ALL
     SELECT chair, 'host_head', begins_on, ends_on FROM rights.delegations
     WHERE council = %(council)s AND 'cases' = ANY(powers)
   ) d WHERE %(case_id)s::uuid IS NOT NULL),
  ARRAY(SELECT DISTINCT person FROM rights.lawyers JOIN rights.offices USING (council, person)
        WHERE council = %(council)s AND office = 'deputy' AND begins_on <= %(on)s
          AND (ends_on IS NULL OR ends_on >= %(on)s)),
  ARRAY(SELECT case_id FROM rights.emergencies
        WHERE person = %(person)s AND council = %(council)s AND taken_at BETWEEN %(opened)s AND %(now)s),
  EXISTS (SELECT FROM public.parked WHERE projection = 'rights' AND case_key = %(stream)s)"""


_OFFICES: Final = """
SELECT office FROM rights.offices
WHERE person = %(person)s AND council = %(council)s AND begins_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)"""


class Rights:
    """The rights tables of one service (projection `RIGHTS`).

    A person of whom an event of governance is parked (it failed, and later ones wait behind it) has stale rights: what
    waits could be a revocation.
    `bootstrap_administrators`: identities that are administrators by setting, when they sign in for administration:
    the first office can't be given by anybody who holds one. `lag_seconds`: how far the projection is behind.
    """

    def __init__(
        self,
        pool: Pool,
        *,
        bootstrap_administrators: Collection[str] = (),
        lag_seconds: Callable[[], float] | None = None,
        max_lag_seconds: float = MAX_LAG_SECONDS,
    ) -> None:
        self._pool = pool
        self._bootstrap = frozenset(bootstrap_administrators)
        self._lag_seconds = lag_seconds
        self._max_lag = max_lag_seconds
        self._looked = float("-inf")
        self._stale = False

    def asking(
        self,
        identity: Identity,
        on: dt.date,
        case_id: UUID | None = None,
        *,
        council: str | None = None,
        business_date: dt.date | None = None,
        now: dt.datetime | None = None,
    ) -> Standing:
        """Who asks, with the rights of the day `on` (today, JST); one round trip.

        `council`: the council in question where it is not the identity's own (bureau officers, administrators).
        `now` tells whether an emergency access still runs (default the real time). `business_date` is when the act is said to have happened: the offices of that day go to the domain.
        """
        question = Question(
            person=identity.person,
            purpose=identity.purpose,
            member_of=identity.council,
            council=council or identity.council,
            today=on,
            on=business_date or on,
            case_id=case_id,
            bootstrap=identity.purpose is Purpose.ADMINISTRATION and identity.person in self._bootstrap,
        )
        *row, parked = self._look_up(question, now or dt.datetime.now(dt.UTC))
        return standing_of(replace(question, stale=parked or self._is_stale()), Known.of_row(row))

    def offices_of(self, council: str, person: str, on: dt.date) -> frozenset[Office]:
        """The offices of somebody else in a council on a day, to whom work is to be assigned; one round trip."""
        with self._pool.connection() as connection:
            rows = connection.execute(_OFFICES, {"council": council, "person": person, "on": on}).fetchall()
        held = {office for (office,) in rows}
        return frozenset(office for office in Office if office in held)

    def _look_up(self, question: Question, now: dt.datetime) -> Sequence[Any]:
        """One row. Raises RightsStale while the tables have not been made: this service has heard nothing yet."""
        params = {
            "person": question.person,
            "council": question.council,
            "today": question.today,
            "on": question.on,
            "case_id": question.case_id,
            "now": now,
            "opened": now - EMERGENCY,
            "stream": str(stream_of(question.council, question.person)),
        }
        try:
            with self._pool.connection() as connection:
                row: Sequence[Any] | None = connection.execute(_LOOK_UP, params).fetchone()
        except (errors.UndefinedTable, errors.InvalidSchemaName):
            raise RightsStale from None
        if row is None:
            raise LookupError("a SELECT of expressions gives one row")
        return row

    def _is_stale(self) -> bool:
        """Whether the rights are too old; looked at every few seconds, not at every request."""
        now = time.monotonic()
        if self._lag_seconds is not None and now - self._looked >= _LAG_LOOK_SECONDS:
            self._looked = now
            self._stale = self._lag_seconds() > self._max_lag
        return self._stale


def authorize(standing: Standing, action: Action, resource: Resource) -> None:
    """Raises NotVisible (404), Refused with `forbidden` (403), or RightsStale (503) unless the policies permit it."""
    decision = decide(standing, action, [resource])[0]
    if standing.stale and action in CASE_CONTENT:
        raise RightsStale
    if not decision.allowed:
        raise refusal_of(standing, action, resource, decision)


def permitted(standing: Standing, action: Action, resources: Sequence[Resource]) -> list[Resource]:
    """Those that the policies permit, in order; one batch."""
    decisions = decide(standing, action, resources)
    return [resource for resource, decision in zip(resources, decisions, strict=True) if decision.allowed]


class ScopeDisagreementError(Exception):
    """A list held a row that the policies forbid: nothing of it is shown, and scope.py or a policy is wrong."""


def authorize_page(standing: Standing, resources: Sequence[Resource], action: Action = Action.READ_CASE) -> None:
    """Check all cases of a page in one batch; raises ScopeDisagreementError when a single one is not permitted."""
    refused = sum(not decision.allowed for decision in decide(standing, action, resources))
    if refused:
        raise ScopeDisagreementError(f"{refused} of {len(resources)} rows are not permitted")
