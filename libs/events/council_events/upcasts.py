"""Old events stay readable for ever: a changed event is a new version and an upcast from the old one, run on read.

An upcast takes the `data` of the old version as plain JSON values and gives the data of the next version. Sealed
fields pass through untouched: their origin names the event and path where they were first written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pydantic_core import from_json

from council_events.event import Envelope, envelope_class, schema_uri, type_name_of

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


def _with_what_came_later(data: dict[str, Any]) -> dict[str, Any]:
    """All that the new version adds has a default."""
    return data


def _of_a_case(data: dict[str, Any]) -> dict[str, Any]:
    """What was destroyed or held was a case; a company's entry can be since."""
    return {"retained_kind": "case", "retained_id": data["retained_case"]} | {
        name: value for name, value in data.items() if name != "retained_case"
    }


_ADDED: Final = (
    "council.access.Read",
    "council.governance.AnnualPlanMade",
    "council.governance.OfficeAppointed",
    "council.governance.SubstituteDesignated",
    "council.governance.WholeMeetingHeld",
    "council.intake.CaseDisclosed",
    "council.intake.CompanyToldOfDifficulty",
    "council.intake.ReferralMade",
    "council.intake.SupportLineChosen",
    "council.reporting.YearPublished",
    "council.subsidy.CaseDisclosed",
    "council.support.CaseDisclosed",
    "council.support.DocumentReceived",
    "council.support.GuaranteeStartConferred",
    "council.support.HostHeadConsulted",
    "council.support.ImprovementPlanDrafted",
    "council.support.PlanApproved",
    "council.support.PlanDrafted",
    "council.support.SchemeChairConferred",
    "council.support.SchemePlanDrafted",
)
_ADDED_AGAIN: Final = ("council.intake.ReferralMade",)
_OF_A_CASE: Final = (
    "council.audit.DestructionApproved",
    "council.audit.DestructionCompleted",
    "council.audit.DestructionProposed",
    "council.audit.DestructionWithdrawn",
    "council.audit.KeysDestroyed",
    "council.audit.LegalHoldLifted",
    "council.audit.LegalHoldPlaced",
)
UPCASTS: dict[str, tuple[str, Upcast]] = {
    **{f"{name}.v1": (f"{name}.v2", _with_what_came_later) for name in _ADDED},
    **{f"{name}.v2": (f"{name}.v3", _with_what_came_later) for name in _ADDED_AGAIN},
    **{f"{name}.v1": (f"{name}.v2", _of_a_case) for name in _OF_A_CASE},
}
"""old type name -> (new type name, upcast); chains are followed."""


def read_envelope(raw: bytes) -> Envelope[Any]:
    """Parse and validate the bytes of an envelope, upcast to the newest version of its event.

    Raises UnknownEventTypeError for a type without class and pydantic.ValidationError for bytes that do not fit it.
    """
    name = type_name_of(raw)
    if name not in UPCASTS:
        return envelope_class(name).__pydantic_validator__.validate_json(raw)  # type: ignore[no-any-return]
    document = from_json(raw)
    while name in UPCASTS:
        name, upcast = UPCASTS[name]
        document["data"] = upcast(document["data"])
    document["type"], document["dataschema"] = name, schema_uri(name)
    return envelope_class(name).model_validate(document)
