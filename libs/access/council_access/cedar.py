"""The Cedar policies, parsed once, and the entities that a question about a person and some resources needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple
from uuid import UUID

import cedarpy

from council_access.standing import Standing

NATIONAL: Final = "national"
"""The code of the nation as a whole, where figures are totals over all councils."""


class Action(StrEnum):
    """What somebody wants to do; the names of the policies."""

    READ_CASE = "read_case"
    WORK_CASE = "work_case"
    DECIDE_CASE = "decide_case"
    READ_LIST = "read_list"
    SEARCH = "search"
    READ_FIGURES = "read_figures"
    READ_LEDGER = "read_ledger"
    ADMINISTER = "administer"
    READ_PEOPLE = "read_people"
    DECLARE_INTEREST = "declare_interest"


CASE_CONTENT: Final = frozenset(
    {Action.READ_CASE, Action.WORK_CASE, Action.DECIDE_CASE, Action.READ_LIST, Action.SEARCH}
)
"""Actions that show case content: refused while the rights are stale."""


class Line(StrEnum):
    """Whose file a case is: 支援業務部門's or 協議会事務局's (the plan-subsidy programme). One per service."""

    SUPPORT = "support"
    SUBSIDY = "subsidy"


@dataclass(frozen=True, slots=True)
class Resource:
    """A case (`case_id`, the council that holds it, whose file it is), or without `case_id` the council itself.

    `former_councils`: councils that held the case before it moved.
    """

    case_id: UUID | None
    council: str
    line: Line = Line.SUPPORT
    former_councils: frozenset[str] = frozenset()


class Decision(NamedTuple):
    """What the policies say of one resource, and the @id of every `forbid` that hit."""

    allowed: bool
    forbids: frozenset[str]


@cache
def policy_text() -> str:
    """All policies, for parsing and for the test that validates them against the schema."""
    folder = files("council_access").joinpath("policies")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("cases.cedar", "bodies.cedar"))


@cache
def schema_text() -> str:
    """The schema of the policies."""
    return files("council_access").joinpath("policies", "schema.cedarschema").read_text(encoding="utf-8")


@cache
def _policies() -> cedarpy.PolicySet:
    return cedarpy.PolicySet.from_str(policy_text())


def decide(standing: Standing, action: Action, resources: Sequence[Resource]) -> list[Decision]:
    """What the policies say of each resource, in order; one batch. Raises PolicyError when they could not be evaluated."""
    if not resources:
        return []
    person = {"type": "Person", "id": standing.person}
    requests = [
        {
            "principal": person,
            "action": {"type": "Action", "id": action.value},
            "resource": _uid(resource),
            "context": {},
        }
        for resource in resources
    ]
    answers = cedarpy.is_authorized_batch(requests, _policies(), _entities(standing, resources))
    return [_decision(answer) for answer in answers]


class PolicyError(Exception):
    """A policy failed while it was evaluated: nothing is permitted, and the policies or their entities are wrong."""


def _decision(answer: cedarpy.AuthzResult) -> Decision:
    if answer.diagnostics.errors:
        raise PolicyError("a policy could not be evaluated")
    if answer.allowed:
        return Decision(True, frozenset())
    return Decision(False, frozenset(answer.diagnostics.id_annotations_by_reason.values()))


def _uid(resource: Resource) -> dict[str, str]:
    if resource.case_id is None:
        return {"type": "Council", "id": resource.council}
    return {"type": "Case", "id": str(resource.case_id)}


def _entities(standing: Standing, resources: Sequence[Resource]) -> str:
    """Person, resources, and the actions' group; of the person's cases only those in question."""
    cases = {resource.case_id for resource in resources if resource.case_id is not None}
    entities: dict[str, dict[str, Any]] = {}
    for resource in resources:
        uid = _uid(resource)
        attributes: dict[str, Any] = {"code": resource.council}
        if resource.case_id is not None:
            attributes = {"council": resource.council, "subsidy": resource.line is Line.SUBSIDY}
        entities[f"{uid['type']}/{uid['id']}"] = {"uid": uid, "attrs": attributes, "parents": []}
    # Whether somebody substitutes in any case at all opens the lists; scope() narrows them.
    substituted = standing.substituted & cases if cases else standing.substituted
    person = {
        "uid": {"type": "Person", "id": standing.person},
        "attrs": {
            "offices": [office.value for office in standing.offices_now],
            "council": standing.council,
            "former": standing.former,
            "pledged": standing.pledged,
            "purpose": standing.purpose.value,
            "area": [*standing.area],
            "recused": _references(standing.recusals & cases),
            "assigned": _references(standing.assigned & cases),
            "substituted": _references(substituted),
        },
        "parents": [],
    }
    return json.dumps([person, *entities.values(), *_ACTIONS])


def _references(cases: frozenset[UUID]) -> list[dict[str, dict[str, str]]]:
    return [{"__entity": {"type": "Case", "id": str(case_id)}} for case_id in cases]


_GROUP: Final = {"type": "Action", "id": "case_content"}
_ACTIONS: Final = [
    {"uid": {"type": "Action", "id": action.value}, "attrs": {}, "parents": [_GROUP]} for action in sorted(CASE_CONTENT)
]
"""`action in Action::"case_content"` holds by the entities, since no schema is given at run time (it would cost a check)."""
