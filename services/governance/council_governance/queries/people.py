"""The people of a council, one person with the history, and who the asker is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_access import Standing
from council_events import Sealed, SealedBox
from council_events.values import Office
from council_kit.answers import NextStep, Page, TimelineEntry
from council_kit.postgres import Pool
from council_kit.timeline import timeline
from council_kit.vault import Vault
from pydantic import Field

from council_governance.domain.organisation.duties import Staff
from council_governance.domain.person import State, next_steps
from council_governance.queries.labels import pairs, pairs_without_cases
from council_governance.queries.parts import Answer, told
from council_governance.rules.offices import display_name


class HeldOffice(Answer):
    """An office from `begins_on` to `ends_on`, both inclusive (None: open end)."""

    office: Office = Field(title="役職")
    title: str = Field(title="役職名")
    begins_on: dt.date = Field(title="開始日")
    ends_on: dt.date | None = Field(default=None, title="最終日")

    @classmethod
    def of(cls, office: Office, begins_on: dt.date, ends_on: dt.date | None) -> HeldOffice:
        """With the office's Japanese name."""
        return cls(office=office, title=display_name(office), begins_on=begins_on, ends_on=ends_on)


class Person(Answer):
    """One person of a council, in a list."""

    person: str = Field(title="利用者")
    council: str = Field(title="協議会")
    name: str | None = Field(default=None, title="氏名")
    offices: tuple[HeldOffice, ...] = Field(default=(), title="役職")
    pledge_on: dt.date | None = Field(default=None, title="誓約書の受領日")
    unreviewed: int = Field(default=0, title="確認を待つ非常時の閲覧")


class EmergencyRow(Answer):
    """A case that the person opened in an emergency, as a choice of the review's form."""

    id: UUID = Field(title="非常時の閲覧の番号")
    name: str = Field(title="案件と日")


class PersonView(Person):
    """One person with what can be done next and, for those who may see it, the history."""

    version: int = Field(title="版")
    next_steps: tuple[NextStep, ...] = Field(title="次の手続")
    emergencies: tuple[EmergencyRow, ...] = Field(default=(), title="確認を待つ非常時の閲覧")
    timeline: tuple[TimelineEntry, ...] = Field(default=(), title="経過")


class OwnOffice(Answer):
    """An office that the asker holds or exercises today."""

    office: Office = Field(title="役職")
    title: str = Field(title="役職名")


class Me(Answer):
    """Who the asker is for the council that was signed in for."""

    person: str = Field(title="利用者")
    council: str = Field(title="協議会")
    offices: tuple[OwnOffice, ...] = Field(title="役職")
    pledged: bool = Field(title="守秘誓約書")


class PersonRow(NamedTuple):
    """A row of the list; `name` is the sealed name's box, `offices` are (office, begins_on, ends_on) as JSON."""

    person: str
    council: str
    name: list[str] | None
    offices: list[list[Any]]
    pledge_on: dt.date | None
    unreviewed: int


_PAGE: Final = """
SELECT p.person, p.council, coalesce(p.name, p.member_name),
       (SELECT coalesce(json_agg(json_build_array(o.office, o.begins_on, o.ends_on) ORDER BY o.begins_on), '[]')
        FROM rights.offices o WHERE o.person = p.person AND o.council = p.council),
       (SELECT received_on FROM rights.pledges g WHERE g.person = p.person AND g.council = p.council),
       (SELECT count(*) FROM rights.emergencies e
        WHERE e.person = p.person AND e.council = p.council AND NOT e.reviewed)
FROM people.people p
WHERE p.council = %(council)s AND p.person > %(after)s
  AND (%(everyone)s OR EXISTS (
    SELECT FROM rights.offices o
    WHERE o.person = p.person AND o.council = p.council AND (o.ends_on IS NULL OR o.ends_on >= %(today)s)))
ORDER BY p.person LIMIT %(limit)s + 1"""

_HOLDERS: Final = "SELECT DISTINCT person FROM rights.offices WHERE council = %s AND office = %s"
_STAFF: Final = """
SELECT council, count(*) FILTER (WHERE office = 'head'), count(*) FILTER (WHERE office LIKE 'deputy%%')
FROM rights.offices
WHERE council = ANY(%s) AND begins_on <= %s AND (ends_on IS NULL OR ends_on >= %s) GROUP BY council"""


class People:
    """The people of the councils, from the read tables; names are opened here."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    @property
    def vault(self) -> Vault:
        """The vault that opens names."""
        return self._vault

    def page(self, council: str, today: dt.date, *, after: str, limit: int, everyone: bool) -> Page[Person]:
        """People in order of their id: those with an office today or later, or everyone who has a history."""
        values = {"council": council, "after": after, "limit": limit, "everyone": everyone, "today": today}
        with self._pool.connection() as connection:
            found = [PersonRow(*row) for row in connection.execute(_PAGE, values).fetchall()]
        rows = found[:limit]
        names = self._vault.open_many([_sealed(row.name) for row in rows])
        items = tuple(_person(row, name) for row, name in zip(rows, names, strict=True))
        return Page[Person](items=items, next=rows[-1].person if len(found) > limit else None)

    def holders(self, council: str, office: Office) -> list[str]:
        """Everybody who is, was or will be in that office of the council."""
        with self._pool.connection() as connection:
            return [row[0] for row in connection.execute(_HOLDERS, (council, office.value)).fetchall()]

    def staff(self, councils: Sequence[str], day: dt.date) -> dict[str, Staff]:
        """How many hold the offices of each council's 支援業務部門 on the day."""
        with self._pool.connection() as connection:
            rows = connection.execute(_STAFF, ([*councils], day, day)).fetchall()
        return {council: Staff(heads, deputies) for council, heads, deputies in rows}

    def view(
        self,
        standing: Standing,
        person: str,
        state: State,
        history: Sequence[bytes],
        *,
        in_full: bool,
        with_cases: bool,
    ) -> PersonView:
        """One person as the stream says. Not `in_full`: without the history, which tells of careers and interests.

        Not `with_cases`: the history tells that an interest was declared or a case opened, and nothing of the case.
        """
        (name,) = self._vault.open_many([state.name])
        return PersonView(
            person=person,
            council=standing.council,
            name=name,
            offices=tuple(HeldOffice.of(term.office, term.begins_on, term.ends_on) for term in state.terms),
            pledge_on=state.pledge_on,
            version=len(history),
            unreviewed=state.unreviewed,
            emergencies=tuple(
                EmergencyRow(id=access_id, name=f"{each.case_id}（{each.on:%Y年%m月%d日}）")
                for access_id, each in state.emergencies.items()
                if not each.reviewed and with_cases
            ),
            next_steps=told(next_steps(state, standing, person), f"/v1/people/{person}"),
            timeline=timeline(history, pairs if with_cases else pairs_without_cases, self._vault) if in_full else (),
        )


def me(standing: Standing) -> Me:
    """The asker's own offices of today."""
    held = [office for office in Office if office in standing.offices_now]
    return Me(
        person=standing.person,
        council=standing.council,
        offices=tuple(OwnOffice(office=office, title=display_name(office)) for office in held),
        pledged=standing.pledged,
    )


def _sealed(box: list[str] | None) -> Sealed[str] | None:
    return None if box is None else Sealed.from_box(SealedBox(*box))


_OFFICES: Final = {office.value: office for office in Office}


def _person(row: PersonRow, name: str | None) -> Person:
    offices = tuple(HeldOffice.of(_OFFICES[office], begins_on, ends_on) for office, begins_on, ends_on in row.offices)
    return Person(
        person=row.person,
        council=row.council,
        name=name,
        offices=offices,
        pledge_on=row.pledge_on,
        unreviewed=row.unreviewed,
    )
