"""`scope()`: the policies on cases once more, as the predicate of a list's SQL.

A list of a million rows can't ask Cedar for each; a Hypothesis test keeps the two in agreement, and every page that
leaves is checked by Cedar as well (`authorize_page`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from council_events.values import Office

from council_access.cedar import Action, Line
from council_access.standing import CASE_PURPOSES, EXPERTS, SECOND_STAGE_STAFF, SUPPORT_STAFF, Standing

_NOTHING: Final = "FALSE"


class Scope(NamedTuple):
    """A predicate over the columns `council` and `case_id`, and its named parameters (all begin with `scope_`).

    `f"SELECT … WHERE {scope.sql} AND …", {**scope.params, …}`
    """

    sql: str
    params: dict[str, Any]


def scope(standing: Standing, line: Line = Line.SUPPORT, *, alias: str = "") -> Scope:
    """The rows that the asker may see among cases of one line; `alias` is the table's in the query."""
    dot = f"{alias}." if alias else ""
    if standing.stale or not standing.pledged or standing.purpose not in CASE_PURPOSES:
        return Scope(_NOTHING, {})
    staff = SECOND_STAGE_STAFF if line is Line.SECOND_STAGE else SUPPORT_STAFF
    whole = not standing.offices_now.isdisjoint(staff) or (
        line is Line.SUBSIDY and Office.SECRETARIAT in standing.offices_now
    )
    cases = (
        standing.substituted
        | standing.emergency
        | (frozenset() if standing.offices_now.isdisjoint(EXPERTS) else standing.assigned)
    )
    if not whole and not cases:
        return Scope(_NOTHING, {})
    parts = [f"{dot}council = %(scope_council)s"]
    params: dict[str, Any] = {"scope_council": standing.council}
    if not whole:
        parts.append(f"{dot}case_id = ANY(%(scope_cases)s)")
        params["scope_cases"] = sorted(cases)
    if standing.recusals:
        parts.append(f"{dot}case_id <> ALL(%(scope_recused)s)")
        params["scope_recused"] = sorted(standing.recusals)
    return Scope(f"({' AND '.join(parts)})", params)


def applicants(standing: Standing, _line: Line = Line.SUBSIDY, alias: str = "") -> Scope:
    """The applicants of all councils, for 全国本部: what they told when they applied (YR-3-2-2-4)."""
    dot = f"{alias}." if alias else ""
    sees = Office.HQ_OFFICER in standing.offices_now and standing.pledged and not standing.former
    if standing.stale or not sees or standing.purpose not in CASE_PURPOSES:
        return Scope(_NOTHING, {})
    if not standing.recusals:
        return Scope("TRUE", {})
    return Scope(f"({dot}case_id <> ALL(%(scope_recused)s))", {"scope_recused": sorted(standing.recusals)})


class Reach(NamedTuple):
    """What a list shows: the action that opens it as a whole, the one that each row is checked by, and the predicate."""

    whole: Action
    each: Action
    rows: Callable[[Standing, Line, str], Scope]


OWN_CASES: Final = Reach(
    Action.READ_LIST, Action.READ_CASE, lambda standing, line, alias: scope(standing, line, alias=alias)
)
APPLICANTS: Final = Reach(Action.LIST_APPLICANTS, Action.READ_APPLICANT, applicants)


class FigureScope(NamedTuple):
    """Whose figures may be shown: these councils, and the national totals or not."""

    councils: frozenset[str]
    national: bool


def figure_scope(standing: Standing, every_council: frozenset[str]) -> FigureScope:
    """The figures that the asker may see: of the own council, of the bureau's area, or (全国本部) of all.

    National totals are open to every office.
    """
    if Office.HQ_OFFICER in standing.offices_now:
        return FigureScope(every_council, True)
    staff = not standing.offices_now.isdisjoint(SUPPORT_STAFF | {Office.SECRETARIAT})
    own = frozenset({standing.council}) if staff else frozenset()
    return FigureScope((own | standing.area) & every_council, bool(standing.offices_now))
