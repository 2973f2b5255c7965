"""The host (認定支援機関): its organs, its 職務代行規程, what it delegates, the recovery centre, the minister's measures."""

from __future__ import annotations

from typing import Annotated, Literal

from council_events.governance import Organ
from council_events.values import Date, PersonId, Power
from pydantic import Field

from council_governance.commands.fields import BeginsOn, EndsOn, LongText, OfTheCouncil, titled

MandatoryOrgan = Literal[Organ.COMMITTEE, Organ.DEPARTMENT, Organ.SECRETARIAT]
_ORGANS = {
    "enum": ["committee", "department", "secretariat"],
    "x-labels": {organ.value: organ.label for organ in (Organ.COMMITTEE, Organ.DEPARTMENT, Organ.SECRETARIAT)},
}


class EstablishOrgan(OfTheCouncil):
    """One of the three organs that every host has was set up."""

    model_config = titled("組織の設置を記録する")

    organ: Annotated[MandatoryOrgan, Field(title="組織", json_schema_extra=_ORGANS)]
    established_on: Annotated[Date, Field(title="設置の日")]


class AdoptSubstitutionRules(OfTheCouncil):
    """The host adopts its 職務代行規程."""

    model_config = titled("職務代行規程を定める")

    adopted_on: Annotated[Date, Field(title="制定の日")]
    in_force_from: Annotated[Date, Field(title="施行の日")]
    substitutes: Annotated[tuple[PersonId, ...], Field(title="代行する者", min_length=1, max_length=20)]
    procedure: Annotated[LongText, Field(title="手続等")]


class DelegatePowers(OfTheCouncil):
    """The host's head delegates powers to the 会長 in office on the first day."""

    model_config = titled("会長に権能を委任する")

    powers: Annotated[tuple[Power, ...], Field(title="委任する権能", min_length=1)]
    begins_on: BeginsOn
    ends_on: EndsOn = None


class EndDelegation(OfTheCouncil):
    """The host's head takes the delegated powers back."""

    model_config = titled("会長への権能の委任を終える")

    ended_on: Annotated[Date, Field(title="最終日")]


class EstablishRecoveryCenter(OfTheCouncil):
    """The host sets up a 産業復興相談センター after 協議 with 中小企業庁."""

    model_config = titled("産業復興相談センターを設置する")

    conferred_on: Annotated[Date | None, Field(title="中小企業庁との協議の日")] = None
    established_on: Annotated[Date, Field(title="設置の日")]
    disaster: Annotated[LongText, Field(title="災害等と被害の状況")]
    independence: Annotated[LongText, Field(title="支援業務部門からの独立性を確保する処置")]


class StartDebtPurchase(OfTheCouncil):
    """The centre begins 債権買取支援業務."""

    model_config = titled("債権買取支援業務を始める")

    started_on: Annotated[Date, Field(title="開始日")]


class EndDebtPurchase(OfTheCouncil):
    """The centre ends 債権買取支援業務."""

    model_config = titled("債権買取支援業務を終える")

    ended_on: Annotated[Date, Field(title="最終日")]


class CloseRecoveryCenter(OfTheCouncil):
    """The centre is closed."""

    model_config = titled("産業復興相談センターを廃止する")

    closed_on: Annotated[Date, Field(title="最終日")]


class RecordImprovementOrder(OfTheCouncil):
    """The minister's 改善命令 to the host."""

    model_config = titled("改善命令を記録する")

    ordered_on: Annotated[Date, Field(title="命令の日")]
    order: Annotated[LongText, Field(title="命令の内容")]


class RecordCancellation(OfTheCouncil):
    """The minister cancels the certification of the host."""

    model_config = titled("認定の取消しを記録する")

    cancelled_on: Annotated[Date, Field(title="取消しの日")]
    ground: Annotated[LongText, Field(title="理由")]


class RecordCertification(OfTheCouncil):
    """A host is certified anew after a cancellation."""

    model_config = titled("取消し後の認定を記録する")

    certified_on: Annotated[Date, Field(title="認定の日")]
