"""What a case view is made of, whatever the line: each line fills the parts that it has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from council_casework.sections import Section
from council_events.values import CreditorKind
from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class CreditorRow(Answer):
    """One 対象債権者 with its answer to the plan's current version."""

    creditor_id: UUID = Field(title="債権者番号")
    name: str = Field(title="名称")
    kind: CreditorKind = Field(title="種類")
    kind_title: str = Field(title="種類（名称）")
    claim: int = Field(title="債権額（円）")
    main: bool = Field(title="主要債権者")
    contact_allowed: bool = Field(title="接触への承諾")
    intention: str | None = Field(default=None, title="意向")
    status: str = Field(title="同意の状況")
    status_title: str = Field(title="同意の状況（名称）")
    date: dt.date | None = Field(default=None, title="同意・不同意の日")
    reason: str | None = Field(default=None, title="理由")


class TeamRow(Answer):
    """One member of the 個別支援チーム; `name` names the qualification, people being known by their id here."""

    person: str = Field(title="利用者")
    name: str = Field(title="表示名")
    qualification: str = Field(title="資格")
    outside_expert: bool = Field(title="外部専門家")


class PlanView(Answer):
    """The version of the plan that stands."""

    version: int = Field(title="版")
    kind: str = Field(title="種類")
    methods: tuple[str, ...] = Field(title="金融支援の手法")
    business_methods: tuple[str, ...] = Field(title="事業面の手法")
    drafted_on: dt.date | None = Field(title="作成日")
    debt_before: int = Field(title="債務額（円）")
    debt_waived: int = Field(title="債務減免額（円）")
    debt_to_cash_flow: float | None = Field(title="有利子負債の対キャッシュフロー比率（倍）")
    years_to_solvency: int | None = Field(title="実質債務超過の解消までの年数")
    years_to_profit: int | None = Field(title="経常黒字化までの年数")
    summary: str = Field(title="概要")


class Consents(Answer):
    """How far the consents are."""

    consented: int = Field(title="同意した債権者の数")
    creditors: int = Field(title="対象債権者の数")
    deadline: dt.date | None = Field(title="同意の期限")


NO_CONSENTS = Consents(consented=0, creditors=0, deadline=None)


@dataclass(frozen=True, slots=True)
class Content:
    """What a line says of a case. `header`: label and text, None where there is none; texts are opened already."""

    header: dict[str, str | None]
    due_on: dt.date | None = None
    creditors: tuple[CreditorRow, ...] = ()
    consents: Consents = NO_CONSENTS
    team: tuple[TeamRow, ...] = ()
    plan: PlanView | None = None
    sections: tuple[Section, ...] = ()


def day(day: dt.date | None) -> str | None:
    """A day as screens write it."""
    return None if day is None else f"{day.year}年{day.month}月{day.day}日"
