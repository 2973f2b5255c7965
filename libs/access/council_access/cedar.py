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
    READ_APPLICANT = "read_applicant"
    LIST_APPLICANTS = "list_applicants"
    READ_FIGURES = "read_figures"
    PUBLISH_FIGURES = "publish_figures"
    CLOSE_EDITION = "close_edition"
    RECORD_ACTIVITY = "record_activity"
    READ_LEDGER = "read_ledger"
    ADMINISTER = "administer"
    ORGANISE = "organise"
    READ_PEOPLE = "read_people"
    DECLARE_INTEREST = "declare_interest"
    INVESTIGATE = "investigate"
    INSPECT = "inspect"
    SUBSCRIBE = "subscribe"
    READ_SUBSCRIPTIONS = "read_subscriptions"
    APPROVE_SUBSCRIPTION = "approve_subscription"
    READ_AGENCIES = "read_agencies"
    KEEP_AGENCIES = "keep_agencies"


CASE_CONTENT: Final = frozenset(
    {
        Action.READ_CASE,
        Action.WORK_CASE,
        Action.DECIDE_CASE,
        Action.READ_LIST,
        Action.SEARCH,
        Action.READ_APPLICANT,
        Action.LIST_APPLICANTS,
    }
)
"""Actions that show case content: refused while the rights are stale."""


class Line(StrEnum):
    """Whose file a case is: 支援業務部門's or 協議会事務局's (the plan-subsidy programme). One per service.

    Of 支援業務部門's, SECOND_STAGE are the support lines (第二次対応), which are not for who gives 助言支援 only.
    """

    SUPPORT = "support"
    SECOND_STAGE = "second_stage"
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


_FILES: Final = ("cases.cedar", "bodies.cedar", "details.cedar")
"""Policies on case content, on everything else, and on what other systems receive. Each action is decided by one file alone."""


def _text(name: str) -> str:
    return files("council_access").joinpath("policies", name).read_text(encoding="utf-8")


def policy_text() -> str:
    """All policies, for the tests that read them."""
    return "\n".join(_text(name) for name in _FILES)


def schema_text() -> str:
    """The schema of the policies."""
    return _text("schema.cedarschema")


@cache
def _policies(case_content: bool) -> cedarpy.PolicySet:
    """Parsed once: to parse them takes ten times as long as to ask them."""
    return policies_of(_FILES[0] if case_content else _FILES[1])


def policies_of(name: str) -> cedarpy.PolicySet:
    """The policies of one file."""
    return cedarpy.PolicySet.from_str(_text(name))


def decide(standing: Standing, action: Action, resources: Sequence[Resource]) -> list[Decision]:
    """What the policies say of each resource, in order; one batch. Raises PolicyError when they could not be evaluated.

    A policy sees of a case only its attributes and whether the person's sets hold it (a test reads the policies for
    that), so cases that are alike in these are asked for once: a page of 50 is mostly of one or two kinds.
    """
    kinds = [_kind(standing, resource) for resource in resources]
    answers = _ask(standing, action, list(dict.fromkeys(kinds)))
    return [answers[kind] for kind in kinds]


class _Kind(NamedTuple):
    """All that the policies can see of a resource."""

    type: str
    council: str
    line: Line
    recused: bool
    assigned: bool
    substituted: bool
    emergency: bool


def _kind(standing: Standing, resource: Resource) -> _Kind:
    case_id = resource.case_id
    return _Kind(
        "Council" if case_id is None else "Case",
        resource.council,
        resource.line,
        case_id in standing.recusals,
        case_id in standing.assigned,
        case_id in standing.substituted,
        case_id in standing.emergency,
    )


def _ask(standing: Standing, action: Action, kinds: Sequence[_Kind]) -> dict[_Kind, Decision]:
    """One request per kind; the kind's place stands for the id of the resource."""
    if not kinds:
        return {}
    person, act = {"type": "Person", "id": standing.person}, {"type": "Action", "id": action.value}
    requests = [
        {"principal": person, "action": act, "resource": {"type": kind.type, "id": str(place)}, "context": {}}
        for place, kind in enumerate(kinds)
    ]
    policies = _policies(action in CASE_CONTENT)
    answers = cedarpy.is_authorized_batch(requests, policies, _entities(standing, kinds))
    return {kind: _decision(answer) for kind, answer in zip(kinds, answers, strict=True)}


class PolicyError(Exception):
    """A policy failed while it was evaluated: nothing is permitted, and the policies or their entities are wrong."""


def _decision(answer: cedarpy.AuthzResult) -> Decision:
    if answer.diagnostics.errors:
        raise PolicyError("a policy could not be evaluated")
    if answer.allowed:
        return Decision(True, frozenset())
    return Decision(False, frozenset(answer.diagnostics.id_annotations_by_reason.values()))


def _entities(standing: Standing, kinds: Sequence[_Kind]) -> str:
    """Person, resources, and the actions' group, as Cedar's JSON."""
    person = {
        "uid": {"type": "Person", "id": standing.person},
        "attrs": {
            "offices": [office.value for office in standing.offices_now],
            "council": standing.council,
            "former": standing.former,
            "pledged": standing.pledged,
            "purpose": standing.purpose.value,
            "area": [*standing.area],
            "recused": [_case(place) for place, kind in enumerate(kinds) if kind.recused],
            "assigned": [_case(place) for place, kind in enumerate(kinds) if kind.assigned],
            "emergency": [_case(place) for place, kind in enumerate(kinds) if kind.emergency],
            # Whether somebody substitutes in any case at all opens the lists; scope() narrows them.
            "substituted": [_case(place) for place, kind in enumerate(kinds) if kind.substituted]
            + ([_case("elsewhere")] if standing.substituted else []),
        },
        "parents": [],
    }
    return json.dumps([person, *(_resource(place, kind) for place, kind in enumerate(kinds)), *_ACTIONS])


def _case(place: int | str) -> dict[str, dict[str, str]]:
    return {"__entity": {"type": "Case", "id": str(place)}}


def _resource(place: int, kind: _Kind) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "council": kind.council,
        "subsidy": kind.line is Line.SUBSIDY,
        "second_stage": kind.line is Line.SECOND_STAGE,
    }
    if kind.type == "Council":
        attributes = {"code": kind.council}
    return {"uid": {"type": kind.type, "id": str(place)}, "attrs": attributes, "parents": []}


_GROUP: Final = {"type": "Action", "id": "case_content"}
_ACTIONS: Final = [
    {"uid": {"type": "Action", "id": action.value}, "attrs": {}, "parents": [_GROUP]} for action in sorted(CASE_CONTENT)
]
"""`action in Action::"case_content"` holds by the entities, since no schema is given at run time (it would cost a check)."""
