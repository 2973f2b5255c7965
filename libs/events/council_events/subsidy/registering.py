"""The register of 認定経営革新等支援機関 (SUB-P-2): standing data of the nation, from their notices and the public register.

Stream: the agency (a number made of its 認定支援機関ID番号), keyed by it; no case. What is entered again for the same day
replaces what was entered for it before.
"""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import AgencyId, Code, Date


class AgencyKind(Code):
    """What an agency is, as the public register tells it."""

    TAX_ACCOUNTANT = "tax_accountant", "税理士・税理士法人"
    ACCOUNTANT = "accountant", "公認会計士・監査法人"
    LAWYER = "lawyer", "弁護士・弁護士法人"
    SME_CONSULTANT = "sme_consultant", "中小企業診断士"
    CONSULTANCY = "consultancy", "民間コンサルティング会社"
    CHAMBER = "chamber", "商工会・商工会議所"
    FINANCIAL_INSTITUTION = "financial_institution", "金融機関"
    OTHER = "other", "その他"


class BankTie(Code):
    """What an agency has to do with a 金融機関."""

    ITSELF = "itself", "当該金融機関である"
    GROUP = "group", "当該金融機関の子会社・関連会社である"
    SECONDED = "seconded", "当該金融機関からの出向者がいる"


class BankKind(Code):
    """Whose institution it is: only a private one makes early plans itself (SUB-E-8, SUB-E-9)."""

    PRIVATE = "private", "民間金融機関"
    GOVERNMENT = "government", "政府系金融機関"


class AgencyCertified(Event, type_name="council.subsidy.AgencyCertified.v1", ja="認定経営革新等支援機関の認定"):
    """Certified from `certified_on` to `expires_on`, both inclusive; anew after a lapse, or for the first time."""

    agency_id: AgencyId
    name: Sealed[str]
    kind: AgencyKind
    certified_on: Date
    expires_on: Date


class CertificationRenewed(Event, type_name="council.subsidy.CertificationRenewed.v1", ja="認定の更新"):
    """The certification goes on without a gap, now to `expires_on` inclusive."""

    agency_id: AgencyId
    renewed_on: Date
    expires_on: Date


class CertificationWithdrawn(Event, type_name="council.subsidy.CertificationWithdrawn.v1", ja="認定の取消し・廃止"):
    """The certification was cancelled or given up: from `withdrawn_on` on there is none."""

    agency_id: AgencyId
    withdrawn_on: Date
    reason: Sealed[str]


class AgencyRenamed(Event, type_name="council.subsidy.AgencyRenamed.v1", ja="認定経営革新等支援機関の名称の変更"):
    """The agency bears another name."""

    agency_id: AgencyId
    name: Sealed[str]


class BankTieRecorded(Event, type_name="council.subsidy.BankTieRecorded.v1", ja="金融機関との関係"):
    """From `begins_on` the agency is a 金融機関, or is tied to one."""

    agency_id: AgencyId
    tie: BankTie
    bank_kind: BankKind
    institution: Sealed[str]
    begins_on: Date


class BankTieEnded(Event, type_name="council.subsidy.BankTieEnded.v1", ja="金融機関との関係の終了"):
    """The last day of the agency's ties of this kind."""

    agency_id: AgencyId
    tie: BankTie
    ends_on: Date
