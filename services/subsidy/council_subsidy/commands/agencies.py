"""What can be asked of the register of 認定経営革新等支援機関. The agency is named by the path, but when it is entered."""

from __future__ import annotations

from typing import Annotated

from council_events.subsidy import AgencyKind, BankKind, BankTie
from council_events.values import AgencyId, Date
from pydantic import BaseModel, ConfigDict, Field

from council_subsidy.commands.fields import LongText, OccurredOn, ShortText

AgencyName = Annotated[ShortText, Field(title="名称")]
ExpiresOn = Annotated[
    Date | None, Field(title="有効期限", description="認定（更新）の通知にある日。空欄は認定から5年となる日の前日")
]
Tie = Annotated[BankTie, Field(title="金融機関との関係")]


class _OnTheRegister(BaseModel):
    """`occurred_on` is the business date (JST; None: today), never a later one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    occurred_on: OccurredOn = None


class CertifyAgency(_OnTheRegister):
    """Enter an agency as its notice of certification tells it; for the same day again, what was entered is replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="認定経営革新等支援機関を登録する")

    agency_id: AgencyId
    name: AgencyName
    kind: Annotated[AgencyKind, Field(title="機関の種類")]
    certified_on: Annotated[Date, Field(title="認定日")]
    expires_on: ExpiresOn = None


class RenewCertification(_OnTheRegister):
    """The certification was renewed before it ran out."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="認定の更新を記録する")

    renewed_on: Annotated[Date, Field(title="更新日")]
    expires_on: ExpiresOn = None


class WithdrawCertification(_OnTheRegister):
    """The certification was cancelled or given up."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="認定の取消し・廃止を記録する")

    withdrawn_on: Annotated[Date, Field(title="取消し・廃止の日")]
    reason: Annotated[LongText, Field(title="理由")]


class RenameAgency(_OnTheRegister):
    """The agency bears another name."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="名称の変更を記録する")

    name: AgencyName


class RecordBankTie(_OnTheRegister):
    """The agency is a 金融機関, or is tied to one."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="金融機関との関係を記録する")

    tie: Tie
    bank_kind: Annotated[BankKind, Field(title="金融機関の区分")]
    institution: Annotated[ShortText, Field(title="金融機関の名称")]
    begins_on: Annotated[Date, Field(title="関係の始まった日")]


class EndBankTie(_OnTheRegister):
    """The agency's ties of this kind are over."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="金融機関との関係の終了を記録する")

    tie: Tie
    ends_on: Annotated[Date, Field(title="最後の日")]


AgencyCommand = RenewCertification | WithdrawCertification | RenameAgency | RecordBankTie | EndBankTie
"""Every command on an agency of the register."""
