"""What is learned in a consultation, item by item."""

from __future__ import annotations

from typing import Annotated, Self

from council_casework.dated import Dated
from council_events.intake import FactItem, GuaranteeItem
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from council_intake.commands.fields import Note


def _nothing() -> PydanticCustomError:
    return PydanticCustomError(
        "no_item", "At least one item is needed.", {"ja": "把握した事項を一つ以上入力してください。"}
    )


class RecordFacts(Dated):
    """Record what was learned, item by item; an item recorded again replaces what is shown."""

    model_config = ConfigDict(title="把握した事項を記録する")

    outline: Annotated[Note, Field(title=FactItem.OUTLINE.label)] = None
    finances: Annotated[Note, Field(title=FactItem.FINANCES.label)] = None
    finance_years: Annotated[int, Field(ge=1, le=3, title="財務状況を把握した年数（直近3年間）")] = 3
    founded_recently: Annotated[bool, Field(title="創業から3年未満のため、それより前の決算がない")] = False
    tax_arrears: Annotated[Note, Field(title=FactItem.TAX_ARREARS.label)] = None
    ownership_and_debts: Annotated[Note, Field(title=FactItem.OWNERSHIP_AND_DEBTS.label)] = None
    business_structure: Annotated[Note, Field(title=FactItem.BUSINESS_STRUCTURE.label)] = None
    organisation: Annotated[Note, Field(title=FactItem.ORGANISATION.label)] = None
    history: Annotated[Note, Field(title=FactItem.HISTORY.label)] = None
    efforts: Annotated[Note, Field(title=FactItem.EFFORTS.label)] = None
    bank_relations: Annotated[Note, Field(title=FactItem.BANK_RELATIONS.label)] = None
    resources: Annotated[Note, Field(title=FactItem.RESOURCES.label)] = None
    requests: Annotated[Note, Field(title=FactItem.REQUESTS.label)] = None

    def notes(self) -> dict[FactItem, str]:
        """The items given, in the order of the programme."""
        return {item: note for item in FactItem if (note := getattr(self, item.value)) is not None}

    @model_validator(mode="after")
    def _something_was_learned(self) -> Self:
        if not self.notes():
            raise _nothing()
        return self


class RecordGuaranteeFacts(Dated):
    """Record what was learned in a 利用相談, item by item."""

    model_config = ConfigDict(title="利用相談で把握した事項を記録する")

    contract: Annotated[Note, Field(title=GuaranteeItem.CONTRACT.label)] = None
    principal_procedure: Annotated[Note, Field(title=GuaranteeItem.PRINCIPAL_PROCEDURE.label)] = None
    guarantor_estate: Annotated[Note, Field(title=GuaranteeItem.GUARANTOR_ESTATE.label)] = None
    principal_estate: Annotated[Note, Field(title=GuaranteeItem.PRINCIPAL_ESTATE.label)] = None
    discharge: Annotated[Note, Field(title=GuaranteeItem.DISCHARGE.label)] = None
    bank_relations: Annotated[Note, Field(title=GuaranteeItem.BANK_RELATIONS.label)] = None
    causes: Annotated[Note, Field(title=GuaranteeItem.CAUSES.label)] = None
    remaining_assets: Annotated[Note, Field(title=GuaranteeItem.REMAINING_ASSETS.label)] = None
    plan_policy: Annotated[Note, Field(title=GuaranteeItem.PLAN_POLICY.label)] = None

    def notes(self) -> dict[GuaranteeItem, str]:
        """The items given, in the order of the procedure."""
        return {item: note for item in GuaranteeItem if (note := getattr(self, item.value)) is not None}

    @model_validator(mode="after")
    def _something_was_learned(self) -> Self:
        if not self.notes():
            raise _nothing()
        return self


class CompleteFactFinding(Dated):
    """Every item of the edition in force on the day is on record."""

    model_config = ConfigDict(title="事項の把握を完了する")
