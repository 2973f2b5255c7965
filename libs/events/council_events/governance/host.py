"""The host (認定支援機関) of a council: organs, substitution rules, delegation, the recovery centre, the minister's measures."""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import Code, Date, PersonId, Power


class Organ(Code):
    """The organs of a host: three that it must have, and the centre that it may have (YR-2-1-1-1, YR24-2-1-4)."""

    COMMITTEE = "committee", "中小企業再生支援協議会"
    DEPARTMENT = "department", "支援業務部門"
    SECRETARIAT = "secretariat", "協議会事務局"
    RECOVERY_CENTER = "recovery_center", "産業復興相談センター"


class OrganEstablished(Event, type_name="council.governance.OrganEstablished.v1", ja="組織の設置"):
    """One of the three organs that every host has (YR-2-1-1-1)."""

    organ: Organ
    established_on: Date


class SubstitutionRulesAdopted(
    Event, type_name="council.governance.SubstitutionRulesAdopted.v1", ja="職務代行規程の制定"
):
    """Who acts for the host's head, and how; in force until the next rules are (YR-2-1-1-5)."""

    adopted_on: Date
    in_force_from: Date
    substitutes: tuple[PersonId, ...]
    procedure: Sealed[str]


class PowersDelegated(
    Event, type_name="council.governance.PowersDelegated.v1", ja="会長への権能の委任", right="YR-2-1-2-2-2"
):
    """The host's head delegates powers over 協議会事業 to the 会長 (YR-2-1-2-2-2)."""

    chair: PersonId
    powers: tuple[Power, ...]
    begins_on: Date
    ends_on: Date | None = None


class DelegationEnded(
    Event, type_name="council.governance.DelegationEnded.v1", ja="会長への権能の委任の終了", right="YR-2-1-2-2-2"
):
    """Every delegation ends with this last day."""

    ended_on: Date


class RecoveryCenterEstablished(
    Event, type_name="council.governance.RecoveryCenterEstablished.v1", ja="産業復興相談センターの設置"
):
    """After a disaster in the area and 協議 with 中小企業庁, apart from the 支援業務部門 (YR24-2-1-4)."""

    conferred_on: Date
    established_on: Date
    disaster: Sealed[str]
    independence: Sealed[str]


class DebtPurchaseStarted(Event, type_name="council.governance.DebtPurchaseStarted.v1", ja="債権買取支援業務の開始"):
    """The centre carries out 債権買取支援業務 from this day (YR24-2-1-3-2-2)."""

    started_on: Date


class DebtPurchaseEnded(Event, type_name="council.governance.DebtPurchaseEnded.v1", ja="債権買取支援業務の終了"):
    """The last day of 債権買取支援業務."""

    ended_on: Date


class RecoveryCenterClosed(
    Event, type_name="council.governance.RecoveryCenterClosed.v1", ja="産業復興相談センターの廃止"
):
    """The centre's last day."""

    closed_on: Date


class ImprovementOrdered(Event, type_name="council.governance.ImprovementOrdered.v1", ja="改善命令"):
    """The minister orders the host to mend its conduct of the business (LAW-137)."""

    ordered_on: Date
    order: Sealed[str]


class CertificationCancelled(
    Event, type_name="council.governance.CertificationCancelled.v1", ja="認定の取消し", right="LAW-137"
):
    """From this day the host opens no cases (LAW-137)."""

    cancelled_on: Date
    ground: Sealed[str]


class HostCertified(Event, type_name="council.governance.HostCertified.v1", ja="認定支援機関の認定", right="LAW-137"):
    """A host is certified anew, after a cancellation; from this day cases are opened again."""

    certified_on: Date
