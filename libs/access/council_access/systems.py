"""Other systems that the gateway asks for: what a case opens to one by name, and the one refusal for everything else."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Final

import cedarpy
from council_events.deciding import Refused, provision
from council_kit.auth import Identity
from council_kit.problems import NotVisible

from council_access.cedar import PolicyError, policies_of

SYSTEM_KIND: Final = "subscriber"
"""The kind of a system's identity, `subscriber:<its technical name>`: the gateway alone makes such, for a subscription's token."""
_ACTION: Final = {"type": "Action", "id": "receive_detail"}


def system_of(identity: Identity) -> str:
    """The system that asks; raises NotVisible for a person: to people this way does not exist."""
    kind, _, system = identity.person.partition(":")
    if kind != SYSTEM_KIND or not system:
        raise NotVisible
    return system


@provision("LAW-136-2")
def the_case_is_opened_to(system: str, opened_to: Collection[str]) -> None:
    """Consent or a recorded exception names the system; raises Refused, alike whether there is such a case or not."""
    if not _permitted(system, opened_to):
        raise Refused(
            "LAW-136-2",
            "詳細を提供できる根拠（提供先を挙げた文書による了承、又は法の例外）がありません。",
            "Neither a written consent that names the recipient nor an exception of the statute allows this.",
            forbidden=True,
        )


def _permitted(system: str, opened_to: Collection[str]) -> bool:
    named = [{"__entity": _system(each)} for each in sorted(opened_to)]
    request = {
        "principal": _system(system),
        "action": _ACTION,
        "resource": {"type": "Case", "id": "0"},
        "context": {"opened_to": named},
    }
    answer = cedarpy.is_authorized(request, _policies(), json.dumps([]))
    if answer.diagnostics.errors:
        raise PolicyError("a policy could not be evaluated")
    return answer.allowed


@cache
def _policies() -> cedarpy.PolicySet:
    return policies_of("details.cedar")


def _system(name: str) -> dict[str, str]:
    return {"type": "System", "id": name}
